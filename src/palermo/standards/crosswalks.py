"""Crosswalks: what a column of one standard says in the words of another, and what is lost on the way."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from types import MappingProxyType

from palermo.ground.errors import UsageError
from palermo.standards.loader import load, names


@dataclass(frozen=True, slots=True)
class CrosswalkRow:
    """``source`` says ``value`` in the field ``target``; without ``value`` the cell itself is carried over.

    ``target`` None: no such field, keep an own column. ``lossy``: the target says less, more or something near.
    ``values`` maps cells one by one. A value "unknown" is a missing code, not a value of the target's list.
    """

    source: str
    target: str | None = None
    value: str | None = None
    lossy: bool = False
    note: str = ""
    values: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}), compare=False)


@cache
def crosswalk(source: str, target: str) -> tuple[CrosswalkRow, ...]:
    """Every column of ``source`` with its place in ``target``. Raises UsageError where none was drawn."""
    name = f"crosswalk_{source}_{target}"
    if name not in names():
        raise UsageError(f"No crosswalk leads from {source!r} to {target!r}.", hint="There is one from ctdc to htcds.")
    return tuple(CrosswalkRow(**row) for row in load(name)["rows"])
