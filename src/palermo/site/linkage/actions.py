"""What people do in a run: open it, send a list, delete one, record an audit, ask for a link, answer, close."""

from dataclasses import asdict, dataclass, replace
from datetime import date, datetime, timedelta
from hashlib import sha256
from uuid import UUID

from django.db import IntegrityError, transaction

from palermo import engines, linkage
from palermo.ground.errors import Protected, UsageError
from palermo.ground.finding import Finding, Severity
from palermo.site.access.actor import Actor
from palermo.site.access.gate import Verb, demand, demand_of, may, person
from palermo.site.access.refusals import Forbidden, LostRace
from palermo.site.audit.actions import record
from palermo.site.linkage.models import (
    DoubtfulPair,
    EncodedFile,
    EncodedList,
    LinkageRun,
    Linking,
    PairAnswer,
    SchemeAudit,
)
from palermo.site.linkage.sealing import seal, unseal

LONGEST = timedelta(days=366)
MOST_LISTS, MOST_RUNS, MOST_LINKINGS = 3, 12, 10
"""Lists of a body in one run, runs of a body in a year, linkings of one run: with more, chosen records answer."""
YEAR = timedelta(days=365)
CAN_TAKE = 3_000
"""So many people an audit attacks at least, where a list is as large: more the attack takes long for."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Terms:
    """What a run is opened for."""

    code: str
    purpose: str
    basis: str
    scheme: str
    one_to_one: bool
    expires_on: date


@dataclass(frozen=True, slots=True, kw_only=True)
class Sent:
    """A list as a body sends it: encodings, its basis for the list, and coded facts where it adds them."""

    encodings: bytes
    basis: str
    facts: bytes | None = None


@transaction.atomic
def open_run(actor: Actor, terms: Terms, *, now: datetime) -> LinkageRun:
    """A run that takes in lists. Raises Forbidden, UsageError on an id that was used, a day past or too far away."""
    demand_of(actor, Verb.WRITE, LinkageRun)
    if not now.date() < terms.expires_on <= now.date() + LONGEST:
        raise UsageError("The last day is past, or more than a year away.", hint="Encodings live for one run.")
    run = LinkageRun(**asdict(terms), agency_id=_body(actor), account=person(actor), opened_at=now)
    try:
        with transaction.atomic():
            run.save(force_insert=True)
    except IntegrityError as error:
        raise UsageError("A run of that id was opened before.", hint="Give each run an id of its own.") from error
    record(actor, "link-run.open", run, fields=["basis", "purpose", "scheme"])
    return run


@transaction.atomic
def hand_in(actor: Actor, run: LinkageRun, sent: Sent, *, now: datetime) -> EncodedList:
    """Take in a list, sealed, once it is found to be of this run. Whoever links hands in none.

    Raises Forbidden, UsageError where the run or the body takes part no more, UnreadableInput and Protected as
    ``linkage.receive`` and ``linkage.read_facts`` do, and Protected on a list without a legal basis.
    """
    _demand_sender(actor)
    if not sent.basis.strip():
        found = Finding(code="linkage.no-basis", severity=Severity.ERROR, text="the list has no legal basis")
        raise Protected("No legal basis is stated for the list.", hint="State it.", findings=[found])
    held = _held(run)
    number = _number(actor, held, now)
    encodings = engines.encodings_in(sent.encodings, "the list")
    like = linkage.Passport(**held.passport) if held.passport else None
    last = linkage.receive(encodings, run=held.code, scheme=held.scheme, today=now.date(), like=like)
    records = encodings.records()
    if sent.facts is not None:
        linkage.read_facts(engines.read_csv_frame(sent.facts), records, "the coded facts")
    made = EncodedList(
        agency_id=_body(actor),
        run=held,
        number=number,
        account=person(actor),
        received_at=now,
        basis=sent.basis.strip(),
        sha256=sha256(sent.encodings).hexdigest(),
        size=len(sent.encodings),
        records=len(records),
        with_facts=sent.facts is not None,
        expires_on=min(last, held.expires_on),
    )
    _once(made)
    _keep(made, EncodedFile.Kind.ENCODINGS, sent.encodings)
    if sent.facts is not None:
        _keep(made, EncodedFile.Kind.FACTS, sent.facts)
    if not held.passport:
        held.passport = asdict(replace(encodings.passport, source="", created="", expires=""))
        held.passport_of = made.pk
        held.save()
    record(actor, "encodings.receive", made, fields=["basis", "records", "sha256"])
    return made


@transaction.atomic
def delete_list(actor: Actor, sent: EncodedList, *, now: datetime) -> None:
    """Delete the files of a list; its receipt stays. Raises Hidden, Forbidden, LostRace where it is gone."""
    demand(actor, Verb.WRITE, sent)
    run = _held(sent.run)
    gone = EncodedList.Gone.OPERATOR if may(actor, Verb.READ, sent) else EncodedList.Gone.BODY
    delete_files(actor, sent, gone, now=now)
    if run.passport_of == sent.pk:
        run.passport, run.passport_of = {}, None
        run.save()


def delete_files(actor: Actor, sent: EncodedList, why: EncodedList.Gone, *, now: datetime) -> None:
    """Within a transaction: the files go, and when and why they went is written. Raises LostRace."""
    fresh: EncodedList = EncodedList.objects.select_for_update().get(pk=sent.pk)
    if fresh.deleted_at is not None:
        raise LostRace("The list was deleted meanwhile.")
    EncodedFile.objects.filter(list=fresh).delete()
    fresh.deleted_at, fresh.deleted_why = now, why
    fresh.save()
    record(actor, "encodings.delete", fresh, fields=["files"])


@transaction.atomic
def record_audit(actor: Actor, run: LinkageRun, data: bytes, *, now: datetime) -> SchemeAudit:
    """A passed audit of the run's scheme. Raises Forbidden, UnreadableInput, Protected as ``linkage.read_audit``."""
    demand_of(actor, Verb.WRITE, SchemeAudit)
    _demand_open(run, now)
    found = linkage.read_audit(data, scheme=run.scheme)
    made = SchemeAudit(
        agency_id=_body(actor),
        run=run,
        account=person(actor),
        at=now,
        sha256=sha256(data).hexdigest(),
        people=found.people,
        largest=found.largest,
        share=found.share,
    )
    made.save()
    record(actor, "link-run.audit", made, fields=["sha256"])
    return made


