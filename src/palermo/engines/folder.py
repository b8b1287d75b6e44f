"""Folders in and out: read whole within bounds, written whole or not at all."""

import os
import shutil
import tempfile
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from fnmatch import fnmatch
from pathlib import Path, PurePosixPath

from palermo.ground.errors import UnreadableInput, UsageError

MARKS = ("build.json", "receipt.json")
_LARGEST_FILE = 256 << 20
_LARGEST_FOLDER = 1 << 30
_MOST_FILES = 20_000


def read_folder(
    path: Path,
    *,
    patterns: Iterable[str] = ("*",),
    largest_file: int = _LARGEST_FILE,
    largest_folder: int = _LARGEST_FOLDER,
) -> dict[str, bytes]:
    """The files below ``path`` whose name or relative path fits a pattern: relative posix name to bytes, in order.

    Names that begin with a dot are left out. Raises UnreadableInput on a link that leads outside, or when a bound on
    size or number is passed.
    """
    root = _existing_folder(path)
    wanted = tuple(patterns)
    held: dict[str, bytes] = {}
    total = 0
    for file in _files(root, root):
        name = file.relative_to(root).as_posix()
        if not any(fnmatch(name, pattern) or fnmatch(file.name, pattern) for pattern in wanted):
            continue
        total += file.stat().st_size
        _within_bounds(name, file.stat().st_size, total, len(held), largest_file, largest_folder)
        held[name] = file.read_bytes()
    return held


def _existing_folder(path: Path) -> Path:
    root = Path(path)
    if not root.is_dir():
        what = "is a file, not a folder" if root.exists() else "does not exist"
        raise UnreadableInput(f"The folder {path} {what}.", hint="Name a folder that holds the files.")
    return root.resolve()


def _files(folder: Path, root: Path) -> Iterator[Path]:
    """Files below ``folder``; a link may point to another place inside ``root``, to a file only."""
    for entry in sorted(folder.iterdir(), key=lambda entry: entry.name):
        if entry.name.startswith("."):
            continue
        if entry.is_symlink() and not _leads_inside(entry, root):
            raise UnreadableInput(
                f"{entry.relative_to(root).as_posix()} links to a place outside the folder.",
                hint="Put the file itself there.",
            )
        if entry.is_dir():
            yield from _files(entry, root)
        elif entry.is_file():
            yield entry


def _leads_inside(link: Path, root: Path) -> bool:
    target = link.resolve()
    return target.is_relative_to(root) and target.is_file()


def _within_bounds(name: str, size: int, total: int, held: int, largest_file: int, largest_folder: int) -> None:
    if size > largest_file:
        raise UnreadableInput(
            f"{name} has {size} bytes; allowed are {largest_file}.", hint="Split it, or leave it out."
        )
    if total > largest_folder or held >= _MOST_FILES:
        raise UnreadableInput(
            f"The folder holds more than {_MOST_FILES} files or {largest_folder} bytes.", hint="Name a smaller folder."
        )


def check_target(path: Path, *, marks: Iterable[str] = MARKS, apart_from: Path | None = None) -> None:
    """That ``path`` may be written: it is new, empty, or an earlier result, which one of ``marks`` shows.

    Raises UsageError where it is not, and where it is, holds or lies in ``apart_from``, the folder that is read.
    """
    target = Path(path)
    if apart_from is not None:
        here, there = target.resolve(), Path(apart_from).resolve()
        if here.is_relative_to(there) or there.is_relative_to(here):
            raise UsageError(
                f"{target} is the folder that is read, or lies in it, or holds it.", hint="Name a folder apart from it."
            )
    _may_replace(target, tuple(marks))


def write_folder(path: Path, files: Mapping[str, bytes], *, marks: Iterable[str] = MARKS) -> None:
    """``path`` afterwards holds ``files`` and nothing else; when anything fails, it is left as it was.

    Raises UsageError where ``path`` is a folder with other things in it than an earlier result, which one of ``marks``
    shows, or cannot be written.
    """
    target = Path(path)
    _may_replace(target, tuple(marks))
    checked = {_inside_name(name): data for name, data in files.items()}
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        made = Path(tempfile.mkdtemp(prefix=f".{target.name}-", dir=target.parent))
    except OSError as error:
        raise _not_writable(target, error) from error
    try:
        made.chmod(0o777 & ~_umask())
        for name, data in checked.items():
            _write_new(made / name, data)
        _swap(made, target)
    except OSError as error:
        raise _not_writable(target, error) from error
    finally:
        shutil.rmtree(made, ignore_errors=True)


