"""How a person may be reached without harm: looked at before anything is sent to or about them."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time

from palermo.ground.errors import UsageError
from palermo.ground.finding import Finding
from palermo.register.sayings import tell


@dataclass(frozen=True, slots=True)
class Hours:
    """Days of the week (1 to 7) and the time from and to, in the person's own time; ``end`` is no longer safe."""

    days: frozenset[int]
    start: time
    end: time

    def __post_init__(self) -> None:
        if not self.days or not self.days <= frozenset(range(1, 8)) or self.start >= self.end:
            raise UsageError(
                "Safe hours need days from 1 to 7 and an end after the start.", hint="Split the night in two."
            )

    def hold(self, when: datetime) -> bool:
        return when.isoweekday() in self.days and self.start <= when.time() < self.end


@dataclass(frozen=True, slots=True, kw_only=True)
class SafeContact:
    """What the person said of how they may be reached. No hours: at any time. ``channels`` in the order they prefer."""

    person_record: str
    channels: tuple[str, ...] = ()
    hours: tuple[Hours, ...] = ()
    do_not_contact: bool = False
    asked_on: date | None = None
    set_by: str = ""


def before_contact(contact: SafeContact | None, channel: str, when: datetime) -> tuple[Finding, ...]:
    """What is shown before somebody is reached by ``channel`` at ``when``, in the person's own time.

    An error forbids it. Without an answer it is not forbidden, and the page says that nobody asked.
    """
    return tuple(_warnings(contact, channel, when))


def _warnings(contact: SafeContact | None, channel: str, when: datetime) -> Iterator[Finding]:
    if contact is None:
        yield tell("register.contact-not-asked")
    elif contact.do_not_contact:
        yield tell("register.contact-forbidden")
    else:
        if channel not in contact.channels:
            yield tell("register.contact-channel", column="channel")
        if contact.hours and not any(hours.hold(when) for hours in contact.hours):
            yield tell("register.contact-hours", column="hours")
