"""Consents and referrals among the made-up bodies: one taken up, one that waits, one withdrawn, a draft; offers.

Then what a monitor is shown of somebody who agreed to it, and a file from a clinic abroad that waits for an answer.
"""

from datetime import date, datetime, timedelta
from hashlib import sha256
from uuid import uuid4

from django.utils import timezone

from palermo import engines, register
from palermo.site.access.actor import keeper, of
from palermo.site.access.scope import scoped
from palermo.site.accounts.models import Account, Agency
from palermo.site.cases import actions as cases
from palermo.site.cases.models import Participation
from palermo.site.demo_people import DEMO_PASSWORD
from palermo.site.keys import actions as keys
from palermo.site.keys.holding import holder
from palermo.site.keys.models import PublicKey
from palermo.site.referrals import actions
from palermo.site.referrals.consents import actions as consents
from palermo.site.referrals.directory import actions as directory
from palermo.site.referrals.freezing import frozen, preview_mark
from palermo.site.referrals.models import Consent, Referral, ReferralMove
from palermo.site.referrals.oversight import actions as oversight
from palermo.site.referrals.taking_in import actions as taking_in

SENDER, RECEIVER = "hotline", "shelters"
WORKERS = {SENDER: ("lamia@hotline", "rasha@hotline"), RECEIVER: ("amal@shelters", "noor@shelters")}
"""Body → who works there, and who opens its keys."""
CALLERS = (
    ("Rima", "Cazacu", "1999"),
    ("Anton", "Vlad", "1984-07"),
    ("Dalia", "Munteanu", "2001"),
    ("Petar", "", "1979"),
)
SHARED = ("given", "family", "prs_Gender", "prs_Birthdate", "safe_contact", "cas_OutgoingReferralDetails")
DETAILS = (
    "Needs a room tonight; is afraid of men in uniform.",
    "Can stay with a friend until Friday.",
    "Comes with one bag and needs clothes for the winter.",
    "",
)
MONITOR = "rapporteur"
FROM_ABROAD = {
    "given": "Ilie",
    "prs_Gender": "Masculine",
    "prs_Birthdate": "1996",
    "cas_OutgoingReferralDetails": "Leaves the ward on Monday and has nowhere to go.",
}
OFFERS = ((RECEIVER, "shelter", "north", ("ara", "ron"), ("women", "families"), 24, 5), (
    RECEIVER, "counselling", "", ("ara",), ("everybody",), None, None), (
    SENDER, "legal", "", ("ara", "eng"), ("everybody",), 8, 2))  # fmt: skip


def load() -> None:
    """Written by the people themselves. For this the keys are open in this process alone."""
    with scoped(keeper()):
        body = {code: Agency.objects.get(code=code) for code in WORKERS}
        people = {code: [Account.objects.get(login=login) for login in logins] for code, logins in WORKERS.items()}
    for code, (_worker, manager) in people.items():
        with scoped(of(manager)) as opener:
            keys.unlock(opener, body[code], kind="passphrase", told=DEMO_PASSWORD, session="demonstration")
    now = timezone.now()
    sender, receiver = people[SENDER][0], people[RECEIVER][0]
    _offers({code: found[0] for code, found in people.items()}, timezone.localdate(now))
    sent = [_referred(sender, body[RECEIVER], at, now) for at in range(len(CALLERS))]
    with scoped(of(receiver)) as actor:
        for row in (sent[0], sent[2]):
            actions.open_payload(actor, Referral.objects.get(pk=row.pk), now=now)
        seen = ReferralMove.objects.filter(referral=sent[0].pk).count()
        taken = Referral.objects.get(pk=sent[0].pk)
        actions.move(actor, taken, "accepted", reason="A room is ready.", seen=seen, now=now)
    with scoped(of(sender)) as actor:
        consents.withdraw(actor, Consent.objects.get(pk=sent[2].consent_id), now=now)
    _shared(receiver, now)
    _came_from_abroad(receiver, body[RECEIVER], now)
    for code in WORKERS:
        holder().lock(agency=body[code].pk)


def _referred(worker: Account, to: Agency, at: int, now: datetime) -> Referral:
    """One who called: recorded, asked, and referred; the last stays a draft."""
    given, family, born = CALLERS[at]
    first = cases.First(
        opened_on=timezone.localdate(now) - timedelta(days=9 - at),
        source="hotline",
        person={"sex": "Masculine" if at % 2 else "Feminine", "born": born, "nationality": "MD", "language": "ron"},
        name={"given": given, "family": family},
        contact={"channels": ["phone", "message"], "address": "rings twice, then calls back"},
    )
    with scoped(of(worker)) as actor:
        case = cases.open_case(actor, first, now=now)
        terms = consents.Terms(
            purpose="shelter", fields=SHARED, recipients=[RECEIVER], given_on=timezone.localdate(now), given_by="self",
            expires_on=timezone.localdate(now) + timedelta(days=20 + 100 * at),
        )  # fmt: skip
        consent = consents.give(actor, Participation.objects.get(case=case), terms, now=now)
        told = actions.Draft(fields=SHARED, urgent=at == 1, desk="The desk of the hotline", details=DETAILS[at])
        row = actions.draft(actor, consent, to, told, now=now)
        if at == len(CALLERS) - 1:
            return row
        return actions.send(actor, row, seen=preview_mark(row, frozen(row, today=timezone.localdate(now))), now=now)


def _shared(worker: Account, now: datetime) -> None:
    """One of whom a status was decided lets the rapporteur see it, and what becomes of a return."""
    with scoped(keeper()):
        monitor = Agency.objects.get(code=MONITOR)
    terms = consents.Terms(
        purpose="oversight", fields=("status", "repatriation"), recipients=[MONITOR],
        given_on=timezone.localdate(now), given_by="self",
    )  # fmt: skip
    with scoped(of(worker)) as actor:
        someone = Participation.objects.filter(agency=worker.agency_id).exclude(status="").get()
        oversight.begin(actor, consents.give(actor, someone, terms, now=now), monitor, now=now)


def _came_from_abroad(worker: Account, body: Agency, now: datetime) -> None:
    """The file as an installation apart makes it, for the key that it was given."""
    today = timezone.localdate(now)
    consent = register.Consent(
        id="1", participation="1", purpose="shelter", fields=frozenset(FROM_ABROAD), recipients=frozenset({body.code}),
        given_on=today, given_by="self",
    )  # fmt: skip
    envelope = register.Envelope(
        referral=str(uuid4()), sender="clinic-abroad", receiver=body.code, desk="The social worker of the ward",
        reference="7KQM-2XRT", purpose="shelter",
    )  # fmt: skip
    made = register.payload.build(envelope, FROM_ABROAD, consent, (), today)
    key = PublicKey.objects.get(agency=body, replaced_at=None)
    content = engines.sealed_for(engines.age_recipient(bytes(key.public)), made.body + (made.names or b""))
    with scoped(of(worker)) as actor:
        taking_in.take_in(actor, content, told_sha256=sha256(content).hexdigest(), now=now)


def _offers(workers: dict[str, Account], today: date) -> None:
    for code, type, area, languages, for_whom, places, free in OFFERS:
        with scoped(of(workers[code])) as actor:
            directory.offer(
                actor,
                directory.Offer(
                    type=type,
                    area=area,
                    languages=languages,
                    for_whom=for_whom,
                    places=places,
                    free=free,
                    as_of=today - timedelta(days=2),
                ),  # fmt: skip
            )
