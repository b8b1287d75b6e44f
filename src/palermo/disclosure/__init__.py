"""The room of disclosure control: tables that survive an attacker, and the attacker, who shares no line with them."""

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
from palermo.disclosure.catalogue import Catalogue, Dimension, Table
from palermo.disclosure.counting import People, read_people
from palermo.disclosure.declaring import read_catalogue
from palermo.disclosure.history import Earlier, beside, read_earlier
from palermo.disclosure.releasing import Release, make_release

__all__ = [
    "Attack",
    "Catalogue",
    "Dimension",
    "Earlier",
    "Findable",
    "People",
    "Pinned",
    "Publication",
    "Recovered",
    "Release",
    "Table",
    "attack",
    "beside",
    "find_record",
    "make_release",
    "read_catalogue",
    "read_earlier",
    "read_people",
    "read_publication",
    "sentences",
]
