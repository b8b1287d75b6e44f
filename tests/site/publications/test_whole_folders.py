"""All that lies in a folder is published with it: it is searched. And an edition leaves the site as pages."""

import io
from datetime import date
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone
from openpyxl import Workbook
from tests.site.a_conference import FILES
from tests.site.api.conftest import Program, token_of
from tests.site.cast import Cast
from tests.site.publications.folders import HEAD, a_public_report, a_released_report, release_files

from palermo import engines, report
from palermo.ground.errors import Protected
from palermo.site.access.scope import scoped
from palermo.site.publications import actions, demo, exporting
from palermo.site.publications.folders import release_in
from palermo.site.publications.models import Edition, Release, State
from palermo.site.publications.reading import edition_built, releases_out

pytestmark = pytest.mark.django_db
PROPOSE = "/publications/releases/propose/"


def workbook(*, hidden: bool = False, author: str = "") -> bytes:
    """A workbook beside the tables: with a sheet nobody sees, or with the name of who wrote it."""
    book = Workbook()
    sheet: Any = book.active
    sheet.append(["body", "sex", "n"])
    if hidden:
        raw = book.create_sheet("raw")
        raw.sheet_state = "veryHidden"
        for row in [("body", "sex", "n"), ("border", "X", 3), ("labour", "X", 2)]:
            raw.append(row)
    book.properties.creator = author
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


PLANTED = {
    "a hidden sheet": {"tables.xlsx": workbook(hidden=True)},
    "the name of a writer": {"notes/tables.xlsx": workbook(author="Amina of the third desk")},
}


@pytest.mark.parametrize("planted", PLANTED)
def test_what_nobody_meant_to_publish_is_found_in_the_folder_and_named(planted: str, cast: Cast) -> None:
    files = {**release_files(), **PLANTED[planted]}
    [name] = PLANTED[planted]
    client = cast.client(cast.accounts["statistician"])
    packed = SimpleUploadedFile("folder.zip", engines.pack_folder(files), "application/zip")
    page = client.post(PROPOSE, {"packed": packed}).content.decode()
    assert "govuk-error-summary" in page and name in page
    assert "Amina" not in page
    status, told = Program(token_of(cast.accounts["statistician"])).send("/releases", engines.pack_folder(files))
    assert status == 422 and any(name in str(one.get("path")) for one in told["findings"])
    assert not Release.objects.exists()


def test_a_folder_of_the_server_is_searched_as_an_upload_is(cast: Cast, settings: Any, tmp_path: Any) -> None:
    folder = tmp_path / "returns-2024"
    folder.mkdir()
    for path, held in {**release_files(), "tables.xlsx": workbook(hidden=True)}.items():
        (folder / path).write_bytes(held)
    settings.PALERMO_RELEASES = tmp_path
    page = cast.client(cast.accounts["statistician"]).post(PROPOSE, {"folder": "returns-2024"}).content.decode()
    assert "tables.xlsx" in page
    assert not Release.objects.exists()


def test_what_is_harmless_beside_the_tables_is_let_in_and_not_kept(cast: Cast) -> None:
    files = {**release_files(), "README.md": b"# Returns of 2024\n"}
    with scoped(cast.actor("statistician")) as statistician:
        made = actions.propose_release(statistician, release_in(files), files=files, now=timezone.now())
        assert sorted(one.path for one in made.files.all()) == ["manifest.json", "t1.csv"]


def approved(cast: Cast, files: dict[str, bytes]) -> Edition:
    now = timezone.now()
    with scoped(cast.actor("report_editor")) as editor:
        one = actions.propose_edition(editor, files, now=now)
    with scoped(cast.actor("statistician")) as statistician:
        return actions.approve_edition(statistician, one, version=1, now=now)


def a_conference_report() -> dict[str, bytes]:
    """A report over the conference of the cast, which lies in the same folder."""
    head = HEAD + 'conference: {sensitivity: invented, today: 2026-02-28, period: "2025"}\n'
    text = b"# The plan\n\n{{conference:owed|police}}\n"
    evidence = b"format: palermo.evidence/1\ndocuments: []\n"
    kept = {path: held for path, held in FILES.items() if path.split("/")[0] in ("plans", "progress", "meetings")}
    return {
        "report.yml": head.encode(),
        "text/main.en.md": text,
        "evidence/none.yml": evidence,
        "conference.yml": FILES["conference.yml"],
        **kept,
    }


@pytest.mark.engines("sqlite")
def test_an_edition_with_a_conference_is_accepted_approved_and_given_as_pages(cast: Cast) -> None:
    one = approved(cast, a_conference_report())
    assert one.state == State.APPROVED
    held = engines.unpack_folder(Client().get(f"/publications/editions/{one.pk}/edition.zip").content, "edition.zip")
    assert "Train investigators" in held["en/index.html"].decode()


def test_the_pages_are_those_that_the_command_line_builds_from_the_exported_folder(cast: Cast) -> None:
    one, today = approved(cast, a_public_report()), timezone.localdate()
    editor = cast.client(cast.accounts["report_editor"])
    folder = engines.unpack_folder(editor.get(f"/publications/editions/{one.pk}/report-folder.zip").content, "x.zip")
    given = Client().get(f"/publications/editions/{one.pk}/edition.zip")
    assert given.headers["Content-Type"] == "application/zip"
    with scoped(cast.actor("report_editor")):
        assert edition_built(one, today=today) == dict(report.build(folder, ports=exporting.ports()).files)
    held = engines.unpack_folder(given.content, "edition.zip")
    assert {"en/index.html", "build.json"} <= set(held)


def test_before_it_is_approved_a_stranger_gets_no_page_of_it(cast: Cast) -> None:
    with scoped(cast.actor("report_editor")) as editor:
        one = actions.propose_edition(editor, a_public_report(), now=timezone.now())
    address = f"/publications/editions/{one.pk}/edition.zip"
    assert Client().get(address).status_code == 404
    assert cast.client(cast.accounts["statistician"]).get(address).status_code == 200


def test_pages_on_a_release_that_was_withdrawn_are_not_built_any_more(cast: Cast) -> None:
    now = timezone.now()
    with scoped(cast.actor("statistician")) as statistician:
        release = actions.propose_release(statistician, release_in(release_files()), now=now)
    with scoped(cast.actor("report_editor")) as editor:
        release = actions.approve_release(editor, release, version=1, now=now)
    one = approved(cast, a_released_report())
    with scoped(cast.actor("report_editor")) as editor:
        assert edition_built(one, today=now.date())
        actions.withdraw_release(editor, release, version=2, why="A body was counted twice", now=now)
        with pytest.raises(Protected):
            edition_built(one, today=now.date())


def test_the_demonstration_publishes_a_release_that_a_second_person_approved(cast: Cast) -> None:
    demo.load()
    [(release, held)] = releases_out(date.today())
    assert (release.name, held.folder.hidden) == (demo.NAME, 4)
    assert release.proposed_by != release.decided_by
    edition = Edition.objects.get()
    assert (edition.state, edition.releases) == (State.APPROVED, [demo.NAME])
    page = Client().get("/publications/").content.decode()
    assert demo.NAME in page
