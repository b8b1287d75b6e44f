"""What an edition is made of, once every number is a figure: the model that pages, tables and lint read.

Nothing here holds a bare number. A table cell carries a figure's id; how it is printed is decided per language.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from palermo.evidence import Evidence
from palermo.ground.dates import PartialDate, Period
from palermo.ground.figure import Figure, Origin, Sensitivity
from palermo.ground.finding import Finding
from palermo.report.conference import Sitting

Words = Mapping[str, str]
"""The same words by language: ``{"en": "Offences by year"}``."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Dataset:
    """One input of the figures. ``sha256`` is of ``content``; ``source`` names a file not shipped it derives from,
    ``release`` the release of the ledger it is a table of."""

    name: str
    path: str
    sha256: str
    sensitivity: Sensitivity
    content: bytes
    document: str | None = None
    source: str | None = None
    source_sha256: str | None = None
    derivation: Mapping[str, Any] | None = None
    release: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Indicator:
    """A definition and its query. ``query_sha256`` is of the canonical form: sorted keys, no comments.

    ``inputs`` are the names of the datasets the query reads; ``path`` and ``line`` say where it is written, ``lines``
    where each of its fields and named figures is.
    """

    id: str
    version: int
    name: Words
    definition: Mapping[str, Any]
    query: Mapping[str, Any]
    query_sha256: str
    path: str
    sdc_applied: str | None = None
    breaks: tuple[Mapping[str, Any], ...] = ()
    figures: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    derived: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    inputs: tuple[str, ...] = ()
    origin: Origin = Origin.COMPUTED
    period: Period | None = None
    assessor: str | None = None
    framework: str | None = None
    line: int = 1
    lines: Mapping[str, int] = field(default_factory=dict)

    @property
    def reference(self) -> str:
        return f"{self.id}@{self.version}"

    def line_of(self, name: str) -> int:
        """The line of a field or of a figure it names; its own first line where it has none of that name."""
        return self.lines.get(name, self.line)


@dataclass(frozen=True, slots=True, kw_only=True)
class TableCell:
    """A cell: a figure to print, or words (``text``) such as a note. Exactly one of the two, or neither for blank."""

    figure: str | None = None
    text: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """A table with one header row and one header column. ``rows`` are (row label, cells as wide as ``columns``)."""

    id: str
    caption: Words
    corner: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str, tuple[TableCell, ...]], ...]
    notes: tuple[Words, ...] = ()
    indicator: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Chart:
    """A chart of one table's cells; the table is its alternative. ``kind`` is bar or line."""

    id: str
    table: str
    kind: str
    alt: Words
    title: Words = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class TextFile:
    """One text of one language, as written."""

    path: str
    name: str
    language: str
    source: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Earlier:
    """An indicator as the last edition defined it."""

    version: int
    name: Words
    definition_sha256: str
    query_sha256: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Absence:
    """Why an indicator of the last edition is not in this one; with a day where it is only delayed."""

    indicator: str
    until: PartialDate | None
    why: Words
    line: int = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Since:
    """The last edition's indicators, by id, and what this report says of those it lacks."""

    path: str
    edition: str
    built_at: str
    earlier: Mapping[str, Earlier]
    absent: tuple[Absence, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """What became of an indicator: dropped, delayed, redefined or new; the versions ``before`` and ``now``."""

    kind: str
    indicator: str
    name: Words
    before: int | None = None
    now: int | None = None
    absence: Absence | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class EditionModel:
    """Everything the pages of one report need. ``figures`` holds every registered figure, sorted by id."""

    id: str
    title: Words
    languages: tuple[str, ...]
    built_at: str
    code_version: str
    figures: Mapping[str, Figure]
    indicators: Mapping[str, Indicator]
    datasets: Mapping[str, Dataset]
    evidence: Evidence
    tables: Mapping[str, Table]
    charts: Mapping[str, Chart]
    texts: tuple[TextFile, ...]
    meta: Mapping[str, Any]
    findings: tuple[Finding, ...] = ()
    sitting: Sitting | None = None
    since: Since | None = None
    changes: tuple[Change, ...] = ()
