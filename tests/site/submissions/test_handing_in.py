"""A data officer hands in a file, mends what was rejected, maps a code, hands in again; nobody else sees any of it."""

import json
from collections.abc import Iterator
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st
from tests.site.cast import Cast
from tests.site.keys.keyring import PASSPHRASE
from tests.site.submissions.handing_in import CASES, DAY, NOW, READING, hand_in, with_keys

from palermo.site.access.refusals import Forbidden, Hidden, LostRace
from palermo.site.access.scope import scoped
from palermo.site.audit.models import AuditEvent
from palermo.site.keys.actions import unlock as open_keys
from palermo.site.keys.holding import holder
from palermo.site.keys.models import RecordKey
from palermo.site.submissions import actions
from palermo.site.submissions.actions import plain_name
from palermo.site.submissions.models import Correction, Job, Mapping, Run, SourceRow, Submission, SubmittedFile
from palermo.site.submissions.queue.work import check_once
from palermo.site.submissions.vault import unlock, unlock_one

pytestmark = pytest.mark.django_db


@pytest.fixture
def officer(cast: Cast) -> Iterator[Client]:
    """The browser of the shelter's data officer, its keys open."""
    with with_keys(cast):
        yield cast.client(cast.accounts["agency_data_officer"])


def upload(browser: Client, data: bytes = CASES, name: str = "cases.csv", **told: str) -> str:
    """The address of the submission that the browser is sent to."""
    answer = browser.post(
        "/submissions/hand-in/", {"file": SimpleUploadedFile(name, data), "reading": "htcds", **told}
    )  # fmt: skip
    assert answer.status_code == 302, answer.content.decode()
    return answer.headers["Location"]


def counts(cast: Cast) -> list[tuple[int, int, int, int, int]]:
    """Received, accepted, rejected, pending and erased of each run, the oldest first."""
    with scoped(cast.actor("agency_data_officer")):
        return list(
            Run.objects.order_by("number").values_list("received", "accepted", "rejected", "pending", "erased")
        )  # fmt: skip


def test_a_file_is_handed_in_mended_mapped_and_its_receipt_given(cast: Cast, officer: Client) -> None:
    address = upload(officer)
    page = officer.get(f"{address}rejects/").content.decode()
    assert "Femenine" in page and "No code of the list" in page and "A day in the future" in page
    assert "Amina" not in page  # a row that passed is not shown
    row = officer.get(f"{address}rows/4/").content.decode()
    assert 'value="2031-01-01"' in row
    filled = {"seen": 1, "c0": "Omar", "c1": "Masculine", "c2": "1990-01-01", "c3": "MA"}
    assert officer.post(f"{address}rows/4/", filled).status_code == 302
    assert "1 cell is mended" in officer.get(f"{address}rejects/").content.decode()
    assert officer.post(f"{address}again/", {"seen": 1}).status_code == 302
    assert counts(cast) == [(4, 2, 2, 0, 0), (4, 3, 1, 0, 0)]
    editor = officer.get(f"{address}mapping/").content.decode()
    assert "Femenine" in editor and 'name="code_1_0"' in editor
    mapped = {"name": "ours", "base": 0, "target": "htcds", "code_1_0": "Feminine"}
    assert officer.post(f"{address}mapping/", mapped).status_code == 302
    assert counts(cast)[-1] == (4, 4, 0, 0, 0)
    told = json.loads(officer.get(f"{address}receipts/3/json/").content)
    assert (told["received"], told["accepted"], told["mapping"]) == (4, 4, {"name": "ours", "version": 1})
    assert "Feminine" not in json.dumps(told) and "1990" not in json.dumps(told)
    old = json.loads(officer.get(f"{address}receipts/1/json/").content)
    assert (old["accepted"], old["rejected"], old["mapping"]) == (2, 2, None)


def test_what_came_stays_as_it_came_beside_what_was_mended(cast: Cast, officer: Client) -> None:
    address = upload(officer)
    officer.post(f"{address}rows/4/", {"seen": 1, "c0": "Omar", "c1": "Masculine", "c2": "1990-01-01", "c3": "MA"})
    officer.post(f"{address}again/", {"seen": 1})
    with scoped(cast.actor("agency_data_officer")):
        row = json.loads(unlock_one(SourceRow.objects.get(run__number=2, row=4)))
        assert row["cells"]["c2"] == "2031-01-01" and row["values"][0]["prs_Birthdate"] == "1990-01-01"
        assert unlock(list(SubmittedFile.objects.all())) == [CASES]
        assert list(unlock(list(Correction.objects.all()))) == [b"1990-01-01"]
        assert unlock(list(Correction.objects.all())) == [b"1990-01-01"]


