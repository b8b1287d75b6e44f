"""Publishing: the attack fails first, a second person approves, the ledger holds it, and nothing takes it back."""

from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from tests.site.cast import Cast
from tests.site.publications.folders import (
    a_protected_report,
    a_public_report,
    a_release,
    a_released_report,
    release_files,
    unsafe_files,
)

from palermo import disclosure, engines
from palermo.ground.errors import Protected, Refused, UnreadableInput, UsageError
from palermo.site.access.actor import stranger
from palermo.site.access.refusals import Forbidden, Hidden, LostRace
from palermo.site.access.scope import scoped
from palermo.site.accounts.models import Account
from palermo.site.audit.models import AuditEvent
from palermo.site.publications import actions
from palermo.site.publications.folders import release_in, unpacked
from palermo.site.publications.models import Edition, Release, State
from palermo.site.publications.reading import edition_now, edition_seen, release_seen, releases_out, report_folder

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 3, 1, 9, 0, tzinfo=UTC)
TODAY = date(2026, 3, 1)


def proposed(cast: Cast, name: str = "returns-2024") -> Release:
    with scoped(cast.actor("statistician")) as statistician:
        return actions.propose_release(statistician, a_release(name), now=NOW)


def approved(cast: Cast, name: str = "returns-2024") -> Release:
    one = proposed(cast, name)
    with scoped(cast.actor("report_editor")) as editor:
        return actions.approve_release(editor, one, version=one.version, now=NOW)


def edition(cast: Cast, files: dict[str, bytes]) -> Edition:
    """An edition, written by the editor and approved by the statistician."""
    with scoped(cast.actor("report_editor")) as editor:
        one = actions.propose_edition(editor, files, now=NOW)
    with scoped(cast.actor("statistician")) as statistician:
        return actions.approve_edition(statistician, one, version=one.version, now=NOW)


def names_in(ledger: Path) -> list[str]:
    return [one.release for one in disclosure.read_ledger(engines.read_bytes(ledger)).releases]


def test_a_proposal_is_in_no_ledger_and_on_no_public_page(cast: Cast, ledger_of_its_own: Path) -> None:
    one = proposed(cast)
    assert not ledger_of_its_own.exists()
    with scoped(stranger()) as nobody:
        assert releases_out() == []
        with pytest.raises(Hidden):
            release_seen(nobody, one.pk)


def test_a_second_person_publishes_it_and_the_command_line_reads_the_same_ledger(
    cast: Cast, ledger_of_its_own: Path
) -> None:
    one = approved(cast)
    assert names_in(ledger_of_its_own) == ["returns-2024"]
    with scoped(stranger()) as nobody:
        assert [(row.pk, held.at) for row, held in releases_out()] == [(one.pk, "2026-03-01")]
        assert release_seen(nobody, one.pk).state == State.APPROVED


def test_nobody_approves_what_they_proposed_whatever_role_they_got_since(cast: Cast, ledger_of_its_own: Path) -> None:
    one = proposed(cast)
    with scoped(cast.actor("system_admin")):
        Account.objects.filter(pk=cast.accounts["statistician"].pk).update(role="report_editor")
    cast.accounts["statistician"].role = "report_editor"
    with scoped(cast.actor("statistician")) as same, pytest.raises(Forbidden, match="second person"):
        actions.approve_release(same, one, version=one.version, now=NOW)
    assert not ledger_of_its_own.exists()


@pytest.mark.parametrize("role", ["statistician", "plan_secretary", "system_admin", "auditor", "agency_manager"])
def test_only_an_editor_approves_a_release(role: str, cast: Cast) -> None:
    one = proposed(cast)
    with scoped(cast.actor(role)) as actor, pytest.raises(Forbidden):
        actions.approve_release(actor, one, version=one.version, now=NOW)


@pytest.mark.parametrize("role", ["report_editor", "plan_secretary", "system_admin", "auditor", "case_worker"])
def test_only_a_statistician_proposes_a_release(role: str, cast: Cast) -> None:
    with scoped(cast.actor(role)) as actor, pytest.raises(Forbidden):
        actions.propose_release(actor, a_release(), now=NOW)


