"""A ministry reports, a reader disagrees, and neither can touch what the other wrote."""

import pytest
from django.db import DatabaseError, transaction
from django.test import Client
from tests.site.a_conference import TODAY
from tests.site.cast import Cast

from palermo.site.access.actor import Actor, keeper, of
from palermo.site.access.refusals import Forbidden, NothingWritten
from palermo.site.access.scope import scoped
from palermo.site.accounts.actions import add_account
from palermo.site.accounts.models import Account
from palermo.site.coordination import actions
from palermo.site.coordination.models import Measure, ProgressEntry, Review

pytestmark = pytest.mark.django_db
MEASURE = "/conference/plans/p1/1.1"
SAID = {"body": "police", "period": "2025", "status": "done", "values": "trained: 55", "evidence": "list-2025"}


@pytest.fixture
def police(conference: Cast) -> Client:
    return conference.client(conference.other["agency_manager"])


@pytest.fixture
def reader(conference: Cast) -> Account:
    """A manager of the rapporteur: the one who reads independently."""
    with scoped(keeper()) as actor:
        home = conference.bodies["rapporteur"]
        return add_account(actor, home, name="nadia", display_name="Nadia", role="agency_manager")


def test_a_body_reports_and_the_plan_shows_it(police: Client) -> None:
    assert "under way" in police.get("/conference/plans/p1/").content.decode()
    assert police.post(f"{MEASURE}/report/", {**SAID, "version": 1, "note": "All courses held"}).status_code == 302
    page = police.get(f"{MEASURE}/measure/").content.decode()
    assert "trained: 55" in page and "All courses held" in page and "list-2025" in page
    assert "overdue" not in page


def test_a_report_of_a_period_that_is_there_is_changed_only_by_who_has_read_it(police: Client) -> None:
    answer = police.post(f"{MEASURE}/report/", {**SAID, "note": "written blindly"})
    assert answer.status_code == 409 and "written blindly" in answer.content.decode()
    assert police.post(f"{MEASURE}/report/", {**SAID, "version": 1}).status_code == 302
    assert police.post(f"{MEASURE}/report/", {**SAID, "version": 1, "status": "blocked"}).status_code == 409


def test_nobody_reports_for_another_body_and_the_office_only_for_one_without_accounts(conference: Cast) -> None:
    said = {"measure": "p1/1.1", "period": "2024", "version": None, "today": TODAY, "status": "done", "values": {}}
    said |= {"evidence": ["x"], "note": {}, "reply": {}}
    for role in ("agency_manager", "plan_secretary"):
        with scoped(conference.actor(role)) as actor, pytest.raises(Forbidden):
            actions.report(actor, "police", **said)
    with scoped(conference.actor("plan_secretary")) as secretary:
        made = actions.report(secretary, "harbour", **{**said, "measure": "p1/1.2"})
        assert made.agency_id == secretary.agency and made.body == "harbour"


def test_an_indicator_that_is_none_is_refused_by_the_room(police: Client) -> None:
    page = police.post(f"{MEASURE}/report/", {**SAID, "version": 1, "values": "beds: 3"}).content.decode()
    assert "indicator" in page
    assert "beds" not in police.get(f"{MEASURE}/measure/").content.decode()


def test_a_reader_disagrees_and_the_body_sees_it_and_cannot_touch_it(
    conference: Cast, police: Client, reader: Account
) -> None:
    nadia = conference.client(reader)
    told = {"period": "2025", "verdict": "disputes", "status": "blocked", "text": "Half of them were not held"}
    assert nadia.post(f"{MEASURE}/review/", told).status_code == 302
    page = police.get(f"{MEASURE}/measure/").content.decode()
    assert "Half of them were not held" in page and "disputes" in page
    assert "disputed by a reader" in police.get("/conference/plans/p1/").content.decode()
    for actor in (of(conference.other["agency_manager"]), conference.actor("plan_secretary")):
        with scoped(actor):
            there = Review.objects.get(reviewer="rapporteur")
            there.verdict = "agrees"
            for act in (there.save, there.delete, Review.objects.filter(pk=there.pk).delete):
                with pytest.raises((DatabaseError, NothingWritten)), transaction.atomic():
                    act()
    with scoped(of(reader)):
        assert Review.objects.get(reviewer="rapporteur").verdict == "disputes"


