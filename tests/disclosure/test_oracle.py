"""The oracle of the tables' tests, held against tables written down one by one and answers worked out by hand."""

import csv
import io
import json
from itertools import product

import pytest
import table_oracle as oracle
from hypothesis import given, settings
from hypothesis import strategies as st

SEX, AGE = ("F", "M"), ("a", "b", "c")
DIMENSIONS = {
    "sex": {"codes": list(SEX)},
    "age": {"codes": list(AGE), "hierarchy": {"young": ["a", "b"]}, "groupings": {"late": ["b", "c"]}},
}
COVERS = {**{code: {code} for code in (*SEX, *AGE)}, "young": {"a", "b"}, "late": {"b", "c"}}
CODES = (("F", "M", "_T"), ("a", "b", "c", "young", "late", "_T"))
CELLS = list(product(*CODES))
ATOMS = list(product(SEX, AGE))
People = tuple[int, ...]


def count(people: People, cell: tuple[str, ...]) -> int:
    fits = [all(code == "_T" or one in COVERS[code] for one, code in zip(atom, cell, strict=True)) for atom in ATOMS]
    return sum(many for many, there in zip(people, fits, strict=True) if there)


def folder(
    people: People, hidden: set[tuple[str, ...]], *, base: int = 0, shares: bool = False, day: str = "d"
) -> oracle.Folder:
    tables = [
        {
            "id": "t",
            "file": "t.csv",
            "by": ["sex", "age"],
            "measure": "count",
            **({"rounding_base": base} if base else {}),
        }
    ]
    files = {"t.csv": _csv([(*cell, *_shown(people, cell, hidden, base)) for cell in CELLS])}
    if shares:
        tables.append({"id": "p", "file": "p.csv", "by": ["sex", "age"], "measure": "percent", "decimals": 0})
        whole = count(people, ("_T", "_T"))
        rows = [(*cell, str(round(100 * count(people, cell) / whole)), "exact") for cell in CELLS] if whole else []
        files["p.csv"] = _csv(rows)
    manifest = {
        "format": 1, "release": "r", "threshold": 3, "population": {"id": "all", "as_of": day},
        "dimensions": DIMENSIONS, "tables": tables,
    }  # fmt: skip
    return oracle.read({"manifest.json": json.dumps(manifest).encode(), **files})


def _shown(people: People, cell: tuple[str, ...], hidden: set[tuple[str, ...]], base: int) -> tuple[str, str]:
    if cell in hidden:
        return "", "hidden"
    value = count(people, cell)
    return (str(value // base * base), "rounded") if base else (str(value), "exact")


def _csv(rows: list[tuple[str, ...]]) -> bytes:
    out = io.StringIO()
    csv.writer(out, lineterminator="\n").writerows([("sex", "age", "value", "status"), *rows])
    return out.getvalue().encode()


def cell_of(*codes: str) -> oracle.Whom:
    covered = {"sex": codes[0], "age": codes[1]}
    return frozenset((name, frozenset(COVERS[code])) for name, code in covered.items() if code != "_T")


few = st.lists(st.integers(0, 5), max_size=5).map(lambda some: tuple(some.count(at) for at in range(6)))
some_cells = st.sets(st.sampled_from([cell for cell in CELLS if cell != ("_T", "_T")]))


@given(few, some_cells, st.sampled_from([0, 0, 2, 3]), st.booleans())
@settings(max_examples=60, deadline=None)
def test_its_bounds_are_those_of_all_tables_written_down(
    people: People, hidden: set[tuple[str, ...]], base: int, shares: bool
) -> None:
    published = oracle.Published((folder(people, hidden, base=base, shares=shares),))
    most = sum(people) + max(0, base - 1) * 2
    tables = list(oracle.every_table(published, most))
    assert tables
    for cell in CELLS:
        weights = published.weights(cell_of(*cell))
        values = {sum(a * b for a, b in zip(weights, one, strict=True)) for one in tables}
        assert published.span(cell_of(*cell)) == (min(values), max(values))


@given(few, some_cells, st.integers(2, 4))
@settings(max_examples=40, deadline=None)
def test_what_it_calls_told_is_what_all_tables_agree_on(
    people: People, hidden: set[tuple[str, ...]], threshold: int
) -> None:
    published = oracle.Published((folder(people, hidden),))
    tables = list(oracle.every_table(published, sum(people)))
    wanted = set()
    for cell in CELLS:
        weights = published.weights(cell_of(*cell))
        values = {sum(a * b for a, b in zip(weights, one, strict=True)) for one in tables}
        small = cell not in hidden and 0 < min(values) < threshold
        if small or (cell in hidden and (len(values) == 1 or max(values) < threshold)):
            wanted.add(cell)
    assert {told.place[1] for told in published.told(threshold)} == wanted


def test_a_cell_hidden_alone_is_told_by_its_total() -> None:
    published = oracle.Published((folder((4, 9, 2, 8, 7, 6), {("F", "c")}),))
    assert published.told(3) == [oracle.Told(("t", ("F", "c")), 2, 2)]


def test_two_groupings_that_overlap_tell_their_common_piece() -> None:
    hidden = {(sex, age) for sex in CODES[0] for age in AGE}
    published = oracle.Published((folder((4, 9, 2, 8, 7, 6), hidden),))
    assert {(one.place[1], one.low, one.high) for one in published.told(3)} >= {
        (("F", "b"), 9, 9),
        (("_T", "b"), 16, 16),
    }


@given(few, few, some_cells, some_cells, st.integers(2, 4))
@settings(max_examples=30, deadline=None)
def test_changes_are_told_that_every_pair_of_tables_agrees_on(
    then: People, now: People, was: set[tuple[str, ...]], is_now: set[tuple[str, ...]], threshold: int
) -> None:
    old, new = (oracle.Published((folder(people, hidden),)) for people, hidden in ((then, was), (now, is_now)))
    wanted = set()
    for cell in CELLS:
        ends = []
        for one, people in ((old, then), (new, now)):
            weights = one.weights(cell_of(*cell))
            values = {
                sum(a * b for a, b in zip(weights, table, strict=True))
                for table in oracle.every_table(one, sum(people))
            }
            ends.append((min(values), max(values)))
        low, high = ends[1][0] - ends[0][1], ends[1][1] - ends[0][0]
        if (low > 0 or high < 0) and max(abs(low), abs(high)) < threshold:
            wanted.add((cell_of(*cell), low, high))
    assert set(oracle.changes_told(old, new, threshold)) == wanted


def test_releases_of_one_day_are_read_together_and_of_two_days_apart() -> None:
    first, same, later = (folder((3, 3, 3, 3, 3, 3), set(), day=day) for day in ("d", "d", "e"))
    assert [len(one.folders) for one in oracle.days([first, same, later])] == [2, 1]


def test_what_is_beyond_it_is_not_guessed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(oracle, "MOST_ATOMS", 5)
    with pytest.raises(oracle.TooHard):
        oracle.Published((folder((1, 1, 1, 1, 1, 1), set()),)).span(cell_of("F", "a"))
