"""Every protected model, every verb, every way to its rows: closed without a scope, and closed to the other body."""

from collections.abc import Callable, Iterator
from datetime import timedelta
from inspect import signature
from typing import Any
from uuid import uuid4

import pytest
from django.db import DatabaseError, connection, transaction
from django.db.models import ForeignKey, Model
from django.utils import timezone
from tests.site.cases import a_case
from tests.site.cast import Cast
from tests.site.keys.keyring import PASSPHRASE, make_keys, opened
from tests.site.linkage import a_run
from tests.site.referrals import a_referral
from tests.site.submissions.handing_in import a_row_of_each

from palermo.site.access.actor import Actor, of, stranger
from palermo.site.access.declared import PROTECTED
from palermo.site.access.refusals import NothingWritten, ScopeMissing
from palermo.site.access.scope import scoped
from palermo.site.accounts import factors
from palermo.site.accounts.models import Account, RecoveryCode, SecondFactor
from palermo.site.api import actions as api
from palermo.site.api.models import Answered, Token
from palermo.site.audit.models import AuditEvent, SubjectSalt
from palermo.site.cases.models import (
    CaseImport,
    ClockPause,
    FamilyMember,
    PersonRecord,
    ProceedingEvent,
    SafeContact,
    TraffickingEvent,
)
from palermo.site.coordination.models import ProgressEntry, ReturnLine, Review, YearlyReturn
from palermo.site.emergency import actions as emergency
from palermo.site.emergency.models import EmergencyAccess, EmergencyAnswer, EmergencyApproval
from palermo.site.keys import actions as keys
from palermo.site.keys.models import RecordKey, RetentionSchedule, Rotation, WrappedKey
from palermo.site.oidc import actions as oidc
from palermo.site.oidc.models import ProviderBinding
from palermo.site.referrals.models import (
    DueDay,
    MonitorShare,
    MonitorShareEnd,
    Notice,
    NoticeSeen,
    OutsideBody,
    ReceivedFile,
    Referral,
    ReferralMove,
    ReferralPayload,
)
from palermo.site.submissions.models import Run
from palermo.standards.permissions import right, roles

pytestmark = pytest.mark.django_db
REFUSED = (DatabaseError, NothingWritten)

Rows = dict[type[Model], Any]
ONE_OF: dict[type[Model], tuple[type[Model], str]] = {
    ReferralPayload: (Referral, "referral"),
    NoticeSeen: (Notice, "notice"),
    MonitorShareEnd: (MonitorShare, "share"),
}
"""What there is one of, and of what."""


def of_each_model(test: Callable[..., None]) -> Callable[..., None]:
    """The test once an engine, over every protected model: the rows they share take the time.

    What one model changed is undone before the next, and a failure names the model.
    """

    def over_all(**others: Any) -> None:
        for model in PROTECTED:
            try:
                with transaction.atomic():
                    test(model, **others)
                    transaction.set_rollback(True)
            except BaseException as fault:
                fault.add_note(f"model: {model._meta.label_lower}")
                raise

    told = signature(test)
    over_all.__signature__ = told.replace(  # type: ignore[attr-defined]  # what pytest asks for fixtures
        parameters=[one for name, one in told.parameters.items() if name != "model"]
    )
    over_all.__name__, over_all.__doc__ = test.__name__, test.__doc__
    return over_all


