"""The store of files as they came: found by their hash, never changed, never written twice."""

import hashlib
import os
from pathlib import Path

from palermo.engines.folder import write_file
from palermo.ground.errors import UsageError


def keep(data: bytes, store: Path) -> Path:
    """Where ``data`` is kept below ``store``: ``sha256/ab/…``, on the disk for certain before this returns."""
    sha256 = hashlib.sha256(data).hexdigest()
    place = Path(store) / "sha256" / sha256[:2] / sha256
    try:
        if not _holds(place, data):
            write_file(place, data)
            _flush_names(place.parent)
    except OSError as error:
        raise UsageError(
            f"The store {store} cannot be written: {error.strerror or type(error).__name__}.",
            hint="Name a folder you may write to, on a disk with room.",
        ) from error
    return place


def _holds(place: Path, data: bytes) -> bool:
    """A file cut short by a crash of the disk is no copy: it is written again."""
    return place.is_file() and place.stat().st_size == len(data) and place.read_bytes() == data


def _flush_names(folder: Path) -> None:
    """A new file survives a power cut only when its folder, and the folders made for it, were flushed as well."""
    for made in (folder, folder.parent, folder.parent.parent):
        handle = os.open(made, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
