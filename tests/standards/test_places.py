"""Countries, states and languages; Namibia most of all."""

import csv
import subprocess
import sys
from pathlib import Path

import pytest

from palermo import standards
from palermo.ground.errors import UsageError

COUNTRIES = standards.code_list("iso3166_alpha2")


def test_249_countries_have_two_letters_three_letters_and_a_number() -> None:
    assert len({code.code for code in COUNTRIES.codes}) == 249
    assert len({code.extra["alpha3"] for code in COUNTRIES.codes}) == 249
    assert len({code.extra["numeric"] for code in COUNTRIES.codes}) == 249
    for code in COUNTRIES.codes:
        assert (len(code.code), len(code.extra["alpha3"]), len(code.extra["numeric"])) == (2, 3, 3)
        assert code.code.isupper() and code.extra["alpha3"].isupper() and code.extra["numeric"].isdigit()


def test_namibia_and_norway_survive() -> None:
    assert "NA" in COUNTRIES and "NO" in COUNTRIES
    assert standards.country_name("NA") == "Namibia"
    assert standards.country_name("NO") == "Norway"


@pytest.mark.parametrize(
    ("language", "name"),
    [("en", "Germany"), ("fr", "Allemagne"), ("it", "Germania"), ("pt-BR", "Alemanha")],
)
def test_a_country_is_called_by_the_name_of_the_language(language: str, name: str) -> None:
    assert standards.country_name("DE", language) == name


def test_the_standards_load_without_the_names_of_other_languages() -> None:
    program = "import sys, palermo.standards as s; assert s.country_name('NA'); print('babel' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, timeout=60)
    assert (done.returncode, done.stdout.strip()) == (0, "False"), done.stderr


@pytest.mark.parametrize(("code", "language"), [("XX", "en"), ("na", "en"), ("DE", "qq"), ("DE", "not a language")])
def test_a_foreign_code_or_language_is_refused(code: str, language: str) -> None:
    with pytest.raises(UsageError):
        standards.country_name(code, language)


def test_languages_have_three_letters_and_their_older_codes_lead_to_them() -> None:
    languages = standards.code_list("iso639_2")
    assert all(len(code.code) == 3 and code.code.islower() for code in languages.codes)
    older = {"alb": "sqi", "arm": "hye", "baq": "eus", "bur": "mya", "chi": "zho", "cze": "ces", "dut": "nld",
             "fre": "fra", "geo": "kat", "ger": "deu", "gre": "ell", "ice": "isl", "mac": "mkd", "mao": "mri",
             "may": "msa", "per": "fas", "rum": "ron", "slo": "slk", "tib": "bod", "wel": "cym"}  # fmt: skip
    for bibliographic, terminological in older.items():
        match = languages.lookup(bibliographic)
        assert match is not None and match.code == terminological


def test_states_have_the_nine_divisions_and_four_regions_of_the_census() -> None:
    states = standards.code_list("us_states").codes
    assert len({code.extra["division"] for code in states}) == 9
    assert len({code.extra["region"] for code in states}) == 4


@pytest.mark.real_data
def test_every_country_of_the_tier_history_is_in_our_list(real_data: Path) -> None:
    """Kosovo alone has no ISO code; the history gives it one of its own."""
    with (real_data / "tip-tiers-2001-2015.csv").open(encoding="utf-8", newline="") as file:
        seen = {row["iso"].strip() for row in csv.DictReader(file)}
    known = {code.extra["alpha3"] for code in COUNTRIES.codes}
    assert len(seen) > 180
    assert seen - known == {"KOS"}


@pytest.mark.real_data
def test_states_divisions_and_regions_are_those_of_the_crime_statistics(real_data: Path) -> None:
    states = standards.code_list("us_states")
    by_code = {code.code: code for code in states.codes}
    with (real_data / "fbi-human-trafficking-2013-2020.csv").open(encoding="utf-8", newline="") as file:
        rows = {(r["STATE_ABBR"], r["STATE_NAME"], r["DIVISION_NAME"], r["REGION_NAME"]) for r in csv.DictReader(file)}
    for abbreviation, name, division, region in rows:
        match = states.lookup(abbreviation)
        assert match is not None, abbreviation
        code = by_code[match.code]
        assert (code.label, code.extra["division"], code.extra["region"]) == (name, division, region)
