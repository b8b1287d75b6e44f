"""A shelter that refers a person to a clinic, while the police stand by: bodies with keys, a case, a consent."""

import re
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import uuid4

from django.db.models import Model
from django.utils.timezone import localdate
from tests.site.cases.a_case import stored
from tests.site.cast import Cast
from tests.site.keys.keyring import PASSPHRASE, make_keys, opened

from palermo.site.access.actor import Actor, keeper, of
from palermo.site.access.scope import scoped
from palermo.site.accounts.actions import add_account, add_agency
from palermo.site.accounts.models import Account, Agency
from palermo.site.cases.models import Case, Participation, PersonName, PersonRecord
from palermo.site.keys import actions as keys
from palermo.site.keys.holding import holder
from palermo.site.referrals import actions
from palermo.site.referrals.consents import actions as consents
from palermo.site.referrals.freezing import frozen, preview_mark
from palermo.site.referrals.models import (
    Consent,
    DueDay,
    MonitorShare,
    MonitorShareEnd,
    Notice,
    NoticeSeen,
    OutsideBody,
    OutsideReferral,
    ReceivedFile,
    Referral,
    ReferralMove,
    ReferralPayload,
    SharedFact,
)

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
DAY = NOW.date()
FIELDS = ("given", "family", "prs_Gender", "prs_Birthdate", "safe_contact", "cas_OutgoingReferralDetails")
DETAILS = "She needs a doctor who speaks Amharic."


@dataclass(frozen=True, kw_only=True)
class Scene:
    """The shelter's worker, people of the clinic and of the police, and a person in a case of the shelter."""

    cast: Cast
    clinic: Agency
    accounts: dict[str, Account]
    participation: Participation

    @property
    def worker(self) -> Actor:
        return self.cast.actor("case_worker")

    @property
    def clinician(self) -> Actor:
        return of(self.accounts["case_worker"])

    @property
    def officer(self) -> Actor:
        return self.cast.stranger("case_worker")

    def consent(self, **told: Any) -> Consent:
        """The person agrees to all that is asked for."""
        terms = {"purpose": "health", "fields": FIELDS, "recipients": ["clinic"], "given_on": DAY, **told}
        terms.setdefault("given_by", "self")
        with scoped(self.worker) as actor:
            return consents.give(actor, self.participation, consents.Terms(**terms), now=NOW)

    def draft(self, consent: Consent | None = None, **told: Any) -> Referral:
        written = {"fields": FIELDS, "desk": "The desk of the shelter", "details": DETAILS, **told}
        given = consent or self.consent()
        with scoped(self.worker) as actor:
            return actions.draft(actor, given, self.clinic, actions.Draft(**written), now=NOW)

    def sent(self, row: Referral | None = None, *, now: datetime = NOW) -> Referral:
        """As the worker sends it: after the preview."""
        draft = row or self.draft()
        with scoped(self.worker) as actor:
            held = Referral.objects.get(pk=draft.pk)
            return actions.send(actor, held, seen=preview_mark(held, frozen(held, today=localdate(now))), now=now)

    def opened(self, row: Referral | None = None) -> Referral:
        """Sent, and opened by the clinic."""
        sent = row or self.sent()
        with scoped(self.clinician) as actor:
            actions.open_payload(actor, Referral.objects.get(pk=sent.pk), now=NOW)
        return sent

    def answered(self, to: str, row: Referral | None = None, reason: str = "There is a bed.") -> Referral:
        held = row or self.opened()
        with scoped(self.clinician) as actor:
            actions.move(actor, Referral.objects.get(pk=held.pk), to, reason=reason, seen=2, now=NOW)
        return held

    def at_state(self, state: str) -> Referral:
        """A referral brought there by the acts of those whose moves these are."""
        if state == "draft":
            return self.draft()
        if state == "sent":
            return self.sent()
        if state == "received":
            return self.opened()
        if state in ("accepted", "refused"):
            return self.answered(state)
        if state == "completed":
            row = self.answered("accepted")
            with scoped(self.clinician) as actor:
                actions.move(actor, Referral.objects.get(pk=row.pk), state, reason="She is well.", seen=3, now=NOW)
            return row
        row = self.sent(self.draft(expires_on=DAY) if state == "expired" else None)
        with scoped(self.worker) as actor:
            held = Referral.objects.get(pk=row.pk)
            if state == "recalled":
                actions.move(actor, held, state, reason="She changed her mind.", seen=1, now=NOW)
            else:
                actions.run_out(actor, held, now=NOW + timedelta(days=1))
        return row


