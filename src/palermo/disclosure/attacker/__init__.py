"""The attacker: it reads published files as anybody would, and shares no code with what protects them."""

from palermo.disclosure.attacker.attack import Attack, Pinned, Recovered, attack
from palermo.disclosure.attacker.facts import Publication, read_publication
from palermo.disclosure.attacker.records import Findable, find_record
from palermo.disclosure.attacker.sentences import sentences

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
