"""A chart of a table's cells: Altair's specification, vl-convert's SVG, bound and given its words by `svg`.

Totals are left out: a bar or line shows cells of the finest division the table has. Up to four series share one
frame; more become small frames with one scale, since ten lines in one frame cannot be told apart.
"""

import re
from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from typing import Any

from markupsafe import Markup

from palermo.ground.figure import Figure
from palermo.report.model import Chart, Table
from palermo.report.pages.format import printed
from palermo.report.pages.messages import Catalogue
from palermo.report.pages.svg import Drawing
from palermo.report.pages.text import one_line

# Dark enough for three to one on white, told apart by people who see red and green alike.
COLOURS = ("#1f4e79", "#c2571a", "#3d7d6b", "#7a5195")
DASHES = ([1, 0], [6, 3], [2, 2], [8, 3, 2, 3])
_TOGETHER = 4
_LABELLED = 24
_WIDTH, _HEIGHT = 600, 260
_LETTER, _AROUND_LABEL = 6.0, 45  # of a label of the legend, in pixels: its symbol and the space between columns
_SMALL = {"width": 178, "height": 96}
_TIME = re.compile(r"\d{4}(?:[-/ ]?(?:\d{2,4}|Q\d|H\d))?(?:-\d{2})?")
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
    """One cell of a chart: its figure, where it stands across and in which series, its value and its print."""

    figure: str
    across: str
    series: str
    value: float | None
    text: str


@dataclass(frozen=True, slots=True)
class Plot:
    """The points of a chart and the order of its axis and its series, as the table has them."""

    points: tuple[Point, ...]
    across: tuple[str, ...]
    series: tuple[str, ...]

    def turned(self) -> "Plot":
        """Rows for columns and columns for rows."""
        points = (replace(point, across=point.series, series=point.across) for point in self.points)
        return Plot(tuple(points), self.series, self.across)

    def with_gaps(self) -> "Plot":
        """A point without a value wherever the table has no cell, so that no line runs over a gap."""
        known = {(point.series, point.across) for point in self.points}
        gaps = tuple(
            Point("", across, series, None, "")
            for series in self.series
            for across in self.across
            if (series, across) not in known
        )
        return replace(self, points=self.points + gaps)


def draw(chart: Chart, table: Table, figures: Mapping[str, Figure], say: Catalogue) -> Drawing:
    """The chart as SVG with title, description, bound labels and ids of its own."""
    import vl_convert

    specified = specification(chart, plot(chart, table, figures, say.language))
    return Drawing.of(
        vl_convert.vegalite_to_svg(specified, allowed_base_urls=[]),
        id=chart.id,
        title=title(chart, table, say.language),
        description=one_line(chart.alt.get(say.language, "")),
    )


def title(chart: Chart, table: Table, language: str) -> Markup:
    """The chart's title, else its table's caption, its literals marked."""
    return one_line(chart.title.get(language) or table.caption.get(language, chart.id))


def plot(chart: Chart, table: Table, figures: Mapping[str, Figure], language: str) -> Plot:
    """The cells with a decimal value, and those hidden, of the finest division. Lines run along the time, however
    the table lies."""
    placed = [
        (label, table.columns[place], figures[cell.figure])
        for label, cells in table.rows
        for place, cell in enumerate(cells)
        if cell.figure is not None and cell.figure in figures
    ]
    finest = max((len(figure.cell) for _, _, figure in placed), default=0)
    points = tuple(
        Point(figure.id, row, series, _height(figure), printed(figure, language))
        for row, series, figure in placed
        if (figure.value is not None or figure.hidden) and figure.unit != "code" and len(figure.cell) == finest
    )
    rows, columns = {point.across for point in points}, {point.series for point in points}
    found = Plot(
        points,
        tuple(label for label, _ in table.rows if label in rows),
        tuple(label for label in table.columns if label in columns),
    )
    if chart.kind != "line":
        return found
    return (found.turned() if _are_times(found.series) and not _are_times(found.across) else found).with_gaps()


def _height(figure: Figure) -> float | None:
    return float(figure.value) if figure.value is not None else None


