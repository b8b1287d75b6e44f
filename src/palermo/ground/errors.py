"""Every error Palermo raises on purpose.

PalermoError                what the user reads; knows its exit code
├── UsageError              2  the call itself is wrong: option, name, folder
├── UnreadableInput         2  a file cannot be read as what it is said to be
│   └── BadDefinition       2  a definition of ours (layout, report, evidence) breaks its format
├── Refused                 3  understood, and refused: the findings say why
│   └── Protected           4  refused because somebody might be found
└── Differs                 4  recomputed, and not the same: the findings name what differs

A message says what we got, what we allow, and what to do next.
"""

from collections.abc import Iterable
from typing import ClassVar

from palermo.ground.finding import Finding


class PalermoError(Exception):
    """Base of the tree. ``findings`` carries every fault found, never only the first."""

    exit_code: ClassVar[int] = 1

    def __init__(self, message: str, *, hint: str = "", findings: Iterable[Finding] = ()) -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint
        self.findings = tuple(findings)

    def __str__(self) -> str:
        return f"{self.message} {self.hint}".strip()


class UsageError(PalermoError):
    """The call is wrong."""

    exit_code = 2


class UnreadableInput(PalermoError):
    """A file cannot be read."""

    exit_code = 2


class BadDefinition(UnreadableInput):
    """A file written in one of our own formats breaks that format."""


class Refused(PalermoError):
    """The request was understood and is refused."""

    exit_code = 3


class Protected(Refused):
    """The request is refused to protect the people it is about."""

    exit_code = 4


class Differs(PalermoError):
    """A recomputation does not give what was stored."""

    exit_code = 4
