"""An edition: every file of it, the same bytes each time; or nothing, and every reason at once."""

import json
import os
import random
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from palermo import report
from palermo.ground.errors import Refused
from palermo.report import Ports

Files = dict[str, bytes]
Replace = Callable[[str, str, str], Files]


def refusal_of(files: Files, ports: Ports, **more: object) -> Refused:
    with pytest.raises(Refused) as refusal:
        report.build(files, ports=ports, **more)  # type: ignore[arg-type]
    return refusal.value


def test_an_edition_has_its_files(files: Files, ports: Ports) -> None:
    built = set(report.build(files, ports=ports).files)
    assert built == {
        "build.json", "figures.json", "indicators.yml", "lint.json", "en/index.html", "en/register.html",
        "charts/en/c.years.svg", "tables/t.years.csv", "tables/t.sex.csv", "tables/t.status.csv",
        "data/cases.csv", "data/status.csv", "definitions/report.json", "definitions/evidence/press.json",
        "definitions/indicators/cases.json", "definitions/indicators/days.json", "definitions/indicators/status.json",
    }  # fmt: skip


def test_build_json_names_the_hash_of_every_file(files: Files, ports: Ports) -> None:
    import hashlib

    built = report.build(files, ports=ports).files
    record = json.loads(built["build.json"])
    assert record["files"] == {
        path: hashlib.sha256(content).hexdigest() for path, content in built.items() if path != "build.json"
    }
    assert record["built_at"] == "2025-03-01T00:00:00Z"
    assert record["data"]["cases"]["sensitivity"] == "invented"


def rows(files: Files, ports: Ports) -> dict[str, dict[str, object]]:
    return {row["id"]: row for row in json.loads(report.build(files, ports=ports).files["figures.json"])}


@pytest.mark.parametrize(
    ("id", "value", "printed"),
    [
        ("xx.cases.2024", "28", "28"),
        ("xx.cases", "49", "49"),
        ("xx.rise", "7", "7"),
        ("xx.ratio", "1.33", "1.33"),
        ("xx.gap", "12", "12"),
        ("xx.female.share", "77.6", "77.6%"),
        ("xx.cases:BODY=hotline;YEAR=2024", "17", "17"),
        ("xx.cases:BODY=police%2C%20north;YEAR=2024", "2", "2"),
        ("xx.days", "18.5", "18.5"),
        ("xx.status:BODY=shelter;YEAR=2024", "partial", "partial"),
        ("d.per-case", "1", "1.00"),
        ("q.estimate", None, "50–70"),
        ("xx.spread", None, "1.8–2.5"),
        ("xx.claim.helped", "40", "40"),
        ("evidence.closed", "1", "1"),
    ],
)
def test_a_figure_has_the_value_counted_by_hand(
    files: Files, ports: Ports, id: str, value: str | None, printed: str
) -> None:
    row = rows(files, ports)[id]
    assert (row["value"], row["rendered"]) == (value, {"en": printed})


def test_a_computed_figure_carries_its_whole_chain(files: Files, ports: Ports) -> None:
    row = rows(files, ports)["xx.cases.2024"]
    assert row["definition"] == "xx.cases@1"
    assert row["period"] == {"start": "2024-01-01", "end": "2024-12-31", "kind": "calendar"}
    assert row["sdc_applied"] == "none-invented"
    assert len(str(row["query_sha256"])) == len(str(row["data_sha256"])) == 64
    assert row["cell"] == {"YEAR": "2024"}


def test_a_derived_range_travels_by_its_corners(files: Files, ports: Ports) -> None:
    row = rows(files, ports)["xx.spread"]
    assert (row["low"], row["high"], row["comparator"]) == ("1.8", "2.5", "range")
    assert row["operands"] == ["q.estimate", "xx.cases.2024"]


