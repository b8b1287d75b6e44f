"""The conference by tokens: minutes and what is overdue, reports and reviews side by side, and no stale edit."""

from collections.abc import Callable
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from tests.site.api.conftest import Program, token_of
from tests.site.cast import Cast

from palermo.site.access.actor import keeper
from palermo.site.access.scope import scoped
from palermo.site.accounts.actions import add_account
from palermo.site.audit.models import AuditEvent
from palermo.site.coordination.models import Decision, Meeting

pytestmark = pytest.mark.django_db
Programs = Callable[..., Program]
MEETING = {"on": "2026-03-03", "level": "ministers", "attended": ["office", "police"], "document": ""}
SAID = {"body": "police", "measure": "p1/1.1", "period": "2025", "status": "done", "values": {"trained": "55"}}


@pytest.fixture
def secretary(conference: Cast) -> Program:
    return Program(token_of(conference.accounts["plan_secretary"]))


@pytest.fixture
def police(conference: Cast) -> Program:
    """The manager of the police."""
    return Program(token_of(conference.other["agency_manager"]))


@pytest.fixture
def reader(conference: Cast) -> Program:
    """A manager of the rapporteur, who reads independently."""
    with scoped(keeper()) as actor:
        home = conference.bodies["rapporteur"]
        return Program(token_of(add_account(actor, home, name="n", display_name="N", role="agency_manager")))


def decided(code: str, **more: Any) -> dict[str, Any]:
    return {"text": {"en": code}, "owners": ["police"], "due": "2026-04-01", "measure": "", **more}


def test_a_meeting_and_three_decisions_are_written_and_the_late_ones_told(
    secretary: Program, police: Program, conference: Cast
) -> None:
    status, made = secretary.post("/conference/meetings", MEETING)
    assert (status, made["code"], made["version"]) == (201, "m-2026-03-03", 1)
    address = "/conference/meetings/m-2026-03-03"
    codes = [secretary.post(f"{address}/decisions", decided(one))[1]["code"] for one in ("a", "b")]
    assert secretary.post(f"{address}/decisions", decided("c", due="2099-01-01"))[0] == 201
    assert secretary.post(f"{address}/agenda", {"text": {"en": "Houses"}})[0] == 201
    followed = {"decision": "d-2025-1", "status": "done", "evidence": ["letter-7"]}
    assert secretary.post(f"{address}/follow-ups", followed)[0] == 201
    late = secretary.get("/conference/decisions?overdue=true")[1]["items"]
    assert [one["code"] for one in late] == codes
    whole = secretary.get(address)[1]
    assert [len(whole[part]) for part in ("agenda", "decisions", "follow_ups")] == [1, 3, 1]
    owed = police.get("/conference/owed")[1]["items"]
    assert set(codes) <= {one["ref"] for one in owed if one["kind"] == "decision"}
    with scoped(conference.actor("auditor")):
        assert AuditEvent.objects.filter(verb="decision.add").count() == 3


def test_an_edit_of_a_stale_version_is_refused_and_shows_both(secretary: Program, conference: Cast) -> None:
    address, first = "/conference/meetings/m-2025", {**MEETING, "on": "2025-02-10", "version": 1}
    assert secretary.post(address, first)[1]["version"] == 2
    mine = {**first, "level": "secretaries of state", "attended": ["office"]}
    status, told = secretary.post(address, mine)
    assert (status, told["findings"][0]["code"]) == (409, "api.lost-race")
    there = {"version": 2, "on": "2025-02-10", "level": "ministers", "attended": ["office", "police"], "document": ""}
    assert told["there"] == there
    assert told["sent"] == mine
    assert secretary.post(address, {**mine, "version": told["there"]["version"]})[0] == 200
    with scoped(conference.actor("plan_secretary")):
        assert Meeting.objects.get(code="m-2025").level == "secretaries of state"


def test_a_refused_edit_writes_nothing_and_leaves_its_key_free(secretary: Program, conference: Cast) -> None:
    told = decided("other", version=7)
    address = "/conference/decisions/d-2025-1"
    assert secretary.post(address, told, key="a-key-of-mine")[0] == 409
    assert secretary.post(address, {**told, "version": 1}, key="a-key-of-mine")[0] == 200
    with scoped(conference.actor("plan_secretary")):
        assert Decision.objects.get(code="d-2025-1").text == {"en": "other"}


def test_the_same_write_sent_twice_is_one_decision(secretary: Program, conference: Cast) -> None:
    address = "/conference/meetings/m-2025/decisions"
    first = secretary.post(address, decided("once"), key="minutes-of-march")
    assert secretary.post(address, decided("once"), key="minutes-of-march") == first
    with scoped(conference.actor("plan_secretary")):
        assert Decision.objects.filter(text__en="once").count() == 1


def test_a_measure_that_another_reassigned_meanwhile_shows_who_leads_it(secretary: Program) -> None:
    address = "/conference/plans/p1/measures/1.2"
    told = {"version": 1, "text": {"en": "Print them"}, "due": "", "leads": ["shelter"], "supports": []}
    assert secretary.post(address, told)[0] == 200
    status, lost = secretary.post(address, {**told, "leads": ["police"]})
    assert (status, lost["there"]["leads"], lost["sent"]["leads"]) == (409, ["shelter"], ["police"])
    [_, measure] = secretary.get("/conference/plans/p1")[1]["measures"]
    assert (measure["leads"], measure["version"]) == (["shelter"], 2)


