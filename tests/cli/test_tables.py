"""palermo tables, as the statistician runs it who has to publish: good input, bad input, a second year."""

import json
import random
from pathlib import Path

import as_typed
import pytest

CATALOGUE = """version: 1
release: annual-2026
population: {id: registered-to-date, as_of: 2025-12-31}
unit: subject_id
threshold: 10
dimensions:
  sex:    {codes: [F, M, X]}
  age:    {codes: ["0-17", "18-29", "30+"], missing: unknown}
  region:
    codes: [n1, n2, s1]
    hierarchy: {north: [n1, n2], south: [s1]}
    groupings: {coast: [n2, s1]}
tables:
  - {id: t1, by: [sex, age], margins: all, indicator: victims@2, due: 2026-03-31}
  - {id: t2, by: [region, sex], margins: all}
  - {id: t3, by: [age], measure: percent, decimals: 0}
  - {id: t4, by: [sex], measure: mean, column: months, contributor: agency}
priorities: {t1: 2}
"""


def records(number: int = 400, seed: int = 3) -> list[str]:
    chance = random.Random(seed)
    lines = ["subject_id,sex,age,region,months,agency"]
    for at in range(number):
        sex = chance.choices("FMX", [70, 25, 9])[0]
        region = chance.choices(["n1", "n2", "s1"], [5, 3, 2])[0]
        age = chance.choices(["0-17", "18-29", "30+", ""], [20, 40, 30, 5])[0]
        lines.append(f"p{at},{sex},{age},{region},{chance.randint(1, 30)},a{chance.randint(1, 6)}")
    return lines


@pytest.fixture
def room(tmp_path: Path) -> Path:
    (tmp_path / "catalogue.yml").write_text(CATALOGUE, "utf-8")
    (tmp_path / "records.csv").write_text("\n".join(records()) + "\n", "utf-8")
    return tmp_path


def call(room: Path, out: str, *words: str | Path) -> as_typed.Done:
    catalogue = ("--catalogue", room / "catalogue.yml")
    return as_typed.palermo("tables", room / "records.csv", *catalogue, "--out", room / out, *words)


def tables(room: Path, *words: str | Path, out: str = "r1", code: int = 0) -> str:
    done = call(room, out, *words)
    assert done.returncode == code, done.stdout + done.stderr
    assert (room / out).exists() == (code == 0)
    return done.stdout + done.stderr


def test_a_release_is_written_and_survives_the_attack(room: Path) -> None:
    assert "4 tables, 57 cells, " in tables(room)
    assert sorted(path.name for path in (room / "r1").iterdir()) == [
        "manifest.json",
        *(f"t{at}.csv" for at in (1, 2, 3, 4)),
    ]
    assert as_typed.palermo("attack", room / "r1").returncode == 0
    lines = (room / "r1" / "t1.csv").read_text("utf-8").splitlines()
    assert lines[0] == "sex,age,value,status" and len(lines) == 21
    assert "_T,_T,400,exact" in lines
    assert not any(line.split(",")[2] in map(str, range(1, 10)) for line in lines)


def test_the_manifest_holds_what_a_reader_may_know_and_nothing_more(room: Path) -> None:
    tables(room)
    manifest = json.loads((room / "r1" / "manifest.json").read_text("utf-8"))
    assert manifest["format"] == 1 and manifest["population"] == {"id": "registered-to-date", "as_of": "2025-12-31"}
    assert manifest["tables"][0]["indicator"] == "victims@2" and manifest["tables"][0]["due"] == "2026-03-31"
    text = (room / "r1" / "manifest.json").read_text("utf-8")
    assert "records" not in text and "primary" not in text and "priorities" not in text


def test_json_alone_is_printed(room: Path) -> None:
    made = json.loads(tables(room, "--json"))
    assert (made["tables"], made["cells"], made["method"], made["threshold"]) == (4, 57, "suppress", 10)


def test_the_same_call_writes_the_same_bytes(room: Path) -> None:
    tables(room)
    tables(room, out="r2")
    for path in (room / "r1").iterdir():
        assert path.read_bytes() == (room / "r2" / path.name).read_bytes()


def test_a_person_of_several_agencies_counts_once(room: Path) -> None:
    lines = records()
    (room / "records.csv").write_text("\n".join([*lines, *lines[1:41]]) + "\n", "utf-8")
    tables(room)
    assert "_T,_T,400,exact" in (room / "r1" / "t1.csv").read_text("utf-8")


def test_a_second_year_stands_beside_the_first(room: Path) -> None:
    tables(room)
    lines = records()
    (room / "records.csv").write_text("\n".join([*lines[:390], "p900,F,0-17,n1,3,a1", *lines[395:]]) + "\n", "utf-8")
    (room / "catalogue.yml").write_text(
        CATALOGUE.replace("2026\n", "2027\n").replace("2025-12-31", "2026-12-31"), "utf-8"
    )
    done = call(room, "r2", "--previous", room / "r1")
    if done.returncode == 0:
        assert as_typed.palermo("attack", room / "r2", "--previous", room / "r1").returncode == 0
    else:
        assert done.returncode == 4 and "annual-2026" in done.stderr