def test_an_unsafe_release_is_not_kept_and_its_cells_are_named_without_their_counts(cast: Cast) -> None:
    with scoped(cast.actor("statistician")) as statistician:
        with pytest.raises(Protected) as refused:
            actions.propose_release(statistician, release_in(unsafe_files()), now=NOW)
        assert not Release.objects.exists()
    assert {(one.code, one.table, one.cell) for one in refused.value.findings} == {
        ("site.cell-recovered", "t1", "sex=M")
    }
    assert not any("2" in one.text for one in refused.value.findings)


def test_what_became_unsafe_since_it_was_proposed_is_not_published(cast: Cast, ledger_of_its_own: Path) -> None:
    """Between the two persons another release of the same people came out, by the command line."""
    one = proposed(cast, "annual-2025")
    engines.begin_file(ledger_of_its_own, disclosure.begin(today=TODAY))
    files = dict(release_files("annual-2025"))
    manifest = files["manifest.json"].replace(b'"release": "annual-2025"', b'"release": "other"')
    lines = files["t1.csv"].decode().splitlines(keepends=True)
    shown = "".join(line.replace(",,hidden", ",7,exact") for line in lines).encode()
    manifest = manifest.replace(_hash(files["t1.csv"]), _hash(shown))
    out = release_in({**files, "manifest.json": manifest, "t1.csv": shown})
    engines.extend_file(
        ledger_of_its_own,
        lambda held: disclosure.release_line(disclosure.read_ledger(held), out, today=TODAY, unsafe=True),
    )
    with scoped(cast.actor("report_editor")) as editor:
        with pytest.raises(Protected):
            actions.approve_release(editor, one, version=one.version, now=NOW)
        assert Release.objects.get(pk=one.pk).state == State.PROPOSED
    assert names_in(ledger_of_its_own) == ["other"]


def _hash(content: bytes) -> bytes:
    from hashlib import sha256

    return sha256(content).hexdigest().encode()


def test_of_two_who_decide_at_once_one_is_told_that_the_other_was_faster(cast: Cast) -> None:
    one = proposed(cast)
    with scoped(cast.actor("report_editor")) as editor:
        actions.decline_release(editor, one, version=1, why="The year is wrong", now=NOW)
        with pytest.raises(LostRace):
            actions.approve_release(editor, one, version=1, now=NOW)


def test_a_name_is_used_once_and_free_again_when_declined(cast: Cast) -> None:
    one = proposed(cast)
    with pytest.raises(UsageError):
        proposed(cast)
    with scoped(cast.actor("statistician")) as statistician:
        actions.decline_release(statistician, one, version=1, why="Taken back", now=NOW)
    proposed(cast)


def test_a_line_that_was_written_and_not_told_of_is_found_by_the_second_try(
    cast: Cast, ledger_of_its_own: Path
) -> None:
    """The ledger holds the line, and the transaction was lost behind it."""
    one = proposed(cast)
    engines.begin_file(ledger_of_its_own, disclosure.begin(today=TODAY))
    engines.extend_file(
        ledger_of_its_own,
        lambda held: disclosure.release_line(disclosure.read_ledger(held), a_release(), today=TODAY, unsafe=False),
    )
    with scoped(cast.actor("report_editor")) as editor:
        assert releases_out() == []
        actions.approve_release(editor, one, version=1, now=NOW)
        assert len(releases_out()) == 1
    assert names_in(ledger_of_its_own) == ["returns-2024"]


def test_withdrawn_it_is_out_of_force_and_stays_in_the_ledger(cast: Cast, ledger_of_its_own: Path) -> None:
    one = approved(cast)
    with scoped(cast.actor("report_editor")) as editor:
        with pytest.raises(UsageError):
            actions.withdraw_release(editor, one, version=one.version, why=" ", now=NOW)
        actions.withdraw_release(editor, one, version=one.version, why="A body was counted twice", now=NOW)
        assert releases_out() == []
    assert names_in(ledger_of_its_own) == ["returns-2024"]


