"""Things that stand twice under one id."""

from collections.abc import Callable, Iterable, Iterator
from typing import TypeVar

from palermo.coordination.place import Place, finding
from palermo.ground.finding import Finding

_Item = TypeVar("_Item")


def twice(items: Iterable[_Item], key: Callable[[_Item], str], what: str) -> Iterator[Finding]:
    """A finding for each item whose id another before it has."""
    first: dict[str, Place] = {}
    for item in items:
        id, at = key(item), _at(item)
        if id in first:
            text = f"the {what} {id} stands twice, before in {first[id]}"
            yield finding("coordination.duplicate-id", text, at, "keep one of the two, or give one another id")
        first.setdefault(id, at)


def _at(item: object) -> Place:
    at = getattr(item, "at", None)
    return at if isinstance(at, Place) else Place("conference.yml", 1)
