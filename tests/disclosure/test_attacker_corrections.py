"""Counts with corrections below zero, increments and contradictions, against every table that fits."""

import json
from itertools import product

from hypothesis import given, settings
from hypothesis import strategies as st

from palermo import disclosure

CELLS = [("F", "a"), ("F", "b"), ("M", "a"), ("M", "b")]
PLACES = list(product(("F", "M", "_T"), ("a", "b", "_T")))
LEAST = -2
Place = tuple[str, str]
Counts = tuple[int, ...]


def value(counts: Counts, place: Place) -> int:
    return sum(
        n
        for cell, n in zip(CELLS, counts, strict=True)
        if all(p in (c, "_T") for p, c in zip(place, cell, strict=True))
    )


def files(counts: Counts, hidden: set[Place], **manifest: object) -> dict[str, bytes]:
    lines = ["sex,age,value,status"]
    for place in PLACES:
        known = place not in hidden
        lines.append(f"{place[0]},{place[1]},{value(counts, place) if known else ''},{'exact' if known else 'hidden'}")
    made = {"format": 1, "tables": [{"id": "t", "by": ["sex", "age"]}], **manifest}
    return {"t.csv": "\n".join(lines).encode(), "manifest.json": json.dumps(made).encode()}


def shown(counts: Counts, hidden: set[Place]) -> dict[Place, int]:
    return {place: value(counts, place) for place in PLACES if place not in hidden}


def fitting(numbers: dict[Place, int]) -> list[Counts]:
    """Every table of corrected counts with the numbers shown; the whole always is, so no count is without end."""
    whole = numbers["_T", "_T"]
    inner = product(range(LEAST, whole - 3 * LEAST + 1), repeat=3)
    tables = ((*some, whole - sum(some)) for some in inner if whole - sum(some) >= LEAST)
    return [one for one in tables if all(value(one, place) == number for place, number in numbers.items())]


corrected = st.tuples(*[st.integers(LEAST, 3)] * 4).filter(lambda some: 0 <= sum(some) <= 6)
hides = st.sets(st.sampled_from(PLACES[:-1]), max_size=7)
quick = settings(max_examples=25, deadline=None)


@quick
@given(corrected, hides, st.integers(2, 5))
def test_a_declared_least_count_loosens_the_bounds_and_no_more(counts: Counts, hidden: set[Place], t: int) -> None:
    found = disclosure.attack(disclosure.read_publication(files(counts, hidden, min=LEAST)), threshold=t)
    exact = {tuple(c for _, c in one.place.codes): one.value for one in found.recovered if one.by != ("published",)}
    pinned = {tuple(c for _, c in one.place.codes): (one.low, one.high) for one in found.pinned}
    some = fitting(shown(counts, hidden))
    ends = {place: {value(other, place) for other in some} for place in hidden}
    assert exact == {place: min(held) for place, held in ends.items() if len(held) == 1}
    assert pinned == {
        place: (min(held), max(held)) for place, held in ends.items() if 1 <= max(held) < t and len(held) > 1
    }


@quick
@given(corrected, corrected, hides, hides)
def test_an_increment_is_told_where_every_pair_of_tables_agrees_on_it(
    then: Counts, now: Counts, was: set[Place], is_now: set[Place]
) -> None:
    old = disclosure.read_publication(files(then, was, min=LEAST), name="old")
    found = disclosure.attack(disclosure.read_publication(files(now, is_now, min=LEAST)), [old], threshold=3)
    said: dict[tuple[str, ...], tuple[float | None, float]] = {}
    for one in found.recovered:
        if one.releases:
            said[tuple(c for _, c in one.place.codes)] = (one.value, one.value)
    for held in found.pinned:
        if held.releases:
            said[tuple(c for _, c in held.place.codes)] = (held.low, held.high)
    olds, news = fitting(shown(then, was)), fitting(shown(now, is_now))
    wanted = {}
    for place in PLACES:
        before, after = ({value(other, place) for other in some} for some in (olds, news))
        low, high = min(after) - max(before), max(after) - min(before)
        if not low <= 0 <= high and max(abs(low), abs(high)) < 3:
            wanted[place] = (low, high)
    assert said == wanted


@quick
@given(corrected, st.sampled_from(PLACES), st.integers(1, 3), hides)
def test_files_that_no_table_fits_are_never_called_safe(
    counts: Counts, at: Place, off: int, hidden: set[Place]
) -> None:
    """One number is off; where no table fits the rest any more, the verdict is inconsistent, and else it is not."""
    hidden = hidden - {at}
    made = files(counts, hidden, min=LEAST)
    right, wrong = (f"\n{at[0]},{at[1]},{value(counts, at) + more},".encode() for more in (0, off))
    assert right in made["t.csv"]
    made["t.csv"] = made["t.csv"].replace(right, wrong)
    numbers = shown(counts, hidden)
    numbers[at] += off
    fits = bool(fitting(numbers))
    found = disclosure.attack(disclosure.read_publication(made), threshold=2)
    assert ("attack.inconsistent" in {one.code for one in found.other}) is not fits
    assert fits or not found.safe
