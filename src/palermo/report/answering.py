"""The figures of a report for those who answer questions from them: an edition's as they stand, a folder's computed."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from palermo.ground.errors import Refused
from palermo.ground.finding import Finding, errors
from palermo.report.assembly import Assembly, assemble
from palermo.report.build import figure_rows
from palermo.report.folder import REPORT
from palermo.report.model import Indicator
from palermo.report.ports import Ports
from palermo.report.protection import is_protected
from palermo.report.show import rows_of_edition

# What follows from data that may not be read: figures that rest on it are not there.
_FOLLOWS = ("data.protected", "figure.operand-missing", "figure.no-cell", "evidence.unknown-id")


@dataclass(frozen=True, slots=True, kw_only=True)
class HeldFigures:
    """Rows as in figures.json by id, and those of the ids asked for that rest on protected data and are not shown."""

    rows: Mapping[str, Mapping[str, Any]]
    protected: frozenset[str] = frozenset()


def figures_of(
    files: Mapping[str, bytes],
    *,
    ports: Ports,
    wanted: Iterable[str] = (),
    given: Mapping[str, bytes] | None = None,
) -> HeldFigures:
    """The figures of an edition or a report folder; of a folder the cells that ``wanted`` addresses among them.

    Raises Refused with every finding where a folder could not be built for another reason than protected data,
    UsageError where the files are neither.
    """
    if REPORT not in files:
        return HeldFigures(rows=rows_of_edition(files))
    asked = tuple(wanted)
    found = assemble(files, ports=ports, given=given, also=asked)
    guarded = _guarded(found)
    in_the_way = [one for one in errors(found.findings) if not _follows(one, guarded)]
    if in_the_way or (errors(found.findings) and not guarded):
        raise Refused("No figure is taken from this report.", hint="Mend it first.", findings=found.findings)
    rows = {str(row["id"]): row for row in figure_rows(found.model)}
    return HeldFigures(rows=rows, protected=frozenset(id for id in asked if _rests_on(id, guarded)))


def _guarded(found: Assembly) -> tuple[Indicator, ...]:
    """The indicators that read protected data."""
    folder = found.folder
    return tuple(one for one in folder.indicators.values() if any(is_protected(folder, name) for name in one.inputs))


def _follows(one: Finding, guarded: Iterable[Indicator]) -> bool:
    return one.code in _FOLLOWS or one.path in {indicator.path for indicator in guarded}


def _rests_on(id: str, guarded: Iterable[Indicator]) -> bool:
    """Whether a figure is a cell of such an indicator, by name or address, or derived beside it."""
    return any(id in (one.id, *one.figures, *one.derived) or id.startswith(f"{one.id}:") for one in guarded)
