"""The same acts as on the pages: twice sent is done once, stale is told, and nobody reads past the own body."""

from collections.abc import Callable

import pytest
from tests.site.api.conftest import Program, token_of
from tests.site.cast import Cast
from tests.site.publications.folders import a_protected_report, a_released_report, release_files, unsafe_files

from palermo.engines import pack_folder
from palermo.site.access.scope import scoped
from palermo.site.audit.models import AuditEvent
from palermo.site.emergency.models import EmergencyAccess
from palermo.site.publications.models import Release

pytestmark = pytest.mark.django_db
Programs = Callable[..., Program]
ASKED = {"owner": "police", "resource": "case", "reference": "A-7", "reason": "a child may be on the night train"}


def test_a_release_goes_from_its_proposal_by_a_second_token_to_the_public_feed(program: Programs) -> None:
    packed = pack_folder(release_files())
    status, made = program("statistician").send("/releases", packed)
    assert status == 201, made
    assert (status, made["name"], made["state"], made["in_force"]) == (201, "returns-2024", "proposed", False)
    decided = {"decision": "approve", "version": made["version"]}
    assert program("statistician").post(f"/releases/{made['id']}/decide", decided)[0] == 403
    assert program("").get("/public/counts")[1]["items"] == []
    status, now = program("report_editor").post(f"/releases/{made['id']}/decide", decided)
    assert (status, now["state"], now["in_force"]) == (200, "approved", True)
    [feed] = program("").get("/public/counts")[1]["items"]
    assert (feed["release"], feed["tables"][0]["id"]) == ("returns-2024", "t1")
    status, table = program("").get(f"/public/counts/{made['id']}/t1")
    assert status == 200
    assert {one["status"] for one in table["cells"]} == {"exact", "hidden"}
    assert all(not one["value"] for one in table["cells"] if one["status"] == "hidden")


def test_the_same_write_sent_again_is_done_once_and_answered_the_same(program: Programs, cast: Cast) -> None:
    one, packed = program("statistician"), pack_folder(release_files())
    first = one.send("/releases", packed, key="nightly-run-1")
    assert one.send("/releases", packed, key="nightly-run-1") == first
    with scoped(cast.actor("statistician")):
        assert Release.objects.count() == 1
    assert one.send("/releases", pack_folder(unsafe_files()), key="nightly-run-1")[0] == 422


def test_a_write_that_failed_leaves_its_key_free(program: Programs) -> None:
    one = program("statistician")
    assert one.send("/releases", b"no zip", key="nightly-run-1")[0] == 422
    assert one.send("/releases", pack_folder(release_files()), key="nightly-run-1")[0] == 201


def test_an_unsafe_release_is_refused_with_table_and_cell_and_no_count(program: Programs) -> None:
    status, told = program("statistician").send("/releases", pack_folder(unsafe_files()))
    assert status == 422
    cells = [(one["code"], one["table"], one["cell"]) for one in told["findings"] if "cell" in one]
    assert cells == [("site.cell-recovered", "t1", "sex=M")]


def test_a_stale_decision_is_refused(program: Programs) -> None:
    _, made = program("statistician").send("/releases", pack_folder(release_files()))
    editor = program("report_editor")
    told = {"decision": "decline", "version": 1, "why": "The year is wrong"}
    assert editor.post(f"/releases/{made['id']}/decide", told)[0] == 200
    status, why = editor.post(f"/releases/{made['id']}/decide", {"decision": "approve", "version": 1})
    assert (status, why["findings"][0]["code"]) == (409, "api.lost-race")
    assert editor.get(f"/releases/{made['id']}")[1]["version"] == 2


