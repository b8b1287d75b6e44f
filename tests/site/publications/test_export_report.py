"""palermo export-report as it is typed: a folder that builds, or exit 1 with the figure named and nothing left."""

import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

import pytest
from tests.site.cast import Cast
from tests.site.publications.folders import a_release, a_released_report
from tests.site.serving import PATIENCE, plain_environment

from palermo import engines, report
from palermo.site.access.scope import scoped
from palermo.site.audit.models import AuditEvent
from palermo.site.publications import actions, exporting
from palermo.site.verbs import export_report

NOW = datetime(2026, 3, 1, 9, 0, tzinfo=UTC)


def typed(*words: str, **settings: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "palermo", "export-report", *words]
    return subprocess.run(
        command, capture_output=True, text=True, timeout=PATIENCE, env={**plain_environment(), **settings}
    )


def publish(cast: Cast) -> None:
    """A release, and an edition on it."""
    with scoped(cast.actor("statistician")) as statistician:
        release = actions.propose_release(statistician, a_release(), now=NOW)
    with scoped(cast.actor("report_editor")) as editor:
        actions.approve_release(editor, release, version=1, now=NOW)
        edition = actions.propose_edition(editor, a_released_report(), now=NOW)
    with scoped(cast.actor("statistician")) as statistician:
        actions.approve_edition(statistician, edition, version=1, now=NOW)


@pytest.mark.django_db
def test_what_is_written_builds_unchanged_and_gives_the_same_bytes_again(cast: Cast, tmp_path: Path) -> None:
    publish(cast)
    for name in ("one", "two"):
        assert export_report.run([str(tmp_path / name), "--today", "2026-04-01"]) == 0
    files = engines.read_folder(tmp_path / "one")
    assert files == engines.read_folder(tmp_path / "two")
    assert b'built_at: "2026-04-01T00:00:00Z"' in files["report.yml"]
    edition = report.build(files, ports=exporting.ports())
    assert report.verify(edition.files, ports=exporting.ports()) == ()
    with scoped(cast.actor("auditor")):
        assert AuditEvent.objects.filter(verb="edition.export").count() == 2


@pytest.mark.django_db
def test_a_figure_without_a_release_is_named_and_nothing_is_left(
    cast: Cast, tmp_path: Path, ledger_of_its_own: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """The ledger was withdrawn from under the edition, by the command line."""
    from palermo import disclosure

    publish(cast)
    engines.extend_file(
        ledger_of_its_own,
        lambda held: disclosure.withdrawal_line(
            disclosure.read_ledger(held), "returns-2024", why="Wrong year", today=NOW.date()
        ),
    )
    assert export_report.run([str(tmp_path / "out")]) == 1
    told = capsys.readouterr().err
    assert "data.release-withdrawn" in told and "returns-2024" in told
    assert not (tmp_path / "out").exists()


def test_typed_on_a_fresh_site_it_says_that_nothing_is_released(sqlite_database: str, tmp_path: Path) -> None:
    settings = {"PALERMO_DATABASE": sqlite_database, "PALERMO_LEDGER": str(tmp_path / "l.jsonl")}
    done = typed(str(tmp_path / "out"), **settings)
    assert (done.returncode, done.stdout) == (1, "")
    assert "No release is in force" in done.stderr
    assert not (tmp_path / "out").exists()


def test_a_wrong_call_is_told(tmp_path: Path) -> None:
    (tmp_path / "something").write_text("here", "utf-8")
    assert typed(str(tmp_path)).returncode == 2
    assert typed(str(tmp_path / "new"), "--today", "tomorrow").returncode == 2
