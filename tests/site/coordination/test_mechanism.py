"""A body is dissolved, an act names who takes over, a law of one's own is kept, a rank is written as given."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from tests.site.a_conference import TODAY
from tests.site.cast import Cast

from palermo.ground.errors import Refused, UsageError
from palermo.site.access.refusals import Forbidden
from palermo.site.access.scope import scoped
from palermo.site.audit.models import AuditEvent
from palermo.site.coordination import actions, current, folder
from palermo.site.coordination.kept import actions as kept
from palermo.site.coordination.mechanism import actions as mechanism
from palermo.site.coordination.models import Assessment, Body, Duties, Handover, KeptFile, Meeting
from palermo.site.coordination.sheets import actions as sheets

pytestmark = pytest.mark.django_db
A_LAW = """\
format: palermo.instrument/1
id: law-4
title: {en: "Law 4 against trafficking"}
source: "Official gazette, 2019"
valid_from: 2019-01-01
lines:
  - {article: "1", kind: prevent, strength: shall, text: {en: "Name a coordinator"}}
"""


@pytest.fixture
def secretary(conference: Cast) -> Client:
    return conference.client(conference.accounts["plan_secretary"])


@pytest.fixture
def editor(conference: Cast) -> Client:
    return conference.client(conference.accounts["report_editor"])


def test_a_dissolved_body_owes_nothing_until_an_act_names_who_takes_over(secretary: Client, conference: Cast) -> None:
    told = {"version": 1, "dissolved": "2026-01-01", "how": "merged", "successors": ["police"]}
    assert secretary.post("/conference/bodies/harbour/dissolve/", told).status_code == 302
    page = secretary.get("/conference/bodies/harbour/").content.decode()
    assert "2026-01-01" in page and "Police" in page
    assert "Put up notices" not in secretary.get("/conference/owed/?body=police").content.decode()
    act = {"giver": "harbour", "taker": "police", "on": "2026-01-01", "source": "decree 4", "measures": ["p1/1.2"]}
    assert secretary.post("/conference/handovers/add/", act).status_code == 302
    assert "decree 4" in secretary.get("/conference/handovers/").content.decode()
    assert "Put up notices" in secretary.get("/conference/owed/?body=police").content.decode()
    assert secretary.post("/conference/bodies/harbour/dissolve/", told).status_code == 409
    key = Handover.objects.get().pk
    change = {**act, "version": 1, "taker": "shelter"}
    assert secretary.post(f"/conference/handovers/{key}/", change).status_code == 302
    assert secretary.post(f"/conference/handovers/{key}/", change).status_code == 409
    with scoped(conference.actor("auditor")):
        verbs = set(AuditEvent.objects.values_list("verb", flat=True))
        assert {"body.dissolve", "handover.add", "handover.change"} <= verbs


def test_what_was_dissolved_by_mistake_stands_again(secretary: Client) -> None:
    told = {"version": 1, "dissolved": "2026-01-01", "how": "merged", "successors": ["police"]}
    secretary.post("/conference/bodies/harbour/dissolve/", told)
    assert (
        secretary.post("/conference/bodies/harbour/dissolve/", {**told, "version": 2, "dissolved": ""}).status_code
        == 302
    )
    row = Body.objects.get(code="harbour")
    assert (row.dissolved, row.successors) == ("", [])


@pytest.mark.parametrize("role", ["report_editor", "agency_manager", "auditor"])
def test_nobody_but_the_secretariat_dissolves_or_hands_over(role: str, conference: Cast) -> None:
    told = {"giver": "harbour", "taker": "police", "on": "", "measures": [], "source": ""}
    with scoped(conference.actor(role)) as actor:
        with pytest.raises(Forbidden):
            mechanism.hand_over(actor, **told, today=TODAY)
        with pytest.raises(Forbidden):
            mechanism.dissolve(
                actor, Body.objects.get(code="harbour"), version=1, dissolved="2026", successors=[], how="merged",
                today=TODAY,
            )  # fmt: skip


def test_an_act_from_a_body_that_is_none_is_refused(conference: Cast) -> None:
    told = {"giver": "nobody", "taker": "police", "on": "", "measures": [], "source": ""}
    with scoped(conference.actor("plan_secretary")) as secretary, pytest.raises(Refused):
        mechanism.hand_over(secretary, **told, today=TODAY)
    with scoped(conference.actor("plan_secretary")) as secretary, pytest.raises(UsageError, match="to itself"):
        mechanism.hand_over(secretary, **{**told, "giver": "police"}, today=TODAY)
    assert not Handover.objects.exists()


def test_a_rank_is_what_the_assessor_gave_and_nothing_is_computed(editor: Client, conference: Cast) -> None:
    key = Assessment.objects.get().pk
    told = {"version": 1, "rank": "2", "on": "2025-06-01", "document": "report-2025"}
    assert editor.post(f"/conference/assessments/{key}/rank/", told).status_code == 302
    assert "ranks it" in editor.get("/conference/assessments/").content.decode()
    assert editor.post(f"/conference/assessments/{key}/rank/", {**told, "rank": "1"}).status_code == 409
    assert Assessment.objects.get().rank == "2"


def test_a_law_of_ones_own_becomes_an_instrument_of_a_sheet_of_duties(editor: Client, conference: Cast) -> None:
    told = {"path": "instruments", "name": "law-4", "text": A_LAW}
    answer = editor.post("/conference/definitions/add/", told)
    assert answer.status_code == 302
    assert "instruments/law-4.yml" in editor.get("/conference/definitions/").content.decode()
    sheet = {"instrument": "law-4", "state": "XM", "period": "2025"}
    assert editor.post("/conference/duties/add/", sheet).status_code == 302
    row = KeptFile.objects.get(path="instruments/law-4.yml")
    change = {"version": 1, "path": "instruments", "text": A_LAW.replace("Law 4", "Law four")}
    assert editor.post(f"/conference/definitions/{row.pk}/", change).status_code == 302
    page = editor.post(f"/conference/definitions/{row.pk}/", change)
    assert page.status_code == 409 and "Law four" in page.content.decode()


def test_a_definition_that_cannot_be_read_is_told_with_its_faults_and_not_kept(editor: Client) -> None:
    told = {"path": "instruments", "name": "law-5", "text": "format: palermo.other/1\nid: x\n"}
    page = editor.post("/conference/definitions/add/", told)
    assert page.status_code == 200 and "govuk-error-summary" in page.content.decode()
    assert not KeptFile.objects.filter(path__startswith="instruments/").exists()


@pytest.mark.parametrize("path", ["meetings/x.yml", "instruments/../x.yml", "instruments/x.txt", "x.yml"])
def test_a_definition_has_its_place_and_no_other(path: str, conference: Cast) -> None:
    with scoped(conference.actor("report_editor")) as editor, pytest.raises(UsageError):
        kept.keep(editor, path, b"x: 1\n", version=None, today=TODAY)


def test_who_is_asked_for_a_return_is_said_by_the_secretariat_alone(conference: Cast) -> None:
    row = KeptFile.objects.get(path="returns/ask.yml")
    data = row.text.replace("[police, shelter, harbour]", "[police, shelter]").encode()
    with scoped(conference.actor("report_editor")) as editor, pytest.raises(Forbidden):
        kept.keep(editor, row.path, data, version=1, today=TODAY)
    with scoped(conference.actor("plan_secretary")) as secretary:
        kept.keep(secretary, row.path, data, version=1, today=TODAY)
    assert KeptFile.objects.get(path="returns/ask.yml").version == 2


def _acts(actor: Any) -> dict[str, Callable[[], object]]:
    """One act that touches each part of the folder, by that part."""
    meeting, words = Meeting.objects.get(code="m-2025"), {"en": "x"}
    duties, assessment = Duties.objects.get(), Assessment.objects.get()
    done = {"status": "done", "values": {}, "evidence": ["x"], "note": {}, "reply": {}}
    return {
        "meetings": lambda: actions.decide(actor, meeting, text=words, owners=[], due="", measure="", today=TODAY),
        "conference": lambda: actions.add_body(
            actor, code="coast", kind="agency", name=words, role="member", since="2026", today=TODAY
        ),
        "progress": lambda: actions.report(
            actor, "harbour", measure="p1/1.2", period="2025", version=None, today=TODAY, **done
        ),
        "kept": lambda: kept.keep(
            actor, "returns/ask.yml", KeptFile.objects.get().text.encode(), version=1, today=TODAY
        ),
        "duties": lambda: sheets.cite(
            actor, duties, article="6.3a", version=None, documents=["d"], figures=[], today=TODAY
        ),
        "assessments": lambda: sheets.rank(
            actor, assessment, version=1, rank="2", on="2025", document="r", today=TODAY
        ),
    }


def test_what_is_held_after_an_act_is_what_stands_in_the_tables(conference: Cast) -> None:
    for part in ("meetings", "conference", "progress", "kept"):
        _holds(conference, "plan_secretary", part)
    for part in ("duties", "assessments"):
        _holds(conference, "report_editor", part)


def _holds(conference: Cast, role: str, part: str) -> None:
    """The act reads one part anew; all of what is held is compared with all that stands there."""
    with scoped(conference.actor(role)) as actor:
        current.whole()
        _acts(actor)[part]()
        stamp = current.Conference.objects.values_list("stamp", flat=True).get()
        assert folder.whole_of(current.files_of(stamp)) == folder.folder(notes=False), part
