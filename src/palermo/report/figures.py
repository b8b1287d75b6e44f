"""From cells to figures: named ones, addressed ones, and what claims state. Every figure carries its whole source."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from difflib import get_close_matches

from palermo import __version__
from palermo.evidence import Claim, Evidence
from palermo.ground.dates import PartialDate, Period, PeriodKind
from palermo.ground.decimals import decimal, rounded, text
from palermo.ground.figure import CONFIDENTIAL, Figure
from palermo.ground.figure import Origin as From
from palermo.ground.finding import Finding
from palermo.report.canonical import canonical_sha256
from palermo.report.cube import Cube, Key, cell_id, read_cell_id
from palermo.report.forms import fault
from palermo.report.model import Dataset, Indicator

CODE_VERSION = f"palermo {__version__}"
_MOST_VALUES = 12


@dataclass(frozen=True, slots=True, kw_only=True)
class Cells:
    """Every cell that may become a figure, found by its address or by the name an author gave it."""

    cubes: Mapping[str, Cube]
    datasets: Mapping[str, Dataset]
    names: Mapping[str, tuple[str, Key]] = field(default_factory=dict)
    aliases: Mapping[tuple[str, Key], str] = field(default_factory=dict)

    def figure(self, id: str) -> Figure | None:
        """The figure of a name or an address; None where there is no such cell."""
        indicator, key = self.names.get(id) or self._address(id)
        cube = self.cubes.get(indicator)
        if cube is None or key is None or key not in cube.cells:
            return None
        return _computed(id, cube, key, self.datasets)

    def id_of(self, indicator: str, key: Key) -> str:
        """The first name of a cell, or its address."""
        return self.aliases.get((indicator, key)) or cell_id(indicator, self.cubes[indicator].cell(key))

    def _address(self, id: str) -> tuple[str, Key | None]:
        indicator, cell = read_cell_id(id)
        cube = self.cubes.get(indicator)
        if cube is None or not set(cell) <= set(cube.dimensions) or cell_id(indicator, cell) != id:
            return indicator, None
        return indicator, cube.key(cell)


def name_cells(
    indicators: Mapping[str, Indicator], cubes: Mapping[str, Cube], datasets: Mapping[str, Dataset], told: list[Finding]
) -> Cells:
    """The cells of ``cubes`` under their names; a name without a cell is told."""
    names: dict[str, tuple[str, Key]] = {}
    aliases: dict[tuple[str, Key], str] = {}
    for indicator in indicators.values():
        cube = cubes.get(indicator.id)
        for id, cell in indicator.figures.items() if cube else ():
            if cube is None or (lacking := _no_cell(cube, cell)):
                told.append(_blame(indicator, "figure.no-cell", id, f"figure {id}: {lacking}"))
                continue
            names[id] = (indicator.id, cube.key(cell))
            aliases.setdefault(names[id], id)
    return Cells(cubes=cubes, datasets=datasets, names=names, aliases=aliases)


def _no_cell(cube: Cube, cell: Mapping[str, str]) -> str:
    """Why the cube has no such cell; empty when it has."""
    for dimension, value in cell.items():
        if dimension not in cube.dimensions:
            return f"{dimension} is no dimension of the query: {', '.join(cube.dimensions) or 'it has none'}"
        if value not in (values := cube.values_of(dimension)):
            near = get_close_matches(value, values) or values[:_MOST_VALUES]
            return f"{dimension} has no value {value!r}; it has {', '.join(near)}"
    if cube.key(cell) in cube.cells:
        return ""
    missing = [name for name in cube.dimensions if name not in cell]
    if missing and not cube.additive:
        return f"given values have no subtotals: say {', '.join(missing)} as well"
    return "the data have no row of it"


def _computed(id: str, cube: Cube, key: Key, datasets: Mapping[str, Dataset]) -> Figure:
    indicator, definition = cube.indicator, cube.indicator.definition
    cell = cube.cell(key)
    code, hidden = definition.get("unit") == "code", key in cube.hidden
    value, places = (None, 0) if hidden else _at_places(cube.cells[key], None if code else definition.get("places"))
    return Figure(
        id=id,
        origin=indicator.origin,
        value=value,
        unit=str(definition.get("unit", "count")),
        counting_unit=definition.get("counting_unit"),
        population=definition.get("population"),
        stock_flow=definition.get("stock_flow"),
        period=_period(indicator, cell),
        area=definition.get("area"),
        coverage=definition.get("coverage"),
        conf_status=CONFIDENTIAL if hidden else None,
        sdc_applied=indicator.sdc_applied,
        definition=indicator.reference,
        query_sha256=indicator.query_sha256,
        data_sha256=data_sha256(indicator, datasets),
        code_version=CODE_VERSION,
        places=places,
        assessor=indicator.assessor,
        framework=indicator.framework,
        cell=cell,
    )


def data_sha256(indicator: Indicator, datasets: Mapping[str, Dataset]) -> str | None:
    """The hash of the one file a query reads, or of the names and hashes of several."""
    hashes = {name: datasets[name].sha256 for name in indicator.inputs if name in datasets}
    if len(hashes) < len(indicator.inputs) or not hashes:
        return None
    return next(iter(hashes.values())) if len(hashes) == 1 else canonical_sha256(hashes)


def _at_places(value: str, places: str | None) -> tuple[str, int]:
    """The value rounded where the definition says places, and how many places it has."""
    if places is not None and places.isdecimal():
        return text(rounded(decimal(value), int(places))), int(places)
    return value, len(value.partition(".")[2]) if value.lstrip("-")[:1].isdecimal() else 0


def _period(indicator: Indicator, cell: Mapping[str, str]) -> Period | None:
    """The year of the cell, where a dimension holds years; else the period the indicator names."""
    definition = indicator.definition
    written = cell.get(str(definition.get("period_dimension", "")))
    if written is None:
        return indicator.period
    kind = _period_kind(definition.get("period_kind"))
    try:
        date = PartialDate.parse(written)
    except ValueError:
        return indicator.period
    if kind is PeriodKind.AS_OF:
        return Period(on=date, kind=kind)
    if kind is PeriodKind.CALENDAR and (first := date.earliest()) and (last := date.latest()):
        return Period(start=PartialDate.parse(str(first)), end=PartialDate.parse(str(last)), kind=kind)
    return Period(start=date, end=date, kind=kind)


def _period_kind(written: object) -> PeriodKind:
    try:
        return PeriodKind(str(written))
    except ValueError:
        return PeriodKind.UNKNOWN


def claim_figures(bundle: Evidence) -> Iterator[Figure]:
    """What each claim states, as a quoted figure under the claim's own id: recorded, not asserted."""
    for claim in bundle.claims.values():
        if claim.stated.value is not None or claim.stated.low is not None or claim.stated.high is not None:
            yield _claim_figure(claim, bundle)


def _claim_figure(claim: Claim, bundle: Evidence) -> Figure:
    stated, occasion = claim.stated, bundle.occasions.get(claim.said)
    return Figure(
        id=claim.id,
        origin=From.QUOTED,
        value=text(decimal(stated.value)) if stated.value is not None else None,
        low=stated.low,
        high=stated.high,
        comparator=stated.comparator,
        unit=stated.unit,
        counting_unit=stated.counting_unit,
        concept=stated.concept,
        population=stated.population,
        stock_flow=stated.stock_flow,
        period=stated.period,
        area=stated.area,
        coverage=stated.coverage,
        sdc_applied="none-public-source",
        passage=claim.passage.id if claim.passage else None,
        seen_in=occasion.reported_by if occasion else None,
        places=len((stated.value or "").partition(".")[2]),
    )


def _blame(indicator: Indicator, code: str, name: str, told: str) -> Finding:
    return fault(code, told, path=indicator.path, line=indicator.line_of(name))
