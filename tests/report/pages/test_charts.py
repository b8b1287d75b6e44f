"""Charts: words for those who do not see them, bound labels, ids of their own, the same bytes each time."""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from xml.etree.ElementTree import Element

import pytest
from defusedxml.ElementTree import fromstring
from markupsafe import Markup

from palermo.ground.figure import Figure, Origin
from palermo.report.model import Chart, EditionModel, Table, TableCell
from palermo.report.pages.charts import draw, plot
from palermo.report.pages.messages import catalogue
from palermo.report.pages.svg import Drawing

SVG = "{http://www.w3.org/2000/svg}"
SAY = catalogue("en")


def svg(out: Mapping[str, bytes], id: str) -> Element:
    root: Element = fromstring(out[f"charts/en/{id}.svg"])
    return root


def texts(root: Element, mark: str) -> list[str]:
    return [
        "".join(text.itertext()) for group in root.iter() if mark in group.attrib for text in group.iter(f"{SVG}text")
    ]


def test_a_chart_has_title_and_description(out: Mapping[str, bytes]) -> None:
    root = svg(out, "c.persons")
    assert [(part.tag, part.text, part.get("id")) for part in root[:2]] == [
        (f"{SVG}title", "Persons by year and kind", "chart-c.persons-title"),
        (f"{SVG}desc", "Bars of persons by year", "chart-c.persons-desc"),
    ]
    assert root.get("aria-labelledby") == "chart-c.persons-title chart-c.persons-desc"


def test_every_text_of_a_chart_is_scale_label_or_figure(out: Mapping[str, bytes], edition: EditionModel) -> None:
    for id in edition.charts:
        root = svg(out, id)
        bound = [text for text in root.iter(f"{SVG}text") if text.get("data-figure") in edition.figures]
        marked = len(texts(root, "data-scale")) + len(texts(root, "data-label")) + len(bound)
        assert marked == len(list(root.iter(f"{SVG}text"))) > 0


def test_a_label_prints_the_figure_it_is_bound_to(out: Mapping[str, bytes]) -> None:
    labels = {text.get("data-figure"): text.text for text in svg(out, "c.persons").iter(f"{SVG}text")}
    assert labels["vs.persons:KIND=Labour;YEAR=2023"] == "1,310"


def test_in_a_page_a_label_leads_to_the_register(index: Element) -> None:
    links = [link for chart in index.iter("svg") for link in chart.iter("a")]
    assert len(links) == 6  # the sign of the hidden cell is one of them
    assert all(link.get("href", "").startswith("register.html#f-vs.persons") for link in links)


def test_a_chart_shows_parts_not_totals(edition: EditionModel) -> None:
    shown = plot(edition.charts["c.persons"], edition.tables["t.persons"], edition.figures, "en")
    assert shown.series == ("Labour", "Other")
    assert [point.text for point in shown.points if point.value is None] == ["··"]  # a hidden cell has its sign, no bar
    assert len(shown.points) == 6


def test_lines_run_along_the_time_whichever_way_the_table_lies() -> None:
    table, figures = many(3)
    turned = replace(
        table,
        columns=tuple(label for label, _ in table.rows),
        rows=tuple(
            (column, tuple(cells[place] for _, cells in table.rows)) for place, column in enumerate(table.columns)
        ),
    )
    chart = Chart(id="c", table="t", kind="line", alt={"en": "Lines"})
    for one in (table, turned):
        shown = plot(chart, one, figures, "en")
        assert (shown.across, shown.series) == (("2018", "2019"), table.columns)


def test_no_line_runs_over_a_gap() -> None:
    table, figures = many(2)
    lacking = replace(table, rows=(table.rows[0], ("2019", (table.rows[1][1][0], TableCell()))))
    shown = plot(Chart(id="c", table="t", kind="line", alt={"en": "Lines"}), lacking, figures, "en")
    [gap] = [point for point in shown.points if point.value is None]
    assert (gap.across, gap.series) == ("2019", "Division 1")


