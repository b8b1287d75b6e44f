"""What a program may write, field by field, as the forms of the pages ask for it. What it means the room judges."""

from datetime import date
from typing import Annotated, Literal
from uuid import UUID

from ninja import Schema
from pydantic import AfterValidator, Field, StringConstraints

from palermo import coordination as room
from palermo.ground.dates import PartialDate
from palermo.site.cases import words as of_cases
from palermo.site.coordination import words
from palermo.site.referrals import words as of_referrals

Text = Annotated[str, StringConstraints(pattern=r"^[^\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029]*$", max_length=4000)]
Short = Annotated[str, StringConstraints(pattern=r"^[^\x00-\x1f\x7f-\x9f\u2028\u2029]*$", max_length=300)]
Ref = Annotated[str, StringConstraints(pattern=r"^[^\x00-\x20\x7f-\x9f\u2028\u2029]*$", max_length=120)]
"""An id of the folder; empty: none."""
Language = Annotated[str, StringConstraints(pattern=r"^[a-z]{2,3}$")]
Words = Annotated[dict[Language, Text], Field(max_length=12)]
"""The same by language."""
Refs = Annotated[list[Ref], Field(max_length=200)]
State = Annotated[str, StringConstraints(pattern=r"^[A-Z]{2}$")]
Slug = Annotated[str, StringConstraints(pattern=r"^[a-z0-9][a-z0-9_-]*$", max_length=40)]
Version = Annotated[int, Field(ge=1, le=2_000_000_000)]


def _day(told: str) -> str:
    return str(PartialDate.parse(told)) if told else ""


def _period(told: str) -> str:
    if not room.is_period(told):
        raise ValueError("no period")
    return told


Day = Annotated[
    str, StringConstraints(pattern=r"^(\d{4}(-\d{2}(-\d{2})?)?)?$", max_length=10), AfterValidator(_day)
]  # fmt: skip
"""A date as far as it is known; empty: not known."""
SomeDay = Annotated[
    str, StringConstraints(pattern=r"^\d{4}(-\d{2}(-\d{2})?)?$", max_length=10), AfterValidator(_day)
]  # fmt: skip
Period = Annotated[
    str, StringConstraints(pattern=r"^[0-9HQ-]+$", min_length=4, max_length=10), AfterValidator(_period)
]  # fmt: skip


def one_of(codes: object) -> StringConstraints:
    """A code of the room's."""
    return StringConstraints(pattern=f"^({'|'.join(map(str, codes))})$")  # type: ignore[call-overload]


class Written(Schema):
    """What was written: its key, its id in the folder where it has one, and the version it has now."""

    id: UUID
    code: str
    version: int


class AddBody(Schema):
    code: Slug
    kind: Annotated[str, one_of(words.KINDS)]
    name: Words
    role: Annotated[str, one_of(words.SEATS)] = "member"
    since: Day = ""


class Dissolve(Schema):
    version: Version
    dissolved: Day
    successors: Refs = []
    how: Annotated[str, one_of(words.CHANGES)] = "merged"


class AddSeat(Schema):
    role: Annotated[str, one_of(words.SEATS)]
    start: Day = ""
    held_by: Short = ""


class ChangeSeat(AddSeat):
    version: Version
    end: Day = ""


class HandOver(Schema):
    giver: Ref
    taker: Ref
    on: Day = ""
    measures: Refs = []
    source: Text = ""


class AddMeeting(Schema):
    on: SomeDay
    level: Short = ""
    attended: Refs = []
    document: Ref = ""


class ChangeMeeting(AddMeeting):
    version: Version


class AddItem(Schema):
    text: Words
    decision: Ref = ""
    measure: Ref = ""


class AddDecision(Schema):
    text: Words
    owners: Refs = []
    due: Day = ""
    measure: Ref = ""


class ChangeDecision(AddDecision):
    version: Version


class AddFollowUp(Schema):
    decision: Ref
    status: Annotated[str, one_of(words.DECISIONS)]
    evidence: Refs = []
    superseded_by: Ref = ""


class ChangeMeasure(Schema):
    version: Version
    text: Words
    due: Day = ""
    leads: Refs = []
    supports: Refs = []


class Report(Schema):
    """``version`` null: nothing was there for this body, measure and period."""

    version: Version | None = None
    body: Ref
    measure: Ref
    period: Period
    status: Annotated[str, one_of(words.STATUSES)]
    note: Words = {}
    values: Annotated[dict[Ref, Annotated[str, StringConstraints(max_length=40)]], Field(max_length=60)] = {}
    evidence: Refs = []
    reply: Words = {}


