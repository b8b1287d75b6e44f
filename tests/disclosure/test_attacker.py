"""The attacker against every table that fits: what it says can be told is told by all of them, and nothing less."""

import json
from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from palermo import disclosure
from palermo.ground.errors import UnreadableInput

Files = dict[str, bytes]
HEAD = "sex,age,value,status\n"


def table(counts: dict[tuple[str, str], int], hidden: set[tuple[str, str]], head: str = "sex,age") -> bytes:
    """A table with all its margins; ``counts`` of the inner cells, ``hidden`` cells by their codes."""
    rows = sorted({row for row, _ in counts})
    columns = sorted({column for _, column in counts})
    lines = [f"{head},value,status"]
    for row, column in product([*rows, "_T"], [*columns, "_T"]):
        value = sum(n for (r, c), n in counts.items() if row in (r, "_T") and column in (c, "_T"))
        known = (row, column) not in hidden
        lines.append(f"{row},{column},{value if known else ''},{'exact' if known else 'hidden'}")
    return ("\n".join(lines) + "\n").encode()


def found(files: Files, *before: Files, **options: object) -> dict[str, list[dict[str, object]]]:
    published = disclosure.read_publication(files, name="2025")
    older = [disclosure.read_publication(one, name=f"{2024 - at}") for at, one in enumerate(before)]
    return disclosure.attack(published, older, **options).to_dict()  # type: ignore[arg-type,return-value]


COUNTS = {("F", "a"): 3, ("F", "b"): 20, ("M", "a"): 30, ("M", "b"): 40}


def test_a_lone_hidden_cell_is_a_subtraction() -> None:
    said = found({"t.csv": table(COUNTS, {("F", "a")})})
    assert said["exactly_recovered"] == [
        {"kind": "cell", "table": "t", "cell": {"sex": "F", "age": "a"}, "value": 3, "by": ["t"]}
    ]
    assert said["verdict"] == "unsafe"


def test_four_hidden_cells_in_a_square_are_safe() -> None:
    said = found({"t.csv": table(COUNTS, set(COUNTS))})
    assert (said["verdict"], said["hidden"]) == ("safe", 4)


def test_a_cell_held_by_small_margins_is_pinned() -> None:
    counts = {("F", "a"): 3, ("F", "b"): 2, ("M", "a"): 30, ("M", "b"): 40}
    said = found({"t.csv": table(counts, set(counts))}, threshold=10)
    cells = {tuple(one["cell"].values()): (one["low"], one["high"]) for one in said["bounded_below_threshold"]}  # type: ignore[attr-defined]
    assert cells == {("F", "a"): (0, 5), ("F", "b"): (0, 5)}
    assert {one["value"] for one in said["exactly_recovered"]} == {5}  # the margin of five stands there for all to read


def test_a_small_count_that_stands_there_is_told() -> None:
    said = found({"t.csv": table(COUNTS, set())})
    assert [one["by"] for one in said["exactly_recovered"]] == [["published"]]


def test_two_tables_together_tell_what_neither_does() -> None:
    one = table(
        {("F", "a"): 4, ("F", "b"): 20, ("M", "a"): 30, ("M", "b"): 40},
        {("F", "a"), ("F", "b"), ("M", "a"), ("M", "b")},
    )
    other = b"sex,age,value,status\nF,a,4,exact\n"
    said = found({"t1.csv": one, "t2.csv": other}, threshold=3)
    told = {(one["table"], tuple(one["cell"].items())): one["value"] for one in said["exactly_recovered"]}  # type: ignore[attr-defined]
    assert told[("t1", (("sex", "M"), ("age", "b")))] == 40


