"""What the API answers, field by field. No field holds the name of a person."""

from datetime import date, datetime
from typing import Annotated, Any, Literal
from uuid import UUID

from ninja import Schema
from pydantic import Field, StringConstraints

from palermo.site.publications.models import State

Line = Annotated[str, StringConstraints(pattern=r"^[^\x00-\x1f\x7f-\x9f\u2028\u2029]*$", max_length=500)]
"""A text of one line."""
Code = Annotated[str, StringConstraints(pattern=r"^[a-z0-9_-]+$", max_length=40)]


class Fault(Schema):
    """A finding: code, weight, what is so, and what to do."""

    code: str
    severity: Literal["error", "question", "warning", "info"]
    text: str
    hint: str = ""
    table: str | None = None
    cell: str | None = None
    path: str | None = None
    line: int | None = None


class Faults(Schema):
    """Why not."""

    findings: list[Fault]


class Race(Faults):
    """Somebody was faster: what stands there now, and what was sent. Neither where no one row is spoken of."""

    there: dict[str, Any] | None = None
    sent: dict[str, Any] | None = None


class BodyName(Schema):
    language: str
    text: str
    valid_from: date | None
    valid_to: date | None


class Body(Schema):
    code: str
    kind: str
    dissolved: date | None
    names: list[BodyName]


class Bodies(Schema):
    items: list[Body]


class OwnAccount(Schema):
    role: str
    body: str
    verbs: list[str]
    last_day: date


class Emergency(Schema):
    id: UUID
    asked_by: str
    owner: str
    resource: str
    reference: str
    reason: str
    asked_at: datetime
    open_until: datetime | None
    ended: bool


class Emergencies(Schema):
    items: list[Emergency]
    next: str


class AskEmergency(Schema):
    owner: Code
    resource: Code
    reference: Annotated[Line, Field(min_length=1, max_length=80)]
    reason: Annotated[Line, Field(min_length=20)]


class ApproveEmergency(Schema):
    hours: Annotated[int, Field(ge=1, le=48)]


class AnswerEmergency(Schema):
    end: bool


class Event(Schema):
    at: datetime
    account: UUID | None
    role: str
    body: str | None
    verb: str
    kind: str
    key: str
    fields: list[str]


class Events(Schema):
    items: list[Event]
    next: str


class Decision(Schema):
    """``version``: of what one has seen; on another one the decision is refused, and the answer shows what is there."""

    decision: Literal["approve", "decline", "withdraw"]
    version: Annotated[int, Field(ge=1, le=2_000_000_000)]
    why: Line = ""


class ReleasedTable(Schema):
    id: str
    by: list[str]
    measure: str
    cells: int
    hidden: int


class OneProposal(Schema):
    id: UUID
    state: State
    version: int
    sha256: str
    why: str
    proposed_at: datetime
    decided_at: datetime | None
    withdrawn_at: datetime | None


class OneRelease(OneProposal):
    name: str
    population: str
    as_of: str
    method: str
    threshold: int
    tables: list[ReleasedTable]
    against: list[str]
    in_force: bool


class Releases(Schema):
    items: list[OneRelease]
    next: str


class OneEdition(OneProposal):
    report: str
    title: dict[str, str]
    releases: list[str]


class Editions(Schema):
    items: list[OneEdition]
    next: str


class PublicEdition(Schema):
    id: UUID
    title: dict[str, str]
    approved_on: date
    releases: list[str]
    sha256: str


class PublicEditions(Schema):
    items: list[PublicEdition]
    next: str


class PublicRelease(Schema):
    id: UUID
    release: str
    population: str
    as_of: str
    published_on: date
    tables: list[ReleasedTable]
    sha256: str


class PublicReleases(Schema):
    ledger_head: str
    items: list[PublicRelease]


class Cell(Schema):
    """A cell as it was published: ``value`` is empty where the cell is hidden."""

    codes: dict[str, str]
    value: str
    status: Literal["exact", "hidden", "rounded", "perturbed"]


class PublicTable(Schema):
    release: str
    table: str
    cells: list[Cell]