def test_an_old_count_cannot_be_taken_back(room: Path) -> None:
    """A table of one number, published exactly; the next year it is three more: nothing hides that."""
    one = CATALOGUE[: CATALOGUE.index("tables:")] + "tables:\n  - {id: t1, by: [sex]}\n"
    (room / "catalogue.yml").write_text(one, "utf-8")
    both = ["subject_id,sex,age,region,months,agency", *(f"p{at},{'FM'[at % 2]},30+,n1,3,a1" for at in range(400))]
    (room / "records.csv").write_text("\n".join(both) + "\n", "utf-8")
    tables(room)
    (room / "catalogue.yml").write_text(
        one.replace("2025-12-31", "2026-12-31").replace("[sex]}", "[sex], margins: none}"), "utf-8"
    )
    (room / "records.csv").write_text("\n".join([*both, *(f"q{at},F,30+,n1,3,a1" for at in range(3))]) + "\n", "utf-8")
    done = call(room, "r2", "--previous", room / "r1")
    if done.returncode == 0:
        assert "F,,hidden" in (room / "r2" / "t1.csv").read_text("utf-8")
    else:
        assert done.returncode == 4 and "annual-2026" in done.stderr and not (room / "r2").exists()


FAULTS = {
    "undeclared-value": ("records.csv", "p0,", "p0,Q"),
    "no-subject": ("records.csv", "p1,", ","),
    "missing-column": ("records.csv", "months,agency", "weeks,agency"),
    "total-code": ("catalogue.yml", "codes: [F, M, X]", "codes: [F, M, X, _T]"),
    "extreme": ("catalogue.yml", "measure: mean", "measure: maximum"),
    "identifier": ("catalogue.yml", "sex:    {", "name:    {"),
    "not-built": ("catalogue.yml", "threshold: 10", "threshold: 10\nmethod: cellkey"),
}


@pytest.mark.parametrize("fault", sorted(FAULTS))
def test_a_fault_is_named_and_nothing_is_written(room: Path, fault: str) -> None:
    file, old, new = FAULTS[fault]
    text = (room / file).read_text("utf-8")
    assert old in text
    (room / file).write_text(text.replace(old, new, 1), "utf-8")
    assert f"disclosure.{fault}" in tables(room, code=2)


def test_a_value_that_nobody_declared_is_not_quoted(room: Path) -> None:
    text = (room / "records.csv").read_text("utf-8").replace("p7,M", "p7,Jane Doe").replace("p7,F", "p7,Jane Doe")
    (room / "records.csv").write_text(text, "utf-8")
    told = tables(room, code=2)
    assert "the first in row 9" in told
    assert "Jane" not in told


@pytest.mark.parametrize(
    ("words", "named"),
    [
        (("--method", "cellkey"), "not built yet"),
        (("--method", "guess"), "suppress, round"),
        (("--time-limit", "-1"), "above 0"),
        (("--threshold", "1"), "2 or more"),
        (("--seed", "a", "--seed-file", "b"), "both given"),
        (("--previous", "nowhere"), "nowhere"),
    ],
)
def test_a_wrong_call_leaves_with_2_and_writes_nothing(room: Path, words: tuple[str, ...], named: str) -> None:
    assert named in tables(room, *words, code=2)


def test_a_release_is_never_written_over_another(room: Path) -> None:
    tables(room)
    before = (room / "r1" / "t1.csv").read_bytes()
    done = call(room, "r1")
    assert done.returncode == 2 and "exists already" in done.stderr
    assert (room / "r1" / "t1.csv").read_bytes() == before


def test_rounded_counts_stand_within_one_base(room: Path) -> None:
    counts = CATALOGUE[: CATALOGUE.index("  - {id: t3")]
    for kind in ("random", "controlled"):
        (room / "catalogue.yml").write_text(f"{counts}method: round\nrounding: {{base: 5, kind: {kind}}}\n", "utf-8")
        assert "needs a secret seed" in tables(room, out=kind, code=2)
        tables(room, "--seed", "a long secret", out=kind)
        rows = [line.split(",") for line in (room / kind / "t1.csv").read_text("utf-8").splitlines()[1:]]
        assert all(int(value) % 5 == 0 and status == "rounded" for *_, value, status in rows)
        assert next(abs(int(row[2]) - 400) for row in rows if row[:2] == ["_T", "_T"]) < 5
    sums = {row[0]: int(row[2]) for row in rows if row[1] == "_T"}
    assert sums["F"] + sums["M"] + sums["X"] == sums["_T"]


def test_a_group_that_shares_one_attribute_needs_a_waiver(room: Path) -> None:
    lines = ["subject_id,sex,age,region,months,agency"]
    lines += [f"p{at},{'F' if at < 30 else 'M'},{'0-17' if at < 30 else '30+'},n1,3,a{at % 5}" for at in range(80)]
    (room / "records.csv").write_text("\n".join(lines) + "\n", "utf-8")
    only = CATALOGUE[: CATALOGUE.index("  - {id: t2")]
    (room / "catalogue.yml").write_text(only, "utf-8")
    assert "attack.group-disclosure" in tables(room, code=4)
    waivers = [
        f'  - {{table: t1, cell: {{sex: {sex}, age: "{age}"}}, because: "decided on 3 March"}}'
        for sex, age in (("F", "0-17"), ("M", "30+"))
    ]
    (room / "catalogue.yml").write_text(only + "waivers:\n" + "\n".join(waivers) + "\n", "utf-8")
    tables(room)
