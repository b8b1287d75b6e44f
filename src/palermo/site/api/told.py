"""What the API tells of submissions and of the conference. No field holds a name of a person, or a cell of a file."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from ninja import Schema

Words = dict[str, str]


class OneRun(Schema):
    """A check: received = accepted + rejected + pending + erased."""

    number: int
    at: datetime
    today: date
    mapping: str
    standard: str
    corrections: int
    received: int
    accepted: int
    rejected: int
    pending: int
    erased: int


class OneSubmission(Schema):
    """``check``: where the last one is; ``current``: the number of the one that counts, 0 before the first."""

    id: UUID
    received_at: datetime
    sha256: str
    size: int
    stage: str
    current: int
    check: str
    fault: str
    runs: list[OneRun]


class Submissions(Schema):
    items: list[OneSubmission]
    next: str


class Issue(Schema):
    """``column``: its place in the file; none where it is the whole row."""

    code: str
    column: int | None
    header: str
    text: str
    hint: str


class RejectedRow(Schema):
    row: int
    state: str
    issues: list[Issue]


class Rejects(Schema):
    """``next``: the row to go on behind; 0 at the end."""

    run: int
    items: list[RejectedRow]
    next: int


class Mended(Schema):
    row: int
    columns: list[int]
    seen: int


class Receipt(Schema):
    """As `palermo check` writes it, without names of sheets; with what the site adds."""

    submission: UUID
    run: int
    erased: int
    receipt: dict[str, Any]


class Overview(Schema):
    name: Words
    languages: list[str]
    country: str
    begun: bool


class OneSeat(Schema):
    id: UUID
    version: int
    role: str
    start: str
    end: str
    held_by: str


class OneBody(Schema):
    """``names``: by language, with ``from`` and ``to`` where they are dated."""

    id: UUID
    version: int
    code: str
    kind: str
    names: list[Words]
    dissolved: str
    successors: list[Words]
    seats: list[OneSeat]


class ConferenceBodies(Schema):
    items: list[OneBody]


class OneHandover(Schema):
    id: UUID
    version: int
    giver: str
    taker: str
    on: str
    measures: list[str]
    source: str


class Handovers(Schema):
    items: list[OneHandover]


class OneDecision(Schema):
    """``status`` as it stands after what later meetings recorded of it."""

    id: UUID
    version: int
    code: str
    meeting: str
    text: Words
    owners: list[str]
    due: str
    measure: str
    status: str
    overdue: bool


class Decisions(Schema):
    items: list[OneDecision]


class Item(Schema):
    text: Words
    decision: str
    measure: str


class Followed(Schema):
    decision: str
    status: str
    evidence: list[str]
    superseded_by: str


class MeetingLine(Schema):
    id: UUID
    version: int
    code: str
    on: str
    level: str
    attended: list[str]
    document: str


class Meetings(Schema):
    items: list[MeetingLine]


class OneMeeting(MeetingLine):
    agenda: list[Item]
    decisions: list[OneDecision]
    follow_ups: list[Followed]


class PlanLine(Schema):
    code: str
    title: Words
    start: str
    end: str
    continues: str


class Plans(Schema):
    items: list[PlanLine]


class OneMeasure(Schema):
    """``status``: what the bodies that lead report, where they agree. ``disputed``: a reader says otherwise."""

    id: UUID
    version: int
    ref: str
    area: str
    text: Words
    due: str
    leads: list[str]
    supports: list[str]
    status: str
    overdue: bool
    disputed: bool


class OnePlan(PlanLine):
    period: str
    measures: list[OneMeasure]


class OneEntry(Schema):
    id: UUID
    version: int
    body: str
    measure: str
    period: str
    status: str
    values: Words
    evidence: list[str]
    note: Words
    reply: Words
    on: str


class Progress(Schema):
    items: list[OneEntry]
    next: str


class OneReview(Schema):
    id: UUID
    version: int
    reviewer: str
    measure: str
    period: str
    verdict: str
    status: str
    text: Words
    evidence: list[str]
    on: str


class Reviews(Schema):
    items: list[OneReview]
    next: str


class Debt(Schema):
    """``body`` empty: nobody answers for it."""

    body: str
    kind: str
    ref: str
    text: Words
    due: str
    overdue: bool


class Debts(Schema):
    items: list[Debt]


class SheetHead(Schema):
    id: UUID
    instrument: str
    state: str
    period: str


class Sheets(Schema):
    items: list[SheetHead]


class OneJudgement(Schema):
    id: UUID
    version: int
    whose: str
    by: str
    judgement: str
    text: Words
    document: str
    on: str


class SheetLine(Schema):
    id: UUID
    version: int
    article: str
    documents: list[str]
    figures: list[str]
    judgements: list[OneJudgement]


class OneSheet(SheetHead):
    """The lines of which something is written."""

    lines: list[SheetLine]


class OneCriterion(Schema):
    id: UUID
    version: int
    criterion: str
    judgement: str
    text: Words
    documents: list[str]
    figures: list[str]


class OneReply(Schema):
    by: str
    criterion: str
    text: Words
    document: str
    on: str


class AssessmentHead(Schema):
    id: UUID
    version: int
    assessor: str
    framework: str
    state: str
    round: int
    on: str
    document: str
    rank: str


class Assessments(Schema):
    items: list[AssessmentHead]


class OneAssessment(AssessmentHead):
    criteria: list[OneCriterion]
    replies: list[OneReply]


class OneReturn(Schema):
    """received = accepted + rejected + pending; ``missing`` rows of the form were not there."""

    id: UUID
    period: str
    at: datetime
    sha256: str
    received: int
    accepted: int
    rejected: int
    pending: int
    missing: int
    sent: bool


class Returns(Schema):
    items: list[OneReturn]
    next: str


class ReturnRow(Schema):
    row: int
    cell: list[str]
    answer: str
    value: str
    state: str


class WholeReturn(OneReturn):
    lines: list[ReturnRow]


class AskedReturn(Schema):
    """A return that a body is asked for; ``at`` empty: it is silent."""

    body: str
    period: str
    due: str
    overdue: bool
    at: datetime | None
    asked: int | None
    answered: int | None
    held: int | None


class Completeness(Schema):
    items: list[AskedReturn]


class CaseHead(Schema):
    """A case by what says nothing of a person."""

    id: UUID
    version: int
    reference: str
    opened_on: date
    closed_on: date | None
    source: str


class Cases(Schema):
    items: list[CaseHead]
    next: str


class CasePerson(Schema):
    """Somebody in a case, by codes; ``id`` is what decisions, clocks and events call ``participation``."""

    id: UUID
    reference: str
    role: str
    status: str
    sex: str
    born: str
    nationality: str
    language: str


class CaseDecision(Schema):
    """A decision on a status, without its reasons."""

    participation: UUID
    value: str
    stage: str
    deciding_body: str
    decided_on: date
    rule_version: str


class CaseClock(Schema):
    participation: UUID
    code: str
    started: date
    due: date | None
    earliest: date | None
    stopped: date | None
    rule_version: str


class CaseEvent(Schema):
    participation: UUID
    acts: list[str]
    means: list[str]
    purposes: list[str]


class OneCase(CaseHead):
    """Coded facts of a case. No name, no place and no text."""

    people: list[CasePerson]
    decisions: list[CaseDecision]
    clocks: list[CaseClock]
    events: list[CaseEvent]


class OneConsent(Schema):
    """A version of a consent; ``consent`` is the same in all. ``by_law``: nobody agreed, a law allows it."""

    id: UUID
    consent: UUID
    version: int
    participation: UUID
    purpose: str
    fields: list[str]
    recipients: list[str]
    given_on: date | None
    given_by: str
    expires_on: date | None
    withdrawn_on: date | None
    by_law: bool


class Consents(Schema):
    items: list[OneConsent]
    next: str


class OneMove(Schema):
    referral: UUID
    seq: int
    to: str
    by: str
    at: datetime


class Unrecallable(Schema):
    """Something that cannot be taken back: an opened payload, a service, a published figure."""

    kind: str
    ref: str
    who: str
    on: date


class Ended(Schema):
    """What followed from the end of a consent: moves, the bodies that were told, what cannot be taken back."""

    moves: list[OneMove]
    told: list[str]
    cannot_recall: list[Unrecallable]


class OneReferral(Schema):
    """A referral without what it carries: only the names of its fields, and the hash of the bytes."""

    id: UUID
    reference: str
    sender: str
    receiver: str
    purpose: str
    fields: list[str]
    urgent: bool
    state: str
    due: date | None
    expires_on: date | None
    overdue: bool
    payload_sha256: str
    moves: list[OneMove]


class Referrals(Schema):
    items: list[OneReferral]
    next: str


class OneNotice(Schema):
    id: UUID
    referral: UUID
    sender: str
    receiver: str
    kind: str
    sent: date
    due: date
    acknowledged: date | None
    standing: str


class Notices(Schema):
    items: list[OneNotice]
    next: str


class OneOffer(Schema):
    id: UUID
    body: str
    type: str
    area: str
    languages: list[str]
    for_whom: list[str]
    places: int | None
    free: int | None
    as_of: date


class Offers(Schema):
    items: list[OneOffer]


class OneDueDay(Schema):
    """A move as the coordination office sees it."""

    reference: str
    sender: str
    receiver: str
    seq: int
    state: str
    due: date | None
    urgent: bool
    on: date


class DueDays(Schema):
    items: list[OneDueDay]
    next: str
