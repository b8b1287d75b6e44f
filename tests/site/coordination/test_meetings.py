"""The secretariat enters a meeting and what was decided, and sees what is overdue; the room has the last word."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone
from tests.site.cast import Cast

from palermo.site.access.scope import scoped
from palermo.site.audit.models import AuditEvent
from palermo.site.coordination.models import Decision, Meeting

pytestmark = pytest.mark.django_db


@pytest.fixture
def secretary(conference: Cast) -> Client:
    return conference.client(conference.accounts["plan_secretary"])


def test_a_meeting_and_three_decisions_are_entered_and_the_late_one_heads_the_agenda(
    conference: Cast, secretary: Client
) -> None:
    told = secretary.post("/conference/meetings/add/", {"on": "2026-02-10", "attended": ["police", "shelter"]})
    address = told["Location"]
    assert address == "/conference/meetings/m-2026-02-10/"
    coming = (timezone.localdate() + timedelta(days=400)).isoformat()
    for text, due, owners in (
        ("Open two houses", "2026-03-01", ["shelter"]),
        ("Print the leaflet", coming, ["police"]),
        ("Ask for money", coming, []),
    ):
        assert (
            secretary.post(f"{address}decisions/add/", {"text": text, "due": due, "owners": owners}).status_code == 302
        )
    page = secretary.get("/conference/meetings/").content.decode()
    heads = page.split("What heads the next agenda")[1].split("Open decisions")[0]
    assert "Open two houses" in heads and "overdue since" in heads
    assert "Ask for money" in heads and "nobody" in heads
    assert "Print the leaflet" not in heads and "Print the leaflet" in page
    with scoped(conference.actor("plan_secretary")):
        assert [one.code for one in Decision.objects.filter(meeting__code="m-2026-02-10")] == [
            "d-2026-1", "d-2026-2", "d-2026-3",
        ]  # fmt: skip
    with scoped(conference.actor("auditor")):
        verbs = list(AuditEvent.objects.values_list("verb", flat=True))
    assert verbs.count("decision.add") == 3 and verbs.count("meeting.add") == 1


def test_a_follow_up_closes_a_decision_and_it_leaves_the_list(secretary: Client) -> None:
    secretary.post("/conference/meetings/add/", {"on": "2026-02-10"})
    answer = secretary.post(
        "/conference/meetings/m-2026-02-10/follow-up/new/",
        {"decision": "d-2025-1", "status": "done", "evidence": "letter-3, letter-4"},
    )
    assert answer.status_code == 302
    page = secretary.get("/conference/meetings/").content.decode()
    assert "Hand in the return" not in page.split("Open decisions")[1]
    assert "letter-4" in secretary.get("/conference/meetings/m-2025/").content.decode()


def test_what_is_put_on_the_agenda_stands_on_it(secretary: Client) -> None:
    told = {"text": "Beds for men", "decision": "d-2025-2", "measure": "p1/1.2"}
    assert secretary.post("/conference/meetings/m-2025/agenda/add/", told).status_code == 302
    page = secretary.get("/conference/meetings/m-2025/").content.decode()
    assert "Beds for men" in page and "d-2025-2" in page


def test_what_the_room_says_cannot_be_is_refused_in_its_words_and_nothing_is_written(secretary: Client) -> None:
    answer = secretary.post("/conference/meetings/m-2025/decisions/add/", {"text": "Too late", "due": "2024-01-01"})
    assert answer.status_code == 200 and "before it was taken" in answer.content.decode()
    assert not Decision.objects.filter(due="2024-01-01").exists()


def test_a_date_that_is_none_is_named_at_its_field(secretary: Client) -> None:
    page = secretary.post("/conference/meetings/add/", {"on": "10.2.2026"}).content.decode()
    assert "Write it as 2026-02-10" in page and Meeting.objects.count() == 1


def test_of_two_who_correct_one_decision_the_second_sees_both_and_nothing_is_lost(secretary: Client) -> None:
    first = {"version": 1, "text": "Hand in the return by post", "due": "2026-01-31", "owners": ["police"]}
    assert secretary.post("/conference/decisions/d-2025-1/", first).status_code == 302
    answer = secretary.post("/conference/decisions/d-2025-1/", {**first, "text": "Hand it in by hand"})
    page = answer.content.decode()
    assert answer.status_code == 409
    assert "Hand in the return by post" in page and "Hand it in by hand" in page
    assert Decision.objects.get(code="d-2025-1").text == {"en": "Hand in the return by post"}


def test_a_text_corrected_in_arabic_keeps_the_english_one(secretary: Client) -> None:
    secretary.post("/language/", {"language": "ar", "next": "/"})
    told = {"version": 1, "text": "سلّموا البيان", "due": "2025-12-31", "owners": ["police"]}
    assert secretary.post("/conference/decisions/d-2025-1/", told).status_code == 302
    kept = Decision.objects.get(code="d-2025-1").text
    assert kept == {"en": "Hand in the return", "ar": "سلّموا البيان"}


def test_who_may_not_read_minutes_sees_no_decision_anywhere(conference: Cast) -> None:
    worker = conference.client(conference.accounts["case_worker"])
    assert worker.get("/conference/meetings/").status_code == 403
    for address in ("/conference/", "/conference/owed/?body=police", "/conference/bodies/"):
        page = worker.get(address).content.decode()
        assert "Hand in the return" not in page and "d-2025-1" not in page