@pytest.fixture
def rows(cast: Cast) -> Rows:
    """One row of every protected model that belongs to the shelter, made by the acts themselves."""
    worker = cast.accounts["case_worker"]
    now = timezone.now()
    with scoped(of(worker)) as actor:
        device = SecondFactor(agency=worker.agency, account=worker, secret=factors.new_secret())
        device.save()
        spare = RecoveryCode(agency=worker.agency, account=worker, digest="0" * 64)
        spare.save()
        asked = emergency.ask(
            actor, cast.bodies["office"], resource="case", reference="A-1", reason="she is held at the border", now=now
        )
        bound = oidc.bind(actor, worker, issuer="https://id.example", subject="a-1")
        event = AuditEvent.objects.filter(actor=worker.pk).first()
        salt = SubjectSalt.objects.filter(key=str(asked.pk)).first()
        token, _ = api.make_token(
            actor, worker, label="a program", verbs=["account.read"], last_day=now.date(), now=now
        )
        api.once(actor, "key-of-a-write", b"", lambda: (201, {}), now=now)
        kept = Answered.objects.get()
    make_keys(cast)
    with scoped(cast.actor("agency_data_officer")) as officer:
        key = keys.make_record_key(officer, worker.agency, kind="submission", thing=worker.pk, made_on=now.date())
        keys.set_schedule(officer, worker.agency, kind="submission", days=9, basis="a law", valid_from=now.date())
        schedule = RetentionSchedule.objects.get()
    with opened(cast), scoped(cast.actor("agency_manager")) as manager:
        keys.rotate(manager, worker.agency, passphrase=PASSPHRASE, now=now)
        rotation = Rotation.objects.get()
        wrapped = WrappedKey.objects.first()
    with scoped(cast.actor("agency_manager")) as manager:
        approved = emergency.approve(manager, asked, hours=2, now=now)
    with scoped(cast.stranger("case_worker")) as other:
        back = emergency.ask(
            other, cast.bodies["shelter"], resource="case", reference="B-2", reason="the child is in danger", now=now
        )
    with scoped(cast.actor("agency_manager")) as manager:
        answered = emergency.answer(manager, back, end=False, now=now)
    own = {"agency": worker.agency, "body": "shelter", "period": "2025"}
    told = {**own, "file": "shelter-2025.yml", "measure": "p1/1"}
    counts = dict.fromkeys(("received", "accepted", "rejected", "pending", "missing"), 0)
    with scoped(of(worker)):
        progress = ProgressEntry(**told, status="done")
        progress.save()
        review = Review(**{name: value for name, value in told.items() if name != "body"}, reviewer="shelter")
        review.save()
        handed_in = YearlyReturn(**own, account=worker.pk, at=now, sha256="0" * 64, sent=True, **counts)
        handed_in.save()
        line = ReturnLine(agency=worker.agency, of=handed_in, row=2, state="accepted")
        line.save()
    of_cases = a_case.a_row_of_each(cast)
    submitted = a_row_of_each(cast)
    with scoped(of(worker)):
        run = submitted[Run]
        imported = a_case.stored(
            CaseImport, agency=worker.agency, account=worker.pk, submission=run.submission, run=run, asked_at=now,
            not_before=now,
        )  # fmt: skip
    return {
        Account: worker, SecondFactor: device, RecoveryCode: spare, AuditEvent: event, SubjectSalt: salt,
        EmergencyAccess: asked, EmergencyApproval: approved, EmergencyAnswer: answered,
        Token: token, Answered: kept, ProviderBinding: bound,
        ProgressEntry: progress, Review: review, YearlyReturn: handed_in, ReturnLine: line,
        **submitted, CaseImport: imported, **of_cases, **a_referral.a_row_of_each(cast, of_cases),
        **a_run.a_row_of_each(cast),
        WrappedKey: wrapped, RecordKey: key, RetentionSchedule: schedule, Rotation: rotation,
    }  # fmt: skip


@pytest.fixture
def foreign(cast: Cast, rows: Rows) -> Iterator[Actor]:
    """In the scope of a referral desk of a third body, at no end of these rows; it reads no plan either."""
    with scoped(
        Actor(role="referral_desk", account=cast.accounts["plan_secretary"].pk, agency=cast.bodies["rapporteur"].pk)
    ) as actor:
        yield actor


def test_there_is_a_row_of_every_protected_model(rows: Rows) -> None:
    assert set(rows) == set(PROTECTED)
    assert all(row is not None for row in rows.values())