def test_an_edition_on_a_release_in_force_is_approved_and_fed(program: Programs) -> None:
    _, made = program("statistician").send("/releases", pack_folder(release_files()))
    program("report_editor").post(f"/releases/{made['id']}/decide", {"decision": "approve", "version": 1})
    editor = program("report_editor")
    status, refused = editor.send("/editions", pack_folder(a_protected_report()))
    assert status == 422 and "data.protected" in {one["code"] for one in refused["findings"]}
    status, one = editor.send("/editions", pack_folder(a_released_report()))
    assert (status, one["releases"]) == (201, ["returns-2024"])
    program("statistician").post(f"/editions/{one['id']}/decide", {"decision": "approve", "version": 1})
    [fed] = program("").get("/public/editions")[1]["items"]
    assert (fed["title"]["en"], fed["releases"]) == ("A short note", ["returns-2024"])


def test_proposals_are_not_there_for_those_who_do_not_decide(program: Programs) -> None:
    _, made = program("statistician").send("/releases", pack_folder(release_files()))
    assert program("case_worker").get("/releases")[1]["items"] == []
    assert program("case_worker").get(f"/releases/{made['id']}")[0] == 404
    assert len(program("report_editor").get("/releases")[1]["items"]) == 1


def test_emergency_access_is_asked_approved_and_ended_by_tokens(program: Programs, cast: Cast) -> None:
    status, asked = program("case_worker").post("/emergency", ASKED)
    assert (status, asked["asked_by"], asked["owner"]) == (201, "shelter", "police")
    address = f"/emergency/{asked['id']}"
    status, opened = program("agency_manager").post(f"{address}/approve", {"hours": 3})
    assert status == 200 and opened["open_until"] is not None
    assert program("agency_manager").post(f"{address}/approve", {"hours": 3})[0] == 409
    owner = Program(token_of(cast.other["agency_manager"]))
    assert owner.post(f"{address}/answer", {"end": True})[1]["ended"] is True
    assert program("custody_monitor").get(address)[0] == 404


def test_a_list_goes_on_by_cursor_whatever_was_added_before_it(program: Programs, cast: Cast) -> None:
    worker = program("case_worker")
    for number in range(5):
        worker.post("/emergency", {**ASKED, "reference": f"A-{number}"})
    _, first = worker.get("/emergency?limit=2")
    worker.post("/emergency", {**ASKED, "reference": "B-1"})
    _, second = worker.get(f"/emergency?limit=2&after={first['next']}")
    _, third = worker.get(f"/emergency?limit=2&after={second['next']}")
    seen = [one["reference"] for page in (first, second, third) for one in page["items"]]
    assert (seen, third["next"]) == (["A-4", "A-3", "A-2", "A-1", "A-0"], "")
    assert worker.get("/emergency?after=bm9uc2Vuc2U=")[0] == 422
    with scoped(cast.actor("case_worker")):
        assert EmergencyAccess.objects.count() == 6


def test_the_auditor_reads_what_programs_did(program: Programs, cast: Cast) -> None:
    program("case_worker").post("/emergency", ASKED)
    told = program("auditor").get("/audit?limit=100")[1]["items"]
    [event] = [one for one in told if one["verb"] == "emergency.ask"]
    assert (event["body"], event["role"], event["fields"]) == ("shelter", "case_worker", ["reason", "reference"])
    assert program("agency_manager").get("/audit")[0] == 403
    with scoped(cast.actor("auditor")):
        assert AuditEvent.objects.filter(verb="emergency.ask").count() == 1


@pytest.mark.parametrize(
    ("body", "status"),
    [({}, 422), ({**ASKED, "reason": "too short"}, 422), ({**ASKED, "owner": "nobody"}, 404),
     ({**ASKED, "owner": "shelter"}, 403), ({**ASKED, "reference": "A\x007"}, 422)],
)  # fmt: skip
def test_what_is_wrong_is_told_as_findings_and_not_repeated(
    body: dict[str, str], status: int, program: Programs
) -> None:
    got, told = program("case_worker").post("/emergency", body)
    assert got == status
    assert all(one["code"].startswith("api.") for one in told["findings"])
    assert "night train" not in str(told)


def test_bodies_are_read_by_whoever_keeps_them_and_by_a_manager_the_own_one(program: Programs) -> None:
    assert len(program("system_admin").get("/bodies")[1]["items"]) == 4
    assert [one["code"] for one in program("agency_manager").get("/bodies")[1]["items"]] == ["shelter"]
