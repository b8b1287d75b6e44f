"""An approved emergency access opens coded facts of one case to one person of another body, and never a name."""

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction
from django.db.models import Model
from django.utils import timezone
from tests.site.cases.a_case import a_row_of_each
from tests.site.cast import Cast
from tests.site.keys.keyring import make_keys, opened

from palermo.site.access.actor import Actor, Opened
from palermo.site.access.declared import PROTECTED
from palermo.site.access.refusals import NothingWritten
from palermo.site.access.scope import scoped
from palermo.site.audit.models import AuditEvent
from palermo.site.cases.models import Case, PersonName, PersonRecord, StatusDecision
from palermo.site.emergency import actions
from palermo.site.emergency.models import EmergencyAccess

pytestmark = pytest.mark.django_db
REFERENCE = "2026-AAAA-AAAA"
REASON = "a child may be on the night train"


@pytest.fixture
def rows(cast: Cast) -> dict[type[Model], Any]:
    """A case of the shelter, and another one beside it."""
    make_keys(cast)
    a_row_of_each(cast, "2026-BBBB-BBBB")
    return a_row_of_each(cast, REFERENCE)


def asked(cast: Cast, *, now: datetime | None = None, hours: int = 48, approved: bool = True) -> EmergencyAccess:
    """A worker of the police asks for the first case; their manager approves it."""
    now = now or timezone.now()
    with scoped(cast.stranger("case_worker")) as actor:
        one = actions.ask(actor, cast.bodies["shelter"], resource="case", reference=REFERENCE, reason=REASON, now=now)
    if approved:
        with scoped(cast.stranger("agency_manager")) as manager:
            actions.approve(manager, one, hours=hours, now=now)
    return one


def inside(cast: Cast, one: EmergencyAccess, role: str = "case_worker") -> Actor:
    """A scope that names the access, whatever it is worth."""
    told = Opened(access=one.pk, owner=cast.bodies["shelter"].pk, reference=REFERENCE)
    return replace(cast.stranger(role), opened=told)


def test_it_shows_codes_and_days_and_no_name_and_no_text_though_the_owner_has_keys_open(
    cast: Cast, rows: dict[type[Model], Any]
) -> None:
    one = asked(cast)
    police = cast.client(cast.other["case_worker"])
    with opened(cast):
        answer = police.get(f"/cases/opened/{one.pk}/")
    page = answer.content.decode()
    assert answer.status_code == 200
    for told in ("female", "recruitment", "presumed victim", "decision on reasonable grounds", f"P-{REFERENCE}"):
        assert told in page, told
    for hidden in ("Amina", "Haddad", "house by the river", "as she told it", "she called again", "2026-BBBB-BBBB"):
        assert hidden not in page, hidden
    with scoped(cast.actor("auditor")):
        look = AuditEvent.objects.get(verb="read", kind="cases.case")
    assert (look.purpose, look.agency_id) == ("emergency access", cast.bodies["police"].pk)


def test_it_opens_nothing_unapproved_to_a_colleague_after_its_time_or_once_the_owner_ended_it(
    cast: Cast, rows: dict[type[Model], Any]
) -> None:
    waiting = asked(cast, approved=False)
    over = asked(cast, now=timezone.now() - timedelta(hours=3), hours=2)
    ended, good = asked(cast), asked(cast)
    with scoped(cast.actor("agency_manager")) as owner:
        actions.answer(owner, EmergencyAccess.objects.get(pk=ended.pk), end=True, now=timezone.now())
    worker, colleague = (cast.client(cast.other[role]) for role in ("case_worker", "agency_manager"))
    assert {worker.get(f"/cases/opened/{one.pk}/").status_code for one in (waiting, over)} == {404}
    assert colleague.get(f"/cases/opened/{good.pk}/").status_code == 404
    assert worker.get(f"/cases/opened/{ended.pk}/").status_code == 404
    assert worker.get(f"/cases/opened/{good.pk}/").status_code == 200


def visible(actor: Actor) -> set[type[Model]]:
    """Models of cases of which the database itself gives a row by raw SQL."""
    found = set()
    with scoped(actor), connection.cursor() as cursor:
        for model in (one for one in PROTECTED if one._meta.app_label == "cases"):
            cursor.execute(f"SELECT count(*) FROM {model._meta.db_table}")  # noqa: S608
            if cursor.fetchone()[0]:
                found.add(model)
    return found


CODED = {model for model, rule in PROTECTED.items() if rule.opened}


def test_what_an_emergency_opens_is_coded_facts_and_no_other_table() -> None:
    names = {model._meta.model_name for model in CODED}
    assert names == {
        "case", "participation", "personrecord", "traffickingevent", "indicatorobservation", "statusdecision", "clock",
        "clockpause",
    }  # fmt: skip


@pytest.mark.engines("postgres")
def test_the_database_opens_exactly_the_coded_tables_of_that_one_case(cast: Cast, rows: dict[type[Model], Any]) -> None:
    actor = inside(cast, asked(cast))
    assert visible(actor) == CODED
    with scoped(actor), connection.cursor() as cursor:
        cursor.execute("SELECT reference FROM cases_case")
        assert cursor.fetchall() == [(REFERENCE,)]
        cursor.execute("SELECT reference FROM cases_personrecord")
        assert cursor.fetchall() == [(f"P-{REFERENCE}",)]


@pytest.mark.engines("postgres")
def test_the_database_looks_the_access_up_and_believes_no_scope(cast: Cast, rows: dict[type[Model], Any]) -> None:
    waiting = asked(cast, approved=False)
    over = asked(cast, now=timezone.now() - timedelta(hours=3), hours=2)
    ended, good = asked(cast), asked(cast)
    with scoped(cast.actor("agency_manager")) as owner:
        actions.answer(owner, EmergencyAccess.objects.get(pk=ended.pk), end=True, now=timezone.now())
    for one in (waiting, over, ended):
        assert visible(inside(cast, one)) == set()
    assert visible(inside(cast, good, "agency_manager")) == set()  # approved for the one who asked
    with scoped(replace(inside(cast, good), agency=cast.bodies["rapporteur"].pk)), connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM cases_case")
        assert cursor.fetchone() == (0,)


def test_nothing_opened_can_be_written(cast: Cast, rows: dict[type[Model], Any]) -> None:
    actor = inside(cast, asked(cast))
    with scoped(actor):
        seen = Case.objects.get()
        assert seen.reference == REFERENCE and PersonRecord.objects.count() == 1
        assert StatusDecision.objects.count() == 1 and not PersonName.objects.exists()
        seen.source = "police"
        with pytest.raises((DatabaseError, NothingWritten)), transaction.atomic():
            seen.save()