def test_withdrawn_by_the_command_line_it_is_out_of_force_here_too(cast: Cast, ledger_of_its_own: Path) -> None:
    approved(cast)
    engines.extend_file(
        ledger_of_its_own,
        lambda held: disclosure.withdrawal_line(
            disclosure.read_ledger(held), "returns-2024", why="Wrong year", today=TODAY
        ),
    )
    with scoped(stranger()):
        assert releases_out() == []


def test_every_act_stands_in_the_audit(cast: Cast) -> None:
    one = approved(cast)
    with scoped(cast.actor("auditor")):
        told = set(AuditEvent.objects.filter(key=str(one.pk)).values_list("verb", flat=True))
    assert told == {"release.propose", "release.approve"}


def test_an_edition_on_a_release_in_force_is_exported_with_the_release_and_the_ledger(cast: Cast) -> None:
    approved(cast)
    edition(cast, a_released_report())
    with scoped(stranger()):
        files = report_folder(edition_now(), today=TODAY)
    assert files["releases/returns-2024/t1.csv"] == release_files()["t1.csv"]
    assert b'built_at: "2026-03-01T00:00:00Z"' in files["report.yml"]
    assert "ledger.jsonl" in files


def test_a_figure_of_protected_data_without_a_release_is_named_and_nothing_is_kept(cast: Cast) -> None:
    with scoped(cast.actor("report_editor")) as editor:
        for files in (a_protected_report(), a_released_report()):
            with pytest.raises(Protected) as refused:
                actions.propose_edition(editor, files, now=NOW)
            assert any("data d" in one.text for one in refused.value.findings)
        assert any("note.all" in one.text for one in _named_by(editor))
        assert not Edition.objects.exists()


def _named_by(editor: object) -> tuple[object, ...]:
    from palermo.site.publications import exporting

    with pytest.raises(Protected) as refused:
        exporting.check(a_protected_report())
    return refused.value.findings


def test_an_edition_whose_release_was_withdrawn_is_exported_no_more(cast: Cast) -> None:
    one = approved(cast)
    edition(cast, a_released_report())
    with scoped(cast.actor("report_editor")) as editor:
        actions.withdraw_release(editor, one, version=one.version, why="A body was counted twice", now=NOW)
        with pytest.raises(Protected, match="no release in force"):
            report_folder(edition_now(), today=TODAY)


def test_without_an_edition_every_release_in_force_is_the_report(cast: Cast) -> None:
    with scoped(stranger()), pytest.raises(Refused, match="No release"):
        report_folder(None, today=TODAY)
    approved(cast)
    with scoped(stranger()):
        files = report_folder(None, today=TODAY)
    assert {"report.yml", "data/releases.csv", "evidence/register.yml", "releases/returns-2024/t1.csv"} <= set(files)


def test_the_writer_of_an_edition_does_not_approve_it(cast: Cast) -> None:
    with scoped(cast.actor("report_editor")) as editor:
        one = actions.propose_edition(editor, a_public_report(), now=NOW)
        with pytest.raises(Forbidden):
            actions.approve_edition(editor, one, version=1, now=NOW)
    with scoped(stranger()) as nobody:
        assert edition_now() is None
        with pytest.raises(Hidden):
            edition_seen(nobody, one.pk)


def test_a_report_that_would_not_build_is_refused_with_every_fault(cast: Cast) -> None:
    files = {**a_public_report(), "text/main.en.md": b"# A note\n\nWe counted 50 people.\n\nThen 61 people.\n"}
    with scoped(cast.actor("report_editor")) as editor, pytest.raises(Refused) as refused:
        actions.propose_edition(editor, files, now=NOW)
    assert sum(one.code == "lint.unbound-number" for one in refused.value.findings) == 2


@pytest.mark.parametrize(
    "files", [{}, {"t1.csv": b"sex,value,status\n"}, {"manifest.json": b"[]"}, {"manifest.json": b'{"tables":[]}'}]
)
def test_a_folder_that_is_no_release_is_refused(files: dict[str, bytes]) -> None:
    with pytest.raises(UnreadableInput):
        release_in(files)


def test_an_upload_is_the_folder_whether_packed_with_its_own_name_or_not() -> None:
    files = release_files()
    assert unpacked(engines.pack_folder(files)) == files
    assert unpacked(engines.pack_folder({f"returns/{path}": held for path, held in files.items()})) == files
