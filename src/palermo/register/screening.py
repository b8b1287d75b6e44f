"""The screening sheet of the ILO's indicators: which signs were seen and which dimensions they make positive.

An aid to the person who screens. It decides nothing, and what it lacks it says.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from palermo.ground.finding import Finding
from palermo.register.sayings import tell
from palermo.standards import ilo

MISSING_LISTS = ("sexual exploitation, adults", "sexual exploitation, children")


@dataclass(frozen=True, slots=True, kw_only=True)
class IndicatorObservation:
    """A sign that somebody saw, on a day."""

    participation: str
    indicator: str
    observed_by: str
    on: date


@dataclass(frozen=True, slots=True, kw_only=True)
class Dimension:
    """One of the six dimensions: its signs seen by weight (S, M, W), and whether they make it positive."""

    number: int
    label: str
    seen: Mapping[str, tuple[str, ...]]
    positive: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Screening:
    """What was seen, by the rules of the sheet. ``rule_met`` is its combination rule and no finding of fact."""

    child: bool | None
    dimensions: tuple[Dimension, ...]
    rule_met: bool | None
    forced_labour: tuple[str, ...]
    missing_lists: tuple[str, ...]
    findings: tuple[Finding, ...]

    @property
    def positive(self) -> tuple[int, ...]:
        """The numbers of the positive dimensions."""
        return tuple(one.number for one in self.dimensions if one.positive)


def sheet(observations: Iterable[IndicatorObservation], *, child: bool | None, act_recorded: bool = False) -> Screening:
    """The sheet over the signs seen of one person. Where the age is not known there is no sheet, and a question.

    A sign outside the list of the age is left out, with a finding. A sign seen twice counts once.
    """
    said = [tell("register.screening-lists")]
    if child is None:
        said.append(tell("register.screening-age"))
        return Screening(
            child=None,
            dimensions=(),
            rule_met=None,
            forced_labour=(),
            missing_lists=MISSING_LISTS,
            findings=tuple(said),
        )
    listed = {one.code: one for one in ilo.indicators(child=child)}
    codes = tuple(dict.fromkeys(one.indicator for one in observations))
    foreign = sum(code not in listed for code in codes)
    if foreign:
        said.append(tell("register.screening-list", column="indicator", count=foreign))
    seen = [listed[code] for code in codes if code in listed]
    positive = ilo.positive_dimensions([one.code for one in seen], child=child)
    labels = ilo.forced_labour()
    numbers = sorted({number for one in seen for number in one.forced_labour})
    return Screening(
        child=child,
        dimensions=tuple(_dimension(number, seen, child, number in positive) for number in ilo.dimensions()),
        rule_met=ilo.case_rule_met(positive, child=child, act_recorded=act_recorded),
        forced_labour=tuple(labels[number] for number in numbers),
        missing_lists=MISSING_LISTS,
        findings=tuple(said),
    )


def _dimension(number: int, seen: Iterable[ilo.Indicator], child: bool, positive: bool) -> Dimension:
    here = [one for one in seen if one.dimension == number]
    by_weight = {weight: tuple(one.code for one in here if one.weight(child=child) == weight) for weight in "SMW"}
    return Dimension(number=number, label=ilo.dimensions()[number], seen=by_weight, positive=positive)