def test_a_reader_changes_its_own_word_and_not_the_report(conference: Cast, reader: Account) -> None:
    nadia = conference.client(reader)
    told = {"period": "2025", "verdict": "disputes"}
    assert nadia.post(f"{MEASURE}/review/", told).status_code == 302
    assert nadia.post(f"{MEASURE}/review/", {**told, "version": 1, "verdict": "agrees"}).status_code == 302
    with scoped(of(reader)) as actor:
        entry = ProgressEntry.objects.get(body="police")
        with pytest.raises((DatabaseError, NothingWritten)), transaction.atomic():
            ProgressEntry.objects.filter(pk=entry.pk).update(status="blocked")
        with pytest.raises(Forbidden):
            actions.report(actor, "police", measure="p1/1.1", period="2025", version=1, today=TODAY, status="blocked")


def test_nobody_reviews_what_it_leads_and_no_secretary_reviews_at_all(conference: Cast, police: Client) -> None:
    page = police.post(f"{MEASURE}/review/", {"period": "2025", "verdict": "agrees"}).content.decode()
    assert "answers itself" in page
    secretary = conference.client(conference.accounts["plan_secretary"])
    assert secretary.get(f"{MEASURE}/review/").status_code == 403
    with scoped(Actor(role="public")):
        assert not Review.objects.exists()


def test_a_body_sees_what_it_owes_and_a_report_takes_it_off(conference: Cast, police: Client) -> None:
    page = police.get("/conference/owed/").content.decode()
    assert "What my body owes" in page and "p1/1.1" in page and "d-2025-1" in page
    police.post(f"{MEASURE}/report/", {**SAID, "version": 1})
    assert "p1/1.1</bdi>: <bdi>Train" not in police.get("/conference/owed/").content.decode()


def test_a_measure_is_changed_by_the_secretariat_and_a_stale_form_shows_both(conference: Cast) -> None:
    secretary = conference.client(conference.accounts["plan_secretary"])
    told = {"version": 1, "text": "Train all investigators", "due": "2026-06-30", "leads": ["police", "office"]}
    assert secretary.post(f"{MEASURE}/change/", told).status_code == 302
    row = Measure.objects.get(code="1.1")
    assert {one.body for one in row.assignments.filter(role="lead")} == {"police", "office"}
    assert not row.assignments.filter(role="support").exists()
    answer = secretary.post(f"{MEASURE}/change/", {**told, "text": "Train none"})
    page = answer.content.decode()
    assert answer.status_code == 409 and "Train all investigators" in page and "Train none" in page
    manager = conference.client(conference.accounts["agency_manager"])
    assert manager.post(f"{MEASURE}/change/", {**told, "version": 2}).status_code == 403


def test_the_timeline_says_in_a_table_what_it_draws(police: Client) -> None:
    page = police.get("/conference/plans/p1/timeline/").content.decode()
    drawing, table = page.split("</svg>")
    assert drawing.count("<rect") == 2 and 'role="img"' in drawing and "style=" not in drawing
    assert "Train investigators" in table and "2025-12-31" in table


def test_what_is_owed_is_that_of_all_bodies_until_one_is_chosen(conference: Cast, police: Client) -> None:
    every = police.get("/conference/owed/").content.decode()
    assert '<option value="" selected>All bodies</option>' in every
    assert "Harbour office</bdi></td>" in every and "Put up notices" in every
    own = police.get("/conference/owed/?body=police").content.decode()
    assert '<option value="police" selected>' in own and "Put up notices" not in own and "Train investigators" in own
