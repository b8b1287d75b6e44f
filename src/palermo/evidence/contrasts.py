"""Rows of a contrast: one a member, by date or alphabet; never by size, no member marked."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from palermo.evidence.model import Claim, Evidence
from palermo.ground.dates import PartialDate, Period
from palermo.ground.figure import Figure

_UNDATED = date.max


@dataclass(frozen=True, slots=True, kw_only=True)
class ContrastRow:
    """One member: its figure or its claim, who says it, and the day it was said or published."""

    member: str
    figure: Figure | None
    claim: Claim | None
    source: str
    said_on: str
    measured: Period | None


def contrast_rows(
    bundle: Evidence, contrast_id: str, figures: Mapping[str, Figure] | None = None
) -> tuple[ContrastRow, ...]:
    """The members of a contrast, ordered by what they measure, then by their source's date, then by id.

    ``figures`` adds those registered outside the evidence (computed ones). Raises KeyError on an unknown contrast or
    member.
    """
    contrast = bundle.contrasts[contrast_id]
    known = {**(figures or {}), **bundle.figures}
    rows = [_row(bundle, member, known) for member in contrast.members]
    if contrast.order == "alphabet":
        return tuple(sorted(rows, key=lambda row: (row.source.casefold(), row.member)))
    return tuple(sorted(rows, key=lambda row: (_day(row.measured), _date(row.said_on), row.member)))


def pair_rows(bundle: Evidence, pair_id: str) -> tuple[ContrastRow, ...]:
    """Claim and reply, in the order in which they are written, which is the order in which they were said."""
    return tuple(_row(bundle, member, {}) for member in bundle.pairs[pair_id].members)


def _row(bundle: Evidence, member: str, figures: Mapping[str, Figure]) -> ContrastRow:
    claim = bundle.claims.get(member)
    if claim is not None:
        occasion = bundle.occasions.get(claim.said)
        return ContrastRow(
            member=member,
            figure=None,
            claim=claim,
            source=(occasion.claimant if occasion else None) or "",
            said_on=str(occasion.said_on or "") if occasion else "",
            measured=claim.stated.period,
        )
    figure = figures[member]
    source = figure.publisher or figure.seen_in or figure.definition or figure.formula or ""
    return ContrastRow(
        member=member,
        figure=figure,
        claim=None,
        source=source,
        said_on=figure.source_date or "",
        measured=figure.period,
    )


def _day(period: Period | None) -> date:
    if period is None:
        return _UNDATED
    for day in (period.on, period.end, period.start):
        if day is not None and (last := day.latest()):
            return last
    return _UNDATED


def _date(written: str) -> date:
    try:
        return PartialDate.parse(written).earliest() or _UNDATED
    except ValueError:
        return _UNDATED
