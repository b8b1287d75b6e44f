"""The ledger of everything ever published: its chain, its entries, and the releases it holds.

Nothing here knows the attacker; what a release is judged by stands beside, in ``judging``.
"""

from palermo.disclosure.ledger.editions import Difference, differences, last_editions
from palermo.disclosure.ledger.entries import (
    HeldRelease,
    Ledger,
    Withdrawal,
    begin,
    days_out_of_order,
    read_ledger,
    release_line,
    withdrawal_line,
)
from palermo.disclosure.ledger.folders import MANIFEST, ReleaseFolder, ReleaseTable, read_release

__all__ = [
    "MANIFEST",
    "Difference",
    "HeldRelease",
    "Ledger",
    "ReleaseFolder",
    "ReleaseTable",
    "Withdrawal",
    "begin",
    "days_out_of_order",
    "differences",
    "last_editions",
    "read_ledger",
    "read_release",
    "release_line",
    "withdrawal_line",
]
