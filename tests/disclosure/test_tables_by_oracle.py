"""palermo tables as it is typed, judged by an oracle that goes through whole numbers and knows neither side's code."""

import random
from collections.abc import Sequence
from pathlib import Path

import as_typed
import made_up_tables
import pytest
import table_oracle as oracle
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from table_catalogues import CORRECTED, PUBLISHED, REFUSED, TAKEN_BACK, TWO_RELEASES, Case

from palermo import disclosure
from palermo.ground.errors import Differs

Files = oracle.Files
PRINTED = [case for case in PUBLISHED if case.name != "shares alone"]


def by_name(cases: Sequence[Case]) -> pytest.MarkDecorator:
    return pytest.mark.parametrize("case", cases, ids=[case.name for case in cases])


def run(case: Case, room: Path) -> as_typed.Done:
    """The verb over a case, what was published before it first."""
    before: list[str | Path] = []
    if case.before:
        assert run(case.before, room).returncode == 0
        before = ["--previous", room / case.before.release]
    records, catalogue = case.write(room)
    done = as_typed.palermo("tables", records, "--catalogue", catalogue, "--out", room / case.release, *before)
    assert (room / case.release).exists() == (done.returncode == 0)
    return done


def published(case: Case, room: Path) -> Files:
    done = run(case, room)
    assert done.returncode == 0, done.stderr
    return files_of(room / case.release)


def files_of(folder: Path) -> Files:
    return {path.name: path.read_bytes() for path in sorted(folder.iterdir())}


def attacked(files: Files) -> disclosure.Attack:
    return disclosure.attack(disclosure.read_publication(files))


def told(*folders: Files) -> tuple[list[oracle.Told], list[object]]:
    """What the oracle learns of single days, and of changes from one to the next."""
    read = [oracle.read(files) for files in folders]
    days, threshold = oracle.days(read), read[-1].threshold
    cells = [one for day in days for one in day.told(threshold)]
    changes = [
        one for old, new in zip(days, days[1:], strict=False) for one in oracle.changes_told(old, new, threshold)
    ]
    return cells, list(changes)


def tells(files: Files) -> bool:
    """Whether the oracle learns anything of one release."""
    one = oracle.read(files)
    return oracle.Published((one,)).tells(one.threshold)


# ── what is published ──────────────────────────────────────────────────────────────────────────────────────────────
@by_name(PUBLISHED)
def test_nothing_follows_from_what_is_published(case: Case, tmp_path: Path) -> None:
    assert told(published(case, tmp_path)) == ([], [])


@by_name(PUBLISHED)
def test_what_is_printed_is_true(case: Case, tmp_path: Path) -> None:
    for line in oracle.read(published(case, tmp_path)).lines:
        true = truth(case, line)
        if line.measure == "count":
            assert line.value in ("", str(true))
            assert line.status == ("exact" if line.value else "hidden")
        if line.measure == "mean" and line.value:
            assert true >= 5


def truth(case: Case, line: oracle.Line) -> int:
    persons = {}
    for row in case.rows:
        leaves = {name: row[name] or one.get("missing", "") for name, one in case.dimensions.items() if name in row}
        persons[row["subject_id"]] = leaves
    return sum(all(leaves[name] in some for name, some in line.whom) for leaves in persons.values())


@by_name(PRINTED)
def test_the_same_people_in_another_order_are_the_same_bytes(case: Case, tmp_path: Path) -> None:
    first = published(case, tmp_path)
    again = tmp_path / "again"
    again.mkdir()
    rows = list(case.rows)
    random.Random(1).shuffle(rows)
    turned = Case(**{**{name: getattr(case, name) for name in case.__dataclass_fields__}, "rows": rows})
    assert published(turned, again) == first


@by_name(PRINTED)
def test_one_hidden_cell_printed_is_noticed_where_it_tells(case: Case, tmp_path: Path) -> None:
    files = published(case, tmp_path)
    lines = {line.place: line for line in oracle.read(files).lines}
    places = oracle.hidden_places(files)
    for place in random.Random(2).sample(places, min(3, len(places))):
        opened = oracle.shown(files, place, truth(case, lines[place]))
        try:
            known = tells(opened)
        except oracle.TooHard:
            assert case.name.startswith("three sides")  # the one case where an answer may be out of reach
            continue
        assert made_up_tables.tells_nothing(attacked(opened)) != known, place


