"""The elements recorded of what happened to a person, and which are missing. A record, never a verdict."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from palermo.ground.dates import PartialDate
from palermo.ground.finding import Finding
from palermo.register.sayings import tell
from palermo.standards import load, palermo

PLACE_ROLES = ("recruitment", "transit", "exploitation")


@dataclass(frozen=True, slots=True, kw_only=True)
class TraffickingEvent:
    """Something that happened: acts, means and purposes by the codes of article 3, and where and when.

    ``facility``: the place was one of the state's or of others, by its code. ``staff_of``: whose staff is alleged to
    have done it. ``complaint`` refers to one that was made of it.
    """

    id: str
    participation: str
    acts: tuple[str, ...] = ()
    means: tuple[str, ...] = ()
    purposes: tuple[str, ...] = ()
    place: str = ""
    place_role: str = ""
    facility: str | None = None
    staff_of: str | None = None
    start: PartialDate = PartialDate()
    end: PartialDate = PartialDate()
    complaint: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Recorded:
    """Which elements the events of one person hold together, and the events that hold all by themselves.

    ``complete`` says that none is missing from the record. It says nothing of what is true.
    """

    acts: tuple[str, ...]
    means: tuple[str, ...]
    purposes: tuple[str, ...]
    missing: tuple[str, ...]
    whole_events: tuple[str, ...]
    consent_is_irrelevant: bool
    findings: tuple[Finding, ...]

    @property
    def complete(self) -> bool:
        return not self.missing

    def summary(self) -> str:
        """What a page says of it."""
        return "elements recorded" if self.complete else f"elements not recorded: {', '.join(self.missing)}"


def recorded(events: Iterable[TraffickingEvent], *, child: bool | None) -> Recorded:
    """The elements over all events of a person. Where the age is not known, those of an adult are looked for.

    Raises UsageError on a code that article 3 does not name.
    """
    given = tuple(events)
    young = child is True
    acts, means = _all(one.acts for one in given), _all(one.means for one in given)
    purposes = _all(one.purposes for one in given)
    together = palermo.elements_recorded(acts, means, purposes, child=young)
    alone = (e for e in given if palermo.elements_recorded(e.acts, e.means, e.purposes, child=young).complete)
    whole = tuple(one.id for one in alone)
    said = [tell("register.elements-missing", element, column=element) for element in together.missing]
    if child is None and not means:
        said.append(tell("register.elements-age"))
    if together.complete and not whole:
        said.append(tell("register.elements-apart"))
    return Recorded(
        acts=acts,
        means=means,
        purposes=purposes,
        missing=together.missing,
        whole_events=whole,
        consent_is_irrelevant=palermo.consent_is_irrelevant(means, child=young),
        findings=tuple(said),
    )


def is_child(born: PartialDate, on: date) -> bool | None:
    """Whether somebody born then was under age on the day; None where the birth date leaves it open."""
    years = int(load("palermo_elements")["child_under"])
    first, last = born.earliest(), born.latest()
    if first is None or last is None:
        return None
    youngest, eldest = (_birthday(day, years) > on for day in (last, first))
    return youngest if youngest == eldest else None


def _birthday(born: date, years: int) -> date:
    """The day that many years later; of 29 February in a common year the day after, when the year is complete."""
    try:
        return born.replace(year=born.year + years)
    except ValueError:
        return date(born.year + years, 3, 1)


def _all(lists: Iterable[tuple[str, ...]]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(code for codes in lists for code in codes))
