"""The room of disclosure control: tables that survive an attacker, the attacker, and the ledger of all published."""

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
from palermo.disclosure.judging import Judgement, judge
from palermo.disclosure.ledger import (
    MANIFEST,
    Difference,
    HeldRelease,
    Ledger,
    ReleaseFolder,
    ReleaseTable,
    Withdrawal,
    begin,
    days_out_of_order,
    differences,
    last_editions,
    read_ledger,
    read_release,
    release_line,
    withdrawal_line,
)
from palermo.disclosure.releasing import Release, make_release

__all__ = [
    "MANIFEST",
    "Attack",
    "Catalogue",
    "Difference",
    "Dimension",
    "Earlier",
    "Findable",
    "HeldRelease",
    "Judgement",
    "Ledger",
    "People",
    "Pinned",
    "Publication",
    "Recovered",
    "Release",
    "ReleaseFolder",
    "ReleaseTable",
    "Table",
    "Withdrawal",
    "attack",
    "begin",
    "beside",
    "days_out_of_order",
    "differences",
    "find_record",
    "judge",
    "last_editions",
    "make_release",
    "read_catalogue",
    "read_earlier",
    "read_ledger",
    "read_people",
    "read_publication",
    "read_release",
    "release_line",
    "sentences",
    "withdrawal_line",
]
