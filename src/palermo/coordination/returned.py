"""What was handed in and what became of it: files as they were read, the answer of each row, a receipt a file."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from palermo.coordination.asked import Ask, Expected
from palermo.coordination.return_forms import KEY
from palermo.ground.finding import Finding
from palermo.standards.returns import Cell

if TYPE_CHECKING:
    import polars as pl

STATES = ("accepted", "rejected", "pending")
READ = (*KEY, "value", "reason", "row", "state")
"""The columns of the rows of a file as they were read, all of text; ``row`` is the line, or the row on the sheet."""


@dataclass(frozen=True, kw_only=True, eq=False)
class ReturnFile:
    """One file as intake has read it: its rows (``READ``), what was found about it, and rows whose number is a formula.

    ``state`` of a row is what intake made of it; what is wrong with the return itself is added by ``check_returns``.
    ``unread``: no form was found in it, and ``findings`` say why.
    """

    path: str
    rows: "pl.DataFrame"
    sheet: str = ""
    findings: tuple[Finding, ...] = ()
    formulas: frozenset[int] = frozenset()
    unread: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class ReturnAnswer:
    """One row of a return. ``answer``: value, not_asked, not_known or none; ``value`` only with the first."""

    body: str
    period: str
    cell: Cell
    answer: str
    value: str
    state: str
    path: str
    sheet: str
    row: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ReturnReceipt:
    """What became of the rows of a file: received = accepted + rejected + pending.

    ``missing``: rows of the form that are not there. ``sent``: anything was filled in, readable or not. ``unread``: no
    form was found in the file, so that nobody knows what it says.
    """

    path: str
    sheet: str
    body: str
    period: str
    received: int
    accepted: int
    rejected: int
    pending: int
    missing: int
    sent: bool
    unread: bool


@dataclass(frozen=True, kw_only=True)
class Returns:
    """Every return that was handed in: its rows, a receipt a file, and everything there is to say about them."""

    ask: Ask
    expected: Mapping[tuple[str, str], Expected]
    answers: tuple[ReturnAnswer, ...]
    receipts: tuple[ReturnReceipt, ...]
    findings: tuple[Finding, ...] = field(default=())

    def accepted(self) -> tuple[ReturnAnswer, ...]:
        """The rows that figures may rest on: none of a form that nobody touched."""
        sent = {one.path for one in self.receipts if one.sent}
        return tuple(one for one in self.answers if one.state == "accepted" and one.path in sent)

    def summary(self) -> str:
        """One sentence."""
        count = Counter(one.state for one in self.answers)
        parts = ", ".join(f"{count[state]} {state}" for state in STATES)
        returns = "1 return" if len(self.receipts) == 1 else f"{len(self.receipts)} returns"
        return f"{returns} with {len(self.answers)} rows: {parts}"
