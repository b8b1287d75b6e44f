"""The room of disclosure control: published tables under attack."""

from palermo.disclosure.attacker import (
    TO_OPEN,
    Attack,
    Contents,
    Findable,
    Piece,
    Pinned,
    Publication,
    Recovered,
    attack,
    find_record,
    read_publication,
    scan_files,
    sentences,
)

__all__ = [
    "TO_OPEN",
    "Attack",
    "Contents",
    "Findable",
    "Piece",
    "Pinned",
    "Publication",
    "Recovered",
    "attack",
    "find_record",
    "read_publication",
    "scan_files",
    "sentences",
]