@contextmanager
def new_folder(path: Path) -> Iterator[Path]:
    """A folder to fill, beside ``path``; it becomes ``path`` when all went well, else nothing is left of it.

    Raises UsageError where ``path`` is a file or a folder that is not empty, or where the disk has no room.
    """
    target = Path(path)
    if target.is_symlink() or (target.exists() and (not target.is_dir() or any(target.iterdir()))):
        raise UsageError(f"{target} is not empty.", hint="Name a new or an empty folder; nothing there was changed.")
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        made = Path(tempfile.mkdtemp(prefix=f".{target.name}-", dir=target.parent))
    except OSError as error:
        raise _not_writable(target, error) from error
    try:
        made.chmod(0o777 & ~_umask())
        yield made
        _swap(made, target)
    except OSError as error:
        raise _not_writable(target, error) from error
    finally:
        shutil.rmtree(made, ignore_errors=True)


def write_files(path: Path, files: Mapping[str, bytes]) -> None:
    """Each of ``files`` stands below ``path``, replaced one by one, each whole; other files there are left alone."""
    checked = {_inside_name(name): data for name, data in files.items()}
    try:
        for name, data in checked.items():
            write_file(Path(path) / name, data)
    except OSError as error:
        raise _not_writable(Path(path), error) from error


def write_file(target: Path, data: bytes, *, private: bool = False) -> None:
    """``target`` holds ``data``, or is as it was: written beside, flushed to the disk, then renamed.

    ``private`` leaves it readable by its owner alone, as it is from its first byte.
    """
    target.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(prefix=f".{target.name[:40]}-", dir=target.parent)
    try:
        with os.fdopen(handle, "wb") as out:
            out.write(data)
            out.flush()
            os.fsync(out.fileno())
        if not private:
            Path(name).chmod(0o666 & ~_umask())
        Path(name).replace(target)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise


def _write_new(target: Path, data: bytes) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    with target.open("wb") as out:
        out.write(data)


def _may_replace(target: Path, marks: tuple[str, ...]) -> None:
    if not target.exists() and not target.is_symlink():
        return
    if target.is_symlink() or not target.is_dir():
        raise UsageError(f"{target} is no folder.", hint="Name a new folder, an empty one, or an earlier result.")
    if any(target.iterdir()) and not any((target / mark).is_file() for mark in marks):
        raise UsageError(
            f"The folder {target} holds files that are no earlier result ({' or '.join(marks)} is missing).",
            hint="Name a new or an empty folder; nothing there was changed.",
        )


def _inside_name(name: str) -> str:
    parts = PurePosixPath(name).parts
    if not parts or name.startswith("/") or ".." in parts or "\\" in name or "\x00" in name:
        raise UsageError(f"A result cannot be called {name!r}.", hint="Names are relative and stay in the folder.")
    return name


def _swap(made: Path, target: Path) -> None:
    """Two renames; the old folder is put back when the second fails."""
    if not target.exists():
        made.rename(target)
        return
    old = Path(tempfile.mkdtemp(prefix=f".{target.name}-old-", dir=target.parent))
    target.rename(old / target.name)
    try:
        made.rename(target)
    except OSError:
        (old / target.name).rename(target)
        raise
    finally:
        shutil.rmtree(old, ignore_errors=True)


def _umask() -> int:
    """The rights new files are to lack; temporary files are made without any for others."""
    current = os.umask(0)
    os.umask(current)
    return current


def _not_writable(target: Path, error: OSError) -> UsageError:
    return UsageError(
        f"{target} cannot be written: {error.strerror or type(error).__name__}.",
        hint="Name a folder you may write to, on a disk with room.",
    )