def ways_to_read(row: Any) -> dict[str, Callable[[], object]]:
    model = type(row)
    return {
        "get": lambda: model.objects.get(pk=row.pk),
        "count": lambda: model.objects.count(),
        "all": lambda: list(model.objects.all()),
        "values": lambda: list(model.objects.values_list("pk")),
        "base manager": lambda: list(model._base_manager.all()),
        "default manager": lambda: list(model._default_manager.all()),
        "in_bulk": lambda: model.objects.in_bulk([row.pk]),
        "refresh": lambda: row.refresh_from_db(),
        "update": lambda: model.objects.update(pk=row.pk),
        "delete": lambda: model.objects.filter(pk=row.pk).delete(),
    }


@of_each_model
def test_without_a_scope_the_code_gives_no_row_by_any_way(model: type[Model], rows: Rows) -> None:
    for way, read in ways_to_read(rows[model]).items():
        with pytest.raises(ScopeMissing):
            read()
            pytest.fail(way)


@pytest.mark.engines("postgres")
@of_each_model
def test_without_a_scope_the_database_gives_no_row(model: type[Model], rows: Rows) -> None:
    assert raw_count(model) == 0


@of_each_model
def test_another_body_gets_no_row_by_any_way(model: type[Model], rows: Rows, foreign: Actor) -> None:
    row = rows[model]
    key = row.pk
    assert not model.objects.filter(pk=key).exists()  # type: ignore[attr-defined]
    assert key not in {one.pk for one in model._base_manager.all()}
    assert key not in model.objects.in_bulk([key])  # type: ignore[attr-defined]
    with pytest.raises(model.DoesNotExist):  # type: ignore[attr-defined]
        row.refresh_from_db()


@pytest.mark.engines("postgres")
@of_each_model
def test_another_body_gets_no_row_by_raw_sql(model: type[Model], rows: Rows, foreign: Actor) -> None:
    assert raw_count(model, rows[model].pk) == 0


@pytest.mark.engines("postgres")
@of_each_model
def test_another_body_gets_no_row_by_a_join(model: type[Model], rows: Rows, foreign: Actor) -> None:
    owner, table = PROTECTED[model].ends[0], model._meta.db_table
    joined = f"SELECT count(*) FROM accounts_agency a JOIN {table} t ON t.{owner}_id = a.id WHERE t.id = %s"  # noqa: S608
    with connection.cursor() as cursor:
        cursor.execute(joined, [rows[model].pk])
        assert cursor.fetchone() == (0,)


@of_each_model
def test_a_reference_to_a_row_of_another_body_leads_nowhere(model: type[Model], rows: Rows, foreign: Actor) -> None:
    for field in model._meta.fields:
        if isinstance(field, ForeignKey) and field.related_model in PROTECTED:
            held = model(**{field.attname: rows[field.related_model].pk})  # type: ignore[index]
            with pytest.raises(field.related_model.DoesNotExist):
                getattr(held, field.name)


@pytest.mark.engines("postgres")
@of_each_model
def test_a_joined_fetch_brings_no_row_of_another_body(model: type[Model], rows: Rows, foreign: Actor) -> None:
    for field in model._meta.fields:
        if isinstance(field, ForeignKey) and field.related_model in PROTECTED:
            assert list(model._base_manager.select_related(field.name)) == []


@of_each_model
def test_reverse_relations_show_no_row_of_another_body(model: type[Model], rows: Rows, foreign: Actor) -> None:
    for relation in model._meta.related_objects:
        name = relation.get_accessor_name()
        if relation.related_model in PROTECTED and name:
            assert getattr(rows[model], name).count() == 0


@of_each_model
def test_another_body_cannot_save_or_delete_a_row_it_was_handed(model: type[Model], rows: Rows, foreign: Actor) -> None:
    row = rows[model]
    for act in (row.save, row.delete):
        with pytest.raises(REFUSED), transaction.atomic():
            act()


@of_each_model
def test_another_body_cannot_write_over_a_row_whose_key_it_guessed(
    model: type[Model], rows: Rows, foreign: Actor
) -> None:
    values = {field.attname: vars(rows[model])[field.attname] for field in model._meta.fields}  # sealed texts closed
    with pytest.raises(REFUSED), transaction.atomic():
        model(**values).save()


