"""A copy of a protected table whose codes were translated is known by its numbers; other small tables are not."""

import random
from itertools import product

from hypothesis import given, settings
from hypothesis import strategies as st
from made_releases import Files, table, with_manifest

from palermo import disclosure

SEX, AGE, PLACE = ["F", "M"], ["0-17", "18-29", "30+"], ["n", "s", "e"]
DIMENSIONS = {"sex": SEX, "age": AGE, "place": PLACE}
NAMES = ["femmes", "hommes", "mineurs", "jeunes", "adultes", "nord", "sud", "est"]
Counts = dict[tuple[str, ...], int]


def told(release: Files, **others: str) -> set[str]:
    """The hidden cells that files beside the tables tell."""
    files = {**release, **{name.replace("_", "."): text.encode() for name, text in others.items()}}
    found = disclosure.scan_files(files, {}, disclosure.read_publication(files))
    return {one.cell or "" for one in found if one.code == "attack.hidden-value"}


def published(names: list[str], codes: dict[str, list[str]], counts: Counts, hidden: set[tuple[str, ...]]) -> Files:
    tables = {"t1.csv": table(names, codes, counts, hidden)}
    return with_manifest(tables, "r", codes, "2025-12-31", {"t1": {"by": names}})


def cells(names: list[str]) -> list[tuple[str, ...]]:
    return list(product(*(DIMENSIONS[name] for name in names)))


def copied(counts: Counts, names: list[str], chance: random.Random, *, totals: bool, order: list[int]) -> str:
    """The full table as somebody writes it again: other words, columns and lines in another order."""
    words = dict(zip([code for name in DIMENSIONS for code in DIMENSIONS[name]], NAMES, strict=True)) | {"_T": "tous"}
    lines = []
    for codes in product(*([*DIMENSIONS[name], *(["_T"] if totals else [])] for name in names)):
        value = sum(n for cell, n in counts.items() if all(c in (o, "_T") for c, o in zip(codes, cell, strict=True)))
        lines.append(",".join([*(words[codes[at]] for at in order), str(value)]))
    chance.shuffle(lines)
    return "\n".join([",".join([*(f"colonne {at}" for at in order), "nombre"]), *lines])


def crossed(counts: Counts, rows: list[str], columns: list[str]) -> str:
    lines = [f"{at + 1}. groupe," + ",".join(str(counts[row, one]) for one in columns) for at, row in enumerate(rows)]
    return "\n".join(["," + ",".join(f"colonne {at}" for at in range(len(columns))), *lines])


@given(
    st.integers(0, 10_000), st.booleans(), st.sampled_from([["sex", "age"], ["age", "place"], ["sex", "age", "place"]])
)
@settings(max_examples=25, deadline=None)
def test_a_copy_in_another_language_and_order_tells_what_is_hidden(seed: int, totals: bool, names: list[str]) -> None:
    chance = random.Random(seed)
    counts: Counts = {cell: chance.randint(11, 400) for cell in cells(names)}
    hidden = set(chance.sample(cells(names), 4))
    release = published(names, DIMENSIONS, counts, hidden)
    order = list(range(len(names)))
    chance.shuffle(order)
    copy = copied(counts, names, chance, totals=totals, order=order)
    wanted = {", ".join(f"{name}={code}" for name, code in zip(names, cell, strict=True)) for cell in hidden}
    settled = _settled(release)
    assert told(release, copie_csv=copy) == wanted - settled
    # The same grid with one shown count another: no copy of this table.
    shown = next(cell for cell in cells(names) if cell not in hidden)
    other = copied({**counts, shown: counts[shown] + 1}, names, chance, totals=totals, order=order)
    assert told(release, autre_csv=other) == set()


def _settled(release: Files) -> set[str]:
    """Cells that are exact by the tables' own numbers alone: of them nothing is left to tell."""
    part = disclosure.read_publication(release).parts[0]
    return {str(place) for fact in part.facts.values() if fact.exact for place in fact.hidden}


@given(st.lists(st.integers(0, 12), min_size=8, max_size=8))
@settings(max_examples=25, deadline=None)
def test_small_tables_are_not_taken_for_copies_of_each_other(numbers: list[int]) -> None:
    """Four small counts and their totals fit many tables; even one that fits is no proof."""
    codes = {"sex": SEX, "age": AGE[:2]}
    kinds = list(product(*codes.values()))
    counts = dict(zip(kinds, numbers[:4], strict=True))
    release = published(list(codes), codes, counts, set(kinds))
    assert told(release, eins_csv=crossed(counts, SEX, AGE[:2])) == set()
    assert told(release, zwei_csv=crossed(dict(zip(kinds, numbers[4:], strict=True)), SEX, AGE[:2])) == set()


@given(st.integers(0, 10_000))
@settings(max_examples=25, deadline=None)
def test_another_table_of_the_same_people_is_no_copy(seed: int) -> None:
    """The sexes add up to the same; the other dimension has as many codes, and other counts."""
    chance = random.Random(seed)
    counts: Counts = {cell: chance.randint(11, 200) for cell in cells(["sex", "age"])}
    release = published(["sex", "age"], DIMENSIONS, counts, set(cells(["sex", "age"])))
    other = dict(counts)
    for sex in SEX:
        other[sex, AGE[0]], other[sex, AGE[1]] = counts[sex, AGE[0]] - 7, counts[sex, AGE[1]] + 7
    by_age = [sorted(sum(some[sex, age] for sex in SEX) for age in AGE) for some in (counts, other)]
    expected = by_age[0] == by_age[1]
    assert bool(told(release, tabelle_csv=crossed(other, SEX, AGE))) is expected
    assert len(told(release, tabelle_csv=crossed(counts, SEX, AGE))) == 6