def test_each_reading_of_rows_is_written_down_with_its_purpose(cast: Cast, officer: Client) -> None:
    address = upload(officer)
    officer.get(f"{address}rejects/")
    officer.get(f"{address}rows/3/")
    with scoped(cast.actor("auditor")):
        read = AuditEvent.objects.filter(verb="read", kind__startswith="submissions.")
        assert sorted((event.kind, event.purpose) for event in read) == [
            ("submissions.run", "mending what was rejected"),
            ("submissions.sourcerow", "mending what was rejected"),
        ]
        assert "Femenine" not in str([vars(event) for event in AuditEvent.objects.all()])


@pytest.mark.parametrize(
    "page", ["", "rejects/", "rows/3/", "mapping/", "receipts/1/", "receipts/1/json/", "progress/"]
)
def test_another_body_finds_nothing_and_the_administrator_may_not_look(cast: Cast, officer: Client, page: str) -> None:
    address = upload(officer)
    assert officer.get(address + page).status_code == 200
    assert cast.client(cast.other["agency_manager"]).get(address + page).status_code == 404
    assert cast.client(cast.accounts["system_admin"]).get(address + page).status_code == 404
    assert cast.client(cast.accounts["case_worker"]).get(address + page).status_code == 403


def test_a_manager_reads_and_does_not_hand_in(cast: Cast, officer: Client) -> None:
    address = upload(officer)
    with scoped(cast.actor("agency_manager")) as manager:
        open_keys(manager, cast.bodies["shelter"], kind="passphrase", told=PASSPHRASE, session="manager")
    browser = cast.client(cast.accounts["agency_manager"])
    assert browser.get(f"{address}rejects/").status_code == 200
    assert browser.get("/submissions/hand-in/").status_code == 403
    assert browser.post(f"{address}again/", {"seen": 1}).status_code == 403


def test_two_who_mend_or_map_at_once_do_not_undo_each_other(cast: Cast, officer: Client) -> None:
    address = upload(officer)
    filled = {"seen": 1, "c0": "Omar", "c1": "Masculine", "c2": "1990-01-01", "c3": "MA"}
    assert officer.post(f"{address}again/", {"seen": 1}).status_code == 302
    assert officer.post(f"{address}rows/4/", filled).status_code == 409
    assert officer.post(f"{address}again/", {"seen": 1}).status_code == 409
    definition = {"target": "htcds", "columns": {}}
    with scoped(cast.actor("agency_data_officer")) as actor:
        actions.save_mapping(actor, "ours", definition, based_on=0, today=DAY, now=NOW)
        with pytest.raises(LostRace):
            actions.save_mapping(actor, "ours", definition, based_on=0, today=DAY, now=NOW)
        actions.save_mapping(actor, "ours", definition, based_on=1, today=DAY, now=NOW)
        assert list(Mapping.objects.values_list("version", flat=True)) == [2, 1]


def test_a_large_file_is_a_job_and_the_page_says_where_it_is(cast: Cast, officer: Client, settings: Any) -> None:
    settings.CHECKED_AT_ONCE = 10
    address = upload(officer)
    page = officer.get(address).content.decode()
    assert "waiting for its turn" in page and f'hx-get="{address}progress/"' in page
    assert check_once()
    assert "hx-get" not in officer.get(f"{address}progress/").content.decode()
    assert counts(cast) == [(4, 2, 2, 0, 0)]


def test_a_file_larger_than_allowed_is_refused_and_nothing_is_kept(cast: Cast, officer: Client, settings: Any) -> None:
    settings.UPLOAD_LIMIT = 1 << 20
    data = b"a,b\n" + b"1,2\n" * (1 << 18)
    answer = officer.post("/submissions/hand-in/", {"file": SimpleUploadedFile("cases.csv", data)})
    assert "larger than 1 megabytes" in answer.content.decode()
    with scoped(cast.actor("agency_data_officer")):
        assert not Submission.objects.exists() and not Job.objects.exists()


