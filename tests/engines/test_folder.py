"""Folders: read within bounds, written whole or not at all; the store keeps what it was given."""

from pathlib import Path

import pytest

from palermo.engines import keep, read_folder, write_files, write_folder
from palermo.engines.folder import write_file
from palermo.ground.errors import UnreadableInput, UsageError


def snapshot(folder: Path) -> dict[str, bytes]:
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def test_a_folder_is_read_by_relative_names_in_order(tmp_path: Path) -> None:
    for name in ("b.yml", "a/c.yml", "a/d.txt", ".hidden.yml"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(name)
    assert read_folder(tmp_path, patterns=["*.yml"]) == {"a/c.yml": b"a/c.yml", "b.yml": b"b.yml"}


def test_a_link_that_leads_outside_is_refused(tmp_path: Path) -> None:
    (tmp_path / "in").mkdir()
    (tmp_path / "secret.txt").write_text("x")
    (tmp_path / "in" / "link.txt").symlink_to(tmp_path / "secret.txt")
    with pytest.raises(UnreadableInput, match="outside"):
        read_folder(tmp_path / "in")


def test_a_link_to_a_folder_is_refused_and_one_to_a_file_inside_is_read(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("x")
    (tmp_path / "b.txt").symlink_to(tmp_path / "a.txt")
    assert read_folder(tmp_path) == {"a.txt": b"x", "b.txt": b"x"}
    (tmp_path / "loop").symlink_to(tmp_path)
    with pytest.raises(UnreadableInput):
        read_folder(tmp_path)


def test_size_bounds_hold(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_bytes(b"x" * 100)
    with pytest.raises(UnreadableInput, match="100 bytes"):
        read_folder(tmp_path, largest_file=99)
    with pytest.raises(UnreadableInput, match="more than"):
        read_folder(tmp_path, largest_folder=99)


def test_a_missing_folder_is_named(tmp_path: Path) -> None:
    with pytest.raises(UnreadableInput, match="does not exist"):
        read_folder(tmp_path / "none")


def test_a_written_folder_holds_the_files_and_nothing_else(tmp_path: Path) -> None:
    target = tmp_path / "deep" / "out"
    write_folder(target, {"build.json": b"{}", "old.txt": b"1"})
    write_folder(target, {"build.json": b"{}", "a/new.txt": b"2"})
    assert snapshot(tmp_path) == {"deep/out/build.json": b"{}", "deep/out/a/new.txt": b"2"}


def test_a_folder_of_somebody_else_is_not_replaced(tmp_path: Path) -> None:
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / "thesis.txt").write_text("years of work")
    with pytest.raises(UsageError, match="no earlier result"):
        write_folder(tmp_path / "out", {"build.json": b"{}"})
    assert snapshot(tmp_path) == {"out/thesis.txt": b"years of work"}


def test_an_empty_folder_may_be_used(tmp_path: Path) -> None:
    (tmp_path / "out").mkdir()
    write_folder(tmp_path / "out", {"receipt.json": b"{}"})
    assert snapshot(tmp_path / "out") == {"receipt.json": b"{}"}


@pytest.mark.parametrize("name", ["../x", "/etc/x", "a/../../x", "", "a\\b"])
def test_a_name_that_leaves_the_folder_is_refused(tmp_path: Path, name: str) -> None:
    for write in (write_folder, write_files):
        with pytest.raises(UsageError):
            write(tmp_path / "out", {name: b"x"})
    assert snapshot(tmp_path) == {}


def test_a_write_that_fails_leaves_the_target_as_it_was(tmp_path: Path) -> None:
    target = tmp_path / "out"
    write_folder(target, {"build.json": b"old"})
    with pytest.raises(UsageError, match="cannot be written"):
        write_folder(target, {"build.json": b"new", "a": b"1", "a/b": b"a file where a folder is needed"})
    assert snapshot(tmp_path) == {"out/build.json": b"old"}


def test_single_files_leave_their_neighbours_alone(tmp_path: Path) -> None:
    (tmp_path / "mine.txt").write_text("mine")
    write_files(tmp_path, {"receipt.json": b"1"})
    write_files(tmp_path, {"receipt.json": b"2"})
    assert snapshot(tmp_path) == {"mine.txt": b"mine", "receipt.json": b"2"}


def test_the_store_keeps_a_file_once_under_its_hash(tmp_path: Path) -> None:
    first, second = keep(b"abc", tmp_path), keep(b"abc", tmp_path)
    sha256 = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
    assert first == second == tmp_path / "sha256" / "ba" / sha256
    assert snapshot(tmp_path) == {f"sha256/ba/{sha256}": b"abc"}


def test_the_store_mends_a_copy_that_was_cut_short(tmp_path: Path) -> None:
    keep(b"abc", tmp_path).write_bytes(b"a")
    assert keep(b"abc", tmp_path).read_bytes() == b"abc"


def test_a_store_that_cannot_be_written_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x")
    with pytest.raises(UsageError, match="cannot be written"):
        keep(b"abc", tmp_path / "file")


def test_a_private_file_is_its_owners_alone_also_when_it_is_written_again(tmp_path: Path) -> None:
    file = tmp_path / "subjects"
    for data in (b"first", b"second"):
        write_file(file, data, private=True)
        assert file.read_bytes() == data
        assert file.stat().st_mode & 0o777 == 0o600
    assert list(tmp_path.iterdir()) == [file]
