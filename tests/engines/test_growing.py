"""A file that only grows: what it was, or what it becomes."""

from pathlib import Path

import pytest

from palermo import engines
from palermo.ground.errors import Refused, UnreadableInput, UsageError


def test_a_file_begins_once(tmp_path: Path) -> None:
    file = tmp_path / "f"
    engines.begin_file(file, b"one\n")
    with pytest.raises(UsageError):
        engines.begin_file(file, b"two\n")
    assert file.read_bytes() == b"one\n"


def test_it_grows_by_what_is_said_of_its_content(tmp_path: Path) -> None:
    file = tmp_path / "f"
    engines.begin_file(file, b"one\n")
    engines.extend_file(file, lambda content: content.upper())
    assert file.read_bytes() == b"one\nONE\n"


def test_who_refuses_leaves_it_as_it_was(tmp_path: Path) -> None:
    file = tmp_path / "f"
    engines.begin_file(file, b"one\n")

    def refuse(content: bytes) -> bytes:
        raise Refused("no")

    with pytest.raises(Refused):
        engines.extend_file(file, refuse)
    engines.extend_file(file, lambda content: b"")
    assert file.read_bytes() == b"one\n"
    assert [path.name for path in tmp_path.iterdir()] == ["f"]


def test_a_link_to_it_stays_a_link(tmp_path: Path) -> None:
    (tmp_path / "far").mkdir()
    file, link = tmp_path / "far" / "f", tmp_path / "link"
    engines.begin_file(file, b"one\n")
    link.symlink_to(file)
    engines.extend_file(link, lambda content: b"two\n")
    assert link.is_symlink() and file.read_bytes() == b"one\ntwo\n"


def test_its_rights_stay_as_they_were(tmp_path: Path) -> None:
    file = tmp_path / "f"
    engines.begin_file(file, b"one\n")
    file.chmod(0o600)
    engines.extend_file(file, lambda content: b"two\n")
    assert file.stat().st_mode & 0o777 == 0o600


def test_what_a_killed_writer_left_is_cleared(tmp_path: Path) -> None:
    file = tmp_path / "f"
    engines.begin_file(file, b"one\n")
    (tmp_path / ".f-halfdone").write_bytes(b"on")
    engines.extend_file(file, lambda content: b"two\n")
    assert [path.name for path in tmp_path.iterdir()] == ["f"]


def test_no_file_and_no_folder_are_named(tmp_path: Path) -> None:
    with pytest.raises(UnreadableInput):
        engines.extend_file(tmp_path / "none", lambda content: b"x")
    with pytest.raises(UsageError):
        engines.begin_file(tmp_path / "none" / "f", b"x")