def test_a_body_reports_a_reader_disagrees_and_neither_writes_the_other(
    police: Program, reader: Program, secretary: Program
) -> None:
    status, told = police.post("/conference/progress", SAID)
    assert (status, told["there"]["status"], told["there"]["version"]) == (409, "under_way", 1)
    assert police.post("/conference/progress", {**SAID, "version": 1, "evidence": ["list"]})[1]["version"] == 2
    said = {"measure": "p1/1.1", "period": "2025", "verdict": "disputes", "text": {"en": "In three towns only"}}
    assert reader.post("/conference/reviews", said)[0] == 201
    for other in (police, secretary):
        status, told = other.post("/conference/reviews", {**said, "verdict": "agrees"})
        assert status in (403, 422)
    assert reader.post("/conference/progress", {**SAID, "version": 2})[0] == 403
    [review] = police.get("/conference/reviews?measure=p1/1.1")[1]["items"]
    assert (review["reviewer"], review["verdict"], review["version"]) == ("rapporteur", "disputes", 1)
    [measure, _] = police.get("/conference/plans/p1")[1]["measures"]
    assert (measure["status"], measure["disputed"]) == ("done", True)


def test_what_the_room_does_not_believe_is_refused_with_its_findings(secretary: Program) -> None:
    status, told = secretary.post("/conference/meetings/m-2025/decisions", decided("x", owners=["nobody"]))
    assert status == 422
    assert {one["code"].split(".")[0] for one in told["findings"][1:]} == {"coordination"}


def test_a_dissolved_body_owes_nothing_that_no_act_passed_on(secretary: Program) -> None:
    told = {"version": 1, "dissolved": "2026-01-01", "successors": ["police"], "how": "merged"}
    assert secretary.post("/conference/bodies/harbour/dissolve", told)[1]["version"] == 2
    assert secretary.post("/conference/bodies/harbour/dissolve", told)[0] == 409
    [_, measure] = secretary.get("/conference/plans/p1")[1]["measures"]
    assert measure["leads"] == []
    act = {"giver": "harbour", "taker": "police", "on": "2026-01-01", "measures": ["p1/1.2"], "source": "decree 4"}
    assert secretary.post("/conference/handovers", act)[0] == 201
    [_, measure] = secretary.get("/conference/plans/p1")[1]["measures"]
    assert measure["leads"] == ["police"]
    assert secretary.get("/conference/handovers")[1]["items"][0]["source"] == "decree 4"


def test_judgements_ranks_and_replies_stand_under_the_names_of_those_who_say_them(conference: Cast) -> None:
    editor = Program(token_of(conference.accounts["report_editor"]))
    [sheet] = editor.get("/conference/duties")[1]["items"]
    said = {"whose": "other", "by": "network", "judgement": "met", "document": "report-8"}
    address = f"/conference/duties/{sheet['id']}/6.3a"
    status, told = editor.post(f"{address}/judgements", said)
    assert (status, told["there"]["judgement"]) == (409, "not_met")
    assert editor.post(f"{address}/judgements", {**said, "version": 1})[0] == 201
    assert editor.post(f"{address}/evidence", {"documents": ["law-1"], "figures": []})[0] == 200
    [line] = editor.get(f"/conference/duties/{sheet['id']}")[1]["lines"]
    assert (line["documents"], [one["judgement"] for one in line["judgements"]]) == (["law-1"], ["met", "met"])
    [head] = editor.get("/conference/assessments")[1]["items"]
    address = f"/conference/assessments/{head['id']}"
    ranked = {"version": 1, "rank": "2", "on": "2025-06-01", "document": "report-2025"}
    assert editor.post(f"{address}/rank", ranked)[0] == 200
    assert editor.post(f"{address}/rank", {**ranked, "rank": "1"})[1]["there"]["rank"] == "2"
    assert editor.post(f"{address}/criteria/1", {"judgement": "met", "documents": ["report-2025"]})[0] == 201
    assert editor.post(f"{address}/replies", {"by": "office", "text": {"en": "We differ"}})[0] == 201
    whole = editor.get(address)[1]
    assert (whole["rank"], len(whole["criteria"]), len(whole["replies"])) == ("2", 1, 1)


def test_a_return_is_handed_in_by_a_token_and_seen_by_no_other_body(conference: Cast, police: Program) -> None:
    officer = Program(token_of(conference.accounts["agency_data_officer"]))
    client = conference.client(conference.accounts["agency_data_officer"])
    form = client.get("/conference/returns/form/2025/").content
    headers = {"Authorization": f"Bearer {officer.token}", "Idempotency-Key": "return-2025"}
    sent = {"packed": SimpleUploadedFile("shelter-2025.xlsx", form)}
    answer = Client().post("/api/v1/returns", sent, headers=headers)
    assert answer.status_code == 201, answer.content
    made = answer.json()
    assert made["received"] == made["accepted"] + made["rejected"] + made["pending"] > 0
    assert len(officer.get(f"/returns/{made['id']}")[1]["lines"]) == made["received"]
    assert [police.get("/returns")[1]["items"], police.get(f"/returns/{made['id']}")[0]] == [[], 404]


def test_who_may_not_look_is_told_403_at_the_door(conference: Cast, program: Programs) -> None:
    paths = ("/conference", "/conference/meetings", "/conference/duties", "/conference/completeness", "/returns")
    told = {role: [program(role).get(path)[0] for path in paths] for role in ("case_worker", "tip_desk", "auditor")}
    assert told["case_worker"] == [200, 403, 200, 403, 403]
    assert told["tip_desk"] == [403] * 5
    assert told["auditor"] == [200, 200, 200, 200, 403]


def test_before_a_conference_was_begun_there_is_none(cast: Cast, program: Programs) -> None:
    one = program("plan_secretary")
    assert one.get("/conference")[1] == {"name": {}, "languages": [], "country": "", "begun": False}
    assert one.get("/conference/meetings")[0] == 404
