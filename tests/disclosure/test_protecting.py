"""Random catalogues protected and attacked: nothing follows, a year's change neither; the attacker is not asleep."""

import csv
import io
import json
from collections.abc import Mapping

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from made_up_tables import Person, World, tells_nothing, world

from palermo import disclosure
from palermo.disclosure import pushing
from palermo.ground.errors import Differs

Files = Mapping[str, bytes]
SEEDS = st.integers(0, 100_000)


def protect(
    one: World, people: list[Person], release: str, as_of: str, before: dict[str, Files] | None = None
) -> Files:
    earlier = [disclosure.read_earlier(files, name=name) for name, files in (before or {}).items()]
    rows = one.frame(people)
    catalogue = disclosure.beside(one.catalogue(release, as_of), earlier, rows.columns)
    counted = disclosure.read_people(rows, catalogue)
    return disclosure.make_release(catalogue, counted, earlier).files


def attack(files: Files, before: dict[str, Files] | None = None) -> disclosure.Attack:
    older = [disclosure.read_publication(some, name=name) for name, some in (before or {}).items()]
    return disclosure.attack(disclosure.read_publication(files, name="now"), older)


@given(seed=SEEDS, number=st.sampled_from([1, 5, 20, 60]))
@settings(max_examples=25)
def test_nothing_follows_from_what_is_published(seed: int, number: int) -> None:
    one = world(seed)
    try:
        files = protect(one, one.people(number), "r1", "2025-01-01")
    except Differs:
        return  # refused with its cells named; what is refused cannot be attacked
    assert tells_nothing(attack(files))


@given(seed=SEEDS)
@settings(max_examples=20)
def test_nor_from_two_years_side_by_side(seed: int) -> None:
    one = world(seed)
    people = one.people(60)
    try:
        first = protect(one, people, "r1", "2025-01-01")
        later = one.a_year_later(people)
        second = protect(one, later, "r2", "2026-01-01", {"r1": first})
    except Differs:
        return
    assert tells_nothing(attack(second, {"r1": first}))


@given(seed=SEEDS)
@settings(max_examples=15)
def test_nor_from_tables_added_later_on_the_same_day(seed: int) -> None:
    one = world(seed)
    people = one.people(80)
    more = World(one.dimensions, world(seed + 1).tables, one.zeros, one.chance)
    known = [table for table in more.tables if set(table["by"]) <= set(one.dimensions)]
    if not known:
        return
    try:
        first = protect(one, people, "r1", "2025-01-01")
        second = protect(World(one.dimensions, known, one.zeros, one.chance), people, "r2", "2025-01-01", {"r1": first})
    except Differs:
        return
    assert tells_nothing(attack(second, {"r1": first}))


@given(seed=SEEDS)
@settings(max_examples=25)
def test_what_is_shown_is_true_and_what_is_small_is_hidden(seed: int) -> None:
    one = world(seed)
    people = one.people(50)
    try:
        files = protect(one, people, "r1", "2025-01-01")
    except Differs:
        return
    for table in json.loads(files["manifest.json"])["tables"]:
        if table["measure"] != "count":
            continue
        for row in csv.DictReader(io.StringIO(files[table["file"]].decode())):
            true = sum(all(_in(one, name, person[name], row[name]) for name in table["by"]) for person in people)
            if row["status"] == "exact":
                assert int(row["value"]) == true
                assert true == 0 or true >= 5
            else:
                assert row["value"] == ""


def _in(one: World, name: str, value: str, code: str) -> bool:
    dimension = one.dimensions[name]
    leaf = value or dimension.get("missing", "")
    groups = {**dimension.get("hierarchy", {}), **dimension.get("groupings", {})}
    return code in ("_T", leaf) or leaf in groups.get(code, ())


@pytest.mark.parametrize("seed", range(0, 60, 3))
def test_pushes_sought_around_their_cell_alone_protect_as_well(seed: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pushing, "LARGE", 0)  # as if every system were large
    one = world(seed)
    people = one.people(60)
    try:
        files = protect(one, people, "r1", "2025-01-01")
    except Differs:
        monkeypatch.undo()
        with pytest.raises(Differs):
            protect(one, people, "r1", "2025-01-01")
        return
    assert tells_nothing(attack(files))
    assert protect(one, people[::-1], "r1", "2025-01-01") == files


@given(seed=SEEDS)
@settings(max_examples=10)
def test_nothing_follows_where_time_is_up_before_the_clean_up(seed: int) -> None:
    one = world(seed)
    catalogue = one.catalogue("r1", "2025-01-01")
    people = disclosure.read_people(one.frame(one.people(60)), catalogue)
    try:
        release = disclosure.make_release(catalogue, people, more=lambda: False)
    except Differs:
        return
    assert tells_nothing(attack(release.files))


def small_only(files: Files, people: list[Person], one: World) -> dict[str, bytes]:
    """The same tables with nothing hidden but what is small: how it is often done."""
    found = dict(files)
    for table in json.loads(files["manifest.json"])["tables"]:
        out = io.StringIO()
        writer = csv.writer(out, lineterminator="\n")
        writer.writerow([*table["by"], "value", "status"])
        for row in csv.DictReader(io.StringIO(files[table["file"]].decode())):
            true = sum(all(_in(one, name, person[name], row[name]) for name in table["by"]) for person in people)
            small = 0 < true < 5
            writer.writerow(
                [*(row[name] for name in table["by"]), "" if small else true, "hidden" if small else "exact"]
            )
        found[table["file"]] = out.getvalue().encode()
    return found


@pytest.mark.parametrize("seed", [3, 11, 27, 40, 58, 77])
def test_hiding_small_counts_alone_is_found_unsafe(seed: int) -> None:
    one = world(seed)
    one = World(one.dimensions, [{"id": "t", "by": list(one.dimensions), "margins": "all"}], "safe", one.chance)
    people = one.people(60)
    files = protect(one, people, "r1", "2025-01-01")
    threshold_only = small_only(files, people, one)
    if any(b"hidden" in threshold_only[name] for name in ("t.csv",)):
        assert not tells_nothing(attack(threshold_only))
    assert tells_nothing(attack(files))


def test_of_the_seeds_above_some_hide_something() -> None:
    hidden = 0
    for seed in (3, 11, 27, 40, 58, 77):
        one = world(seed)
        one = World(one.dimensions, [{"id": "t", "by": list(one.dimensions), "margins": "all"}], "safe", one.chance)
        hidden += b"hidden" in protect(one, one.people(60), "r1", "2025-01-01")["t.csv"]
    assert hidden >= 3


@given(seed=SEEDS)
@settings(max_examples=10)
def test_the_order_of_rows_and_of_codes_changes_no_value(seed: int) -> None:
    one = world(seed)
    people = one.people(40)
    turned = {name: {**part, "codes": part["codes"][::-1]} for name, part in one.dimensions.items()}
    try:
        first = protect(one, people, "r1", "2025-01-01")
    except Differs:
        return
    assert protect(one, people[::-1], "r1", "2025-01-01") == first
    second = protect(World(turned, one.tables, one.zeros, one.chance), people, "r1", "2025-01-01")
    for name in first:
        if name.endswith(".csv"):
            assert sorted(first[name].splitlines()) == sorted(second[name].splitlines())
