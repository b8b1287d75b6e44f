"""A plan as a picture: its tree, its measures through the years, its bodies. Labels lie on axes, counts on a scale."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import Any, Literal

from markupsafe import Markup, escape

from palermo.coordination import Measure, Plan, Standing
from palermo.ground.dates import PartialDate
from palermo.report.pages.messages import Catalogue
from palermo.report.pages.svg import Drawing
from palermo.report.pages.text import literal

STATUSES = ("done", "under_way", "blocked", "not_started", "leads_differ", "not_reported", "dropped")
# Told apart by people who see red and green alike; what nobody reported is empty, as it is on paper.
COLOURS = ("#1f4e79", "#5b9bd5", "#c2571a", "#9aa5b1", "#7a5195", "#ffffff", "#d9dde2")
_EDGE = "#3c4755"
_ROW = 22
_LONGEST = 64
_PADDING = {"left": 24, "right": 24, "top": 6, "bottom": 6}  # the page's own font may be wider than the measured one
_CONFIG: Mapping[str, Any] = {
    "background": "#ffffff",
    "font": "Liberation Sans",
    "view": {"stroke": None},
    "axis": {"labelFontSize": 12, "labelColor": "#3c4755", "domainColor": "#8a94a0", "tickColor": "#8a94a0"},
    "axisX": {"gridColor": "#e3e6ea"},
    "legend": {"orient": "top", "direction": "horizontal", "title": None, "labelFontSize": 12, "columns": 4,
               "symbolStrokeColor": _EDGE, "symbolStrokeWidth": 1, "symbolType": "square", "symbolSize": 120},
}  # fmt: skip


def draw_plan(standing: Standing, plan: Plan, view: str, say: Catalogue) -> Drawing:
    """The ``view`` (timeline, tree or bodies) of a plan as SVG."""
    import vl_convert

    specified = (
        VIEWS[view](standing, plan, say)
        .configure(**_CONFIG)
        .properties(padding={"left": 24, "right": 24, "top": 6, "bottom": 6})
        .to_dict()
    )
    title = plan.title.get(say.language) or next(iter(plan.title.values()), plan.id)
    return Drawing.of(
        vl_convert.vegalite_to_svg(specified, allowed_base_urls=[]),
        id=f"{plan.id}.{view}",
        title=Markup("{}: {}").format(say(f"plan.chart.{view}"), literal(title, "title")),
        description=escape(say(f"plan.chart.{view}.described")),
    )


def timeline_chart(standing: Standing, plan: Plan, say: Catalogue) -> Any:
    """A bar a measure from its begin to its due day, a line at the day asked for."""
    import altair

    rows = [
        {
            "label": _label(measure, say.language),
            "status": say(f"plan.status.{standing.status(measure)}"),
            "start": _day(measure.start or plan.validity.start, first=True),
            "end": _day(measure.due or plan.validity.end, first=False),
        }
        for measure in plan.measures
    ]
    rows = [row for row in rows if row["start"] and row["end"]]
    order = [str(row["label"]) for row in rows]
    bars = altair.Chart({"values": rows}).mark_bar(stroke=_EDGE, strokeWidth=0.6, height=13)
    base = bars.encode(
        x=altair.X("start:T", title=None, axis=altair.Axis(format="%Y", tickCount="year", labelOverlap="greedy")),
        x2="end:T",
        y=altair.Y("label:N", sort=order, title=None, axis=_labels_axis()),
        color=_status_colour(say),
    )
    today = altair.Chart({"values": [{"day": standing.today.isoformat()}]})
    rule = today.mark_rule(color="#b3470f", strokeWidth=2, strokeDash=[5, 3]).encode(x="day:T")
    return (base + rule).properties(width=420, height=_ROW * max(len(rows), 1))


def tree_chart(standing: Standing, plan: Plan, say: Catalogue) -> Any:
    """Areas, measures and sub-measures as a tree; a measure's mark has the colour of its status."""
    import altair

    nodes = _nodes(standing, plan, say)
    order = [node["label"] for node in nodes]
    height = _ROW * max(len(nodes), 1)
    y = altair.Y("label:N", sort=order, title=None, axis=_labels_axis(orient="right"))
    x = altair.X("depth:Q", title=None, axis=None, scale=altair.Scale(domain=[-0.5, 3.5]))
    edges = altair.Chart({"values": _edges(nodes)}).mark_line(color="#8a94a0", strokeWidth=1.2)
    lines = edges.encode(
        x=x, y=altair.Y("label:N", sort=order, title=None, axis=_labels_axis(orient="right")), detail="edge:N",
        order=altair.Order("step:Q"),
    )  # fmt: skip
    measures = [node for node in nodes if node["status"]]
    marks = altair.Chart({"values": measures}).mark_point(filled=True, size=110, stroke=_EDGE, strokeWidth=1, opacity=1)
    return (lines + marks.encode(x=x, y=y, color=_status_colour(say))).properties(width=120, height=height)


