"""Rows that did not pass, taken out as CSV, mended in a spreadsheet and handed in again; and every finding in words."""

import csv
import io
from collections.abc import Iterator

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import translation
from tests.site.cast import Cast
from tests.site.submissions.handing_in import with_keys

from palermo.intake.sayings import SAYINGS
from palermo.site.access.scope import scoped
from palermo.site.audit.models import AuditEvent
from palermo.site.submissions.models import Run, SourceRow
from palermo.site.submissions.sayings import FAULTS, REASONS, by_code, reason
from palermo.site.submissions.vault import unlock

pytestmark = pytest.mark.django_db
ROWS = (
    b"prs_FirstName,prs_Gender,prs_Birthdate,note\n"
    b"Amina,Feminine,1999-05-01,fine\n"
    b'=cmd|"x",Frau,2001-02-03,"two\nlines, +1"\n'
    b"+212 555,Masculine,2091-01-01,\t=2\n"
    b"Omar,Masculine,2001-02-03,a,b\n"
)
"""Of four rows three do not pass; what a spreadsheet would run stands in two of them."""


@pytest.fixture
def officer(cast: Cast) -> Iterator[Client]:
    with with_keys(cast):
        yield cast.client(cast.accounts["agency_data_officer"])


def upload(browser: Client, data: bytes) -> str:
    told = {"file": SimpleUploadedFile("cases.csv", data), "reading": "htcds"}
    return str(browser.post("/submissions/hand-in/", told).headers["Location"])


def taken_out(browser: Client, address: str) -> list[dict[str, str]]:
    answer = browser.get(f"{address}rejects.csv")
    assert answer.headers["Content-Type"] == "text/csv; charset=utf-8"
    assert "cases" not in answer.headers["Content-Disposition"]  # the name of a file is nobody else's
    return list(csv.DictReader(io.StringIO(answer.content.decode())))


def test_each_row_goes_out_with_line_code_reason_and_hint_and_runs_nowhere(cast: Cast, officer: Client) -> None:
    rows = taken_out(officer, upload(officer, ROWS))
    assert [row["palermo_row"] for row in rows] == ["3", "5", "6"]
    assert [row["palermo_codes"] for row in rows] == ["value.not_in_list", "date.future", "row.ragged"]
    assert rows[0]["palermo_reasons"] == "prs_Gender: no code of the list"
    assert rows[1]["palermo_hints"] == "Mend the date." and rows[2]["palermo_extra"] == '["b"]'
    assert (rows[0]["prs_FirstName"], rows[1]["prs_FirstName"]) == ('\t=cmd|"x"', "\t+212 555")
    assert rows[0]["note"] == "two\nlines, +1" and rows[1]["note"] == "\t\t=2"
    assert not [cell for row in rows for cell in row.values() if cell and cell[0] in "=+-@"]


def test_mended_and_handed_in_again_every_cell_is_what_it_was(cast: Cast, officer: Client) -> None:
    data = officer.get(f"{upload(officer, ROWS)}rejects.csv").content
    mended = data.replace(b"Frau", b"Feminine").replace(b"2091-01-01", b"1991-01-01")
    again = upload(officer, mended)
    with scoped(cast.actor("agency_data_officer")):
        run = Run.objects.get(submission_id=again.split("/")[2])
        assert (run.received, run.accepted, run.rejected) == (3, 3, 0)
        first, second, _third = (text.decode() for text in unlock(list(SourceRow.objects.filter(run=run))))
    assert '"c0":"=cmd|\\"x\\""' in first and '"c0":"+212 555"' in second and '"c3":"\\t=2"' in second


def test_taking_out_is_written_down_with_its_purpose_and_in_the_readers_language(cast: Cast, officer: Client) -> None:
    address = upload(officer, ROWS)
    with translation.override("ar"):
        officer.cookies["django_language"] = "ar"
        assert "ليس رمزًا من القائمة" in taken_out(officer, address)[0]["palermo_reasons"]
    with scoped(cast.actor("auditor")):
        [event] = AuditEvent.objects.filter(verb="submission.take-out")
        assert event.kind == "submissions.run"
        read = AuditEvent.objects.filter(verb="read", kind="submissions.run", purpose="mending what was rejected")
        assert read.count() == 1
        assert "Frau" not in str([vars(one) for one in AuditEvent.objects.all()])


def test_where_it_is_not_settled_which_sheet_is_meant_every_row_says_so(cast: Cast, officer: Client) -> None:
    import openpyxl

    book = openpyxl.Workbook()
    for sheet in (book.active, book.create_sheet("more")):
        sheet.append(["prs_FirstName", "prs_Gender"])
        sheet.append(["Amina", "Feminine"])
    held = io.BytesIO()
    book.save(held)
    told = {"file": SimpleUploadedFile("cases.xlsx", held.getvalue()), "reading": "htcds"}
    address = officer.post("/submissions/hand-in/", told).headers["Location"]
    rows = taken_out(officer, address)
    assert [row["palermo_codes"] for row in rows] == ["sheet.several"] * 2
    assert [row["column_1"] for row in rows] == ["Amina"] * 2
    assert officer.get(f"{address}rejects/").content.decode().count("Several sheets hold tables") == 2


def test_a_row_with_a_cell_too_many_is_kept_as_somebody_has_looked_at_it(cast: Cast, officer: Client) -> None:
    address = upload(officer, ROWS)
    page = officer.get(f"{address}rows/6/").content.decode()
    assert "More or fewer cells than the header has" in page and '<bdi class="palermo-cell">b</bdi>' in page
    officer.post(f"{address}rows/6/", {"seen": 1, "c0": "Omar", "c1": "Masculine", "c2": "2001-02-03", "c3": "a"})
    officer.post(f"{address}again/", {"seen": 1})
    with scoped(cast.actor("agency_data_officer")):
        assert list(Run.objects.order_by("number").values_list("accepted", "rejected")) == [(1, 3), (2, 2)]


@pytest.mark.engines("sqlite")
def test_whatever_intake_may_find_is_said_in_both_languages() -> None:
    from_layouts = {"intake.check-failed"}  # a check of somebody's own, in that body's words
    assert set(SAYINGS) - set(REASONS) == from_layouts
    said = [words for pair in REASONS.values() for words in pair] + list(FAULTS.values())
    english = [str(words) for words in said]
    with translation.override("ar"):
        assert all(
            text != str(words) and "\u0600" <= max(str(words)) for text, words in zip(english, said, strict=True)
        )


@pytest.mark.engines("sqlite")
def test_a_check_of_a_mapping_speaks_in_its_own_words_and_findings_of_one_code_stand_together() -> None:
    own = {"code": "ours.age", "text": "too old", "hint": "Ask.", "count": 2, "column": "age"}
    assert reason("ours.age", [own]) == ("too old", "Ask.")
    core = [{"code": "header.core_absent", "column": name, "count": 1} for name in ("a", "b")]
    [together, other] = by_code([*core, own])
    assert (together["columns"], together["count"], other["why"]) == (["a", "b"], 2, "too old")
