"""Doing one import: rows are read and opened, made into cases and stored. Whoever dies, no row becomes two cases."""

from collections.abc import Iterator
from datetime import timedelta
from itertools import islice
from uuid import UUID

from django.utils import timezone

from palermo.site.access.actor import Actor
from palermo.site.access.scope import scoped
from palermo.site.cases.importing import actions
from palermo.site.cases.importing.rows import tables_of
from palermo.site.cases.models import CaseImport
from palermo.site.jobs import actions as jobs
from palermo.site.jobs.working import do_next
from palermo.site.keys.sealing import Erased, KeyAbsent, unseal_column
from palermo.site.submissions.models import SourceRow, State

AT_ONCE = 5_000


def asker(asked: CaseImport) -> Actor:
    """Whoever asked for it: what it does is done in that person's name."""
    return Actor(
        role="agency_manager",
        account=asked.account,
        agency=asked.agency_id,
        purpose="cases of a submission",
        request=asked.pk.hex,
    )


def import_once(*, lease: timedelta | None = None) -> bool:
    """Do the next import; whether there was one."""
    return do_next(CaseImport, perform, lease=lease)


def perform(asked: CaseImport) -> None:
    """Do one that is held."""
    actor = asker(asked)
    try:
        with scoped(actor):
            before = actions.rows_before(asked.submission_id)
            texts = list(_accepted(asked, before))
            found = tables_of(texts, today=asked.run.today)
            accepted = asked.run.accepted
            actions.store(actor, asked, found, before=min(len(before), accepted), now=timezone.now())
    except KeyAbsent:
        with scoped(actor):
            jobs.wait_for_key(asked, timezone.now())
    except Erased:
        with scoped(actor):
            jobs.fail(asked, timezone.now(), fault="site.submission-erased")


def _accepted(asked: CaseImport, before: set[int]) -> Iterator[tuple[int, bytes]]:
    """Line and text of every accepted row that is no case yet, opened some thousands at a time."""
    rows = SourceRow.objects.filter(run_id=asked.run_id, state=State.ACCEPTED).order_by("row")
    waiting = iter(rows.values_list("pk", "row", "sealed"))
    table = SourceRow._meta.db_table
    while chunk := list(islice(waiting, AT_ONCE)):
        new: list[tuple[UUID, int, bytes]] = [one for one in chunk if one[1] not in before]
        texts = unseal_column(asked.agency_id, table, "sealed", [(key, bytes(value)) for key, _, value in new])
        yield from zip((row for _, row, _ in new), texts, strict=True)