@transaction.atomic
def ask(actor: Actor, run: LinkageRun, *, now: datetime) -> Linking:
    """Ask the worker to link the lists that are in. From then on no list is taken in.

    Raises Forbidden, UsageError below two lists, Protected without an audit of enough people, LostRace while one waits.
    """
    demand_of(actor, Verb.WRITE, Linking)
    held = _held(run)
    _demand_open(held, now)
    lists = list(EncodedList.objects.filter(run=held, deleted_at=None))
    if len(lists) < 2:
        raise UsageError("One list cannot be linked.", hint="Wait until two bodies have sent theirs.")
    _demand_audit(held, max(one.records for one in lists))
    before = Linking.objects.filter(run=held)
    if before.filter(stage__in=(Linking.Stage.QUEUED, Linking.Stage.RUNNING)).exists():
        raise LostRace("The lists are being linked.")
    if before.count() >= MOST_LINKINGS:
        raise UsageError(f"The run was linked {MOST_LINKINGS} times.", hint="Open a new run.")
    held.stage = LinkageRun.Stage.LINKING
    held.save()
    made = Linking(
        agency_id=_body(actor), run=held, number=before.count() + 1, account=person(actor), asked_at=now, not_before=now
    )  # fmt: skip
    _once(made)
    record(actor, "link-run.ask", made)
    return made


@transaction.atomic
def answer(actor: Actor, pair: DoubtfulPair, said: str, *, now: datetime) -> PairAnswer:
    """What a reviewer says of a pair, as a row of its own. Raises Hidden, Forbidden, UsageError on a closed run."""
    demand(actor, Verb.WRITE, pair)
    if not pair.sealed:
        raise UsageError("The run is closed.", hint="Nothing is linked in it any more.")
    made = PairAnswer(agency_id=pair.agency_id, pair=pair, account=person(actor), at=now, answer=said)
    made.save()
    record(actor, "link-run.answer", pair, fields=["answer"])
    return made


