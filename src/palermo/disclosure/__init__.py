"""The room of disclosure control: tables that survive an attacker, the attacker, and the ledger of all published."""

from palermo.disclosure.advising import Advice, Advised, advise
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
from palermo.disclosure.moves import Move
from palermo.disclosure.reach import crowded
from palermo.disclosure.releasing import Release, make_release
from palermo.disclosure.rewriting import advised_catalogue

__all__ = [
    "MANIFEST",
    "TO_OPEN",
    "Advice",
    "Advised",
    "Attack",
    "Catalogue",
    "Contents",
    "Difference",
    "Dimension",
    "Earlier",
    "Findable",
    "HeldRelease",
    "Judgement",
    "Ledger",
    "Move",
    "People",
    "Piece",
    "Pinned",
    "Publication",
    "Recovered",
    "Release",
    "ReleaseFolder",
    "ReleaseTable",
    "Table",
    "Withdrawal",
    "advise",
    "advised_catalogue",
    "attack",
    "begin",
    "beside",
    "crowded",
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
    "scan_files",
    "sentences",
    "withdrawal_line",
]
