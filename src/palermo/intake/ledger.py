"""What was found row by row: every fault of a row is entered before it is said what becomes of the row."""

from collections.abc import Iterator
from dataclasses import dataclass

import polars as pl

from palermo.ground.finding import Finding, Severity

_RANK = {Severity.ERROR: 0, Severity.QUESTION: 1, Severity.WARNING: 2, Severity.INFO: 3}
_STOPS = (Severity.ERROR, Severity.QUESTION)


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One thing to say about some rows. ``rows`` count from 0; ``at`` is the column's place, None for a whole row."""

    code: str
    severity: Severity
    text: str
    hint: str
    rows: pl.Series
    at: int | None = None
    column: str | None = None

    @property
    def said(self) -> str:
        """The hint as it stands beside a rejected row."""
        named = f"{self.column}: {self.hint}" if self.column else self.hint
        return " ".join(named.replace("|", "/").split())


class Ledger:
    """All entries about the rows of one table."""

    def __init__(self, height: int) -> None:
        self._height = height
        self.entries: list[Entry] = []

    def enter(self, entry: Entry) -> None:
        """Keep the entry when it speaks of any row."""
        if len(entry.rows):
            self.entries.append(entry)

    def rejected(self) -> pl.Series:
        """For each row whether an error stands against it."""
        return self._marked(Severity.ERROR)

    def pending(self) -> pl.Series:
        """For each row whether a question is open and no error stands against it: rejected beats pending."""
        return self._marked(Severity.QUESTION) & ~self.rejected()

    def _marked(self, severity: Severity) -> pl.Series:
        rows = [entry.rows.cast(pl.UInt32) for entry in self.entries if entry.severity is severity]
        marks = pl.repeat(False, self._height, dtype=pl.Boolean, eager=True)
        return marks.scatter(pl.concat(rows).unique(), True) if rows else marks

    def findings(self, numbers: pl.Series) -> tuple[Finding, ...]:
        """One finding for each entry, errors first; ``numbers`` are the lines of the rows in the file."""
        ranked = sorted(self.entries, key=lambda entry: (_RANK[entry.severity], -1 if entry.at is None else entry.at))
        return tuple(_finding(entry, numbers) for entry in ranked)

    def reasons(self) -> pl.DataFrame:
        """For each row that is not accepted its codes (joined by ``;``) and hints (joined by `` | ``), in order."""
        said = [
            pl.DataFrame({"at": entry.rows.cast(pl.UInt32)}).with_columns(
                code=pl.lit(entry.code), hint=pl.lit(entry.said)
            )
            for entry in self._stopping()
        ]
        if not said:
            return pl.DataFrame(schema={"at": pl.UInt32, "codes": pl.String, "hints": pl.String})
        joined = (
            pl.concat(said)
            .group_by("at", maintain_order=True)
            .agg(
                codes=pl.col("code").unique(maintain_order=True).str.join(";"),
                hints=pl.col("hint").unique(maintain_order=True).str.join(" | "),
            )
        )
        return joined.sort("at")

    def marks(self) -> pl.DataFrame:
        """The cells with an error or a question: row ``at``, ``column`` by its place (null: the row), code, hint."""
        schema = {"at": pl.UInt32, "column": pl.UInt32, "code": pl.String, "hint": pl.String}
        parts = [
            pl.DataFrame({"at": entry.rows.cast(pl.UInt32)}).with_columns(
                column=pl.lit(entry.at, pl.UInt32), code=pl.lit(entry.code), hint=pl.lit(entry.said)
            )
            for entry in self._stopping()
        ]
        return pl.concat(parts).sort("at", maintain_order=True) if parts else pl.DataFrame(schema=schema)

    def _stopping(self) -> Iterator[Entry]:
        """Errors, then questions, each from left to right."""
        stopping = [entry for entry in self.entries if entry.severity in _STOPS]
        yield from sorted(stopping, key=lambda entry: (_RANK[entry.severity], -1 if entry.at is None else entry.at))


def _finding(entry: Entry, numbers: pl.Series) -> Finding:
    return Finding(
        code=entry.code,
        severity=entry.severity,
        text=entry.text,
        hint=entry.hint,
        count=len(entry.rows),
        row=int(numbers[int(entry.rows[0])]),
        column=entry.column,
    )
