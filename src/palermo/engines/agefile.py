"""Files that age encrypts: written from a stream and whole or not at all, read to their end before anything is used.

Neither way holds the file in memory: age works in pieces of 64 KiB, each with its own proof.
"""

import os
import tempfile
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import BinaryIO

import pyrage
from pyrage import x25519

from palermo.engines.reading import read_bytes
from palermo.ground.errors import PalermoError, UnreadableInput, UsageError

_MAGIC = b"age-encryption.org/"
_SECRET = "AGE-SECRET-KEY-1"  # noqa: S105  # how such a line begins


def write_sealed(target: Path, recipient: str, parts: Iterable[bytes]) -> int:
    """``target`` is new and holds ``parts`` for the one who has the identity of ``recipient``: how many bytes it has.

    Written beside, flushed and renamed, readable by its owner alone; when anything fails, nothing is left. Raises
    UsageError for a recipient that is none, where something is there already, and where the disk has no room.
    """
    if target.exists() or target.is_symlink():
        raise UsageError(f"{target} is there already.", hint="Name a new file; nothing was changed.")
    known = _recipient(recipient)
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(prefix=f".{target.name[:40]}-", dir=target.parent)
    except OSError as error:
        raise _no_room(target, error) from error
    try:
        with os.fdopen(handle, "wb") as out:
            _encrypt(_Pulled(parts), _Watched(out), known)
            out.flush()
            os.fsync(out.fileno())
        Path(name).replace(target)
    except OSError as error:
        raise _no_room(target, error) from error
    finally:
        Path(name).unlink(missing_ok=True)
    return target.stat().st_size


def sealed_for(recipient: str, plain: bytes) -> bytes:
    """``plain`` as an age file for the one who has the identity of ``recipient``. Raises UsageError for none.

    For what is short and leaves at once; what is long goes by ``write_sealed``.
    """
    return bytes(pyrage.encrypt(plain, [_recipient(recipient)]))


def open_sealed(path: Path, identity: Path, plain: Path) -> None:
    """Write what ``path`` holds into ``plain``, a new file: nothing in it is good before this returns.

    Raises UnreadableInput for a file that is no age file, is cut off or was changed, for an identity that does not
    open it, UsageError where there is no room for it.
    """
    keys = _identities(identity)
    watched = None
    try:
        with Path(path).open("rb") as sealed, plain.open("xb") as out:
            watched = _Watched(out)
            if sealed.read(len(_MAGIC)) != _MAGIC:
                raise UnreadableInput(f"{path.name} is no age file.", hint="Name one that palermo backup wrote.")
            sealed.seek(0)
            pyrage.decrypt_io(sealed, watched, keys)
    except pyrage.DecryptError as error:
        if "No matching keys" in str(error):
            hint = "Name the file with the secret half of the recipient it was made for."
            raise UnreadableInput(f"The identity in {identity.name} does not open {path.name}.", hint=hint) from None
        raise _damaged(path) from None
    except OSError as error:
        if watched and watched.fault:
            raise UsageError(f"There is no room to open {path.name}: {error.strerror}.", hint=_ROOM) from error
        if error.errno is None:  # not of the system: age's own
            raise _damaged(path) from None
        raise UnreadableInput(f"{path} cannot be opened: {error.strerror}.", hint="Check name and rights.") from error


class _Pulled:
    """The reading end of parts that are made while they are read; what making them raises is kept."""

    def __init__(self, parts: Iterable[bytes]) -> None:
        self._parts: Iterator[bytes] = iter(parts)
        self._rest = memoryview(b"")  # age asks for 8 KiB at a time: cutting bytes would copy the rest each time
        self.fault: PalermoError | None = None

    def read(self, size: int = -1) -> bytes:
        while not self._rest:
            try:
                self._rest = memoryview(next(self._parts))
            except StopIteration:
                return b""
            except PalermoError as error:
                self.fault = error
                raise
        given, self._rest = self._rest[:size], self._rest[size:]
        return bytes(given)


class _Watched:
    """The writing end, which knows whether the disk refused."""

    def __init__(self, out: BinaryIO) -> None:
        self._out = out
        self.fault: OSError | None = None

    def write(self, data: bytes) -> int:
        try:
            return self._out.write(data)
        except OSError as error:
            self.fault = error
            raise

    def flush(self) -> None:
        self._out.flush()


def _encrypt(parts: _Pulled, out: _Watched, recipient: x25519.Recipient) -> None:
    """The library wraps what its ends raise in an error of its own; theirs is raised."""
    try:
        pyrage.encrypt_io(parts, out, [recipient])
    except pyrage.EncryptError as error:
        raise (parts.fault or out.fault or error) from None


def _recipient(text: str) -> x25519.Recipient:
    try:
        return x25519.Recipient.from_str(text.strip())
    except pyrage.RecipientError:
        hint = "A recipient begins with age1; age-keygen prints it, and keeps the identity that opens."
        raise UsageError("This is no age recipient.", hint=hint) from None


def _identities(path: Path) -> list[x25519.Identity]:
    lines = read_bytes(path).decode("ascii", "replace").splitlines()
    try:
        found = [x25519.Identity.from_str(line.strip()) for line in lines if line.strip().startswith(_SECRET)]
    except pyrage.IdentityError:
        found = []
    if not found:
        raise UnreadableInput(f"{path.name} holds no age identity.", hint="age-keygen makes such a file.")
    return found


def _damaged(path: Path) -> UnreadableInput:
    return UnreadableInput(f"{path.name} is cut off, or was changed.", hint="Take another copy of it.")


def _no_room(target: Path, error: OSError) -> UsageError:
    told = f"{target} cannot be written: {error.strerror or type(error).__name__}."
    return UsageError(told, hint=f"Nothing is left of it. {_ROOM}")


_ROOM = "It needs a folder you may write to, on a disk with room."