def test_most_of_the_cells_hidden_beside_the_small_ones_are_needed(tmp_path: Path) -> None:
    """Else the test above would say nothing: large cells are hidden, and any of them printed tells of a small one."""
    needed = large = 0
    for number, case in enumerate(PRINTED[:6]):
        room = tmp_path / str(number)
        room.mkdir()
        files = published(case, room)
        lines = {line.place: line for line in oracle.read(files).lines}
        for place in oracle.hidden_places(files):
            if truth(case, lines[place]) >= 5:
                large += 1
                found = attacked(oracle.shown(files, place, truth(case, lines[place])))
                needed += not made_up_tables.tells_nothing(found)
    assert large >= 5
    assert needed > large / 2


@by_name([case for case in PRINTED if case.name not in ("the same without margins", "all cells small")])
def test_small_counts_hidden_and_nothing_else_are_called_unsafe_where_they_tell(case: Case, tmp_path: Path) -> None:
    files = published(case, tmp_path)
    opened = files
    threshold = oracle.read(files).threshold
    for line in oracle.read(files).lines:
        if line.measure == "count" and line.status == "hidden" and truth(case, line) >= threshold:
            opened = oracle.shown(opened, line.place, truth(case, line))
    assert made_up_tables.tells_nothing(attacked(opened)) != tells(opened)


def test_corrections_below_zero_are_published_and_small_ones_hidden(tmp_path: Path) -> None:
    files = published(CORRECTED, tmp_path)
    for line in oracle.read(files).lines:
        total = sum(int(row["actual"]) for row in CORRECTED.rows if all(row[name] in some for name, some in line.whom))
        assert line.value in ("", str(total))
        assert not (line.value and 0 < abs(total) < 5)
    assert as_typed.palermo("attack", tmp_path / "r1").returncode == 0


# ── what is refused ────────────────────────────────────────────────────────────────────────────────────────────────
@by_name(REFUSED)
def test_what_cannot_be_read_is_named_and_no_one_is_quoted(case: Case, tmp_path: Path) -> None:
    done = run(case, tmp_path)
    assert done.returncode == case.code
    assert all(words in done.stderr for words in case.says), done.stderr
    assert "Jane" not in done.stderr and "p00" not in done.stderr
    assert sorted(path.name for path in tmp_path.iterdir()) == ["r1.csv", "r1.yml"]


# ── two releases ───────────────────────────────────────────────────────────────────────────────────────────────────
@by_name((*TWO_RELEASES, TAKEN_BACK))
def test_two_releases_tell_nothing_together_or_the_second_is_refused(case: Case, tmp_path: Path) -> None:
    done = run(case, tmp_path)
    if done.returncode:
        assert done.returncode == 4
        assert "r1" in done.stderr
    else:
        assert told(files_of(tmp_path / "r1"), files_of(tmp_path / "r2")) == ([], [])


@by_name(TWO_RELEASES[2:5])
def test_made_without_the_first_the_second_would_tell(case: Case, tmp_path: Path) -> None:
    first, second = tmp_path / "first", tmp_path / "second"
    for folder in (first, second):
        folder.mkdir()
    assert case.before is not None
    alone = Case(**{**{name: getattr(case, name) for name in case.__dataclass_fields__}, "before": None})
    one, two = published(case.before, first), published(alone, second)
    assert told(one, two)[1] != []
    assert as_typed.palermo("attack", second / "r2", "--previous", first / "r1").returncode == 4


# ── drawn at random ────────────────────────────────────────────────────────────────────────────────────────────────
seeds = st.integers(0, 1_000_000)


def drawn(seed: int, number: int) -> tuple[made_up_tables.World, list[dict[str, str]], Files]:
    world = made_up_tables.world(seed)
    people = world.people(number)
    catalogue = world.catalogue("r1", "2025-01-01")
    return (
        world,
        people,
        disclosure.make_release(catalogue, disclosure.read_people(world.frame(people), catalogue)).files,
    )


@given(seed=seeds, number=st.sampled_from([2, 8, 25, 60]))
@settings(max_examples=15, deadline=None)
def test_no_table_of_people_pins_anything(seed: int, number: int) -> None:
    try:
        _, _, files = drawn(seed, number)
        assert told(files) == ([], [])
    except (Differs, oracle.TooHard):
        assume(False)


@given(seed=seeds, number=st.sampled_from([8, 25, 60]), which=st.integers(0, 1000))
@settings(max_examples=15, deadline=None)
def test_a_hidden_cell_printed_at_random_is_noticed_where_it_tells(seed: int, number: int, which: int) -> None:
    try:
        world, people, files = drawn(seed, number)
        places = oracle.hidden_places(files)
        assume(places)
        place = places[which % len(places)]
        line = next(line for line in oracle.read(files).lines if line.place == place)
        case = Case("drawn", world.tables, world.dimensions, people)
        opened = oracle.shown(files, place, truth(case, line))
        known = tells(opened)
    except (Differs, oracle.TooHard):
        assume(False)
    assert not known or not made_up_tables.tells_nothing(attacked(opened))