def test_three_tables_pin_a_cell_that_nobody_printed() -> None:
    """Sex × age, age × place and sex × place are shown; the joint table is not, and still no more than one fits."""
    truth = {("F", "a", "x"): 12, ("M", "b", "y"): 12}

    def pair(first: int, second: int, names: str) -> bytes:
        codes = (("F", "M"), ("a", "b"), ("x", "y"))
        counts = {
            (left, right): sum(n for key, n in truth.items() if key[first] == left and key[second] == right)
            for left in codes[first]
            for right in codes[second]
        }
        return table(counts, set(), names)

    files = {"t1.csv": pair(0, 1, "sex,age"), "t2.csv": pair(1, 2, "age,place"), "t3.csv": pair(0, 2, "sex,place")}
    files["t4.csv"] = b"sex,age,place,value,status\nF,a,x,,hidden\nM,b,x,,hidden\n"
    said = found(files)
    assert [one["value"] for one in said["exactly_recovered"]] == [12, 0]


def test_numbers_that_contradict_each_other_are_never_called_safe() -> None:
    broken = table(COUNTS, set(COUNTS)).replace(b"_T,_T,93", b"_T,_T,94")
    said = found({"t.csv": broken})
    assert said["verdict"] == "unsafe"
    assert [one["code"] for one in said["other"]] == ["attack.inconsistent"]


def test_a_small_change_between_two_releases_is_told() -> None:
    new = table({**COUNTS, ("M", "b"): 43}, set(COUNTS))
    said = found({"t.csv": new}, {"t.csv": table(COUNTS, set(COUNTS))})
    assert {(one["kind"], one["value"]) for one in said["exactly_recovered"]} == {("difference", 3)}


def test_a_withdrawal_is_a_change_too() -> None:
    new = table({**COUNTS, ("M", "b"): 38}, set(COUNTS))
    said = found({"t.csv": new}, {"t.csv": table(COUNTS, set(COUNTS))})
    assert {one["value"] for one in said["exactly_recovered"]} == {-2}


def test_an_equal_or_a_large_change_is_harmless() -> None:
    old = {"t.csv": table(COUNTS, set(COUNTS))}
    assert found(old, old)["verdict"] == "safe"
    grown = table({key: n + 20 for key, n in COUNTS.items()}, set())
    assert found({"t.csv": grown}, {"t.csv": table(COUNTS, set(COUNTS))})["verdict"] == "safe"


def test_one_who_stands_in_a_cell_subtracts_itself() -> None:
    counts = {("F", "a"): 3, ("F", "b"): 7, ("M", "a"): 30, ("M", "b"): 40}
    files = {"t.csv": table(counts, set(counts))}
    assert found(files, threshold=10)["bounded_below_threshold"] == []
    pinned = found(files, threshold=10, side="self")["bounded_below_threshold"]
    assert {one["high"] for one in pinned} == {10}


def test_a_percentage_with_a_known_base_admits_one_count() -> None:
    manifest = {
        "format": 1,
        "release": "r",
        "threshold": 5,
        "dimensions": {"sex": {"codes": ["F", "M"]}},
        "tables": [
            {"id": "n", "file": "n.csv", "by": ["sex"], "measure": "count"},
            {"id": "p", "file": "p.csv", "by": ["sex"], "measure": "percent", "decimals": 1},
        ],
    }
    files = {
        "manifest.json": json.dumps(manifest).encode(),
        "n.csv": b"sex,value,status\nF,,hidden\nM,,hidden\n_T,97,exact\n",
        "p.csv": b"sex,value,status\nF,4.1,exact\nM,95.9,exact\n_T,100.0,exact\n",
    }
    told = found(files)["exactly_recovered"]
    assert {(one["table"], one["value"]) for one in told if one["cell"] == {"sex": "F"}} == {("n", 4), ("p", 4)}


def test_overlapping_groupings_are_one_system() -> None:
    manifest = {
        "format": 1,
        "threshold": 5,
        "dimensions": {
            "region": {
                "codes": ["n1", "n2", "s1"],
                "hierarchy": {"north": ["n1", "n2"]},
                "groupings": {"coast": ["n2", "s1"]},
            }
        },
        "tables": [{"id": "t", "file": "t.csv", "by": ["region"]}],
    }
    rows = b"region,value,status\nn1,20,exact\nn2,,hidden\ns1,,hidden\nnorth,24,exact\ncoast,40,exact\n_T,60,exact\n"
    said = found({"manifest.json": json.dumps(manifest).encode(), "t.csv": rows})
    assert {one["cell"]["region"]: one["value"] for one in said["exactly_recovered"]} == {"n2": 4, "s1": 36}  # type: ignore[index]


