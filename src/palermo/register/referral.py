"""Referrals from agency to agency: eight states, five actors, and what each move needs."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import Literal, get_args

from palermo.ground.calendar import WorkingDays
from palermo.ground.errors import Refused, UsageError
from palermo.ground.finding import Finding, errors
from palermo.register import clocks
from palermo.register.consent import Consent, covers
from palermo.register.family import FamilyUnit, together
from palermo.register.payload import ReferralPayload
from palermo.register.sayings import tell
from palermo.standards.nrm import Rulebook

State = Literal["draft", "sent", "received", "accepted", "refused", "completed", "recalled", "expired"]
Actor = Literal["sender", "receiver", "third", "plan_secretary", "system"]
STATES: tuple[State, ...] = get_args(State)
ACTORS: tuple[Actor, ...] = get_args(Actor)
FINAL: frozenset[State] = frozenset({"refused", "completed", "recalled", "expired"})
UNANSWERED: frozenset[State] = frozenset({"sent", "received"})

_WITHDRAWABLE: tuple[State, ...] = ("draft", "sent", "received", "accepted")
MOVES: frozenset[tuple[State, State, Actor]] = frozenset(
    {
        ("draft", "sent", "sender"),
        ("draft", "recalled", "sender"),
        ("sent", "received", "receiver"),
        ("sent", "recalled", "sender"),
        ("received", "recalled", "sender"),
        ("sent", "expired", "system"),
        ("received", "expired", "system"),
        ("received", "accepted", "receiver"),
        ("received", "refused", "receiver"),
        ("accepted", "completed", "receiver"),
        # A withdrawal is carried out by the program itself, in the transaction that records it.
        *((state, "recalled", "system") for state in _WITHDRAWABLE),
    }
)
"""Every move there is: from, to, by. What is not here is forbidden."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Move:
    """One step of a referral; ``(referral, seq)`` is unique, so that of two who move at once the second is refused.

    ``reason`` holds the reason of a refusal or recall, and the outcome of what was completed.
    """

    referral: str
    seq: int
    to: State
    by: Actor
    at: datetime
    reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Referral:
    """A referral and the moves it made. ``due`` is set when it is sent, and never afterwards.

    ``expires_on`` is the last day on which it may be answered.
    """

    id: str
    case: str
    participation: str
    sender: str
    receiver: str
    purpose: str
    fields: frozenset[str]
    consent: str
    consent_version: int = 1
    urgent: bool = False
    family_unit: str | None = None
    due: date | None = None
    expires_on: date | None = None
    moves: tuple[Move, ...] = ()

    def __post_init__(self) -> None:
        if self.sender == self.receiver:
            raise UsageError("A referral goes from an agency to itself.", hint="Inside one agency hand over the case.")
        for seq, move in enumerate(self.moves, 1):
            if (move.referral, move.seq) != (self.id, seq):
                raise UsageError("The moves of a referral are not its own, or not in order.", hint="Sort them by seq.")

    @property
    def state(self) -> State:
        return self.moves[-1].to if self.moves else "draft"

    @property
    def is_open(self) -> bool:
        return self.state not in FINAL

    def at(self, state: State) -> datetime | None:
        """When it came into the state; None if it never did."""
        return next((move.at for move in self.moves if move.to == state), None)

    @property
    def answered(self) -> datetime | None:
        """When the receiver accepted or refused."""
        return self.at("accepted") or self.at("refused")

    @property
    def payload_is_readable(self) -> bool:
        """Whether the receiver may still open the payload: until it was recalled or expired."""
        return bool(self.moves) and self.state not in ("recalled", "expired")

    def is_overdue(self, today: date) -> bool:
        """Whether the due day passed and it is still unanswered. Derived, never stored."""
        return self.due is not None and self.due < today and self.state in UNANSWERED

    def was_answered_in_time(self, today: date) -> bool | None:
        """Whether the answer came by the due day; None while it may still come, and of what was never to be answered.

        A referral that ran out unanswered was not answered in time; one that was recalled before an answer has none.
        """
        if self.due is None or (self.answered is None and self.state in ("draft", "recalled")):
            return None
        if self.answered is not None:
            return self.answered.date() <= self.due
        return False if self.state == "expired" or self.due < today else None


