"""A published table under other names of its codes is known by its numbers, and no small table by chance."""

import random
from itertools import product

from hypothesis import given, settings
from hypothesis import strategies as st

from palermo.report.renamed import is_renamed

Lines = list[tuple[str, ...]]


def published(chance: random.Random, shape: tuple[int, ...], least: int, most: int) -> Lines:
    """A table of a release with its totals: codes, and the value last."""
    cells = {cell: chance.randint(least, most) for cell in product(*(range(size) for size in shape))}
    lines = []
    for codes in product(*(range(-1, size) for size in shape)):
        value = sum(n for cell, n in cells.items() if all(c in (-1, o) for c, o in zip(codes, cell, strict=True)))
        lines.append((*(f"c{code}" for code in codes), str(value)))
    return lines


def renamed(chance: random.Random, lines: Lines) -> Lines:
    """Other words for every code, columns and lines in another order, one line in five left out."""
    width = len(lines[0])
    words = {(at, line[at]): f"mot {chance.random()}" for at in range(width - 1) for line in lines}
    order = chance.sample(range(width), width)
    said = [(*(words[at, one] for at, one in enumerate(line[:-1])), line[-1]) for line in lines]
    kept = chance.sample(said, len(said) * 4 // 5)
    return [tuple(line[at] for at in order) for line in kept]


@given(st.integers(0, 100_000), st.sampled_from([(2, 3), (3, 4), (4, 4), (2, 3, 2)]))
@settings(max_examples=40, deadline=None)
def test_a_renamed_copy_is_known(seed: int, shape: tuple[int, ...]) -> None:
    chance = random.Random(seed)
    table = published(chance, shape, 60, 900)
    copy = renamed(chance, table)
    assert is_renamed(copy, table)
    at = next(n for n, one in enumerate(copy[0]) if one.isdecimal())
    changed = [tuple(str(int(one) + 1) if n == at else one for n, one in enumerate(copy[0])), *copy[1:]]
    values = {line[-1] for line in table}
    assert is_renamed(changed, table) is False or changed[0][at] in values


@given(st.integers(0, 100_000), st.sampled_from([(2, 2), (3,), (4,), (2, 3)]), st.sampled_from([3, 9, 30]))
@settings(max_examples=60, deadline=None)
def test_small_tables_are_no_copies_of_each_other(seed: int, shape: tuple[int, ...], most: int) -> None:
    """Unless every number of the one is in the other, and hangs together as there, which is not by chance."""
    chance = random.Random(seed)
    one, other = published(chance, shape, 0, most), published(chance, shape, 0, most)
    if sorted(line[-1] for line in one) != sorted(line[-1] for line in other):
        assert not is_renamed(other, one)
    few = published(chance, (2,), 1, 9)
    assert not is_renamed(few, few)
