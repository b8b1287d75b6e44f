"""A page asks the database the same few questions however much there is; the way in refuses what is no folder."""

import io
import zipfile

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from tests.site.a_conference import FILES, TODAY
from tests.site.cast import Cast

from palermo import engines
from palermo.ground.errors import UnreadableInput
from palermo.site.access.scope import scoped
from palermo.site.coordination import actions, current
from palermo.site.coordination.current import whole
from palermo.site.coordination.models import Meeting

pytestmark = pytest.mark.django_db
LISTS = ("", "bodies/", "meetings/", "meetings/m-2025/", "plans/p1/", "plans/p1/timeline/", "plans/p1/1.1/measure/",
         "owed/", "duties/", "assessments/", "returns/completeness/")  # fmt: skip
MOST = 12


def counted(client: Client, address: str) -> int:
    """Statements that ask or write; the frame of a transaction and of a scope is the same for every page."""
    with CaptureQueriesContext(
        connection,
    ) as seen:
        assert client.get(f"/conference/{address}").status_code == 200
    frame = ("SAVEPOINT", "RELEASE", "BEGIN", "COMMIT", "SELECT set_config")
    return sum(not one["sql"].startswith(frame) for one in seen.captured_queries)


def test_a_list_asks_at_most_twelve_questions_and_no_more_when_there_is_more(conference: Cast) -> None:
    secretary = conference.client(conference.accounts["plan_secretary"])
    secretary.get("/conference/")
    before = {address: counted(secretary, address) for address in LISTS}
    assert max(before.values()) <= MOST, before
    with scoped(conference.actor("plan_secretary")) as actor:
        meeting = Meeting.objects.get()
        for _ in range(5):
            actions.add_meeting(actor, on="2026-01-20", level="", attended=["police"], document="", today=TODAY)
            told = {"owners": ["police"], "due": "", "measure": "", "today": TODAY}
            actions.decide(actor, meeting, text={"en": "One more"}, **told)
    secretary.get("/conference/")
    assert {address: counted(secretary, address) for address in LISTS} == before


def test_another_process_reads_a_changed_conference_once_by_a_fixed_number_of_questions(
    conference: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    secretary = conference.client(conference.accounts["plan_secretary"])
    told = {"text": "One more", "owners": ["police"]}
    numbers = []
    for _ in range(2):
        secretary.post("/conference/meetings/m-2025/decisions/add/", told)
        monkeypatch.setattr(current, "_held", None)  # what another process holds is older
        numbers.append(counted(secretary, "meetings/"))
    assert numbers[0] == numbers[1] <= MOST + 24  # one for each table


def test_a_packed_folder_goes_in_and_comes_out(cast: Cast) -> None:
    secretary = cast.client(cast.accounts["plan_secretary"])
    assert "There is no conference yet" in secretary.get("/conference/").content.decode()
    packed = engines.pack_folder({f"ours/{name}": data for name, data in FILES.items()})
    assert secretary.post("/conference/folder/in/", {"file": SimpleUploadedFile("x.zip", packed)}).status_code == 302
    out = engines.unpack_folder(secretary.get("/conference/folder/out/").content, "out")
    assert set(out) == set(FILES)
    again = secretary.post("/conference/folder/in/", {"file": SimpleUploadedFile("x.zip", packed)})
    assert "There is a conference" in again.content.decode()


def test_what_is_wrong_in_a_folder_is_named_and_nothing_is_taken_in(cast: Cast) -> None:
    secretary = cast.client(cast.accounts["plan_secretary"])
    broken = {**FILES, "plans/p1.yml": FILES["plans/p1.yml"].replace(b"lead: police", b"lead: nobody")}
    packed = engines.pack_folder(broken)
    page = secretary.post("/conference/folder/in/", {"file": SimpleUploadedFile("x.zip", packed)}).content.decode()
    assert "there is no body nobody" in page and whole() is None


@pytest.mark.engines("sqlite")
@pytest.mark.parametrize("name", ["../conference.yml", "/conference.yml", "a\\..\\b.yml"])
def test_an_archive_that_names_a_place_outside_is_refused(name: str) -> None:
    with pytest.raises(UnreadableInput):
        engines.unpack_folder(engines.pack_folder({name: b"x"}), "x.zip")


@pytest.mark.engines("sqlite")
def test_an_archive_that_swells_is_refused_before_it_is_unpacked() -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("conference.yml", b"0" * ((64 << 20) + 1))
    with pytest.raises(UnreadableInput, match="would unpack"):
        engines.unpack_folder(out.getvalue(), "x.zip")


@pytest.mark.engines("sqlite")
def test_what_is_no_archive_or_a_broken_one_is_refused() -> None:
    whole_one = engines.pack_folder({"conference.yml": b"format: x\n" * 100})
    for data in (b"", b"nothing", whole_one[:-10], whole_one[:40] + b"!!!!" + whole_one[44:]):
        with pytest.raises(UnreadableInput):
            engines.unpack_folder(data, "x.zip")