def test_a_zip_bomb_is_kept_sealed_and_refused_by_the_check(cast: Cast, officer: Client) -> None:
    import io
    import zipfile

    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", "")
        archive.writestr("xl/workbook.xml", b"0" * (80 << 20))
    address = upload(officer, packed.getvalue(), "cases.xlsx")
    page = officer.get(address).content.decode()
    assert "The file cannot be read." in page and "which no real workbook does" in page


def test_without_the_key_the_file_is_taken_in_and_the_page_says_what_is_needed(cast: Cast, officer: Client) -> None:
    holder().lock(agency=cast.bodies["shelter"].pk)
    address = upload(officer)
    with scoped(cast.actor("agency_data_officer")):
        assert Job.objects.get().stage == Job.Stage.KEYLESS
    page = officer.get(address).content.decode()
    assert "waiting until somebody of the body has signed in" in page and "cases.csv" not in page


def test_of_a_workbook_with_several_sheets_one_is_chosen(cast: Cast, officer: Client) -> None:
    import io

    import openpyxl

    book = openpyxl.Workbook()
    lines = [line.split(",") for line in CASES.decode().splitlines()]
    for sheet in (book.active, book.create_sheet("Leila")):
        for line in lines:
            sheet.append(line)
    data = io.BytesIO()
    book.save(data)
    address = upload(officer, data.getvalue(), "cases.xlsx")
    assert counts(cast) == [(8, 0, 0, 8, 0)]
    assert "<option>Leila</option>" in officer.get(address).content.decode()
    assert b"Leila" not in officer.get(f"{address}receipts/1/json/").content
    officer.post(f"{address}again/", {"seen": 1, "sheet": "Leila"})
    assert counts(cast)[-1] == (4, 2, 2, 0, 0)


def test_when_its_time_is_over_rows_are_erased_and_counts_and_receipts_stay(cast: Cast, officer: Client) -> None:
    address = upload(officer)
    with scoped(cast.actor("agency_data_officer")):
        key = RecordKey.objects.get(kind="submission")
        key.secret, key.erased_at = None, NOW
        key.save()
        assert not SourceRow.objects.exists() and not SubmittedFile.objects.exists()
    assert counts(cast) == [(4, 0, 0, 0, 4)]
    told = json.loads(officer.get(f"{address}receipts/1/json/").content)
    assert (told["received"], told["accepted"], told["rejected"], told["erased"]) == (4, 2, 2, 4)
    assert officer.get(address).status_code == 200 and "erased" in officer.get(address).content.decode()


def test_the_page_of_rejects_asks_no_more_of_the_database_for_more_rows(
    cast: Cast, officer: Client, django_assert_max_num_queries: Any
) -> None:
    head, bad = CASES.split(b"\n")[0], b"N%d,Femenine,2001-02-03,MA"
    address = upload(officer, b"\n".join([head, *(bad % at for at in range(60))]))
    with django_assert_max_num_queries(45):
        assert officer.get(f"{address}rejects/").content.count(b"govuk-summary-card__title-wrapper") == 50


def test_nothing_is_handed_in_for_another_body_or_by_another_role(cast: Cast, officer: Client) -> None:
    job = hand_in(cast)
    with scoped(cast.actor("case_worker")) as worker, pytest.raises(Forbidden):
        actions.receive(worker, CASES, "x.csv", sha256="0" * 64, reading=READING, now=NOW)
    with scoped(cast.stranger("agency_manager")) as stranger, pytest.raises(Hidden):
        submission = Submission(pk=job.submission_id, agency=cast.bodies["shelter"])
        submission._state.adding = False
        actions.hand_in_again(stranger, submission, reading=READING, seen=0, now=NOW)


@pytest.mark.parametrize(
    ("name", "kept"),
    [
        ("../../etc/passwd", "passwd"),
        ("C:\\people\\Amina.csv", "Amina.csv"),
        ("a\u202egpj.csv", "agpj.csv"),
        ("a\x00b\n.csv", "ab.csv"),
        ("...", "file"),
        ("", "file"),
    ],
)
@pytest.mark.engines("sqlite")
def test_tricks_in_the_name_of_a_file_come_to_nothing(name: str, kept: str) -> None:
    assert plain_name(name) == kept


@pytest.mark.engines("sqlite")
@given(st.text(max_size=300))
def test_the_name_of_a_file_is_one_short_line_without_folders(name: str) -> None:
    kept = plain_name(name)
    assert 0 < len(kept) <= actions.LONGEST_NAME and "/" not in kept and "\\" not in kept
    assert kept.isprintable() or not kept.isascii()
