"""The room of disclosure control: published tables under attack."""

from palermo.disclosure.attacker import (
    Attack,
    Findable,
    Pinned,
    Publication,
    Recovered,
    attack,
    find_record,
    read_publication,
    sentences,
)

__all__ = [
    "Attack",
    "Findable",
    "Pinned",
    "Publication",
    "Recovered",
    "attack",
    "find_record",
    "read_publication",
    "sentences",
]
