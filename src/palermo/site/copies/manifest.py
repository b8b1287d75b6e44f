"""What a backup says of itself: which engine wrote it and when, how many rows each table has, the head of the audit.

A tar of ``dump/000000``, ``dump/000001`` ... (their bytes in a row are the dump), ``head.json`` where the head is
signed, and ``manifest.json`` last: a file that was cut off has none.
"""

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

from palermo.ground.errors import UnreadableInput

FORMAT = "palermo.backup/1"
DUMP, HEAD, MANIFEST = "dump/", "head.json", "manifest.json"


@dataclass(frozen=True, slots=True, kw_only=True)
class Manifest:
    """The last member of a backup."""

    engine: str
    made_at: str
    version: str
    counts: Mapping[str, int]
    seq: int
    hash: str
    sha256: str
    """Of the dump."""
    format: str = FORMAT

    @property
    def rows(self) -> int:
        return sum(self.counts.values())

    def to_bytes(self) -> bytes:
        return (json.dumps(asdict(self), indent=1, sort_keys=True) + "\n").encode()


def read_manifest(data: bytes) -> Manifest:
    """The manifest. Raises UnreadableInput where it is none of ours."""
    try:
        told: dict[str, Any] = json.loads(data)
        made = Manifest(**{**told, "counts": {str(name): int(rows) for name, rows in told["counts"].items()}})
        bytes.fromhex(made.hash)
        if made.format != FORMAT or not isinstance(made.seq, int):
            raise ValueError
    except (ValueError, KeyError, TypeError, AttributeError):
        raise UnreadableInput("The file holds no backup of this version.", hint=f"It must be {FORMAT}.") from None
    return made