def bodies_chart(standing: Standing, plan: Plan, say: Catalogue) -> Any:
    """How many measures each body leads, by what it reported of them."""
    import altair

    rows = _body_rows(standing, plan, say)
    order = list(dict.fromkeys(row["label"] for row in rows))
    bars = altair.Chart({"values": rows}).mark_bar(stroke=_EDGE, strokeWidth=0.6)
    return bars.encode(
        x=altair.X("count:Q", title=None, axis=altair.Axis(tickMinStep=1, format="d")),
        y=altair.Y("label:N", sort=order, title=None, axis=_labels_axis()),
        color=_status_colour(say),
        order=altair.Order("rank:Q"),
    ).properties(width=420, height=_ROW * max(len(order), 1))


VIEWS: Mapping[str, Callable[[Standing, Plan, Catalogue], Any]] = {
    "timeline": timeline_chart,
    "tree": tree_chart,
    "bodies": bodies_chart,
}


def _nodes(standing: Standing, plan: Plan, say: Catalogue) -> list[dict[str, Any]]:
    """Areas at the root, each measure below what it is part of, in the order of the text."""
    found: list[dict[str, Any]] = []
    for area in plan.areas:
        name = _cut(f"{area.id}  {area.goal.get(say.language) or next(iter(area.goal.values()), '')}")
        found.append({"id": f"area {area.id}", "parent": None, "label": name, "depth": 0, "status": None})
        for measure in (one for one in plan.measures if one.area == area.id):
            status = say(f"plan.status.{standing.status(measure)}")
            found.append(
                {
                    "id": measure.ref,
                    "parent": measure.parent or f"area {area.id}",
                    "label": _label(measure, say.language, measure.depth + 1),
                    "depth": measure.depth + 1,
                    "status": status,
                }
            )
    return found


def _edges(nodes: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """Each edge as three points: from the parent down, then across to the child."""
    by_id = {node["id"]: node for node in nodes}
    found = []
    for node in nodes:
        parent = by_id.get(node["parent"] or "")
        if parent is None:
            continue
        corners = [(parent["depth"], parent), (parent["depth"], node), (node["depth"], node)]
        found += [
            {"edge": node["id"], "step": step, "depth": depth, "label": at["label"]}
            for step, (depth, at) in enumerate(corners)
        ]
    return found


def _body_rows(standing: Standing, plan: Plan, say: Catalogue) -> list[dict[str, Any]]:
    counts: dict[tuple[str, str], int] = {}
    for measure in plan.measures:
        told = standing.told_by(measure)
        for body in standing.leads(measure):
            status = told[body].status if body in told else "not_reported"
            counts[body, status] = counts.get((body, status), 0) + 1
    names = {
        body: _cut(standing.conference.name_of(body, standing.today, say.language))
        for body in dict.fromkeys(body for body, _ in counts)
    }
    return [
        {
            "label": names[body],
            "status": say(f"plan.status.{status}"),
            "count": count,
            "rank": STATUSES.index(status),
        }
        for (body, status), count in sorted(counts.items(), key=lambda one: names[one[0][0]])
    ]


def _status_colour(say: Catalogue) -> Any:
    import altair

    names = [say(f"plan.status.{status}") for status in STATUSES]
    return altair.Color("status:N", scale=altair.Scale(domain=names, range=list(COLOURS)), legend=altair.Legend())


def _labels_axis(orient: Literal["left", "right"] = "left") -> Any:
    import altair

    return altair.Axis(orient=orient, labelLimit=460, labelOverlap=False, ticks=False, domain=False, grid=False,
                       labelAlign="left" if orient == "right" else "right")  # fmt: skip


def _label(measure: Measure, language: str, depth: int = 0) -> str:
    words = measure.text.get(language) or next(iter(measure.text.values()), "")
    return _cut("\u2003" * depth + f"{measure.id}  {words}")


def _cut(text: str) -> str:
    return text if len(text) <= _LONGEST else f"{text[: _LONGEST - 1].rstrip()}…"


def _day(day: PartialDate | None, *, first: bool) -> str | None:
    found: date | None = (day.earliest() if first else day.latest()) if day else None
    return found.isoformat() if found else None
