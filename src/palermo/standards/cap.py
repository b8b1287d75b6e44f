"""The Common Alerting Protocol 1.2: its elements in the order the schema fixes."""

from dataclasses import dataclass
from functools import cache

from palermo.standards.loader import load


@dataclass(frozen=True, slots=True, kw_only=True)
class Element:
    """One element: where it stands, how often (``max`` None: any number), and what it may hold."""

    parent: str
    element: str
    type: str
    min: int
    max: int | None = None
    default: str | None = None
    codes: tuple[str, ...] = ()
    pattern: str | None = None


@cache
def elements(parent: str | None = None) -> tuple[Element, ...]:
    """All elements, or those right under ``parent``, in the order of the schema."""
    every = tuple(Element(**row) for row in load("cap12")["elements"])
    return every if parent is None else tuple(one for one in every if one.parent == parent)