def test_every_row_has_a_rule_of_disclosure_and_a_code_of_its_own(files: Files, ports: Ports) -> None:
    found = rows(files, ports).values()
    assert [row["id"] for row in found if not row["sdc_applied"]] == []
    assert len({row["code"] for row in found}) == len(found)


def test_the_total_comes_from_the_cube(files: Files, ports: Ports) -> None:
    lines = report.build(files, ports=ports).files["tables/t.years.csv"].decode().splitlines()
    assert lines == [
        'Year,hotline,"police, north",shelter,Total',
        "2023,14,,7,21",
        "2024,17,2,9,28",
        "Total,31,2,16,49",
    ]


def test_every_bare_number_is_named_with_its_place(replace_in: Replace, ports: Ports) -> None:
    replace_in("report.yml", "Cases by sex", "The 3 sexes")
    replace_in("report.yml", "Bars of the cases", "Bars of 49 cases")
    files = replace_in("text/main.en.md", "{{table:t.sex}}", "There were 47 cases; twelve were new.\n\n{{table:t.sex}}")
    told = [str(one) for one in refusal_of(files, ports).findings]
    for place in ('text/main.en.md:8:12 lint.unbound-number "47"', 'text/main.en.md:8:22 lint.unbound-word "twelve"'):
        assert any(one.startswith(place) for one in told), told
    for place in ('report.yml:11:62 lint.unbound-number "3"', 'report.yml:14:59 lint.unbound-number "49"'):
        assert any(one.startswith(place) for one in told), told


@pytest.mark.parametrize("kind", ["fig", "table", "chart", "contrast", "claim", "pair", "evidence"])
def test_an_unknown_id_of_every_kind_is_named(replace_in: Replace, ports: Ports, kind: str) -> None:
    files = replace_in("text/main.en.md", "{{table:t.sex}}", f"{{{{{kind}:not.there}}}}")
    assert ("lint.unknown-id", 8) in {(one.code, one.line) for one in refusal_of(files, ports).findings}


@pytest.mark.parametrize(
    ("path", "old", "new", "code"),
    [
        ("indicators/cases.yml", 'text: "Cases recorded by the bodies", ', "", "figure.untraceable"),
        ("indicators/status.yml", 'assessor: "Office of returns"\n', "", "figure.untraceable"),
        ("indicators/status.yml", "codes: [full, partial]", "codes: [full]", "data.not-a-number"),
        ("indicators/cases.yml", 'xx.cases.2023: {YEAR: "2023"}', 'xx.cases.2023: {YEAR: "1999"}', "figure.no-cell"),
        ("indicators/cases.yml", 'xx.cases.2023: {YEAR: "2023"}', 'xx.cases.2023: {AGE: "9"}', "figure.no-cell"),
        ("evidence/press.yml", 'claimant: "Speaker of the made-up ministry", ', "", "evidence.no-claimant"),
        ("evidence/press.yml", "seen_in: a summary of a survey, through: restatement, ", "", "evidence.untraceable"),
        ("evidence/press.yml", "helped 28 people", "helped 29 people", "evidence.passage-not-there"),
        ("evidence/press.yml", "[xx.claim.helped, q.yearbook, xx.cases.2024]", "[xx.claim.helped, xx.gone]",
         "evidence.unknown-id"),
    ],
)  # fmt: skip
def test_what_cannot_be_traced_is_refused(
    replace_in: Replace, ports: Ports, path: str, old: str, new: str, code: str
) -> None:
    assert code in {one.code for one in refusal_of(replace_in(path, old, new), ports).findings}


def test_a_changed_snapshot_is_refused(files: Files, ports: Ports) -> None:
    files["evidence/snapshots/yearbook.txt"] += b" "
    assert "evidence.hash-differs" in {one.code for one in refusal_of(files, ports).findings}


def test_a_language_without_a_catalogue_is_refused_by_name(replace_in: Replace, ports: Ports) -> None:
    files = replace_in("report.yml", "languages: [en]", "languages: [en, ar]")
    told = [one for one in refusal_of(files, ports).findings if one.code == "language.no-catalogue"]
    assert "'ar'" in told[0].text
    assert "en" in told[0].hint
    assert report.build(files, ports=ports, languages=["en"]).files


