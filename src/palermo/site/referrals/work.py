"""My work: what is due, what waits, what is about to end; for whoever works on cases of a body."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db.models import F

from palermo.register.referral import UNANSWERED
from palermo.site.access.actor import Actor
from palermo.site.access.gate import Verb, may
from palermo.site.cases.models import Clock
from palermo.site.cases.words import CLOCKS
from palermo.site.referrals import bodies, words
from palermo.site.referrals.models import Consent, Notice, ReceivedFile, Referral
from palermo.site.referrals.rooms import codes, latest
from palermo.site.referrals.views.notices import Standing, standing
from palermo.site.referrals.views.page import Line, lines

AHEAD = timedelta(days=14)
EXPIRING = timedelta(days=30)
LISTED = 50
_OPEN = ("sent", "received", "accepted")


@dataclass(frozen=True, slots=True, kw_only=True)
class DueClock:
    """A clock that ends soon or has ended, of a case."""

    row: Clock
    name: object
    late: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Work:
    """What somebody finds in the morning. Each list is short: the rest stands on the pages it leads to."""

    clocks: list[DueClock]
    waiting: list[Line]
    """Came in and waits for our answer."""
    files: list[ReceivedFile]
    """Came in from outside and waits for our answer."""
    unanswered: list[Line]
    """Went out and is overdue."""
    taken: list[Line]
    """We took it up, and it is not completed."""
    drafts: list[Line]
    expiring: list[tuple[Consent, object, bool]]
    notices: list[Standing]
    names: dict[str, str]

    @property
    def nothing(self) -> bool:
        came, went = (self.waiting, self.files, self.taken, self.notices), (self.unanswered, self.drafts)
        return not any((self.clocks, *came, *went, self.expiring))


def work_of(actor: Actor, today: date) -> Work | None:
    """The work of the actor's body; None for whoever does not work on cases."""
    if actor.agency is None or not may(actor, Verb.WRITE, Referral):
        return None
    came = [one for one in lines(_lately(receiver_id=actor.agency), today) if one.value.state in _OPEN]
    went = lines(_lately(agency_id=actor.agency), today)
    return Work(
        clocks=_clocks(today) if may(actor, Verb.READ, Clock) else [],
        waiting=[one for one in came if one.value.state in UNANSWERED],
        files=list(ReceivedFile.objects.filter(agency_id=actor.agency, answer="", body__isnull=False)[:LISTED]),
        unanswered=[one for one in went if one.overdue],
        taken=[one for one in came if one.value.state == "accepted"],
        drafts=[one for one in went if one.value.state == "draft"],
        expiring=_expiring(today) if may(actor, Verb.READ, Consent) else [],
        notices=_waiting_notices(actor, today),
        names=bodies.called(),
    )


def _lately(**end: Any) -> Any:
    """Referrals that have not come to an end, those due first at the top; drafts have no day and come last."""
    ended = ("refused", "completed", "recalled", "expired")
    return (
        Referral.objects.filter(**end)
        .exclude(moves__state__in=ended)
        .order_by(F("due").asc(nulls_last=True), "made_at")[:LISTED]
    )


def _clocks(today: date) -> list[DueClock]:
    running = Clock.objects.filter(stopped=None, due__lte=today + AHEAD).order_by("due").prefetch_related("case")
    return [DueClock(row=one, name=CLOCKS.get(one.code, one.code), late=one.due < today) for one in running[:LISTED]]


def _expiring(today: date) -> list[tuple[Consent, object, bool]]:
    soon = Consent.objects.filter(run_out_at=None, withdrawn_on=None, expires_on__lte=today + EXPIRING)
    newest = latest(Consent.objects.filter(consent__in=soon.values("consent")).order_by("expires_on")[: 4 * LISTED])
    found = [one for one in newest if one.run_out_at is None and one.expires_on is not None]
    return [
        (one, words.PURPOSES[one.purpose], one.expires_on < today)
        for one in found[:LISTED]
        if one.expires_on is not None
    ]


def _waiting_notices(actor: Actor, today: date) -> list[Standing]:
    rows = Notice.objects.filter(receiver_id=actor.agency, seen=None).prefetch_related("referral")[:LISTED]
    return [one for one in standing(rows, codes(), today) if one.code != "acknowledged"]