class WriteReview(Schema):
    version: Version | None = None
    measure: Ref
    period: Period
    verdict: Annotated[str, one_of(words.VERDICTS)]
    status: Annotated[str, one_of(["", *words.STATUSES])] = ""
    text: Words = {}
    evidence: Refs = []


class AddSheet(Schema):
    instrument: Ref
    state: State
    period: Period


class Judge(Schema):
    version: Version | None = None
    whose: Annotated[str, one_of(["own", "other"])]
    by: Ref
    judgement: Annotated[str, one_of(words.DUTIES)]
    text: Words = {}
    document: Ref = ""


class Cite(Schema):
    version: Version | None = None
    documents: Refs = []
    figures: Refs = []


class AddAssessor(Schema):
    code: Slug
    name: Words
    kind: Annotated[str, one_of(words.ASSESSORS)]
    of: Annotated[str, StringConstraints(pattern=r"^([A-Z]{2})?$")] = ""


class AddAssessment(Schema):
    assessor: Ref
    framework: Ref
    state: State
    round: Annotated[int, Field(ge=1990, le=2200)]
    document: Ref = ""


class GiveRank(Schema):
    version: Version
    rank: Short = ""
    on: Day = ""
    document: Ref = ""


class Assess(Schema):
    version: Version | None = None
    judgement: Annotated[str, one_of(words.CRITERIA)]
    text: Words = {}
    documents: Refs = []
    figures: Refs = []


class AddReply(Schema):
    by: Ref
    criterion: Ref = ""
    text: Words
    document: Ref = ""


class Mend(Schema):
    """``seen``: the number of the check that was looked at; cells by the place of their column."""

    seen: Annotated[int, Field(ge=0, le=2_000_000_000)]
    cells: Annotated[dict[Annotated[str, StringConstraints(pattern=r"^\d{1,5}$")], Text], Field(min_length=1)]


class Again(Schema):
    seen: Annotated[int, Field(ge=0, le=2_000_000_000)]


Looking = Annotated[str, one_of(of_cases.PURPOSES_OF_LOOKING)]
"""What a case is looked at for."""


class FirstContact(Schema):
    """A first contact; all but the day and the way it came may be left out."""

    opened_on: date
    source: Annotated[str, one_of(of_cases.SOURCES)]
    given: Annotated[Short, StringConstraints(max_length=120)] = ""
    family: Annotated[Short, StringConstraints(max_length=120)] = ""
    sex: Annotated[str, one_of(["", *of_cases.SEX])] = ""
    born: Day = ""
    nationality: Annotated[str, StringConstraints(pattern="^([A-Z]{2})?$")] = ""
    language: Annotated[str, StringConstraints(pattern="^([a-z]{3})?$")] = ""
    channels: Annotated[list[Annotated[str, one_of(of_cases.CHANNELS)]], Field(max_length=6)] = []
    do_not_contact: bool = False
    note: Text = ""


Shared = Annotated[list[Annotated[str, one_of(of_referrals.FIELDS)]], Field(max_length=30)]
Bodies = Annotated[
    list[Annotated[str, StringConstraints(pattern=r"^(outside:)?[a-z0-9][a-z0-9_-]*$", max_length=60)]],
    Field(max_length=60),
]  # fmt: skip


class GiveConsent(Schema):
    """``given_by`` empty: nobody agreed, and ``basis_if_none`` names the law by which it is shared."""

    purpose: Annotated[str, one_of(of_referrals.PURPOSES)]
    fields: Shared
    recipients: Bodies
    given_on: date | None = None
    given_by: Annotated[str, one_of(["", "self", "guardian"])] = ""
    expires_on: date | None = None
    basis_if_none: Short = ""


class NarrowConsent(Schema):
    fields: Shared
    recipients: Bodies
    expires_on: date | None = None


class Withdraw(Schema):
    """``confirmed``: that what follows has been looked at."""

    confirmed: Literal[True]


class MoveReferral(Schema):
    to: Annotated[str, one_of(["accepted", "refused", "completed", "recalled"])]
    reason: Text = ""
    seen: Annotated[int, Field(ge=0, le=2_000_000_000)]


class Acknowledge(Schema):
    read: Literal[True]
