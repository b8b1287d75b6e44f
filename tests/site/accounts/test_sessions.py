"""Sessions that have ended are taken away by the worker; those that run stay."""

from datetime import timedelta

import pytest
from django.contrib.sessions.models import Session
from django.utils import timezone
from tests.site.cast import Cast

from palermo.site.accounts.actions import clear_sessions
from palermo.site.jobs.working import work_on
from palermo.site.verbs.worker import all_else

pytestmark = pytest.mark.django_db


def an_old_and_a_new(cast: Cast) -> str:
    """The key of the one that still runs."""
    ended = cast.client(cast.accounts["auditor"]).session.session_key
    Session.objects.filter(session_key=ended).update(expire_date=timezone.now() - timedelta(minutes=1))
    return str(cast.client(cast.accounts["auditor"]).session.session_key)


def test_what_has_ended_is_taken_away_and_what_runs_stays(cast: Cast) -> None:
    running = an_old_and_a_new(cast)
    assert clear_sessions(now=timezone.now()) == 1
    assert [one.session_key for one in Session.objects.all()] == [running]
    assert clear_sessions(now=timezone.now()) == 0


def test_the_worker_tidies_up_as_it_starts(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    running = an_old_and_a_new(cast)
    monkeypatch.setattr("palermo.site.jobs.working.close_old_connections", lambda: None)
    turns = iter([False, True])
    work_on(all_else(), until=lambda: next(turns))
    assert [one.session_key for one in Session.objects.all()] == [running]