def test_a_chart_without_its_table_in_the_text_brings_the_table(index: Element) -> None:
    [details] = list(index.iter("details"))
    assert "".join(next(details.iter("caption")).itertext()) == "Table 2 Persons by year"


def test_a_chart_beside_its_table_points_to_it(index: Element) -> None:
    chart = next(one for one in index.iter("figure") if one.get("id") == "chart-frame-c.persons")
    links = [link.get("href") for link in chart.iter("a") if link.text == "Persons by year and kind"]
    assert links == ["#table-t.persons"]


def test_the_same_chart_has_the_same_bytes(edition: EditionModel) -> None:
    chart, table = edition.charts["c.persons"], edition.tables["t.persons"]
    assert draw(chart, table, edition.figures, SAY) == draw(chart, table, edition.figures, SAY)


def test_ids_are_numbered_under_the_chart_s_own_name() -> None:
    source = (
        '<svg xmlns="http://www.w3.org/2000/svg" class="marks"><defs><linearGradient id="gradient_7"/>'
        '<clipPath id="clip12"/></defs><rect fill="url(#gradient_7)" clip-path="url(#clip12)"/></svg>'
    )
    made = Drawing.of(source, id="c.x", title=Markup("t"), description=Markup("d")).file.decode()
    assert 'id="chart-c.x-1"' in made and 'fill="url(#chart-c.x-1)"' in made
    assert 'clip-path="url(#chart-c.x-2)"' in made
    assert "gradient_7" not in made and "clip12" not in made


def many(series: int) -> tuple[Table, dict[str, Figure]]:
    columns = tuple(f"Division {place}" for place in range(series))
    figures = {
        f"m:{year};{column}": Figure(id=f"m:{year};{column}", origin=Origin.COMPUTED, value=str(index * 3),
                                     cell={"year": year, "column": column})
        for year in ("2018", "2019")
        for index, column in enumerate(columns)
    }  # fmt: skip
    rows = tuple(
        (year, tuple(TableCell(figure=f"m:{year};{column}") for column in columns)) for year in ("2018", "2019")
    )
    return Table(id="t", caption={"en": "Many"}, corner="Year", columns=columns, rows=rows), figures


@pytest.mark.parametrize("kind", ["bar", "line"])
def test_more_series_than_can_be_told_apart_get_frames_of_their_own(kind: str, tree: Callable[..., Element]) -> None:
    table, figures = many(9)
    root = fromstring(draw(Chart(id="c", table="t", kind=kind, alt={"en": "Frames"}), table, figures, SAY).file)
    assert texts(root, "data-label") == list(table.columns)
    assert len(texts(root, "data-scale")) + 9 == len(list(root.iter(f"{SVG}text")))


def test_a_few_lines_share_a_frame_and_differ_in_more_than_colour() -> None:
    table, figures = many(3)
    made = draw(Chart(id="c", table="t", kind="line", alt={"en": "Lines"}), table, figures, SAY).file.decode()
    assert made.count("stroke-dasharray") >= 2


def heights(root: Element, above: float = 0.0) -> Iterator[float]:
    """Where the labels of the legend stand, from the top."""
    moved = re.search(r"translate\([^,]+,([^)]+)\)", root.get("transform", ""))
    here = above + (float(moved[1]) if moved else 0.0)
    if "data-label" in root.attrib:
        yield here
    for part in root:
        yield from heights(part, here)


@pytest.mark.parametrize(("letters", "rows"), [(12, 1), (40, 2)])
def test_names_that_do_not_fit_in_one_row_stand_in_two(letters: int, rows: int) -> None:
    table, figures = many(3)
    long = {name: name.ljust(letters, "n") for name in table.columns}
    parts = tuple(TableCell(figure=cell.figure) for _, cells in table.rows for cell in cells)
    wide = replace(table, columns=tuple(long.values()), rows=(("2018", parts[:3]), ("2019", parts[3:])))
    made = draw(Chart(id="c", table="t", kind="bar", alt={"en": "Names"}), wide, figures, SAY)
    assert len(set(heights(fromstring(made.file)))) == rows
