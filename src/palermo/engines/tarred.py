"""A tar made while it is read, of members whose whole length nobody knows: each is given in parts, numbered."""

import tarfile
from collections.abc import Iterable, Iterator
from pathlib import Path

from palermo.ground.errors import UnreadableInput

PART = 8 << 20
"""Bytes of a part: what is held in memory."""
_LARGEST = 64 << 20
_BLOCK = tarfile.BLOCKSIZE


def tar_stream(members: Iterable[tuple[str, bytes]]) -> Iterator[bytes]:
    """The tar of ``members``, piece by piece."""
    for name, data in members:
        about = tarfile.TarInfo(name)
        about.size, about.mode = len(data), 0o600
        yield about.tobuf(tarfile.USTAR_FORMAT)
        yield data
        yield bytes(-len(data) % _BLOCK)
    yield bytes(2 * _BLOCK)


def tar_members(path: Path) -> Iterator[tuple[str, bytes]]:
    """Name and bytes of each member of the tar at ``path``, in their order. Raises UnreadableInput where it is none."""
    try:
        with tarfile.open(path, "r:") as held:
            for about in held:
                found = held.extractfile(about) if about.isreg() and about.size <= _LARGEST else None
                if found is None:
                    raise tarfile.TarError
                yield about.name, found.read()
    except tarfile.TarError:
        raise UnreadableInput("The file holds no backup.", hint="Name one that palermo backup wrote.") from None