@of_each_model
def test_no_body_inserts_in_the_name_of_another_not_even_in_bulk(
    model: type[Model], rows: Rows, foreign: Actor
) -> None:
    for insert in (lambda one: one.save(), lambda one: model._base_manager.bulk_create([one])):
        with pytest.raises(DatabaseError), transaction.atomic():
            insert(copy_of(rows[model]))


@of_each_model
def test_its_own_body_does_insert(model: type[Model], rows: Rows, cast: Cast) -> None:
    if not PROTECTED[model].body_writes:
        return  # written by its own person or by a role
    made = copy_of(rows[model])
    if model is SubjectSalt:  # one a record only: for another record
        made.key = "another"
    if model is EmergencyApproval:  # approved once only: for another asking
        with scoped(cast.actor("case_worker")) as actor:
            why, now = "a second one, as urgent as that", timezone.now()
            made.access = emergency.ask(
                actor, cast.bodies["police"], resource="case", reference="C-3", reason=why, now=now
            )
    if model in (ProgressEntry, Review):  # said once of a period: another one
        made.period = "2024"
    if model is WrappedKey:  # wrapped once in each way: another key
        made.key_id = uuid4()
    if model is RecordKey:  # one a record: for another record
        made.thing = uuid4()
    if model in (SafeContact, FamilyMember):  # one a person: of another person
        with scoped(cast.actor("case_worker")):
            made.person = a_case.stored(
                PersonRecord, agency=made.agency, reference="P-2", made_at=timezone.now(), sex="Masculine"
            )
    if model is ClockPause:  # stands still once at a time: an earlier pause that has ended
        made.start, made.end = made.start - timedelta(days=9), made.start
    if model is ProceedingEvent:  # about an event once: about another
        with scoped(cast.actor("case_worker")):
            other = copy_of(rows[TraffickingEvent])
            other.save()
            made.event = other
    if model is ReferralMove:  # once at a time: the next one, which the sender may make
        made.seq, made.state = made.seq + 1, "recalled"
    if model is DueDay:  # once a move, and with it alone: the next one
        made.seq, made.state, made.reference = made.seq + 1, "recalled", rows[DueDay].reference
        with scoped(cast.actor("case_worker")):
            moved = copy_of(rows[ReferralMove])
            moved.seq, moved.state = moved.seq + 1, "recalled"
            moved.save()
    if model is OutsideBody:  # one a code: under another
        made.code = "elsewhere"
    if model is ReceivedFile:  # taken in once: another file
        made.file_sha256 = "1" * 64
    if model in ONE_OF:  # one a referral, a notice, a share: of another one
        of, name = ONE_OF[model]
        with scoped(cast.actor("case_worker")):
            other = copy_of(rows[of])
            other.save()
        setattr(made, name, other)
    with scoped(cast.actor("case_worker")):
        made.save()
        assert model._base_manager.filter(pk=made.pk).exists()


@of_each_model
def test_a_stranger_writes_nothing_at_all(model: type[Model], rows: Rows) -> None:
    with scoped(stranger()), pytest.raises(DatabaseError), transaction.atomic():
        copy_of(rows[model]).save()


@of_each_model
def test_without_a_scope_nothing_is_written_by_raw_sql_either(model: type[Model], rows: Rows) -> None:
    table, column = model._meta.db_table, f"{PROTECTED[model].ends[0]}_id"
    changed = 0
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(f"UPDATE {table} SET {column} = {column}")  # noqa: S608
            changed = cursor.rowcount
    except DatabaseError:
        changed = 0
    assert changed == 0


@of_each_model
def test_nobody_moves_a_row_to_another_body(model: type[Model], rows: Rows, cast: Cast) -> None:
    row = rows[model]
    setattr(row, f"{PROTECTED[model].ends[0]}_id", cast.bodies["police"].pk)
    if PROTECTED[model].personal:
        return  # one's own row stays one's own whichever body it names; the act that could name another is not there
    with scoped(cast.actor("case_worker")), pytest.raises(REFUSED), transaction.atomic():
        row.save()


def test_a_write_that_changes_no_row_raises(cast: Cast) -> None:
    with scoped(cast.actor("system_admin")):
        with pytest.raises(NothingWritten):
            Account.objects.filter(login="nobody@nowhere").update(display_name="x")
        with pytest.raises(NothingWritten):
            Account.objects.filter(login="nobody@nowhere").delete()


