"""A picture of the spread: N and interval of every method, those that refused by name; no cell of the table."""

from collections.abc import Mapping, Sequence
from typing import Any

Line = Mapping[str, Any]
"""A method with its value, low, high, whether it was refused, and the codes of its findings."""

_INK, _QUIET = "#1f4e79", "#5b6673"
_FOLD = 20.0
"""Beyond this ratio of the largest to the least limit, equal steps are equal ratios."""


def draw(lines: Sequence[Line]) -> str:
    """The SVG of these methods, one under another."""
    import vl_convert

    svg: str = vl_convert.vegalite_to_svg(specification(lines), allowed_base_urls=[])
    title = "Persons, seen and not seen, by each method with its 95 % interval"
    return svg.replace("<svg ", f'<svg role="img" aria-label="{title}" ', 1)


def specification(lines: Sequence[Line]) -> dict[str, Any]:
    """The chart in Vega-Lite, checked by Altair against the grammar."""
    import altair

    rows = _rows(lines)
    order = [row["method"] for row in rows]
    numbers = [row[end] for row in rows for end in ("value", "low", "high") if row[end]]
    wide = bool(numbers) and max(numbers) > _FOLD * min(numbers)
    scale = altair.Scale(type="log") if wide else altair.Scale(zero=False)
    base = altair.Chart({"values": rows}).encode(y=altair.Y("method:N", sort=order, title=None))
    across = altair.X("low:Q", title="persons", scale=scale, axis=altair.Axis(format=",~f", tickCount=6))
    spans = base.mark_rule(strokeWidth=2.5, color=_INK).encode(x=across, x2="high:Q")
    points = base.mark_point(filled=True, size=90, color=_INK, opacity=1).encode(x=altair.X("value:Q", scale=scale))
    words = base.mark_text(align="left", dx=6, dy=-9, fontSize=11, color=_QUIET).encode(
        x=altair.X("value:Q", scale=scale), text="text:N"
    )
    told = base.mark_text(align="left", fontSize=11, color=_QUIET).encode(x=altair.value(8), text="why:N")
    specified: dict[str, Any] = (
        (spans + points + words + told)
        .properties(width=520, height=max(40 * len(rows), 80), padding=6)
        .configure(background="#ffffff", font="Liberation Sans", view={"stroke": None})
        .to_dict()
    )
    return specified


def _rows(lines: Sequence[Line]) -> list[dict[str, Any]]:
    return [
        {
            "method": line["method"],
            "value": line["value"],
            "low": line["low"],
            "high": line["high"],
            "text": "" if line["value"] is None else f"{line['value']:,.0f}",
            "why": f"refused: {_why(line)}" if line["refused"] else "",
        }
        for line in lines
    ]


def _why(line: Line) -> str:
    return ", ".join(code.split(".")[-1].replace("-", " ") for code in line["findings"][:2])