@transaction.atomic
def close(actor: Actor, run: LinkageRun, *, now: datetime) -> None:
    """Delete every list, and which records the pairs are. Results stay until the last day. Raises LostRace."""
    demand_of(actor, Verb.WRITE, LinkageRun)
    held = _held(run)
    waiting = Linking.objects.filter(run=held, stage__in=(Linking.Stage.QUEUED, Linking.Stage.RUNNING))
    if held.stage == LinkageRun.Stage.CLOSED or waiting.exists():
        raise LostRace("It was closed meanwhile, or is being linked.")
    for one in EncodedList.objects.filter(run=held, deleted_at=None):
        delete_files(actor, one, EncodedList.Gone.CLOSED, now=now)
    forget_pairs(held)
    held.stage, held.closed_at = LinkageRun.Stage.CLOSED, now
    held.save()
    record(actor, "link-run.close", held, fields=["lists", "pairs"])


def forget_pairs(run: LinkageRun) -> None:
    """Within a transaction: which records a pair is. What was said of it stays."""
    pairs = DoubtfulPair.objects.filter(linking__run=run)
    if pairs.exists():
        pairs.update(sealed=b"")


@transaction.atomic
def take_out(actor: Actor, linking: Linking) -> bytes:
    """The files for `palermo estimate`, packed, and that they left. Raises Hidden, Forbidden, UsageError once gone."""
    demand(actor, Verb.READ, linking)
    if linking.sealed is None:
        raise UsageError("There is no result.", hint="Link the lists; a result is kept until the run's last day.")
    data = unseal(linking)
    record(actor, "link-run.take-out", linking)
    return data


def _body(actor: Actor) -> UUID:
    """The body of whoever acts. Raises Forbidden for one who has none."""
    if actor.agency is None:
        raise Forbidden("This is done for a body.")
    return actor.agency


def _demand_sender(actor: Actor) -> None:
    demand_of(actor, Verb.WRITE, EncodedList)
    if may(actor, Verb.READ, EncodedList):
        raise Forbidden("Whoever links hands in no list.")


def _demand_open(run: LinkageRun, now: datetime) -> None:
    if run.stage == LinkageRun.Stage.CLOSED or run.expires_on < now.date():
        raise UsageError("The run is closed, or its last day has passed.", hint="Open a new one.")


def _demand_audit(run: LinkageRun, largest: int) -> None:
    done = [one.largest for one in SchemeAudit.objects.filter(run=run)]
    if not done:
        text, code = "the scheme of the run has no passed audit", "linkage.audit-missing"
    elif max(done) < min(largest, CAN_TAKE):
        text, code = "the audit attacked fewer people than the largest list holds", "linkage.audit-too-small"
    else:
        return
    raise Protected(
        "Nothing is linked without an audit of the scheme.",
        hint=f"Run palermo link-audit --json on as many people as the largest list holds; {CAN_TAKE} are enough.",
        findings=[Finding(code=code, severity=Severity.ERROR, text=text)],
    )


def _held(run: LinkageRun) -> LinkageRun:
    """The run as it is now, held until the transaction ends."""
    return LinkageRun.objects.select_for_update().get(pk=run.pk)


def _number(actor: Actor, run: LinkageRun, now: datetime) -> int:
    """The number of the body's next list. Raises UsageError where it may send none."""
    if run.stage != LinkageRun.Stage.COLLECTING or run.expires_on < now.date():
        raise UsageError("The run takes in no list any more.", hint="Ask the operator for a new run.")
    own = EncodedList.objects.filter(agency_id=_body(actor))
    of_run = list(own.filter(run=run))
    if any(one.deleted_at is None for one in of_run):
        raise UsageError("A list of your body is there already.", hint="Delete it before you send another.")
    if len(of_run) >= MOST_LISTS:
        raise UsageError(f"Your body has sent {MOST_LISTS} lists in this run.", hint="No more are taken in.")
    runs = set(own.filter(received_at__gt=now - YEAR).order_by().values_list("run", flat=True).distinct())
    if len(runs | {run.pk}) > MOST_RUNS:
        raise UsageError(f"Your body took part in {MOST_RUNS} runs within a year.", hint="Wait for the next year.")
    return len(of_run) + 1


def _keep(sent: EncodedList, kind: EncodedFile.Kind, data: bytes) -> None:
    file = EncodedFile(agency_id=sent.agency_id, list=sent, kind=kind)
    file.sealed = seal(file, data)
    file.save()


def _once(row: EncodedList | Linking) -> None:
    """Two who write the same number at once: the second one lost the race."""
    try:
        with transaction.atomic():
            row.save()
    except IntegrityError as error:
        raise LostRace("Somebody was faster.") from error
