"""Doing a linking: lists are opened, linked outside any transaction, and what is kept of it is stored at once."""

import secrets
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from functools import partial
from itertools import combinations

from django.utils import timezone

from palermo import engines, linkage
from palermo.ground.errors import PalermoError, UsageError
from palermo.site.access.actor import Actor
from palermo.site.access.refusals import LostRace
from palermo.site.access.scope import scoped
from palermo.site.accounts.models import Agency
from palermo.site.jobs.leased import WORKER
from palermo.site.jobs.working import do_next
from palermo.site.linkage.linking import actions
from palermo.site.linkage.linking.results import Facts, of_links
from palermo.site.linkage.models import EncodedFile, EncodedList, LinkageRun, Linking
from palermo.site.linkage.reading import decided, said_of
from palermo.site.linkage.sealing import unseal

TOO_FEW = "site.linking-too-few"
WORTH_COMPILING = 20_000_000
"""Pairs: the plain kernel takes a second for some more of them."""
OVER = "the last day has passed"


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Task:
    """A linking with all that it needs, opened. It has no repr: a trace would print the lists."""

    lists: Sequence[linkage.Encodings]
    facts: Facts
    decisions: Sequence[linkage.Decision]
    one_to_one: bool


def link_once(*, lease: timedelta | None = None) -> bool:
    """Do the next linking; whether there was one."""
    return do_next(Linking, perform, lease=lease, given_up=actions.give_up)


def perform(linking: Linking) -> None:
    """Do one that is held."""
    actor = actions.asker(linking)
    try:
        with scoped(actor):
            task = opened(linking)
        found = of_links(linked(task, timezone.localdate()), task.facts)
    except PalermoError as error:
        with scoped(actor):
            actions.fail(actor, linking, timezone.now(), fault=_code(error))
        return
    with scoped(actor):
        actions.store(actor, linking, found, timezone.now())


def opened(linking: Linking) -> Task:
    """The lists that are there, under the names of their bodies, and what reviewers have decided by now."""
    sent = list(EncodedList.objects.filter(run_id=linking.run_id, deleted_at=None))
    names = dict(Agency.objects.filter(pk__in=[one.agency_id for one in sent]).values_list("pk", "code"))
    lists, facts = [], {}
    for one in sent:
        files = {file.kind: unseal(file) for file in EncodedFile.objects.filter(list=one)}
        name = names[one.agency_id]
        held = engines.encodings_in(files["encodings"], "the list")
        lists.append(replace(held, passport=replace(held.passport, source=name)))
        if one.with_facts:
            frame = engines.read_csv_frame(files["facts"])
            facts[name] = linkage.read_facts(frame, held.records(), "the coded facts")
    return Task(
        lists=lists, facts=facts, decisions=decisions_of(linking), one_to_one=linking.run.one_to_one
    )  # fmt: skip


def decisions_of(linking: Linking) -> list[linkage.Decision]:
    """What reviewers agree on, of the pairs of earlier linkings of the run."""
    found = []
    for records, said in said_of(linking.run_id).items():
        if word := decided(said):
            left, right = sorted(records)
            found.append(linkage.Decision(left, right, word, "reviewers", said[-1].at.isoformat()))
    return found


def linked(task: Task, today: date) -> linkage.Links:
    """The links, under pseudonyms of a key that is thrown away. Raises UsageError, UnreadableInput, Protected."""
    return linkage.link(
        task.lists,
        today=today,
        one_to_one=task.one_to_one,
        decisions=task.decisions,
        pseudonym_key=secrets.token_bytes(32),
        kernel=kernel_for(task.lists),
        run_join=partial(engines.run_join, threads=1),
    )


def kernel_for(lists: Sequence[linkage.Encodings]) -> str:
    """What compares them soonest: the fast kernel is compiled first. Both find the same."""
    known = linkage.kernels()
    pairs = sum(len(one.records()) * len(other.records()) for one, other in combinations(lists, 2))
    return known[0 if pairs >= WORTH_COMPILING else -1]


def clear_expired(now: datetime) -> int:
    """Delete every list, and clear every run, whose last day has passed: how many it was."""
    done = 0
    for body in Agency.objects.values_list("pk", flat=True):
        with scoped(Actor(role=WORKER, agency=body, purpose=OVER)) as actor:
            for one in EncodedList.objects.filter(agency_id=body, deleted_at=None, expires_on__lt=now.date()):
                done += _did(partial(actions.expire_list, actor, one, now=now))
    for run in LinkageRun.objects.filter(expires_on__lt=now.date(), cleared_at=None):
        with scoped(Actor(role=WORKER, agency=run.agency_id, purpose=OVER)) as actor:
            done += _did(partial(actions.expire_run, actor, run, now=now))
    return done


def _did(act: Callable[[], None]) -> bool:
    try:
        act()
    except LostRace:  # somebody deleted it in the same moment
        return False
    return True


def _code(error: PalermoError) -> str:
    """The first thing that was found; one list too few has no finding."""
    if error.findings:
        return error.findings[0].code
    return TOO_FEW if isinstance(error, UsageError) else "site.linking-unreadable"
