"""Copies of a whole database and back: SQLite by its own copy, PostgreSQL by pg_dump and pg_restore."""

import os
import re
import shutil
import sqlite3
import subprocess
import tempfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

from palermo.engines.tarred import PART
from palermo.ground.errors import UnreadableInput, UsageError

_DEBIAN = Path("/usr/lib/postgresql")
_LEFT = ".palermo-copy-"


@contextmanager
def private_folder(beside: Path | None = None) -> Iterator[Path]:
    """A folder of the owner's alone, gone with all that is in it when this ends; ``beside`` a file, on its disk.

    What a run that was killed left there is taken away first.
    """
    where = beside.resolve().parent if beside is not None else None
    try:
        if where is not None:
            where.mkdir(parents=True, exist_ok=True)
            for left in where.glob(f"{_LEFT}{beside.name[:40] if beside else ''}-*"):
                shutil.rmtree(left, ignore_errors=True)
        made = Path(tempfile.mkdtemp(prefix=f"{_LEFT}{beside.name[:40] if beside else ''}-", dir=where))
    except OSError as error:
        told = f"No folder can be made for the copy: {error.strerror or type(error).__name__}."
        raise UsageError(told, hint=_ROOM) from error
    try:
        yield made
    finally:
        shutil.rmtree(made, ignore_errors=True)


def copy_sqlite(opened: sqlite3.Connection, target: Path) -> None:
    """``target`` is the database behind ``opened`` as it was at one moment, whoever wrote meanwhile.

    The connection is the caller's: its tables may need functions that only the caller has.
    """
    try:
        opened.execute("VACUUM INTO ?", [str(target)])
    except sqlite3.Error as error:
        raise UsageError(f"The database cannot be copied: {error.sqlite_errorname}.", hint=_ROOM) from error


def sound_sqlite(opened: sqlite3.Connection) -> bool:
    """Whether it is a database with every page and every reference in order."""
    try:
        whole = opened.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        return whole and not opened.execute("PRAGMA foreign_key_check").fetchall()
    except sqlite3.DatabaseError:
        return False


def file_parts(path: Path) -> Iterator[bytes]:
    """The bytes of a file, part by part."""
    with path.open("rb") as held:
        yield from iter(lambda: held.read(PART), b"")


def write_parts(path: Path, parts: Iterable[bytes]) -> None:
    """``path`` is new and holds ``parts``. Raises UsageError where the disk has no room."""
    try:
        with path.open("xb") as out:
            out.writelines(parts)
            out.flush()
    except OSError as error:
        raise UsageError(f"The copy cannot be written: {error.strerror}.", hint=_ROOM) from error


def put_in_place(made: Path, target: Path) -> None:
    """``made`` becomes ``target``, which is new or empty, and both are on the disk."""
    made.replace(target)
    for path in (target, target.parent):
        write_through(path)


def write_through(path: Path) -> None:
    """What was written to a file or a folder is on the disk for certain."""
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def pg_dump_parts(address: str, environment: Mapping[str, str], snapshot: str) -> Iterator[bytes]:
    """What pg_dump writes of the database as ``snapshot`` sees it. Raises UsageError where it fails."""
    words = ["--format=custom", f"--snapshot={snapshot}", "--no-password", f"--dbname={address}"]
    with (
        tempfile.TemporaryFile() as said,
        subprocess.Popen(  # noqa: S603  # PostgreSQL's own program
            [_program("pg_dump"), *words], stdout=subprocess.PIPE, stderr=said, env=dict(environment)
        ) as dumping,
    ):
        if dumping.stdout is None:
            raise TypeError("a pipe was asked for")
        yield from iter(lambda: dumping.stdout.read(PART) if dumping.stdout else b"", b"")
        if dumping.wait():
            said.seek(0)
            raise UsageError(f"pg_dump could not copy the database. {_reason(said.read())}", hint=_AS_BACKUP)


def pg_restore_sections(
    parts: Iterable[bytes], address: str, environment: Mapping[str, str], sections: Sequence[str]
) -> None:
    """Load the named sections of a dump, all or nothing. Raises UnreadableInput where it does not load."""
    words = ["--exit-on-error", "--single-transaction", "--no-password", f"--dbname={address}"]
    words += [f"--section={section}" for section in sections]
    with (
        tempfile.TemporaryFile() as said,
        subprocess.Popen(  # noqa: S603  # PostgreSQL's own program
            [_program("pg_restore"), *words], stdin=subprocess.PIPE, stderr=said, env=dict(environment)
        ) as loading,
    ):
        try:
            if loading.stdin is not None:
                loading.stdin.writelines(parts)
                loading.stdin.close()
        except BrokenPipeError:
            pass  # it ended early, and says why
        if loading.wait():
            said.seek(0)
            raise UnreadableInput(f"The dump does not load. {_reason(said.read())}", hint=_AS_OWNER)


def _program(name: str) -> str:
    """The newest of Debian's, which reads every older server; else the one on the path."""
    held = sorted(
        _DEBIAN.glob(f"*/bin/{name}"), key=lambda path: int(path.parts[-3]) if path.parts[-3].isdigit() else 0
    )
    found = str(held[-1]) if held else shutil.which(name)
    if found is None:
        raise UsageError(f"There is no {name} on this machine.", hint="Install PostgreSQL's client: postgresql-client.")
    return found


def _reason(said: bytes) -> str:
    """The first line of what the program said that names a fault; what stands in quotes may be somebody's cell."""
    lines = [line for line in said.decode("utf-8", "replace").splitlines() if "rror:" in line or "FATAL" in line]
    return re.sub(r'"[^"]*"', '"..."', lines[0])[:300] if lines else ""


_ROOM = "Is there room on the disk, and may you write there?"
_AS_BACKUP = "Let PALERMO_DATABASE_BACKUP name the role palermo_backup, and use a pg_dump as new as the server."
_AS_OWNER = "Let --into name the role that owns the new database, and use a pg_restore as new as the server's."
