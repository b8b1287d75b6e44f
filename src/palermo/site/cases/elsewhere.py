"""What other apps hold about people: each adds a function that tells it of a person, or finds it by a name."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from uuid import UUID

from palermo.site.access.actor import Actor
from palermo.site.cases.sections import Section
from palermo.site.cases.whole import Whole


@dataclass(frozen=True, slots=True)
class Found:
    """Something outside all cases that bears a name, by its reference, and where it is read."""

    reference: str
    address: str


HELD: list[Callable[[Actor, Whole, UUID], Iterable[Section]]] = []
"""About one person of a case, to be printed with what the case holds."""
SAME_NAME: list[Callable[[Actor, Whole, UUID], Iterable[Found]]] = []
"""Not known to be about that person, and of the same name: for whoever answers, who looks whether it is."""
NAMED: list[Callable[[Actor, str], Iterable[Found]]] = []
"""By a name, or a part of one, that somebody looks for. Raises KeyAbsent."""


def held_about(actor: Actor, whole: Whole, person: UUID) -> list[Section]:
    """All that is held about one person of a case outside of it. Whoever holds it tells the audit that it was read."""
    return [section for told in HELD for section in told(actor, whole, person)]


def of_same_name(actor: Actor, whole: Whole, person: UUID) -> list[Found]:
    """What bears the name of one person of a case; nothing while the keys are closed."""
    return [one for told in SAME_NAME for one in told(actor, whole, person)] if whole.opened else []


def by_name(actor: Actor, text: str) -> list[Found]:
    """What bears a name and belongs to no case. Raises KeyAbsent."""
    return [one for told in NAMED for one in told(actor, text)]