@pytest.mark.parametrize(
    "files",
    [
        {},
        {"t.csv": b""},
        {"t.csv": b"a,b\n"},
        {"t.csv": b"sex,value,status\nF,many,exact\n"},
        {"t.csv": b"sex,value,status\nF,1\n"},
        {"manifest.json": b"{", "t.csv": HEAD.encode()},
        {"manifest.json": b'{"tables": [{"id": "t", "by": ["sex"]}]}'},
    ],
)
def test_what_is_no_release_is_refused(files: Files) -> None:
    with pytest.raises(UnreadableInput):
        disclosure.read_publication(files)


def test_a_person_alone_in_a_cell_is_findable_and_one_of_many_is_not() -> None:
    published = disclosure.read_publication({"t.csv": table(COUNTS, {("F", "a")})})
    assert disclosure.find_record(published, {"sex": "F", "age": "a"}).findable
    assert not disclosure.find_record(published, {"sex": "M", "age": "b"}).findable


def test_each_finding_is_a_sentence() -> None:
    published = disclosure.read_publication({"t.csv": table(COUNTS, {("F", "a")})})
    assert list(disclosure.sentences(disclosure.attack(published))) == [
        "UNSAFE: 1 count can be told, in 1 table with 9 cells.",
        "Table t, sex F, age a: the hidden count is 3; it follows from t alone.",
    ]


# ── brute force ──────────────────────────────────────────────────────────────────────────────────────────────────────
CELLS = [("F", "a"), ("F", "b"), ("M", "a"), ("M", "b")]
PLACES = [*CELLS, ("F", "_T"), ("M", "_T"), ("_T", "a"), ("_T", "b"), ("_T", "_T")]


def value(counts: tuple[int, ...], place: tuple[str, str]) -> int:
    return sum(
        n
        for cell, n in zip(CELLS, counts, strict=True)
        if all(p in (c, "_T") for p, c in zip(place, cell, strict=True))
    )


@settings(max_examples=60, deadline=None)
@given(
    st.tuples(*[st.integers(0, 6)] * 4),
    st.sets(st.sampled_from(PLACES), max_size=6),
)
def test_the_bounds_are_those_of_every_table_that_fits(counts: tuple[int, ...], hidden: set[tuple[str, str]]) -> None:
    hidden.discard(("_T", "_T"))  # the whole is shown, so the tables that fit can be counted
    rows = [
        f"{row},{column},{'' if (row, column) in hidden else value(counts, (row, column))},"
        f"{'hidden' if (row, column) in hidden else 'exact'}"
        for row, column in PLACES
    ]
    published = disclosure.read_publication({"t.csv": (HEAD + "\n".join(rows) + "\n").encode()})
    shown = [place for place in PLACES if place not in hidden]
    whole = sum(counts)
    fitting = [
        other
        for other in product(range(whole + 1), repeat=4)
        if sum(other) == whole and all(value(other, place) == value(counts, place) for place in shown)
    ]
    expected = {}
    for place in hidden:
        values = {value(other, place) for other in fitting}
        expected[place] = (min(values), max(values))
    threshold = 4
    said = disclosure.attack(published, threshold=threshold)
    exact = {
        tuple(code for _, code in one.place.codes): one.value for one in said.recovered if one.by != ("published",)
    }
    pinned = {tuple(code for _, code in one.place.codes): (one.low, one.high) for one in said.pinned}
    assert exact == {place: low for place, (low, high) in expected.items() if low == high}
    assert pinned == {place: (low, high) for place, (low, high) in expected.items() if low < high < threshold}
