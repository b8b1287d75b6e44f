"""The standards, criteria and tiers of the TVPA as a worksheet. No tier is ever computed."""

from dataclasses import dataclass
from functools import cache

from palermo.ground.errors import UsageError
from palermo.standards.loader import load


@dataclass(frozen=True, slots=True)
class Criterion:
    """A numbered line of the worksheet, in our own words."""

    number: int
    text: str


@dataclass(frozen=True, slots=True)
class Tier:
    """A rank of the yearly report."""

    code: str
    label: str
    text: str


@cache
def standards() -> tuple[Criterion, ...]:
    """The four minimum standards."""
    return tuple(Criterion(**row) for row in load("tvpa")["standards"])


@cache
def criteria() -> tuple[Criterion, ...]:
    """The twelve marks of serious and sustained efforts, which the fourth standard asks for."""
    return tuple(Criterion(**row) for row in load("tvpa")["criteria"])


@cache
def tiers() -> tuple[Tier, ...]:
    """The ranks in the order of the statute; "special" is not ranked."""
    return tuple(Tier(**row) for row in load("tvpa")["tiers"])


def max_waiver_years(report: int) -> int:
    """For how many years the fall after two on the watch list may be waived, in the report of a year.

    Raises UsageError before 2009, when the rule did not exist.
    """
    for period in load("tvpa")["downgrade"]["max_waiver_years"]:
        if period["from_report"] <= report <= period.get("to_report", report):
            years: int = period["years"]
            return years
    raise UsageError(f"The report of {report} knew no waiver.", hint="The rule stands since the report of 2009.")
