"""Code lists: counts, and how a cell finds its code."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from palermo import standards
from palermo.ground.errors import BadDefinition, UsageError
from palermo.standards.codes import parse_code_list

EVERY_CODE = [(name, code) for name in standards.code_lists() for code in standards.code_list(name).codes]


def found(name: str, seen: str) -> tuple[str, str] | None:
    match = standards.code_list(name).lookup(seen)
    return (match.code, match.how) if match else None


def test_htcds_gives_247_codes_and_we_add_one() -> None:
    htcds = [name for name in standards.code_lists() if "HTCDS" in standards.load(f"lists/{name}")["source"]]
    codes = [code.code for name in htcds for code in standards.code_list(name).codes]
    assert len(htcds) == 25
    assert len(codes) == 247 + 1
    assert "RestrictsMovement" in codes


def test_nineteen_lists_are_those_of_the_field_table() -> None:
    named = {field.code_list for field in standards.fields("htcds") if field.code_list}
    assert len(named - {"iso3166_alpha2", "iso639_2"}) == 19


@pytest.mark.parametrize(
    ("name", "count"),
    [
        ("isic4_section", 21),
        ("labour_tier2", 40),
        ("labour_tier3", 8),
        ("methods_of_control", 17),
        ("methods_of_control_definitions", 17),
        ("gender", 6),
        ("missing_codes", 4),
        ("us_states", 51),
        ("release_reason", 14),
        ("segregation_reason", 7),
        ("iso3166_alpha2", 249),
        ("iso639_2", 486),
    ],
)
def test_the_lists_are_whole(name: str, count: int) -> None:
    assert len(standards.code_list(name).codes) == count


def test_codes_of_ours_are_marked() -> None:
    for name in ("labour_tier2", "labour_tier3", "migrant_type", "missing_codes", "release_reason"):
        assert all(code.own for code in standards.code_list(name).codes)
    assert [code.code for code in standards.code_list("methods_of_control").codes if code.own] == ["RestrictsMovement"]
    assert not any(code.own for code in standards.code_list("gender").codes)


def test_labour_tiers_hang_on_the_tier_above() -> None:
    sections, second = standards.code_list("isic4_section"), standards.code_list("labour_tier2")
    assert all(code.parent in sections for code in second.codes)
    assert all(code.parent in second for code in standards.code_list("labour_tier3").codes)


@pytest.mark.parametrize(
    ("name", "seen", "code", "how"),
    [
        ("gender", "Feminine", "Feminine", "code"),
        ("gender", "Feminine ", "Feminine", "trimmed"),
        ("gender", "feminine", "Feminine", "case"),
        ("gender", "Not specified/unknown", "NonSpecifiedUnknown", "label"),
        ("case_status", "Follow up", "FollowUp", "label"),
        ("referral_reason", "Migration Or Change Of Location", "MigrationOrChangeOfLocation", "label"),
        ("methods_of_control", "DebtBondage ", "DebtBondage", "trimmed"),
        ("methods_of_control", "MethodsOfControlThreats", "PhysicalThreats", "alias"),
        ("methods_of_control", "MethodsOfControlRestrictsMovement", "RestrictsMovement", "alias"),
        ("role_in_process", "Sold Individual ", "SoldIndividual", "label"),
        ("relationship_to_trafficker", "Unacquainted", "Unaquainted", "alias"),
        ("highest_level_of_education", "Bachelor's or equivalent level", "BachelorsOrEquivalentLevel", "alias"),
        ("isic4_section", "A", "A_AgricultureForestryAndFishing", "alias"),
        ("isic4_section", "Construction", "F_Construction", "label"),
        ("iso3166_alpha2", "NA", "NA", "code"),
        ("iso3166_alpha2", "Namibia", "NA", "label"),
        ("iso3166_alpha2", "NAM", "NA", "alias"),
        ("iso3166_alpha2", "NO", "NO", "code"),
        ("iso3166_alpha2", "Viet Nam", "VN", "alias"),
        ("iso639_2", "fre", "fra", "alias"),
        ("iso639_2", "Quechua", "que", "label"),
        ("us_states", "NB", "NE", "alias"),
        ("ctdc_age_band", "9--17", "9--17", "code"),
        ("ctdc_age_band", "9-17", "9--17", "alias"),
    ],
)
def test_a_cell_finds_its_code(name: str, seen: str, code: str, how: str) -> None:
    assert found(name, seen) == (code, how)


@pytest.mark.parametrize(
    ("name", "seen"),
    [
        ("gender", ""),
        ("gender", "Female"),
        ("iso3166_alpha2", "Congo"),  # either of two
        ("iso3166_alpha2", "00"),
        ("iso3166_alpha2", "516"),  # digits in a country column are more often a postal code
        ("iso639_2", "ga"),  # Irish by two letters, or the language Gã
    ],
)
def test_what_may_mean_two_things_or_none_finds_nothing(name: str, seen: str) -> None:
    assert found(name, seen) is None


def test_a_near_meaning_is_found_and_says_so() -> None:
    match = standards.code_list("methods_of_control").lookup("MethodsOfControlUsesChildren")
    assert match == standards.Match("ThreatensChildrenFamily", "alias", near=True)


def test_all_seventeen_methods_of_the_definitions_lead_to_one_each() -> None:
    control = standards.code_list("methods_of_control")
    means = [control.lookup(code.code) for code in standards.code_list("methods_of_control_definitions").codes]
    assert {match.code for match in means if match} == {code.code for code in control.codes}


@given(st.sampled_from(EVERY_CODE), st.sampled_from(["", " ", "\t", "\u00a0"]), st.sampled_from(["", "  "]))
def test_every_code_is_found_with_blanks_around_it(pair: tuple[str, standards.Code], before: str, after: str) -> None:
    name, code = pair
    expected = "trimmed" if before or after else "code"
    assert found(name, before + code.code + after) == (code.code, expected)


@given(st.sampled_from(EVERY_CODE), st.sampled_from([str.upper, str.lower, str.swapcase]))
def test_every_code_label_and_alias_is_found_in_any_case(pair: tuple[str, standards.Code], written: object) -> None:
    name, code = pair
    assert callable(written)
    for text in (code.code, *code.aliases, *code.near):
        match = standards.code_list(name).lookup(written(text))
        assert match is not None and match.code == code.code
    assert found(name, code.label) is not None


@given(st.sampled_from(standards.code_lists()), st.text(max_size=12))
def test_looking_up_what_was_found_finds_it_again(name: str, seen: str) -> None:
    match = found(name, seen)
    assert match is None or found(name, match[0]) == (match[0], "code")


def test_every_label_leads_to_its_own_code() -> None:
    for name, code in EVERY_CODE:
        match = standards.code_list(name).lookup(code.label)
        assert match is not None and match.code == code.code, (name, code.label)


def definition(*rows: dict[str, object]) -> dict[str, object]:
    return {"concept": "x", "codes": tuple(rows)}


def test_a_code_that_yaml_read_as_false_is_refused() -> None:
    with pytest.raises(BadDefinition, match="in quotes"):
        parse_code_list(definition({"code": False, "label": "Norway"}))


def test_an_alias_of_two_codes_is_refused() -> None:
    rows: list[dict[str, object]] = [{"code": code, "label": code, "aliases": ("congo",)} for code in ("CD", "CG")]
    with pytest.raises(BadDefinition, match="means CD and CG"):
        parse_code_list(definition(*rows))


def test_a_code_that_stands_twice_is_refused() -> None:
    with pytest.raises(BadDefinition, match="twice"):
        parse_code_list(definition({"code": "a", "label": "A"}, {"code": "a", "label": "B"}))


def test_a_list_nobody_wrote_is_refused() -> None:
    with pytest.raises(UsageError, match="no code list"):
        standards.code_list("colours")
