"""The cast of the register: a shelter, the police, a hotline, one person, what she agreed to, and a referral."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

from palermo.register import Consent, Envelope, Needs, PersonName, Referral, payload, referral
from palermo.register.referral import State
from palermo.standards import holidays, nrm

HOUSE, ENGLAND = nrm.rulebook("house"), holidays.working_days("gb_eaw")
MONDAY = date(2026, 3, 2)
FIELDS = frozenset({"prs_Gender", "prs_Citizenship", "cco_CaseComment"})
NAMES = (PersonName(given="Наталья", family="Иванова"),)
RECORD: dict[str, payload.Value] = {
    "prs_Gender": "Female",
    "prs_Citizenship": ("MD", "RO"),
    "cco_CaseComment": "She needs a bed tonight.",
}
ENVELOPE = Envelope(
    referral="r1", sender="hotline", receiver="shelter", desk="desk 2", reference="H-104", purpose="shelter"
)
CONSENT = Consent(
    id="c1",
    participation="hotline/H-104",
    purpose="shelter",
    fields=FIELDS,
    recipients=frozenset({"shelter", "clinic"}),
    given_on=date(2026, 2, 27),
    given_by="self",
    expires_on=date(2026, 8, 31),
)
PAYLOAD = payload.build(ENVELOPE, RECORD, CONSENT, NAMES, MONDAY)
SENDING = Needs(consent=CONSENT, payload=PAYLOAD, due=date(2026, 3, 9))
DRAFT = Referral(
    id="r1",
    case="hotline/H-104",
    participation="hotline/H-104",
    sender="hotline",
    receiver="shelter",
    purpose="shelter",
    fields=FIELDS,
    consent="c1",
)
WAY: dict[State, tuple[tuple[State, Any, Needs], ...]] = {
    "draft": (),
    "sent": (("sent", "sender", SENDING),),
}
WAY["received"] = (*WAY["sent"], ("received", "receiver", Needs()))
WAY["accepted"] = (*WAY["received"], ("accepted", "receiver", Needs()))
WAY["refused"] = (*WAY["received"], ("refused", "receiver", Needs(reason="no free place")))
WAY["completed"] = (*WAY["accepted"], ("completed", "receiver", Needs(reason="stayed for two months")))
WAY["recalled"] = (*WAY["sent"], ("recalled", "sender", Needs(reason="sent to the wrong desk")))
WAY["expired"] = (*WAY["sent"], ("expired", "system", Needs(consent=replace(CONSENT, expires_on=date(2026, 3, 1)))))


def at(day: date, hour: int = 9) -> datetime:
    return datetime(day.year, day.month, day.day, hour, tzinfo=UTC)


def in_state(state: State, start: Referral = DRAFT) -> Referral:
    """The referral after the moves that lead to the state, one an hour from Monday at nine."""
    one = start
    for step, (to, by, needs) in enumerate(WAY[state]):
        _, one = referral.move(one, to, by, at=at(MONDAY) + timedelta(hours=step), needs=needs)
    return one
