"""What is written about a linking: failed, stored; and what goes once a last day has passed."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction

from palermo.site.access.actor import Actor
from palermo.site.access.refusals import LostRace
from palermo.site.audit.actions import record
from palermo.site.jobs import actions as jobs
from palermo.site.linkage.actions import delete_files, forget_pairs
from palermo.site.linkage.models import OPERATOR, DoubtfulPair, EncodedList, LinkageRun, Linking, PairAnswer
from palermo.site.linkage.reading import both, last_of_each, said_of
from palermo.site.linkage.sealing import seal


@dataclass(frozen=True, slots=True, kw_only=True)
class Pair:
    """A doubtful pair as it is stored: ``records`` are the two (list, record id), which are sealed."""

    left: str
    right: str
    score: float
    probability: float
    joins: int
    agreement: Mapping[str, str]
    records: Sequence[Sequence[str]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """What a linking found: coarse counts, files for `palermo estimate`, and the pairs to be looked at."""

    outcome: dict[str, Any]
    files: bytes
    pairs: Sequence[Pair]


def asker(linking: Linking) -> Actor:
    """Whoever asked for it: what it does is done in that person's name."""
    return Actor(
        role=OPERATOR,
        account=linking.account,
        agency=linking.agency_id,
        purpose="linkage of a run",
        request=linking.pk.hex,
    )


@transaction.atomic
def give_up(linking: Linking, now: datetime, *, fault: str) -> None:
    """It failed. The first linking of a run that does lets lists in again: one of them may be the reason."""
    jobs.fail(linking, now, fault=fault)
    run = LinkageRun.objects.select_for_update().get(pk=linking.run_id)
    done = Linking.objects.filter(run=run, stage=Linking.Stage.DONE).exists()
    if run.stage == LinkageRun.Stage.LINKING and not done:
        run.stage = LinkageRun.Stage.COLLECTING
        run.save()


@transaction.atomic
def fail(actor: Actor, linking: Linking, now: datetime, *, fault: str) -> None:
    """It cannot be done: why, as a code."""
    give_up(linking, now, fault=fault)
    record(actor, "link-run.fail", linking, fields=["fault"])


@transaction.atomic
def store(actor: Actor, linking: Linking, found: Found, now: datetime) -> None:
    """Counts, files and pairs, the job done: all of it or nothing. Raises LostRace where the job is no longer ours.

    Of a pair that stands again each reviewer who has answered is not asked again.
    """
    jobs.demand_held(linking)
    linking.outcome, linking.sealed = found.outcome, seal(linking, found.files)
    jobs.done(linking, now)
    pairs = [_pair(linking, number, one) for number, one in enumerate(found.pairs, start=1)]
    DoubtfulPair.objects.bulk_create(pairs)
    record(actor, "link-run.link", linking, fields=["outcome", "pairs"])
    before = said_of(linking.run_id)
    carried = [
        PairAnswer(agency_id=row.agency_id, pair=row, account=said.account, at=now, answer=said.answer, carried=True)
        for one, row in zip(found.pairs, pairs, strict=True)
        for said in last_of_each(before.get(both(one.records), ()))
    ]
    if carried:
        PairAnswer.objects.bulk_create(carried)
        record(actor, "link-run.carry", linking, fields=["answers"])


@transaction.atomic
def expire_list(actor: Actor, sent: EncodedList, *, now: datetime) -> None:
    """Delete a list whose last day has passed. For the worker, in the scope of the body. Raises LostRace."""
    delete_files(actor, sent, EncodedList.Gone.EXPIRED, now=now)


@transaction.atomic
def expire_run(actor: Actor, run: LinkageRun, *, now: datetime) -> None:
    """Close a run whose last day has passed, and take its results away; what was said and counted stays."""
    held = LinkageRun.objects.select_for_update().get(pk=run.pk)
    if held.cleared_at is not None:
        raise LostRace("It was cleared meanwhile.")
    forget_pairs(held)
    done = Linking.objects.filter(run=held, sealed__isnull=False)
    if done.exists():
        done.update(sealed=None)
    held.stage, held.cleared_at, held.closed_at = LinkageRun.Stage.CLOSED, now, held.closed_at or now
    held.save()
    record(actor, "link-run.expire", held, fields=["pairs", "results"])


def _pair(linking: Linking, number: int, one: Pair) -> DoubtfulPair:
    made = DoubtfulPair(
        agency_id=linking.agency_id,
        linking=linking,
        number=number,
        left=one.left,
        right=one.right,
        score=one.score,
        probability=one.probability,
        joins=one.joins,
        agreement=dict(one.agreement),
    )
    made.sealed = seal(made, json.dumps(one.records).encode())
    return made
