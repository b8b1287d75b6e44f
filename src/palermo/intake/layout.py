"""A layout: what the columns of a file mean. Frozen, versioned, and the same wherever it is replayed."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Literal

from palermo.ground.expression import Node
from palermo.ground.finding import Severity
from palermo.ground.reckoning import Calendar
from palermo.standards import CodeList

Type = Literal["text", "code", "codes", "date", "integer", "number", "boolean"]
Target = Literal["htcds", "ctdc", "custody", "none"]
Shape = Literal["rows", "long"]
Duplicates = Literal["reject", "warn", "keep"]
Answer = Literal["code", "label", "shifted"]

SEPARATORS = (";", "|", ",")
EVERY_OTHER = "*"  # in a layout of shape long: all columns it does not name
LONG = re.compile(r"value|header_\d+")  # what a table made long adds to the columns that stay
NOTHING: Mapping[str, str] = MappingProxyType({})


def is_own(name: str) -> bool:
    """Whether a column is one that the results add: in a file handed in again such columns are left out."""
    return name.strip().lower().startswith("palermo_")


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """What the cells of one column are: where they go, of which type, in which words.

    ``values`` maps what an agency writes to the code it means; ``missing`` to one of the missing codes.
    ``strict``: a cell outside ``codes`` is an error; otherwise codes are used where they fit and text is let through.
    ``future``: days after the day of the check are no error. ``flags``: how a boolean is written, yes and no.
    ``either``: the files of the standard disagree whether one value or several may stand here.
    """

    to: str
    type: Type = "text"
    codes: CodeList | None = None
    strict: bool = True
    values: Mapping[str, str] = field(default_factory=dict)
    missing: Mapping[str, str] = field(default_factory=dict)
    dates: tuple[str, ...] = ()
    calendar: Calendar = "gregorian"
    split: tuple[str, ...] = SEPARATORS
    pattern: str | None = None
    future: bool = False
    either: bool = False
    flags: tuple[str, str] = ("true", "false")
    deprecated: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Check:
    """What must hold across the cells of a row. It is broken only where no content of its empty cells could mend it."""

    written: str
    node: Node
    severity: Severity
    code: str
    text: str = ""
    hint: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class TableChoice:
    """Which table of a sheet: the one under this title, the first or a later one (``occurrence`` counts from 1)."""

    title: str | None = None
    occurrence: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Layout:
    """The meaning of a file's columns, by their headers; ``standard`` columns are known by the target itself."""

    name: str
    version: str = ""
    valid_from: str = ""
    target: Target = "none"
    encoding: str | None = None
    delimiter: str | None = None
    header_rows: int | None = None
    table: TableChoice = TableChoice()
    shape: Shape = "rows"
    columns: Mapping[str, Column] = field(default_factory=dict)
    standard: Mapping[str, Column] = field(default_factory=dict)
    key: tuple[str, ...] = ()
    duplicates: Duplicates = "warn"
    checks: tuple[Check, ...] = ()
    required: tuple[str, ...] = ()
    header_conflict: Answer | None = None
    core: tuple[str, ...] = ()
    keyless: bool = False

    def by_name(self) -> dict[str, Column]:
        """Every column under the name it has among the accepted rows."""
        own = {column.to: column for header, column in self.columns.items() if header != EVERY_OTHER}
        return {**self.standard, **own}

    def summary(self) -> dict[str, str]:
        """Which layout this is, for the receipt."""
        return {"name": self.name, "version": self.version, "from": self.valid_from, "target": self.target}
