"""Worlds: who is seen by which list, with the hidden number known. Chances are whole numbers in a million.

Lists are asked one after another, and what a list may see can depend on who saw the person before: dependence of
both signs, classes of people who are seen easily and hardly, an interaction of three lists that no pair shows.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

import numpy as np
import polars as pl
from numpy.typing import ArrayLike

from palermo.ground.errors import UsageError
from palermo.simulation.dice import MILLION, Dice, Truth, Whole

LISTS = ("police", "border", "labour", "health", "shelters", "consulates")
_BASE = (150_000, 110_000, 90_000, 70_000, 130_000, 50_000)


@dataclass(frozen=True, slots=True, kw_only=True)
class Pull:
    """Being on the list ``first`` multiplies the chance of ``then``, by a hundredth part each."""

    first: str
    then: str
    percent: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Class:
    """A latent class: how many in a million people belong to it, and what percent of the base chance they have."""

    share: int
    percent: int


@dataclass(frozen=True, slots=True, kw_only=True)
class World:
    """How the lists of a country hang together. ``agree``, ``differ``: percent of the third list's chance where the
    first two of ``three`` saw the person both or neither, and where one alone did."""

    name: str
    about: str
    base: tuple[int, ...] = _BASE
    pulls: tuple[Pull, ...] = ()
    classes: tuple[Class, ...] = (Class(share=MILLION, percent=100),)
    three: tuple[str, str, str] | None = None
    agree: int = 100
    differ: int = 100


_POSITIVE = Pull(first="police", then="shelters", percent=300)
_NEGATIVE = Pull(first="border", then="labour", percent=25)

WORLDS: Mapping[str, World] = MappingProxyType(
    {
        world.name: world
        for world in (
            World(name="mixed", about="police send people to shelters; who is met at the border is seldom met at work",
                  pulls=(_POSITIVE, _NEGATIVE)),
            World(name="independent", about="no list tells anything about another"),
            World(name="positive", about="police send people to shelters", pulls=(_POSITIVE,)),
            World(name="negative", about="who is met at the border is seldom met at work", pulls=(_NEGATIVE,)),
            World(name="classes", about="three in ten people are seen easily, the others hardly",
                  classes=(Class(share=300_000, percent=220), Class(share=700_000, percent=45))),
            World(name="three-lists", about="health sees those whom police and shelters both saw, or neither",
                  three=("police", "shelters", "health"), agree=130, differ=30,
                  base=(400_000, 110_000, 90_000, 150_000, 400_000, 50_000)),
            World(name="sparse", about="every list sees few, and overlaps are rare",
                  base=(25_000, 18_000, 15_000, 12_000, 22_000, 8_000)),
        )
    }
)  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """Person × list with the truth beside it: ``matrix`` has a row for each of the ``people``, a column a list."""

    world: World
    lists: tuple[str, ...]
    matrix: Truth
    classes: Whole

    @property
    def people(self) -> int:
        """N, the number a prevalence estimate is after."""
        return len(self.matrix)

    @property
    def observed(self) -> int:
        """Persons on one list at least."""
        return int(self.matrix.any(axis=1).sum())

    @property
    def hidden(self) -> int:
        """Persons on no list: the dark figure."""
        return self.people - self.observed

    def histories(self) -> pl.DataFrame:
        """One row for each capture history that occurs, a column 0 or 1 for each list, and ``count``; no hidden row."""
        frame = pl.DataFrame(self.matrix.astype(np.int8), schema=list(self.lists), orient="row")
        seen = frame.filter(pl.any_horizontal(pl.all() == 1))
        return seen.group_by(self.lists).len("count").sort(self.lists, descending=True)


def world_named(name: str) -> World:
    """The world of this name. Raises UsageError where there is none."""
    if name not in WORLDS:
        raise UsageError(f"There is no world {name!r}.", hint=f"Worlds are {', '.join(WORLDS)}.")
    return WORLDS[name]


def worlds(name: str, people: int, *, seed: int, lists: int = len(LISTS)) -> Seen:
    """``people`` persons of the world ``name``, seen or not by the first ``lists`` lists (2 to 6).

    Raises UsageError on a world that does not exist, fewer than 2 people, or another number of lists.
    """
    if people < 2 or not 2 <= lists <= len(LISTS):
        raise UsageError(f"{people} people and {lists} lists make no world.", hint="Ask for 2 people, 2 to 6 lists.")
    matrix, classes = seen_by_lists(world_named(name), Dice(seed), np.arange(people))
    return Seen(world=WORLDS[name], lists=LISTS[:lists], matrix=matrix[:, :lists], classes=classes)


def seen_by_lists(world: World, dice: Dice, ids: ArrayLike) -> tuple[Truth, Whole]:
    """For each person the lists that see them, and their latent class."""
    numbers = np.asarray(ids)
    classes = dice.pick("class", numbers, [one.share for one in world.classes])
    ease = np.array([one.percent for one in world.classes], dtype=np.int64)[classes]
    matrix = np.zeros((len(numbers), len(LISTS)), dtype=np.bool_)
    for at in _order(world):
        chance = world.base[at] * ease // 100
        for pull in world.pulls:
            if pull.then == LISTS[at]:
                chance = np.where(matrix[:, LISTS.index(pull.first)], chance * pull.percent // 100, chance)
        matrix[:, at] = dice.happens(f"list {LISTS[at]}", numbers, _with_third(world, at, matrix, chance))
    return matrix, classes


def _with_third(world: World, at: int, matrix: Truth, chance: Whole) -> Whole:
    if world.three is None or world.three[2] != LISTS[at]:
        return chance
    first, second = (matrix[:, LISTS.index(name)] for name in world.three[:2])
    return np.where(first == second, chance * world.agree // 100, chance * world.differ // 100)


def _order(world: World) -> list[int]:
    """Lists that others hang on come first, so that what they saw is known."""
    waiting = {pull.then for pull in world.pulls} | ({world.three[2]} if world.three else set())
    return sorted(range(len(LISTS)), key=lambda at: (LISTS[at] in waiting, at))