def _are_times(labels: tuple[str, ...]) -> bool:
    return bool(labels) and all(_TIME.fullmatch(label) for label in labels)


def specification(chart: Chart, plot: Plot) -> dict[str, Any]:
    """The chart in Vega-Lite. Altair checks every part of it against the grammar."""
    import altair

    many = len(plot.series) > _TOGETHER
    axis = altair.Axis(tickCount=3 if many else 5, format=",~f")
    rows = [asdict(point) for point in plot.points]
    base = altair.Chart({"values": rows}).encode(y=altair.Y("value:Q", title=None, axis=axis))
    drawn = _small_frames(base, chart.kind, plot) if many else _one_frame(base, chart.kind, plot)
    specified: dict[str, Any] = drawn.configure(**_CONFIG).properties(padding=4).to_dict()
    return specified


def _one_frame(base: Any, kind: str, plot: Plot) -> Any:
    layers = _lines(base, plot) if kind == "line" else _bars(base, plot)
    return layers.properties(width=_WIDTH, height=_HEIGHT)


def _lines(base: Any, plot: Plot) -> Any:
    """Lines told apart by colour and by dashes."""
    import altair

    dash = altair.StrokeDash("series:N", sort=plot.series, legend=_legend(plot),
                             scale=altair.Scale(domain=plot.series, range=DASHES[: len(plot.series)]))  # fmt: skip
    marks = base.mark_line(strokeWidth=2.5, point={"size": 40})
    return marks.encode(x=_across(plot), color=_colour(plot), strokeDash=dash)


def _bars(base: Any, plot: Plot) -> Any:
    """Bars side by side, their values above them as long as there is room."""
    import altair

    several = len(plot.series) > 1
    offset = altair.XOffset("series:N", sort=plot.series, scale=altair.Scale(paddingInner=0.08))
    place = {"x": _across(plot), **({"xOffset": offset} if several else {})}
    bars = base.mark_bar().encode(color=_colour(plot), **place)
    if any(point.value is None for point in plot.points):
        bars = bars + _hidden(base, place)
    if len(plot.points) > _LABELLED:
        return bars
    labels = base.mark_text(dy=-7, fontSize=11, color="#1b2430")
    return bars + labels.encode(text="text:N", description="figure:N", **place)


def _hidden(base: Any, place: Mapping[str, Any]) -> Any:
    """The sign of a hidden cell where its bar would stand: no bar would look like none."""
    import altair

    signs = base.transform_filter("datum.value === null").mark_text(dy=-7, fontSize=11, color="#1b2430")
    return signs.encode(y=altair.YDatum(0), text="text:N", description="figure:N", **place)


def _small_frames(base: Any, kind: str, plot: Plot) -> Any:
    import altair

    scale = altair.Scale(type="point" if kind == "line" else "band")
    axis = altair.Axis(labelOverlap="greedy", labelSeparation=8)
    mark = base.mark_line(strokeWidth=2.2, point={"size": 18}) if kind == "line" else base.mark_bar()
    across = altair.X("across:N", sort=plot.across, title=None, scale=scale, axis=axis)
    frame = mark.encode(x=across, color=altair.value(COLOURS[0])).properties(**_SMALL)
    return frame.facet(facet=altair.Facet("series:N", sort=plot.series, title=None), columns=3, spacing=24)


def _across(plot: Plot) -> Any:
    import altair

    scale = altair.Scale(paddingInner=0.25, paddingOuter=0.15)
    return altair.X("across:N", sort=plot.across, title=None, scale=scale)


def _colour(plot: Plot) -> Any:
    import altair

    scale = altair.Scale(domain=plot.series, range=COLOURS[: len(plot.series)])
    return altair.Color("series:N", sort=plot.series, scale=scale, legend=_legend(plot))


def _legend(plot: Plot) -> Any:
    """One row where the names fit above the chart, else two columns: what does not fit is cut off."""
    import altair

    if len(plot.series) < 2:
        return None
    wide = sum(_LETTER * len(name) + _AROUND_LABEL for name in plot.series) > _WIDTH
    return altair.Legend(columns=2) if wide else altair.Legend()
