"""What of a case may be shared, field by field, as it is recorded today. A field without a value is left out."""

from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass
from typing import Any

from palermo import register
from palermo.register.payload import Value
from palermo.site.cases.models import (
    IndicatorObservation,
    Participation,
    PersonName,
    PersonRecord,
    SafeContact,
    TraffickingEvent,
)

DETAILS = "cas_OutgoingReferralDetails"


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """What is recorded of one person in one case."""

    participation: Participation
    person: PersonRecord
    names: tuple[PersonName, ...]
    events: tuple[TraffickingEvent, ...]
    signs: tuple[str, ...]
    contact: SafeContact | None

    @classmethod
    def of(cls, participation: Participation) -> "Known":
        person = PersonRecord.objects.get(pk=participation.person_id)
        signs = IndicatorObservation.objects.filter(participation=participation)
        return cls(
            participation=participation,
            person=person,
            names=tuple(PersonName.objects.filter(person=person).order_by("kind", "pk")),
            events=tuple(TraffickingEvent.objects.filter(participation=participation).order_by("pk")),
            signs=tuple(signs.order_by("indicator").values_list("indicator", flat=True)),
            contact=SafeContact.objects.filter(person=person).first(),
        )

    def names_as_written(self) -> tuple[register.PersonName, ...]:
        """Every name, opened. Raises KeyAbsent."""
        return tuple(
            register.PersonName(given=one.given or "", family=one.family or "", full=one.full or "", kind=one.kind)
            for one in self.names
        )


def record_of(known: Known, wanted: Collection[str], details: str) -> dict[str, Value]:
    """The wanted fields that have a value. Raises KeyAbsent where one of them is sealed and the key is not open."""
    told: dict[str, Value] = {code: _READ[code](known) for code in wanted if code in _READ}
    if DETAILS in wanted:
        told[DETAILS] = details.strip()
    return {code: value for code, value in told.items() if value not in (None, "", ())}


def _name(part: str) -> Callable[[Known], str]:
    """The first name recorded that has this part."""
    return lambda known: next((text for one in known.names if (text := getattr(one, part) or "")), "")


def _of_events(part: str) -> Callable[[Known], tuple[str, ...]]:
    return lambda known: tuple(sorted({code for event in known.events for code in _listed(getattr(event, part))}))


def _listed(value: Any) -> Iterable[str]:
    return value if isinstance(value, list) else [value] if value else []


def _age(known: Known) -> Value:
    """An age with the day it was told: without it nobody knows later how old the person is."""
    age, on = known.person.age, known.person.age_on
    return {"years": age, "told_on": str(on or "")} if age is not None else None


def _disability(known: Known) -> tuple[str, ...]:
    return tuple(f"{domain}:{answer}" for domain, answer in sorted(known.person.disability.items()))


def _returns(known: Known) -> tuple[str, ...]:
    return tuple(sorted(set(known.participation.repatriations.values_list("kind", flat=True))))


def _safe_contact(known: Known) -> str:
    """In codes, so that it reads the same in every language."""
    if known.contact is None:
        return "not_asked"
    if known.contact.do_not_contact:
        return "do_not_contact"
    hours = [f"{''.join(map(str, one['days']))} {one['start']}-{one['end']}" for one in known.contact.hours]
    return "; ".join([", ".join(known.contact.channels), *hours])


_READ: dict[str, Callable[[Known], Value]] = {
    "given": _name("given"),
    "family": _name("family"),
    "full": _name("full"),
    "prs_Gender": lambda known: known.person.sex,
    "prs_Birthdate": lambda known: known.person.born,
    "age": _age,
    "prs_Citizenship": lambda known: known.person.nationality,
    "prs_PrimaryLanguage": lambda known: known.person.language,
    "disability": _disability,
    "status": lambda known: known.participation.status,
    "repatriation": _returns,
    "acts": _of_events("acts"),
    "means": _of_events("means"),
    "purposes": _of_events("purposes"),
    "hte_Country": _of_events("country"),
    "signs": lambda known: known.signs,
    "safe_contact": _safe_contact,
    "contact_address": lambda known: (known.contact.address or "") if known.contact else "",
}
