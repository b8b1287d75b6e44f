"""Services: who offers what, with how many free places; a person's support plan, and each service from need to end."""

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Literal

from palermo.ground.finding import Finding
from palermo.register.sayings import tell

State = Literal["requested", "running", "ended"]
EVERYBODY = "everybody"


@dataclass(frozen=True, slots=True, kw_only=True)
class ServiceOffer:
    """What a body offers, as of a day. ``free`` None: not told. ``area`` empty: everywhere."""

    id: str
    agency: str
    type: str
    area: str = ""
    languages: frozenset[str] = frozenset()
    for_whom: frozenset[str] = frozenset({EVERYBODY})
    places: int | None = None
    free: int | None = None
    as_of: date


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """An offer that fits, how old its number of free places is, and which of the languages asked for it speaks."""

    offer: ServiceOffer
    days_old: int
    languages: frozenset[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class SupportPlan:
    """What was agreed with a person: objectives and actions of one type, by a planned day."""

    id: str
    participation: str
    type: str
    objectives: str = ""
    action_plan: str = ""
    planned_end: date | None = None
    actual_end: date | None = None

    def is_overdue(self, today: date) -> bool:
        """Whether the planned end passed and the plan was not ended."""
        return self.planned_end is not None and self.actual_end is None and self.planned_end < today


@dataclass(frozen=True, slots=True, kw_only=True)
class Service:
    """A service of a person from need to delivery; ``referral`` where it came of one."""

    id: str
    participation: str
    type: str
    requested: date
    provider: str = ""
    support_plan: str | None = None
    offer: str | None = None
    referral: str | None = None
    started: date | None = None
    ended: date | None = None
    outcome: str = ""

    def state(self, today: date) -> State:
        """Where it stands on the day."""
        if self.ended is not None and self.ended <= today:
            return "ended"
        return "running" if self.started is not None and self.started <= today else "requested"


def search(
    offers: Iterable[ServiceOffer],
    *,
    today: date,
    type: str = "",
    area: str = "",
    languages: Collection[str] = (),
    for_whom: str = "",
    free_only: bool = True,
    places: int = 1,
) -> tuple[Found, ...]:
    """The offers that fit, those with the places for sure first, then by language, free places and how new they are.

    What is left empty is not asked for. An offer that names no language is not left out for it: it is listed behind.
    ``places`` is how many a family needs; an offer whose free places are not known is listed last.
    """
    fits = (one for one in offers if _fits(one, today, type, area, for_whom))
    found = [_found(one, today, languages) for one in fits if _has_places(one, places, free_only)]
    kept = [one for one in found if one.languages or not languages or not one.offer.languages]
    return tuple(
        sorted(
            kept,
            key=lambda one: (
                one.offer.free is None,
                -len(one.languages),
                -(one.offer.free or 0),
                one.days_old,
                one.offer.id,
            ),
        )
    )


def check_offer(offer: ServiceOffer) -> tuple[Finding, ...]:
    """What makes no sense in an offer: more places free than there are, or fewer than none."""
    wrong = offer.free is not None and (
        offer.free < 0 or offer.free > (offer.places if offer.places is not None else offer.free)
    )
    return (tell("register.offer-places", column="free"),) if wrong else ()


def check_service(service: Service, plan: SupportPlan | None = None) -> tuple[Finding, ...]:
    """What is wrong with a service as written: its days out of order, an end without outcome, another's plan."""
    return tuple(_faults(service, plan))


def _faults(service: Service, plan: SupportPlan | None) -> Iterator[Finding]:
    days = [day for day in (service.requested, service.started, service.ended) if day is not None]
    if days != sorted(days) or (service.ended is not None and service.started is None):
        yield tell("register.service-order")
    if service.ended is not None and not service.outcome.strip():
        yield tell("register.service-outcome", column="outcome")
    if plan is not None and (plan.id, plan.participation) != (service.support_plan, service.participation):
        yield tell("register.service-plan", column="support_plan")


def _fits(offer: ServiceOffer, today: date, type: str, area: str, for_whom: str) -> bool:
    whom = not for_whom or bool({for_whom, EVERYBODY} & offer.for_whom)
    where = not area or offer.area in ("", area)
    return offer.as_of <= today and whom and where and (not type or offer.type == type)


def _has_places(offer: ServiceOffer, places: int, free_only: bool) -> bool:
    return not free_only or offer.free is None or offer.free >= places


def _found(offer: ServiceOffer, today: date, languages: Collection[str]) -> Found:
    return Found(offer=offer, days_old=(today - offer.as_of).days, languages=offer.languages & frozenset(languages))
