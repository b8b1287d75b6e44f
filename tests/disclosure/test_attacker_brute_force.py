"""Small catalogues against every table of people that fits: the attacker tells all that follows, and nothing more."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import combinations_with_replacement, product

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from palermo import disclosure
from palermo.disclosure.attacker.facts import Place
from palermo.disclosure.attacker.verdict import Pinned, Recovered

SEX, AGE, PLACE = ("F", "M"), ("a", "b", "c"), ("x", "y")
WIDER = {"young": {"a", "b"}, "late": {"b", "c"}}
DIMENSIONS = {
    "sex": {"codes": list(SEX)},
    "age": {"codes": list(AGE), "hierarchy": {"young": ["a", "b"]}, "groupings": {"late": ["b", "c"]}},
    "place": {"codes": list(PLACE)},
}
NAMES = ("sex", "age", "place")
ATOMS = list(product(SEX, AGE, PLACE))
TABLES = {"t1": ("sex", "age"), "t2": ("age", "place"), "t3": ("sex", "place")}
ALL_CODES = {"sex": (*SEX, "_T"), "age": (*AGE, "young", "late", "_T"), "place": (*PLACE, "_T")}
BASE = 3
Cell = tuple[str, tuple[str, ...]]
People = tuple[int, ...]


def in_code(atom: str, code: str) -> bool:
    return code in (atom, "_T") or atom in WIDER.get(code, ())


def count(people: People, cell: Cell) -> int:
    table, codes = cell
    places = [NAMES.index(name) for name in TABLES[table]]
    return sum(
        n
        for atom, n in zip(ATOMS, people, strict=True)
        if n and all(in_code(atom[at], code) for at, code in zip(places, codes, strict=True))
    )


def cells(tables: tuple[str, ...]) -> list[Cell]:
    return [(table, codes) for table in tables for codes in product(*(ALL_CODES[name] for name in TABLES[table]))]


def all_people(least: int, most: int) -> Iterator[People]:
    for total in range(least, most + 1):
        for some in combinations_with_replacement(range(len(ATOMS)), total):
            yield tuple(some.count(at) for at in range(len(ATOMS)))


@dataclass
class Release:
    """Some tables of some people; ``status`` of each cell that is not exact."""

    people: People
    tables: tuple[str, ...]
    status: dict[Cell, str]
    shares: bool = False

    def files(self) -> dict[str, bytes]:
        specs = [{"id": id, "by": list(TABLES[id]), "rounding_base": BASE} for id in self.tables]
        files = {}
        for id in self.tables:
            lines = [",".join((*TABLES[id], "value", "status"))]
            for cell in cells((id,)):
                status = self.status.get(cell, "exact")
                shown = {"hidden": "", "exact": str(count(self.people, cell))}.get(status, str(self.rounded(cell)))
                lines.append(",".join((*cell[1], shown, status)))
            files[f"{id}.csv"] = "\n".join(lines).encode()
        if self.shares:
            specs.append({"id": "p", "by": ["sex", "age"], "of": ["sex"], "measure": "percent", "decimals": 0})
            rows = [f"{','.join(codes)},{self.share(codes)},exact" for codes in self.share_cells()]
            files["p.csv"] = "\n".join(("sex,age,value,status", *rows)).encode()
        manifest = {"format": 1, "release": "r", "dimensions": DIMENSIONS, "tables": specs}
        return files | {"manifest.json": json.dumps(manifest).encode()}

    def rounded(self, cell: Cell) -> int:
        return round(count(self.people, cell) / BASE) * BASE

    def share_cells(self) -> list[tuple[str, str]]:
        return [(sex, age) for sex in SEX for age in AGE if count(self.people, ("t1", (sex, "_T")))]

    def share(self, codes: tuple[str, str]) -> int:
        return share(self.people, codes)

    def fits(self, other: People) -> bool:
        for cell in cells(self.tables):
            status = self.status.get(cell, "exact")
            value = count(other, cell)
            if status == "exact" and value != count(self.people, cell):
                return False
            if status == "rounded" and abs(value - self.rounded(cell)) > BASE - 1:
                return False
        return not self.shares or all(
            abs(share_exactly(other, codes) - self.share(codes)) <= 0.5 + 1e-9 for codes in self.share_cells()
        )


def share_exactly(people: People, codes: tuple[str, str]) -> float:
    base = count(people, ("t1", (codes[0], "_T")))
    # A base that may be nobody fits any share of it: none of none.
    return 100 * count(people, ("t1", codes)) / base if base else float("nan")


def share(people: People, codes: tuple[str, str]) -> int:
    return round(share_exactly(people, codes))


def told(release: Release, threshold: int) -> tuple[dict[Cell, int], dict[Cell, tuple[int | None, int]]]:
    published = disclosure.read_publication(release.files())
    found = disclosure.attack(published, threshold=threshold)
    assert "attack.inconsistent" not in {one.code for one in found.other}
    exact = {cell_of(one.place): int(one.value) for one in found.recovered if one.kind == "cell"}
    pinned = {cell_of(one.place): (one.low, one.high) for one in found.pinned if one.kind == "cell"}
    return {cell: value for cell, value in exact.items() if cell in release.status}, pinned


def cell_of(place: Place) -> Cell:
    return place.table, tuple(code for _, code in place.codes)


def expected(release: Release, most: int, threshold: int) -> tuple[dict[Cell, int], dict[Cell, tuple[int | None, int]]]:
    fitting = [other for other in all_people(0, most) if release.fits(other)]
    assert release.people in fitting
    exact, pinned = {}, {}
    for cell, status in release.status.items():
        values = {count(other, cell) for other in fitting}
        low, high = min(values), max(values)
        if low == high and (status == "hidden" or 1 <= low < threshold):
            exact[cell] = low
        elif status == "hidden" and 1 <= high < threshold:
            pinned[cell] = (low, high)
    return exact, pinned


people = st.lists(st.integers(0, len(ATOMS) - 1), max_size=4).map(
    lambda some: tuple(some.count(at) for at in range(len(ATOMS)))
)
crowd = st.lists(st.integers(0, len(ATOMS) - 1), min_size=2, max_size=4).map(
    lambda some: tuple(some.count(at) for at in range(len(ATOMS)))
)
quick = settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])


def statuses(tables: tuple[str, ...], kinds: tuple[str, ...]) -> st.SearchStrategy[dict[Cell, str]]:
    inner = [cell for cell in cells(tables) if set(cell[1]) != {"_T"}]
    return st.dictionaries(st.sampled_from(inner), st.sampled_from(kinds), max_size=14)


@quick
@given(people, statuses(("t1", "t2"), ("hidden",)), st.integers(2, 5))
def test_two_linked_tables_with_a_hierarchy_and_a_grouping(
    truth: People, status: dict[Cell, str], threshold: int
) -> None:
    release = Release(truth, ("t1", "t2"), status)
    assert told(release, threshold) == expected(release, sum(truth), threshold)


@quick
@given(people, statuses(("t1", "t2", "t3"), ("hidden",)), st.integers(2, 5))
def test_three_tables_whose_joint_table_nobody_printed(truth: People, status: dict[Cell, str], threshold: int) -> None:
    release = Release(truth, ("t1", "t2", "t3"), status)
    assert told(release, threshold) == expected(release, sum(truth), threshold)


@settings(quick, max_examples=20)
@given(crowd, statuses(("t1", "t2", "t3"), ("hidden",)), st.integers(2, 5))
def test_a_cell_that_no_table_prints_is_told_where_every_table_holds_it_small(
    truth: People, status: dict[Cell, str], threshold: int
) -> None:
    """Of all three dimensions together nothing is printed; who stands there and cannot be many or nobody is told."""
    release = Release(truth, ("t1", "t2", "t3"), status)
    found = disclosure.attack(disclosure.read_publication(release.files()), threshold=threshold)
    told_so = {tuple(dict(one.place.codes).values()): (one.value, one.value) for one in found.recovered if implied(one)}
    told_so |= {tuple(dict(one.place.codes).values()): (one.low, one.high) for one in found.pinned if implied(one)}
    fitting = [other for other in all_people(sum(truth), sum(truth)) if release.fits(other)]
    wanted = {}
    for codes in product(*(ALL_CODES[name][:-1] for name in NAMES)):
        counts = [
            sum(n for atom, n in zip(ATOMS, other, strict=True) if all(map(in_code, atom, codes))) for other in fitting
        ]
        if 1 <= min(counts) and max(counts) < threshold:
            wanted[codes] = (min(counts), max(counts))
    assert told_so == wanted


def implied(one: Recovered | Pinned) -> bool:
    return one.kind == "implied"


@quick
@given(people, statuses(("t1", "t2"), ("hidden", "rounded", "rounded")), st.integers(2, 5))
def test_rounded_totals_and_parts_squeeze_each_other(truth: People, status: dict[Cell, str], threshold: int) -> None:
    release = Release(truth, ("t1", "t2"), status)
    assert told(release, threshold) == expected(release, sum(truth), threshold)


@quick
@given(people, statuses(("t1",), ("hidden",)), st.integers(2, 5))
def test_shares_within_a_group_and_hidden_counts(truth: People, status: dict[Cell, str], threshold: int) -> None:
    kept = {cell: one for cell, one in status.items() if cell[1][1] != "_T"}  # the bases of the shares are shown
    release = Release(truth, ("t1",), kept, shares=True)
    assert told(release, threshold) == expected(release, sum(truth), threshold)


@quick
@given(people, people, statuses(("t1",), ("hidden",)), statuses(("t2",), ("hidden",)), st.integers(2, 5))
def test_changes_between_two_releases_of_different_tables(
    then: People, now: People, was: dict[Cell, str], is_now: dict[Cell, str], threshold: int
) -> None:
    """What the two have in common are ages and the whole: whatever else they print, no other change is told."""
    old, new = Release(then, ("t1",), was), Release(now, ("t2",), is_now)
    before = disclosure.read_publication(old.files(), name="old")
    found = disclosure.attack(disclosure.read_publication(new.files()), [before], threshold=threshold)
    differences = {dict(one.place.codes)["age"]: one.value for one in found.recovered if one.kind == "difference"} | {
        dict(one.place.codes)["age"]: (one.low, one.high) for one in found.pinned if one.kind == "difference"
    }
    olds = [other for other in all_people(sum(then), sum(then)) if old.fits(other)]
    news = [other for other in all_people(sum(now), sum(now)) if new.fits(other)]
    wanted: dict[str, object] = {}
    for age in ALL_CODES["age"]:
        before_counts = [count(other, ("t1", ("_T", age))) for other in olds]
        now_counts = [count(other, ("t2", (age, "_T"))) for other in news]
        low, high = min(now_counts) - max(before_counts), max(now_counts) - min(before_counts)
        if not low <= 0 <= high and max(abs(low), abs(high)) < threshold:
            wanted[age] = low if low == high else (low, high)
    assert differences == wanted


@pytest.mark.parametrize("hidden", [cell for cell in cells(("t1",)) if "_T" not in cell[1]])
def test_one_cell_hidden_alone_is_always_told(hidden: Cell) -> None:
    truth = tuple(range(10, 10 + len(ATOMS)))
    exact, _ = told(Release(truth, ("t1", "t2", "t3"), {hidden: "hidden"}), 10)
    assert exact == {hidden: count(truth, hidden)}
