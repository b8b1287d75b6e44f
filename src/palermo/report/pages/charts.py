"""A chart of a table's cells: Altair's specification, vl-convert's SVG, bound and given its words by `svg`.

Totals are left out: a bar or line shows cells of the finest division the table has. Up to four series share one
frame; more become small frames with one scale, since ten lines in one frame cannot be told apart.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from palermo.ground.figure import Figure
from palermo.report.model import Chart, Table
from palermo.report.pages.format import printed
from palermo.report.pages.messages import Catalogue
from palermo.report.pages.svg import Drawing

# Dark enough for three to one on white, told apart by people who see red and green alike.
COLOURS = ("#1f4e79", "#c2571a", "#3d7d6b", "#7a5195")
DASHES = ([1, 0], [6, 3], [2, 2], [8, 3, 2, 3])
_TOGETHER = 4
_LABELLED = 24
_WIDTH, _HEIGHT = 600, 260
_SMALL = {"width": 178, "height": 96}
# vl-convert carries this font, so the layout is the same on every machine; the page shows its own.
_MEASURED_IN = "Liberation Sans"
_CONFIG: Mapping[str, Any] = {
    "background": "#ffffff",
    "font": _MEASURED_IN,
    "view": {"stroke": None},
    "axis": {"labelFontSize": 12, "labelColor": "#3c4755", "domainColor": "#8a94a0", "tickColor": "#8a94a0"},
    "axisY": {"grid": True, "gridColor": "#e3e6ea", "domain": False, "ticks": False, "labelPadding": 6},
    "axisX": {"grid": False, "labelAngle": 0},
    "legend": {"orient": "top", "direction": "horizontal", "title": None, "labelFontSize": 12, "labelLimit": 400,
               "labelColor": "#1b2430", "symbolSize": 120, "symbolStrokeWidth": 2.5, "offset": 14, "columnPadding": 24},
    "header": {"title": None, "labelFontSize": 12, "labelColor": "#1b2430", "labelAnchor": "start",
               "labelFontWeight": "bold", "labelLimit": 180},
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Point:
    """One cell of a chart: its figure, where it stands, and its printed value."""

    figure: str
    row: str
    series: str
    value: float
    text: str


def draw(chart: Chart, table: Table, figures: Mapping[str, Figure], say: Catalogue) -> Drawing:
    """The chart as SVG with title, description, bound labels and ids of its own."""
    import vl_convert

    points = chart_points(table, figures, say.language)
    source = vl_convert.vegalite_to_svg(specification(chart, points), allowed_base_urls=[])
    return Drawing.of(
        source,
        id=chart.id,
        title=chart.title.get(say.language) or table.caption.get(say.language, chart.id),
        description=chart.alt.get(say.language, ""),
    )


def chart_points(table: Table, figures: Mapping[str, Figure], language: str) -> tuple[Point, ...]:
    """The cells with a decimal value, of the finest division."""
    placed = [
        (label, table.columns[place], figures[cell.figure])
        for label, cells in table.rows
        for place, cell in enumerate(cells)
        if cell.figure is not None and cell.figure in figures
    ]
    finest = max((len(figure.cell) for _, _, figure in placed), default=0)
    return tuple(
        Point(figure.id, row, series, float(figure.value), printed(figure, language))
        for row, series, figure in placed
        if figure.value is not None and figure.unit != "code" and len(figure.cell) == finest
    )


def specification(chart: Chart, points: tuple[Point, ...]) -> dict[str, Any]:
    """The chart in Vega-Lite. Altair checks every part of it against the grammar."""
    import altair

    series = list(dict.fromkeys(point.series for point in points))
    rows = [
        {"figure": point.figure, "row": point.row, "series": point.series, "value": point.value, "text": point.text}
        for point in points
    ]
    base = altair.Chart({"values": rows}).encode(
        y=altair.Y("value:Q", title=None, axis=altair.Axis(tickCount=5, format=",~f"))
    )
    drawn = (
        _small_frames(base, chart.kind, series) if len(series) > _TOGETHER else _one_frame(base, chart, series, rows)
    )
    specified: dict[str, Any] = drawn.configure(**_CONFIG).properties(padding=4).to_dict()
    return specified


def _one_frame(base: Any, chart: Chart, series: list[str], rows: list[dict[str, Any]]) -> Any:
    import altair

    several = len(series) > 1
    legend = altair.Legend() if several else None
    colour = altair.Color("series:N", sort=series, scale=altair.Scale(domain=series, range=COLOURS[: len(series)]),
                          legend=legend)  # fmt: skip
    base = base.encode(x=_across("row", _rows(rows)))
    if chart.kind == "line":
        dash = altair.StrokeDash("series:N", sort=series, legend=legend,
                                 scale=altair.Scale(domain=series, range=DASHES[: len(series)]))  # fmt: skip
        layers = base.mark_line(strokeWidth=2.5, point={"size": 40}).encode(color=colour, strokeDash=dash)
        return layers.properties(width=_WIDTH, height=_HEIGHT)
    offset = altair.XOffset("series:N", sort=series, scale=altair.Scale(paddingInner=0.08))
    layers = base.mark_bar().encode(color=colour, **({"xOffset": offset} if several else {}))
    if len(rows) <= _LABELLED:
        labels = base.mark_text(dy=-7, fontSize=11, color="#1b2430").encode(
            text="text:N", description="figure:N", **({"xOffset": offset} if several else {})
        )
        layers = layers + labels
    return layers.properties(width=_WIDTH, height=_HEIGHT)


def _small_frames(base: Any, kind: str, series: list[str]) -> Any:
    import altair

    across = altair.X("row:N", sort=None, title=None, scale=altair.Scale(type="point" if kind == "line" else "band"),
                      axis=altair.Axis(labelOverlap="greedy", labelSeparation=8))  # fmt: skip
    mark = base.mark_line(strokeWidth=2.2, color=COLOURS[0]) if kind == "line" else base.mark_bar(color=COLOURS[0])
    frame = mark.encode(x=across).properties(**_SMALL)
    return frame.facet(facet=altair.Facet("series:N", sort=series, title=None), columns=3, spacing=24)


def _across(field: str, order: list[str]) -> Any:
    import altair

    return altair.X(f"{field}:N", sort=order, title=None, scale=altair.Scale(paddingInner=0.25, paddingOuter=0.15))


def _rows(rows: list[dict[str, Any]]) -> list[str]:
    return list(dict.fromkeys(str(row["row"]) for row in rows))
