"""The receipt: what was handed in, what became of it, and everything there is to say about it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date

from palermo.ground.finding import Finding, Severity
from palermo.intake.columns import Place
from palermo.intake.raw import RawBook, RawTable


@dataclass(frozen=True, slots=True, kw_only=True)
class Receipt:
    """Counts of rows, findings, and how the file was read. received = accepted + rejected + pending, always."""

    received: int
    accepted: int
    rejected: int
    pending: int
    findings: tuple[Finding, ...]
    today: date
    blank: int = 0
    sheet: str | None = None
    header_rows: tuple[int, ...] = ()
    layout: Mapping[str, str] | None = None
    columns: tuple[Place, ...] = ()
    tables: tuple[RawTable, ...] = ()
    file_sha256: str | None = None
    encoding: str | None = None
    delimiter: str | None = None

    def to_dict(self) -> dict[str, object]:
        """The receipt as it is written: a fixed order, text and numbers alone."""
        return {
            "file_sha256": self.file_sha256,
            "received": self.received,
            "accepted": self.accepted,
            "rejected": self.rejected,
            "pending": self.pending,
            "findings": [finding.to_dict() for finding in self.findings],
            "today": self.today.isoformat(),
            "blank": self.blank,
            "encoding": self.encoding,
            "delimiter": self.delimiter,
            "sheet": self.sheet,
            "header_rows": list(self.header_rows),
            "layout": dict(self.layout) if self.layout is not None else None,
            "columns": [place.to_dict() for place in self.columns],
            "tables": [_table(table) for table in self.tables],
        }


def with_file(receipt: Receipt, book: RawBook) -> Receipt:
    """The receipt with what is known of the file: its hash, its encoding, its tables, what reading it brought up."""
    return replace(
        receipt,
        file_sha256=book.sha256,
        encoding=book.encoding,
        delimiter=book.delimiter,
        tables=tuple(book.tables()),
        findings=by_weight((*book.findings, *receipt.findings)),
    )


def by_weight(findings: Iterable[Finding]) -> tuple[Finding, ...]:
    """Errors first, then questions, warnings and infos; in each the order they came in."""
    ranks = list(Severity)
    return tuple(sorted(findings, key=lambda finding: ranks.index(finding.severity)))


def _table(table: RawTable) -> dict[str, object]:
    return {
        "sheet": table.sheet,
        "title": table.title,
        "range": table.range,
        "header_rows": list(table.header_rows),
        "rows": table.height,
        "columns": table.width,
    }
