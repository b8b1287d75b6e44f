"""The Palermo Protocol: the elements of its definition as recorded, and what its parties took on."""

from collections.abc import Collection
from dataclasses import dataclass
from functools import cache
from typing import Literal

from palermo.ground.errors import UsageError
from palermo.standards.codes import Code
from palermo.standards.loader import load

Strength = Literal["shall", "shall_as_possible", "consider", "endeavour"]


@dataclass(frozen=True, slots=True)
class Elements:
    """Which elements are recorded. ``complete`` says that none is missing; it never says that somebody is a victim."""

    complete: bool
    missing: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Obligation:
    """One duty of a state party, in our own words."""

    article: str
    kind: str
    strength: Strength
    text: str


@cache
def elements(kind: Literal["acts", "means", "purposes"]) -> tuple[Code, ...]:
    """The acts, means or purposes that article 3 names."""
    return tuple(Code(row["code"], row["label"]) for row in load("palermo_elements")[kind])


@cache
def obligations() -> tuple[Obligation, ...]:
    """The duties of articles 5 to 13, in the order of the text."""
    return tuple(Obligation(**row) for row in load("palermo_obligations")["obligations"])


def elements_recorded(
    acts: Collection[str], means: Collection[str], purposes: Collection[str], *, child: bool
) -> Elements:
    """Which elements an adult's or a child's record holds. Raises UsageError on a code that article 3 does not name.

    An adult's record needs an act, a means and a purpose; that of a child (under 18) an act and a purpose.
    """
    _check("acts", acts)
    _check("means", means)
    _check("purposes", purposes)
    recorded = {"act": bool(acts), "means": bool(means), "purpose": bool(purposes)}
    needed = load("palermo_elements")["needed"]["child" if child else "adult"]
    missing = tuple(element for element in needed if not recorded[element])
    return Elements(complete=not missing, missing=missing)


def consent_is_irrelevant(means: Collection[str], *, child: bool) -> bool:
    """Whether consent no longer counts: once any means is recorded, and always for a child."""
    _check("means", means)
    return child or bool(means)


def _check(kind: Literal["acts", "means", "purposes"], given: Collection[str]) -> None:
    known = [code.code for code in elements(kind)]
    if isinstance(given, str) or not set(given) <= set(known):
        raise UsageError(f"The {kind} hold a code that article 3 does not name.", hint=f"It names {', '.join(known)}.")