@dataclass(frozen=True, slots=True, kw_only=True)
class Needs:
    """What a move is made with; what does not apply stays empty.

    A referral of a family unit is sent with the ``unit`` and whom of it is ``referred`` to which agency, this
    referral included; ``apart_because`` is the reason on record where not all go to one.
    """

    consent: Consent | None = None
    payload: ReferralPayload | None = None
    due: date | None = None
    reason: str = ""
    unit: FamilyUnit | None = None
    referred: Mapping[str, str] = field(default_factory=dict)
    apart_because: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class OfficeLine:
    """A referral as the coordination office sees it. Reasons are left out: they are words about somebody."""

    referral: str
    sender: str
    receiver: str
    state: State
    due: date | None
    overdue: bool
    moves: tuple[Move, ...]


def actor_of(referral: Referral, *, agency: str, role: str) -> Actor:
    """Who somebody of an agency is to a referral. The coordination office moves nothing, whatever its agency."""
    if role == "plan_secretary":
        return "plan_secretary"
    if agency == referral.sender:
        return "sender"
    return "receiver" if agency == referral.receiver else "third"


def open_to(state: State, by: Actor) -> tuple[State, ...]:
    """The states an actor may move it to: the buttons of a page."""
    return tuple(to for to in STATES if (state, to, by) in MOVES)


def check(referral: Referral, to: State, by: Actor, *, at: datetime, needs: Needs) -> tuple[Finding, ...]:
    """Every reason why the move cannot be made; empty when it can. A forbidden move is not asked for its needs."""
    if (referral.state, to, by) not in MOVES:
        return (_forbidden(referral.state, to, by),)
    early = bool(referral.moves) and at < referral.moves[-1].at
    said = (tell("register.referral-time", column="at"),) if early else ()
    return (*said, *_lacking(referral, to, by, at.date(), needs))


def move(
    referral: Referral, to: State, by: Actor, *, at: datetime, needs: Needs | None = None
) -> tuple[Move, Referral]:
    """The move and the referral after it. Raises Refused with everything that is missing.

    ``at`` is a time with its zone; its day is the day the consent is asked about.
    """
    if at.tzinfo is None:
        raise UsageError("A move was made at a time without a zone.", hint="Give the time with its offset.")
    given = needs or Needs()
    findings = check(referral, to, by, at=at, needs=given)
    if findings:
        raise Refused(f"The referral does not move from {referral.state} to {to}.", findings=findings)
    made = Move(referral=referral.id, seq=len(referral.moves) + 1, to=to, by=by, at=at, reason=given.reason.strip())
    return made, replace(after(referral, made), due=given.due if to == "sent" else referral.due)


def after(referral: Referral, made: Move) -> Referral:
    """The referral with a move that another may have forestalled. Raises Refused (409 on a page) when one has."""
    if made.referral != referral.id or made.seq != len(referral.moves) + 1:
        raise Refused("Somebody moved the referral meanwhile.", findings=(tell("register.referral-moved"),))
    return replace(referral, moves=(*referral.moves, made))


def due_day(referral: Referral, sent: date, rulebook: Rulebook, calendar: WorkingDays) -> clocks.Clock:
    """The clock of the answer, by the rulebook's ``referral_answer`` or ``urgent_referral_answer``."""
    return clocks.due("urgent_referral_answer" if referral.urgent else "referral_answer", sent, rulebook, calendar)


def carries(referral: Referral, payload: ReferralPayload) -> bool:
    """Whether the payload is sealed and its bytes say what the referral does: who, to whom, why, under what, no more.

    A draft that was changed after its payload was frozen needs a new one.
    """
    said, allowed = payload.says(), payload.says().get("allowed_by")
    lines = {
        "referral": referral.id,
        "from": referral.sender,
        "to": referral.receiver,
        "purpose": referral.purpose,
    }
    same = all(said.get(key) == value for key, value in lines.items()) and isinstance(allowed, dict)
    under = isinstance(allowed, dict) and (allowed.get("id"), allowed.get("version"))
    held = [*_listed(said.get("fields")), *_listed(said.get("sealed_fields"))]
    return (
        payload.is_sealed()
        and same
        and under == (referral.consent, referral.consent_version)
        and referral.fields >= frozenset(held) == payload.fields
        and bool(said.get("sealed_fields")) == (payload.sealed is not None)
    )


