"""Finding: one thing a check has to say, with its reason and the way out."""

from dataclasses import dataclass, fields
from enum import StrEnum


class Severity(StrEnum):
    """How much a finding weighs: an error rejects, a question waits for an answer."""

    ERROR = "error"
    QUESTION = "question"
    WARNING = "warning"
    INFO = "info"


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """A verdict and its reason. ``code`` is stable and documented.

    The text never quotes a person's cell: ``row`` and ``column`` point to it. ``count`` is in rows for row and
    value codes, in columns for header codes, 1 for file codes. ``path`` and ``line`` point into a text file.
    """

    code: str
    severity: Severity
    text: str
    hint: str = ""
    count: int | None = None
    row: int | None = None
    column: str | None = None
    table: str | None = None
    cell: str | None = None
    path: str | None = None
    line: int | None = None
    position: int | None = None

    def to_dict(self) -> dict[str, str | int]:
        """The fields that apply, in a fixed order."""
        values = {field.name: getattr(self, field.name) for field in fields(self)}
        return {k: str(v) if isinstance(v, Severity) else v for k, v in values.items() if v is not None}

    def __str__(self) -> str:
        """``file:line:column CODE text (hint)``, as far as the place is known."""
        place = ":".join(str(part) for part in (self.path, self.line, self.position) if part is not None)
        hint = f" ({self.hint})" if self.hint else ""
        return f"{place + ' ' if place else ''}{self.code} {self.text}{hint}"


def errors(findings: tuple[Finding, ...] | list[Finding]) -> tuple[Finding, ...]:
    """Those findings that stop a build or reject a row."""
    return tuple(finding for finding in findings if finding.severity is Severity.ERROR)
