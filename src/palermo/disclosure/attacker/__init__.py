"""The attacker: it reads published files as anybody would, and shares no code with what protects them."""

from palermo.disclosure.attacker.attack import attack
from palermo.disclosure.attacker.facts import Publication
from palermo.disclosure.attacker.pieces import Contents, Piece
from palermo.disclosure.attacker.reading import read_publication
from palermo.disclosure.attacker.records import Findable, find_record
from palermo.disclosure.attacker.scan import TO_OPEN, scan_files
from palermo.disclosure.attacker.sentences import sentences
from palermo.disclosure.attacker.verdict import Attack, Pinned, Recovered

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