def test_a_language_without_a_text_is_refused(files: Files, ports: Ports) -> None:
    assert "language.no-text" in {one.code for one in refusal_of(files, ports, languages=["fr"]).findings}


def test_languages_that_print_other_figures_are_refused(replace_in: Replace, ports: Ports) -> None:
    files = replace_in("report.yml", "languages: [en]", "languages: [en, ar]")
    files["text/main.ar.md"] = b"{{fig:xx.rise}}\n"
    told = refusal_of(files, ports, languages=["en"]).findings
    assert {one.code for one in told} == {"language.figures-differ"}


def test_lint_says_what_build_says(replace_in: Replace, ports: Ports) -> None:
    replace_in("indicators/cases.yml", "xx.cases.2024 - xx.cases.2023", "xx.gone * 2")
    files = replace_in("text/main.en.md", "more than", "12 more than")
    linted = report.lint_folder(files, ports=ports)
    assert linted == refusal_of(files, ports).findings
    assert {"lint.unbound-number", "figure.operand-missing"} <= {one.code for one in linted}


def test_lint_keeps_the_literals_with_their_kind(files: Files, ports: Ports) -> None:
    record = json.loads(report.build(files, ports=ports).files["lint.json"])
    assert record["literals"] == [{"path": "text/main.en.md", "line": 3, "column": 4, "text": "2024", "kind": "date"}]


def test_the_order_of_files_changes_nothing(files: Files, ports: Ports) -> None:
    before = report.build(files, ports=ports).files
    names = list(files)
    random.Random(7).shuffle(names)
    assert report.build({name: files[name] for name in names}, ports=ports).files == before


def test_the_order_of_rows_changes_no_figure(files: Files, ports: Ports) -> None:
    before = rows(files, ports)
    head, *body = files["data/cases.csv"].decode().splitlines()
    turned = "\n".join([head, *reversed(body)]) + "\n"
    import hashlib

    written = files["report.yml"].decode()
    own = hashlib.sha256(files["data/cases.csv"]).hexdigest()
    files["report.yml"] = written.replace(own, hashlib.sha256(turned.encode()).hexdigest()).encode()
    files["data/cases.csv"] = turned.encode()
    after = rows(files, ports)
    assert {id: row["value"] for id, row in after.items()} == {id: row["value"] for id, row in before.items()}


_PROGRAM = """
import sys
from pathlib import Path
from palermo.cli import main
main(["report", "build", sys.argv[1], "--out", sys.argv[2]])
"""


def test_two_builds_in_two_places_are_the_same_bytes(files: Files, tmp_path: Path) -> None:
    built = []
    for name, seed, zone, locale in (("a", "0", "UTC", "C"), ("b/deeper", "4711", "Pacific/Auckland", "de_DE.UTF-8")):
        folder, out = tmp_path / name / "folder", tmp_path / name / "out"
        for path, content in files.items():
            (folder / path).parent.mkdir(parents=True, exist_ok=True)
            (folder / path).write_bytes(content)
        told = {**os.environ, "PYTHONHASHSEED": seed, "TZ": zone, "LC_ALL": locale}
        subprocess.run(
            [sys.executable, "-c", _PROGRAM, str(folder), str(out)], check=True, env=told, capture_output=True
        )
        built.append({p.relative_to(out).as_posix(): p.read_bytes() for p in out.rglob("*") if p.is_file()})
    assert built[0] == built[1]
    assert len(built[0]) == 17


def test_no_output_names_the_place_or_the_machine(files: Files, ports: Ports) -> None:
    everything = b"".join(report.build(files, ports=ports).files.values())
    for word in (os.getcwd(), str(Path.home()), os.uname().nodename):
        if len(word) > 3:
            assert word.encode() not in everything
