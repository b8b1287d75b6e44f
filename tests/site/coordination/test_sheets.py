"""Duties and assessments: who says what, citing what; one yardstick, no score; the editor writes, others read."""

import pytest
from django.test import Client
from tests.site.cast import Cast

from palermo.site.coordination.models import Assessment, Duties, GridEntry, Judgement

pytestmark = pytest.mark.django_db


@pytest.fixture
def editor(conference: Cast) -> Client:
    return conference.client(conference.accounts["report_editor"])


def test_the_sheet_holds_every_duty_and_calls_missing_evidence_missing(editor: Client) -> None:
    page = editor.get(f"/conference/duties/{Duties.objects.get().pk}/").content.decode()
    assert page.count('scope="row"') == 34
    assert "none is written down" in page and "that is no breach" in page
    assert "A network</bdi> says: not met" in page and "citing <bdi>report-7" in page
    assert "Office</bdi> says: met" in page


def test_another_judgement_is_written_beside_and_the_own_one_is_changed_once_read(editor: Client) -> None:
    address = f"/conference/duties/{Duties.objects.get().pk}/6.3a/judge/"
    told = {"whose": "other", "by": "rapporteur", "judgement": "partly_met", "document": "visit-2", "text": "In part"}
    assert editor.post(address, told).status_code == 302
    assert Judgement.objects.filter(whose="other").count() == 2
    own = {"whose": "own", "by": "office", "judgement": "partly_met", "document": "letter-2"}
    assert editor.post(address, own).status_code == 409
    assert editor.post(address, {**own, "version": 1}).status_code == 302
    assert Judgement.objects.get(whose="own").judgement == "partly_met"


def test_a_judgement_cites_something(editor: Client) -> None:
    address = f"/conference/duties/{Duties.objects.get().pk}/6.1/judge/"
    answer = editor.post(address, {"whose": "other", "by": "network", "judgement": "not_met"})
    assert answer.status_code == 200 and not Judgement.objects.filter(line__article="6.1").exists()


def test_a_line_that_the_instrument_lacks_is_refused_by_the_room(editor: Client) -> None:
    address = f"/conference/duties/{Duties.objects.get().pk}/99/evidence/"
    page = editor.post(address, {"documents": "x"}).content.decode()
    assert "has no line 99" in page


def test_the_grid_says_who_says_what_and_who_is_silent_and_computes_nothing(editor: Client) -> None:
    row = Assessment.objects.get()
    told = {"judgement": "not_met", "text": "Few were punished", "documents": "report-2025"}
    assert editor.post(f"/conference/assessments/{row.pk}/criteria/1/", told).status_code == 302
    answered = {"by": "office", "criterion": "1", "text": "More than the year before", "document": "letter-9"}
    assert editor.post(f"/conference/assessments/{row.pk}/reply/", answered).status_code == 302
    page = editor.get("/conference/assessments/").content.decode()
    assert "A bureau</bdi> says: not met" in page and "citing <bdi>report-2025" in page
    assert "Office</bdi> replies" in page and "silent" in page
    assert "%" not in page.split("<main")[1].split("</main>")[0]
    stale = editor.post(f"/conference/assessments/{row.pk}/criteria/1/", {**told, "judgement": "met"})
    assert stale.status_code == 409 and GridEntry.objects.get().judgement == "not_met"


def test_the_own_state_stands_in_the_grid_like_any_other(editor: Client) -> None:
    told = {"assessor": "network", "framework": "tvpa-2019", "state": "xa", "round": "2025", "document": "report-8"}
    assert editor.post("/conference/assessments/add/", told).status_code == 302
    page = editor.get("/conference/assessments/?round=2025").content.decode()
    heads = page.split("<thead")[1].split("</thead>")[0]
    assert "<bdi>XA</bdi>" in heads and "<bdi>XM</bdi>" in heads


def test_nobody_but_the_editor_writes_a_judgement(conference: Cast) -> None:
    address = f"/conference/duties/{Duties.objects.get().pk}/6.3a/judge/"
    told = {"whose": "other", "by": "network", "judgement": "met", "document": "x"}
    for role in ("plan_secretary", "agency_manager", "auditor", "statistician"):
        assert conference.client(conference.accounts[role]).post(address, told).status_code == 403
