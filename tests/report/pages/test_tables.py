"""Tables: captions, scopes, bound cells; and as CSV, where nothing runs."""

import csv
import io
from collections.abc import Mapping
from dataclasses import replace
from xml.etree.ElementTree import Element

import pytest

from palermo.ground.spreadsheets import as_text
from palermo.report.model import EditionModel
from palermo.report.pages import render


def figure_of(index: Element, id: str) -> Element:
    return next(one for one in index.iter("figure") if one.get("id") == id)


def test_a_table_has_a_caption_and_a_heading_for_each_row_and_column(index: Element) -> None:
    table = figure_of(index, "table-t.persons")
    assert "".join(next(table.iter("caption")).itertext()) == "Table 1 Persons by year and kind"
    assert [(cell.get("scope"), cell.text) for cell in table.iter("th")] == [
        ("col", "Year"), ("col", "Labour"), ("col", "Other"), ("col", "Total"),
        ("row", "2021"), ("row", "2022"), ("row", "2023"),
    ]  # fmt: skip


def test_every_number_of_a_table_is_bound_to_a_figure(index: Element, edition: EditionModel) -> None:
    for table in index.iter("tbody"):
        for cell in table.iter("td"):
            for data in cell.iter("data"):
                assert data.get("data-figure") in edition.figures or data.get("data-claim") in edition.evidence.claims


def test_a_total_is_told_from_its_parts(index: Element) -> None:
    row = next(figure_of(index, "table-t.persons").iter("tbody"))[0]
    assert [cell.get("class") for cell in row] == [None, None, None, "total"]


def test_a_hidden_cell_is_two_points_and_says_so(index: Element) -> None:
    [hidden] = [data for data in figure_of(index, "table-t.persons").iter("data") if data.text == "··"]
    assert (hidden.get("value"), hidden.get("aria-label")) == ("", "hidden to protect people")


def test_notes_and_breaks_stand_below(index: Element) -> None:
    notes = ["".join(note.itertext()) for note in figure_of(index, "table-t.persons").iter("p")]
    assert notes[:2] == [
        "One cell is hidden to protect people.",
        "Break in the series, 1 January 2022: a second police force joined. Not comparable across it.",
    ]


def test_csv_holds_stored_values_and_hidden_cells(out: Mapping[str, bytes]) -> None:
    assert out["tables/t.persons.csv"] == (
        "Year,Labour,Other,Total\n2021,12,7,19\n2022,1245,··,1248\n2023,1310,9,1319\n".encode()
    )


def test_a_formula_in_csv_is_text(out: Mapping[str, bytes]) -> None:
    rows = list(csv.reader(io.StringIO(out["tables/t.grades.csv"].decode())))
    assert rows[0] == ["", "\t+Vestria", "Remark"]
    assert rows[1] == ["2021", "\t=Grade B", "\t=HYPERLINK()"]


@pytest.mark.parametrize("words", ["=1+1", "+x", "-x", "@SUM(A1)", "\tx", "\rx", "＝1"])
def test_whatever_a_spreadsheet_would_run_begins_with_a_tab(words: str) -> None:
    assert as_text(words) == f"\t{words}"


@pytest.mark.parametrize("words", ["Labour", "2019", "a=b", ""])
def test_plain_words_stay_as_they_are(words: str) -> None:
    assert as_text(words) == words


@pytest.mark.parametrize(("rows", "scrolls"), [(29, False), (30, True)])
def test_a_long_table_scrolls_below_its_head(edition: EditionModel, rows: int, scrolls: bool) -> None:
    table = edition.tables["t.persons"]
    longer = replace(table, rows=tuple(table.rows[at % len(table.rows)] for at in range(rows)))
    page = render(replace(edition, tables={**edition.tables, table.id: longer}), "en")["en/index.html"].decode()
    frame = page.partition('id="table-t.persons"')[2].partition("<table>")[0]
    assert ('class="scroll long"' in frame) is scrolls
