"""Emergency access: a reason, a second person, two days; the owner is told at once, and no name is ever opened."""

from datetime import UTC, datetime, timedelta

import pytest
from tests.site.cast import Cast

from palermo.ground.errors import UsageError
from palermo.site.access.refusals import Forbidden, Hidden
from palermo.site.access.scope import scoped
from palermo.site.accounts.models import Account
from palermo.site.audit.models import AuditEvent
from palermo.site.audit.reading import open_record
from palermo.site.emergency import actions
from palermo.site.emergency.models import EmergencyAccess

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 3, 1, 22, 0, tzinfo=UTC)
REASON = "a child may be on the night train"


def asked(cast: Cast) -> EmergencyAccess:
    """A case worker of the police asks for a record of the shelter."""
    with scoped(cast.stranger("case_worker")) as actor:
        return actions.ask(actor, cast.bodies["shelter"], resource="case", reference="A-7", reason=REASON, now=NOW)


def approved(cast: Cast, hours: int = 48) -> EmergencyAccess:
    one = asked(cast)
    with scoped(cast.stranger("agency_manager")) as manager:
        actions.approve(manager, one, hours=hours, now=NOW)
    return one


def is_open(cast: Cast, at: datetime = NOW, reference: str = "A-7") -> bool:
    with scoped(cast.stranger("case_worker")) as actor:
        return actions.opens(actor, owner=cast.bodies["shelter"], resource="case", reference=reference, now=at)


def test_asking_alone_opens_nothing(cast: Cast) -> None:
    asked(cast)
    assert not is_open(cast)


def test_approved_it_opens_that_record_until_it_runs_out(cast: Cast) -> None:
    approved(cast, hours=3)
    assert is_open(cast) and is_open(cast, NOW + timedelta(hours=2, minutes=59))
    assert not is_open(cast, NOW + timedelta(hours=3))
    assert not is_open(cast, reference="A-8")


def test_it_opens_for_the_one_who_asked_and_no_colleague(cast: Cast) -> None:
    approved(cast)
    with scoped(cast.stranger("agency_manager")) as manager:
        assert not actions.opens(manager, owner=cast.bodies["shelter"], resource="case", reference="A-7", now=NOW)


def test_the_owner_ends_it_at_once(cast: Cast) -> None:
    one = approved(cast)
    with scoped(cast.actor("agency_manager")) as owner:
        actions.answer(owner, EmergencyAccess.objects.get(pk=one.pk), end=True, now=NOW)
    assert not is_open(cast)


def test_the_owner_is_told_on_the_first_page_as_soon_as_it_is_asked(cast: Cast) -> None:
    browser = cast.client(cast.accounts["agency_manager"])
    assert "1 case is new to you" not in browser.get("/").content.decode()
    one = asked(cast)
    assert "1 case is new to you" in browser.get("/").content.decode()
    browser.post(f"/emergency/{one.pk}/answer/", {"end": "0"})
    assert "1 case is new to you" not in browser.get("/").content.decode()


@pytest.mark.parametrize("hours", [0, -1, 49])
def test_it_lasts_two_days_at_most(cast: Cast, hours: int) -> None:
    one = asked(cast)
    with scoped(cast.stranger("agency_manager")) as manager, pytest.raises(UsageError):
        actions.approve(manager, one, hours=hours, now=NOW)


def test_whoever_asked_does_not_approve_and_the_owner_neither(cast: Cast) -> None:
    one = asked(cast)
    with scoped(cast.stranger("case_worker")) as actor, pytest.raises(Forbidden):
        actions.approve(actor, one, hours=1, now=NOW)
    with scoped(cast.actor("agency_manager")) as owner, pytest.raises(Forbidden):
        actions.approve(owner, one, hours=1, now=NOW)


def test_a_body_at_neither_end_does_not_find_it(cast: Cast) -> None:
    one = asked(cast)
    with scoped(cast.actor("plan_secretary")) as office, pytest.raises(Hidden):
        actions.approve(office, one, hours=1, now=NOW)


@pytest.mark.parametrize("role", ["statistician", "system_admin", "auditor", "tip_desk", "agency_data_officer"])
def test_other_roles_may_not_ask(cast: Cast, role: str) -> None:
    with scoped(cast.actor(role)) as actor, pytest.raises(Forbidden):
        actions.ask(actor, cast.bodies["police"], resource="case", reference="A", reason=REASON, now=NOW)


def test_nobody_asks_for_the_own_bodys_record_or_without_a_reason(cast: Cast) -> None:
    with scoped(cast.actor("case_worker")) as actor:
        with pytest.raises(Forbidden):
            actions.ask(actor, cast.bodies["shelter"], resource="case", reference="A", reason=REASON, now=NOW)
        with pytest.raises(UsageError):
            actions.ask(actor, cast.bodies["police"], resource="case", reference="A", reason="urgent  ", now=NOW)


def test_the_auditor_finds_each_act_in_the_audit_without_the_reason(cast: Cast) -> None:
    approved(cast)
    with scoped(cast.actor("auditor")):
        events = AuditEvent.objects.filter(verb__startswith="emergency")
        assert sorted(event.verb for event in events) == ["emergency.approve", "emergency.ask"]
        assert not any(REASON in str(vars(event)) for event in events)


def test_a_record_is_read_for_a_purpose_that_is_written_down(cast: Cast) -> None:
    key = cast.accounts["case_worker"].pk
    with scoped(cast.actor("system_admin")) as admin:
        with pytest.raises(UsageError):
            open_record(admin, Account, key, purpose=" ")
        open_record(admin, Account, key, purpose="closing it")
    with scoped(cast.actor("auditor")):
        [event] = AuditEvent.objects.filter(verb="read", key=str(key))
        assert (event.purpose, event.role) == ("closing it", "system_admin")


def test_reading_what_is_not_there_for_one_leaves_no_event(cast: Cast) -> None:
    with scoped(cast.actor("agency_manager")) as manager, pytest.raises(Hidden):
        open_record(manager, Account, cast.other["case_worker"].pk, purpose="curiosity")
    with scoped(cast.actor("auditor")):
        assert not AuditEvent.objects.filter(verb="read").exists()
