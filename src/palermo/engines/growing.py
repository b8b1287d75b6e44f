"""A file that only grows: one writer at a time, and what it was or what it becomes, never something between."""

import fcntl
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from palermo.engines.folder import write_file
from palermo.engines.reading import read_bytes
from palermo.ground.errors import UsageError


def begin_file(path: Path, data: bytes, *, private: bool = False) -> None:
    """``path`` is new and holds ``data``, on the disk for certain; ``private``: for its owner's eyes alone.

    Raises UsageError where something is there.
    """
    target = Path(path)
    with _alone(target):
        if target.exists() or target.is_symlink():
            raise UsageError(f"{target} is there already.", hint="Name a new file; nothing was changed.")
        _write(target, data, private=private)


def extend_file(path: Path, more: Callable[[bytes], bytes]) -> None:
    """The file afterwards holds what ``more`` gives for its content, behind that content.

    Nobody else extends it meanwhile, so what ``more`` decides by is still so when it is written. The new file is
    written beside, flushed and renamed: killed at any moment it leaves the old file or the new one. When this
    returns, file and folder are on the disk. What ``more`` raises leaves the file as it was. Raises UnreadableInput
    where there is no file, UsageError where it cannot be written.
    """
    target = Path(path).resolve()
    with _alone(target):
        content = read_bytes(target)
        added = more(content)
        if added:
            _write(target, content + added)


@contextmanager
def _alone(target: Path) -> Iterator[None]:
    """Within, no other process is within for a file of the same folder; the lock ends with the process."""
    try:
        folder = os.open(target.parent, os.O_RDONLY)
    except OSError as error:
        raise UsageError(f"There is no folder {target.parent}.", hint="Make it first.") from error
    try:
        fcntl.flock(folder, fcntl.LOCK_EX)
        for left in target.parent.glob(f".{target.name[:40]}-*"):  # of a writer that was killed: nobody is writing now
            left.unlink(missing_ok=True)
        yield
    finally:
        os.close(folder)


def _write(target: Path, data: bytes, *, private: bool = False) -> None:
    mode = target.stat().st_mode & 0o777 if target.exists() else None
    try:
        write_file(target, data, private=private)
        if mode is not None:
            target.chmod(mode)
        folder = os.open(target.parent, os.O_RDONLY)
        try:
            os.fsync(folder)
        finally:
            os.close(folder)
    except OSError as error:
        raise UsageError(
            f"{target} cannot be written: {error.strerror or type(error).__name__}.",
            hint="It is as it was. It needs a folder you may write to, on a disk with room.",
        ) from error
