"""The pages of publications: two ways in, one decision, and the public page that follows the ledger."""

from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from tests.site.cast import Cast
from tests.site.publications.folders import EXAMPLE, release_files

from palermo import engines
from palermo.site.access.middleware import FACTOR_MISSING
from palermo.site.publications.models import Release

pytestmark = pytest.mark.django_db
PROPOSE = "/publications/releases/propose/"


def upload(data: bytes) -> SimpleUploadedFile:
    return SimpleUploadedFile("../../folder.zip", data, "application/zip")


def proposed(cast: Cast) -> str:
    """The address of a release that was uploaded."""
    client = cast.client(cast.accounts["statistician"])
    answer = client.post(PROPOSE, {"packed": upload(engines.pack_folder(release_files()))})
    return str(answer.headers["Location"])


def test_a_folder_of_the_configured_place_is_proposed_without_an_upload(cast: Cast, settings: Any) -> None:
    settings.PALERMO_RELEASES = EXAMPLE / "releases"
    client = cast.client(cast.accounts["statistician"])
    assert 'value="returns-2024"' in client.get(PROPOSE).content.decode()
    answer = client.post(PROPOSE, {"folder": "returns-2024"})
    assert answer.status_code == 302, answer.content.decode().split("<main")[1]
    assert Release.objects.get().name == "returns-2024"


@pytest.mark.parametrize("folder", ["../releases", "nowhere", "/etc"])
def test_no_other_folder_of_the_server_is(folder: str, cast: Cast, settings: Any) -> None:
    settings.PALERMO_RELEASES = EXAMPLE / "releases"
    client = cast.client(cast.accounts["statistician"])
    assert client.post(PROPOSE, {"folder": folder}).status_code == 200
    assert not Release.objects.exists()


@pytest.mark.parametrize("data", [b"no archive", engines.pack_folder({"x.csv": b"1"}), b""])
def test_an_upload_that_is_no_release_is_told_and_not_kept(data: bytes, cast: Cast) -> None:
    client = cast.client(cast.accounts["statistician"])
    page = client.post(PROPOSE, {"packed": upload(data)}).content.decode()
    assert "govuk-error-summary" in page
    assert not Release.objects.exists()


def test_a_table_is_given_byte_for_byte_to_everybody_once_it_is_out(cast: Cast) -> None:
    address = proposed(cast)
    table = f"{address}tables/t1.csv"
    assert Client().get(table).status_code == 404
    editor = cast.client(cast.accounts["report_editor"])
    assert editor.get(table).content == release_files()["t1.csv"]
    assert editor.post(f"{address}decide/", {"decision": "approve", "version": 1}).status_code == 302
    answer = Client().get(table)
    assert answer.content == release_files()["t1.csv"]
    assert answer.headers["Content-Disposition"] == 'attachment; filename="returns-2024-t1.csv"'
    assert b"returns-2024,returns-of-2024" in Client().get("/publications/releases.csv").content
    assert Client().get(f"{address}tables/t9.csv").status_code == 404


def test_the_proposer_is_refused_and_a_stale_page_too(cast: Cast) -> None:
    address = proposed(cast)
    told = {"decision": "approve", "version": 1}
    assert cast.client(cast.accounts["statistician"]).post(f"{address}decide/", told).status_code == 403
    editor = cast.client(cast.accounts["report_editor"])
    assert editor.post(f"{address}decide/", {"decision": "decline", "version": 1}).status_code == 422
    assert editor.post(f"{address}decide/", told).status_code == 302
    assert editor.post(f"{address}decide/", told).status_code == 409


def test_withdrawn_it_stands_on_the_public_page_with_its_reason(cast: Cast) -> None:
    address = proposed(cast)
    editor = cast.client(cast.accounts["report_editor"])
    editor.post(f"{address}decide/", {"decision": "approve", "version": 1})
    editor.post(f"{address}decide/", {"decision": "withdraw", "version": 2, "why": "A body was counted twice"})
    page = Client().get("/publications/").content.decode()
    assert "A body was counted twice" in page and "There is none." in page


def test_whoever_has_not_shown_a_second_factor_sees_what_strangers_see(cast: Cast) -> None:
    address = proposed(cast)
    editor = cast.client(cast.accounts["report_editor"])
    session = editor.session
    session[FACTOR_MISSING] = True
    session.save()
    assert editor.get(address).status_code == 404
    assert "returns-2024" not in editor.get("/publications/").content.decode()


def test_a_ledger_that_was_altered_publishes_nothing(cast: Cast, ledger_of_its_own: Path) -> None:
    address = proposed(cast)
    editor = cast.client(cast.accounts["report_editor"])
    editor.post(f"{address}decide/", {"decision": "approve", "version": 1})
    ledger_of_its_own.write_bytes(ledger_of_its_own.read_bytes().replace(b",exact", b",other", 1))
    page = Client().get("/publications/")
    assert page.status_code == 503
    assert "returns-2024" not in page.content.decode()