def for_the_office(referral: Referral, today: date) -> OfficeLine:
    """What the coordination office reads of it: the bodies, the moves and the due day, and nothing of the person."""
    return OfficeLine(
        referral=referral.id,
        sender=referral.sender,
        receiver=referral.receiver,
        state=referral.state,
        due=referral.due,
        overdue=referral.is_overdue(today),
        moves=tuple(replace(made, reason="") for made in referral.moves),
    )


def _listed(part: object) -> list[str]:
    return [str(one) for one in part] if isinstance(part, dict | list) else []


def _forbidden(state: State, to: State, by: Actor) -> Finding:
    others = [actor for actor in ACTORS if (state, to, actor) in MOVES]
    if state in FINAL:
        return tell("register.referral-final", f"it is {state}")
    if others:
        return tell("register.referral-actor", f"it is for the {' or the '.join(others)}")
    return tell("register.referral-move", f"from {state} to {to}")


def _lacking(referral: Referral, to: State, by: Actor, today: date, needs: Needs) -> Iterator[Finding]:
    if to == "sent":
        yield from _of_sending(referral, today, needs)
    elif to == "refused" and not needs.reason.strip():
        yield tell("register.referral-reason", column="reason")
    elif to == "completed" and not needs.reason.strip():
        yield tell("register.referral-outcome", column="reason")
    elif to == "expired" and not _has_run_out(referral, today, needs.consent):
        yield tell("register.referral-not-expired")
    elif to == "recalled" and by == "system" and not _is_withdrawn(referral, today, needs.consent):
        yield tell("register.referral-not-withdrawn")
    elif to == "recalled" and by == "sender" and referral.state != "draft" and not needs.reason.strip():
        yield tell("register.referral-reason", column="reason")


def _of_sending(referral: Referral, today: date, needs: Needs) -> Iterator[Finding]:
    consent = needs.consent if needs.consent and needs.consent.participation == referral.participation else None
    yield from covers(consent, referral.purpose, referral.receiver, referral.fields, today).findings
    if consent is not None and (consent.id, consent.version) != (referral.consent, referral.consent_version):
        yield tell("register.referral-consent", column="consent")
    if needs.payload is None or not carries(referral, needs.payload):
        yield tell("register.referral-payload", column="payload")
    if needs.due is None or needs.due < today:
        yield tell("register.referral-due", column="due")
    if referral.family_unit is not None:
        yield from _of_family(referral, needs)


def _of_family(referral: Referral, needs: Needs) -> Iterator[Finding]:
    unit = needs.unit
    if unit is None or unit.id != referral.family_unit or referral.receiver not in needs.referred.values():
        yield tell("register.referral-family", column="family_unit")
    else:
        yield from errors(together(unit, "referred", needs.referred, reason=needs.apart_because))


def _has_run_out(referral: Referral, today: date, consent: Consent | None) -> bool:
    passed = referral.expires_on is not None and referral.expires_on < today
    return passed or (_is_of(referral, consent) and consent is not None and consent.ended_on(today))


def _is_withdrawn(referral: Referral, today: date, consent: Consent | None) -> bool:
    """Whether the consent was withdrawn, or a later version of it no longer lets this go there."""
    if consent is None or not _is_of(referral, consent):
        return False
    narrower = consent.version > referral.consent_version
    gone = referral.receiver not in consent.recipients or not referral.fields <= consent.fields
    return consent.is_withdrawn(today) or (narrower and gone)


def _is_of(referral: Referral, consent: Consent | None) -> bool:
    return consent is not None and (consent.id, consent.participation) == (referral.consent, referral.participation)
