"""The attacker: it reads published files as anybody would, and shares no code with what protects them."""

from palermo.disclosure.attacker.attack import attack
from palermo.disclosure.attacker.facts import Publication
from palermo.disclosure.attacker.reading import read_publication
from palermo.disclosure.attacker.records import Findable, find_record
from palermo.disclosure.attacker.sentences import sentences
from palermo.disclosure.attacker.verdict import Attack, Pinned, Recovered

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