@pytest.mark.engines("postgres")
def test_a_scope_ends_with_its_block_and_with_its_error(cast: Cast) -> None:
    with scoped(cast.actor("case_worker")):
        assert raw_count(Account) > 0
    assert raw_count(Account) == 0
    with pytest.raises(KeyError), scoped(cast.actor("case_worker")):
        raise KeyError
    assert raw_count(Account) == 0


def test_a_scope_within_a_scope_gives_the_outer_one_back(cast: Cast) -> None:
    with scoped(cast.actor("case_worker")):
        seen = Account.objects.count()
        with scoped(cast.stranger("case_worker")):
            assert Account.objects.count() != seen
        assert Account.objects.count() == seen


def test_both_ends_see_an_emergency_and_the_auditor_sees_every_one(cast: Cast, rows: Rows) -> None:
    for actor in (cast.actor("case_worker"), cast.stranger("case_worker"), cast.actor("auditor")):
        with scoped(actor):
            assert EmergencyAccess.objects.filter(reference="B-2").exists()
    with scoped(Actor(role="case_worker", agency=cast.bodies["rapporteur"].pk)):
        assert not EmergencyAccess.objects.exists()


@pytest.mark.engines("postgres")
def test_the_receiving_end_never_changes_the_senders_row(cast: Cast, rows: Rows) -> None:
    with scoped(cast.actor("agency_manager")), pytest.raises(DatabaseError), transaction.atomic():
        asked = EmergencyAccess.objects.get(reference="B-2")
        asked.reason = "something else"
        asked.save()


def test_the_secretariat_writes_down_what_came_on_paper_and_changes_no_word_of_a_body(cast: Cast, rows: Rows) -> None:
    with scoped(cast.actor("plan_secretary")):
        for model in (ProgressEntry, Review):
            made = copy_of(rows[model])
            made.period = "2023"
            made.save()
            there = model.objects.get(pk=rows[model].pk)
            there.evidence = ["another"]
            for act in (there.save, there.delete):
                with pytest.raises(REFUSED), transaction.atomic():
                    act()
        for model in (YearlyReturn, ReturnLine):
            assert not model.objects.exists()
            with pytest.raises(REFUSED), transaction.atomic():
                copy_of(rows[model]).save()


def test_what_is_said_of_a_plan_is_read_by_whom_the_matrix_names(rows: Rows) -> None:
    for role in roles():
        with scoped(Actor(role=role)):
            seen = {model.objects.filter(pk=rows[model].pk).exists() for model in (ProgressEntry, Review)}
        assert seen == {right("plan", role).allows("R", "other")}, role


@pytest.mark.engines("postgres")
def test_two_days_are_a_limit_of_the_database_too(cast: Cast, rows: Rows) -> None:
    approved = rows[EmergencyApproval]
    longer = copy_of(approved)
    longer.closes_at = approved.opens_at + timedelta(days=2, seconds=1)
    with scoped(cast.actor("agency_manager")), pytest.raises(DatabaseError, match="two_days"), transaction.atomic():
        longer.save()


def copy_of(row: Any) -> Any:
    """A new row like it, under another key."""
    model = type(row)
    values = {field.attname: vars(row)[field.attname] for field in model._meta.fields if not field.primary_key}
    for counted in {"number", "version"} & values.keys():
        values[counted] += 1000
    if "login" in values:
        values["login"] = f"twin-{values['login']}"
    if "key" in values:
        values["key"] = f"twin-{values['key']}"[:60]
    for told in {"reference", "indicator", "role"} & values.keys():
        values[told] = f"twin-{values[told]}"
    if "month" in values:
        values["month"] += 1
    return model(**values)


def raw_count(model: type[Model], key: object = None) -> int:
    where, values = (" WHERE id = %s", [key]) if key else ("", [])
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT count(*) FROM {model._meta.db_table}{where}", values)  # noqa: S608
        count: int = cursor.fetchone()[0]
    return count
