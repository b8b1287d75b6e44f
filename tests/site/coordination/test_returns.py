"""A body hands in its return and is told what to mend; the office sees that it came; no other body sees a row of it."""

import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse
from django.test import Client
from openpyxl import load_workbook
from tests.site.cast import Cast
from tests.site.submissions.handing_in import with_keys

from palermo.site.access.scope import scoped
from palermo.site.coordination.models import ReturnLine, ReturnReceipt, YearlyReturn
from palermo.site.keys.models import RecordKey

pytestmark = pytest.mark.django_db
PAGE = "/conference/returns/"


@pytest.fixture
def officer(conference: Cast) -> Client:
    """The data officer of the shelter."""
    return conference.client(conference.accounts["agency_data_officer"])


def filled(officer: Client, *, number: object = 3, only: int = 0) -> bytes:
    """The form as it is downloaded, with a number in its cells, or in the first ones only."""
    book = load_workbook(io.BytesIO(officer.get(f"{PAGE}form/2025/").content))
    sheet = book["Return"]
    column = [cell.value for cell in sheet[1]].index("Number") + 1
    for row in range(2, (only or sheet.max_row) + 1):
        sheet.cell(row, column, number)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def hand_in(client: Client, data: bytes, name: str = "shelter-2025.xlsx") -> HttpResponse:
    return client.post(PAGE, {"file": SimpleUploadedFile(name, data)})


def test_a_filled_form_is_taken_row_by_row_and_the_equation_holds(conference: Cast, officer: Client) -> None:
    told = hand_in(officer, filled(officer))
    assert told.status_code == 302
    page = officer.get(told["Location"]).content.decode()
    with scoped(conference.actor("agency_data_officer")):
        made = YearlyReturn.objects.get()
        assert made.received == made.accepted + made.rejected + made.pending == made.lines.count() > 5
        assert made.sent and made.lines.filter(answer="value", value="3").exists()
    assert f"{made.received} received" in page


def test_what_is_wrong_is_said_by_row_and_held_back(conference: Cast, officer: Client) -> None:
    page = officer.get(hand_in(officer, filled(officer, number=-4, only=2))["Location"]).content.decode()
    assert "row 2" in page and "below zero" in page
    with scoped(conference.actor("agency_data_officer")):
        assert YearlyReturn.objects.get().rejected > 0
    assert ReturnReceipt.objects.get(body="shelter").held > 0


def test_an_untouched_form_leaves_the_body_silent_and_silence_is_no_zero(conference: Cast, officer: Client) -> None:
    untouched = officer.get(f"{PAGE}form/2025/").content
    assert "counts as not sent" in officer.get(hand_in(officer, untouched)["Location"]).content.decode()
    page = conference.client(conference.accounts["plan_secretary"]).get(f"{PAGE}completeness/").content.decode()
    row = next(part for part in page.split("<tr") if "A shelter" in part and "2025" in part)
    assert "silent" in row and "overdue" in row and "0" not in row.split("2026-01-31")[1]


def test_the_office_sees_that_it_came_and_how_full_and_no_row_of_it(conference: Cast, officer: Client) -> None:
    made = hand_in(officer, filled(officer))["Location"]
    secretary = conference.client(conference.accounts["plan_secretary"])
    page = secretary.get(f"{PAGE}completeness/").content.decode()
    assert "answered:" in next(part for part in page.split("<tr") if "A shelter" in part and "2025" in part)
    assert secretary.get(PAGE).status_code == 403 and secretary.get(made).status_code == 404


def test_another_body_sees_no_row_and_hands_in_nothing_in_its_name(conference: Cast, officer: Client) -> None:
    data = filled(officer)
    made = hand_in(officer, data)["Location"]
    police = conference.client(conference.other["agency_manager"])
    assert police.get(made).status_code == 404
    with scoped(conference.stranger("agency_manager")):
        assert not YearlyReturn.objects.exists() and not ReturnLine.objects.exists()
    assert police.get(f"{PAGE}form/2025/").status_code == 200
    assert hand_in(police, data).status_code == 403  # a manager reads returns, and does not write them


@pytest.mark.parametrize(
    ("name", "data"), [("police-2025.csv", None), ("x.xlsx", b"PK\x03\x04broken"), ("a.csv", b"a,b")]
)
def test_a_file_that_is_no_return_of_the_body_is_refused_and_nothing_is_kept(
    name: str, data: bytes | None, conference: Cast, officer: Client
) -> None:
    told = data if data is not None else b"Number,Body,Line,Period\n1,police,alerts,2025\n"
    answer = hand_in(officer, told, name)
    assert answer.status_code == 200 and "no return that shelter is asked for" in answer.content.decode()
    with scoped(conference.actor("agency_data_officer")):
        assert not YearlyReturn.objects.exists()


def test_a_name_of_a_file_leads_nowhere(conference: Cast, officer: Client) -> None:
    told = hand_in(officer, filled(officer), "../../etc/passwd.xlsx")
    assert told.status_code == 302
    page = officer.get(told["Location"]).content.decode()
    assert "passwd" not in page and "etc" not in page.replace("</", "")


def test_a_later_return_takes_the_place_of_the_first_for_the_office(conference: Cast, officer: Client) -> None:
    hand_in(officer, filled(officer, number=-4, only=2))
    hand_in(officer, filled(officer))
    assert ReturnReceipt.objects.filter(body="shelter").count() == 1
    assert ReturnReceipt.objects.get(body="shelter").answered > 0
    with scoped(conference.actor("agency_data_officer")):
        assert YearlyReturn.objects.count() == 2


def test_what_stood_in_a_rejected_row_is_sealed_and_shown_to_its_body_alone(conference: Cast, officer: Client) -> None:
    with with_keys(conference):
        place = hand_in(officer, filled(officer, number=-41, only=2))["Location"]
        with scoped(conference.actor("agency_data_officer")):
            [line] = ReturnLine.objects.filter(state="rejected", sealed__isnull=False)
            assert b"-41" not in bytes(line.sealed)
            assert RecordKey.objects.get(kind="return").thing == YearlyReturn.objects.get().pk
        assert "-41" in officer.get(place).content.decode()
        stranger = conference.client(conference.other["agency_manager"])
        assert stranger.get(place).status_code == 404
    page = officer.get(place).content.decode()  # nobody has the key open now
    assert "-41" not in page.split("<table")[1].split("</table")[0] and "/keys/open/" in page


def test_a_body_without_keys_keeps_no_cell_that_it_could_not_seal(conference: Cast, officer: Client) -> None:
    hand_in(officer, filled(officer, number=-41, only=2))
    with scoped(conference.actor("agency_data_officer")):
        assert ReturnLine.objects.filter(state="rejected").exists()
        assert not ReturnLine.objects.filter(sealed__isnull=False).exists()