@contextmanager
def scene(cast: Cast) -> Iterator[Scene]:
    """Within, the keys of all three bodies are open."""
    with scoped(keeper()) as actor:
        clinic = add_agency(actor, code="clinic", kind="health", names={"en": "A clinic"})
        roles = ("agency_manager", "case_worker", "agency_data_officer", "referral_desk")
        accounts = {
            role: add_account(actor, clinic, name=role.replace("_", "-"), display_name=role, role=role)
            for role in roles
        }
    make_keys(cast)
    make_keys(cast, other=True)
    with scoped(of(accounts["agency_manager"])) as manager:
        keys.make_keys(manager, clinic, passphrase=PASSPHRASE, now=NOW)
    with ExitStack() as held:
        held.enter_context(opened(cast))
        held.enter_context(opened(cast, other=True))
        with scoped(of(accounts["case_worker"])) as worker:
            keys.unlock(worker, clinic, kind="passphrase", told=PASSPHRASE, session="of the clinic")
        held.callback(holder().lock, agency=clinic.pk)
        yield Scene(cast=cast, clinic=clinic, accounts=accounts, participation=a_person(cast))


def a_person(cast: Cast, given: str = "Amina", family: str = "Haddad", case: Case | None = None) -> Participation:
    """A person in a case of the shelter."""
    worker = cast.accounts["case_worker"]
    own, count = {"agency": worker.agency}, given.lower()
    with scoped(cast.actor("case_worker")):
        case = case or stored(Case, **own, account=worker.pk, reference=f"c-{count}", opened_on=DAY, made_at=NOW)
        person = stored(PersonRecord, **own, reference=f"p-{count}", sex="Feminine", born="1999-05", made_at=NOW)
        stored(PersonName, **own, person=person, kind="birth", given=given, family=family)
        part: Participation = stored(Participation, **own, case=case, person=person, role="victim")
        return part


def secretary_of(body: Actor) -> Actor:
    """Somebody of the same body in the role of the coordination office, which moves nothing."""
    return replace(body, role="plan_secretary")


def later(days: int) -> datetime:
    return NOW + timedelta(days=days)


def in_days(days: int) -> date:
    return DAY + timedelta(days=days)


def a_row_of_each(cast: Cast, cases: dict[type[Model], Any]) -> dict[type[Model], Any]:
    """A row of every protected model of referrals, of the shelter and towards the police, as read: texts closed."""
    make_keys(cast, other=True)
    worker, police = cast.accounts["case_worker"], cast.bodies["police"]
    own, by = {"agency": worker.agency}, {"agency": worker.agency, "account": worker.pk}
    both = {**own, "receiver": police}
    of_case = {"case": cases[Case], "participation": cases[Participation]}
    with scoped(cast.actor("case_worker")):
        consent = stored(
            Consent, **by, consent=uuid4(), participation=cases[Participation], purpose="health", given_on=DAY,
            given_by="self", made_at=NOW,
        )  # fmt: skip
        referral = stored(
            Referral, **by, **of_case, addressee=police, receiver=police, reference="R-1", consent=consent,
            desk="the desk", due=DAY, made_at=NOW,
        )  # fmt: skip
        notice = stored(Notice, **both, referral=referral, kind="recall", sent=DAY, due=DAY, at=NOW)
        outside = stored(OutsideBody, **by, code="abroad", name="A body abroad", recipient="age1", made_at=NOW)
        watched = {**own, "monitor": police}
        share = stored(
            MonitorShare, **watched, reference="S-1", participation=cases[Participation], consent=consent,
            account=worker.pk, begun_at=NOW,
        )  # fmt: skip
        rows = [
            consent, referral, notice, outside, share,
            stored(MonitorShareEnd, **watched, share=share, cause="ended", ended_at=NOW),
            stored(SharedFact, **watched, share=share, what="status", value="presumed"),
            stored(
                ReferralMove, **both, referral=referral, seq=1, state="sent", by="sender", at=NOW, to_sender="so",
                to_receiver="so",
            ),
            stored(
                ReferralPayload, **both, referral=referral, sha256="0" * 64, sent_body="{}", body="{}", frozen_at=NOW
            ),
            stored(NoticeSeen, **by, sender=police, notice=notice, on=DAY),
            stored(DueDay, **both, reference="R-1", seq=1, state="sent", due=DAY, on=DAY),
            stored(
                OutsideReferral, **by, **of_case, outside=outside, reference="O-1", consent=consent, sha256="0" * 64,
                file_sha256="0" * 64, sent_body="{}", made_at=NOW, at=NOW,
            ),
            stored(
                ReceivedFile, **by, file_sha256="0" * 64, confirmed=False, sender="abroad", reference="A-1",
                purpose="health", sha256="0" * 64, body="{}", at=NOW,
            ),
        ]  # fmt: skip
        return {type(row): type(row).objects.get(pk=row.pk) for row in rows}


def mark_in(page: str) -> str:
    """The mark of what a preview shows."""
    found = re.search(r'name="seen" value="([0-9a-f]+)"', page)
    assert found is not None
    return found[1]
