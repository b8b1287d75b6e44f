"""A table as HTML and as CSV. Its cells carry figures, so nothing is typed twice."""

import csv
import io
from collections.abc import Mapping

from markupsafe import Markup

from palermo.ground.dates import PartialDate
from palermo.ground.figure import Figure
from palermo.ground.spreadsheets import as_text
from palermo.report.model import Indicator, Table, TableCell
from palermo.report.pages.addresses import anchor
from palermo.report.pages.binding import Binder
from palermo.report.pages.format import day_words
from palermo.report.pages.messages import Catalogue
from palermo.report.pages.text import one_line

_TABLE = Markup(
    '<figure class="table" id="{id}">\n'
    '<div class="{scroll}" role="group" tabindex="0" aria-labelledby="{id}-caption">\n'
    '<table>\n<caption id="{id}-caption"><span class="ordinal" data-ordinal>{ordinal}</span> {caption}</caption>\n'
    "<thead><tr>{head}</tr></thead>\n<tbody>\n{body}</tbody>\n</table>\n</div>\n{notes}"
    '<p class="aside"><a href="{csv}" type="text/csv">{csv_words}</a></p>\n</figure>'
)
_LONG = 30
"""Rows from which on a table scrolls below its head: nobody remembers a head they cannot see."""
_COLUMN = Markup('<th scope="col" data-label>{}</th>')
_WORD_COLUMN = Markup('<th scope="col" class="words" data-label>{}</th>')
_ROW = Markup('<tr><th scope="row" data-label>{}</th>{}</tr>\n')
_TOTALS = Markup('<tr class="total"><th scope="row" data-label>{}</th>{}</tr>\n')
_CORNER = Markup('<th scope="col">{}</th>')
_NO_CORNER = Markup("<td></td>")
_CELL = Markup("<td>{}</td>")
_TOTAL = Markup('<td class="total">{}</td>')
_WORDS = Markup('<td class="words">{}</td>')
_NOTE = Markup('<p class="note">{}</p>\n')
_DATE = Markup('<time data-lit="date">{}</time>')


def table_html(table: Table, binder: Binder, *, number: int, breaks: tuple[Markup, ...] = ()) -> Markup:
    """The table with caption, scopes, notes and the breaks of its series. ``number`` is its ordinal on the page."""
    say = binder.say
    said = (one_line(words.get(say.language, "")) for words in table.notes)
    notes = (*said, *breaks, _hidden_note(table, binder))
    return _TABLE.format(
        id=binder.anchors.take("table", table.id),
        scroll="scroll long" if len(table.rows) >= _LONG else "scroll",
        ordinal=say("table.ordinal", number=number),
        caption=one_line(table.caption.get(say.language, table.id)),
        head=_head(table, binder.figures),
        body=_body(table, binder),
        notes=Markup("").join(_NOTE.format(note) for note in notes if note),
        csv=f"../tables/{table.id}.csv",
        csv_words=say("table.csv"),
    )


def _hidden_note(table: Table, binder: Binder) -> str:
    """What the sign of a hidden cell means, where one stands in the table."""
    figures = (binder.figures.get(cell.figure or "") for _, cells in table.rows for cell in cells)
    return binder.say("table.hidden") if any(one is not None and one.hidden for one in figures) else ""


def _head(table: Table, figures: Mapping[str, Figure]) -> Markup:
    corner = _CORNER.format(table.corner) if table.corner else _NO_CORNER
    columns = (
        (_WORD_COLUMN if all(_is_words(cells[place], figures) for _, cells in table.rows) else _COLUMN).format(label)
        for place, label in enumerate(table.columns)
    )
    return Markup("").join((corner, *columns))


def _body(table: Table, binder: Binder) -> Markup:
    shown = [binder.figures.get(cell.figure or "") for _, cells in table.rows for cell in cells]
    finest = max((len(figure.cell) for figure in shown if figure), default=0)
    return Markup("").join(_row(label, cells, binder, finest) for label, cells in table.rows)


def _row(label: str, cells: tuple[TableCell, ...], binder: Binder, finest: int) -> Markup:
    totals = [cell for cell in cells if _is_total(cell, binder.figures, finest)]
    line = Markup("").join(_cell(cell, binder, finest) for cell in cells)
    every = len(cells) > 1 and len(totals) == sum(cell.figure is not None for cell in cells) > 0
    return (_TOTALS if every else _ROW).format(label, line)


def _cell(cell: TableCell, binder: Binder, finest: int) -> Markup:
    if cell.figure is None:
        return _WORDS.format(cell.text)
    if _is_words(cell, binder.figures):
        return _WORDS.format(binder.cell(cell.figure))
    return (_TOTAL if _is_total(cell, binder.figures, finest) else _CELL).format(binder.cell(cell.figure))


def _is_words(cell: TableCell, figures: Mapping[str, Figure]) -> bool:
    figure = figures.get(cell.figure or "")
    return figure is None or figure.unit == "code"


def _is_total(cell: TableCell, figures: Mapping[str, Figure], finest: int) -> bool:
    """A cell of fewer dimensions than the finest of its table sums others up."""
    figure = figures.get(cell.figure or "")
    return figure is not None and len(figure.cell) < finest


def break_notes(indicator: Indicator | None, say: Catalogue) -> tuple[Markup, ...]:
    """Each break of the indicator's series in a sentence."""
    return tuple(_break(dict(one), say) for one in (indicator.breaks if indicator else ()))


def _break(one: dict[str, object], say: Catalogue) -> Markup:
    day = day_words(PartialDate.parse(str(one.get("date") or "")), say.language)
    note = say.marked("break.note", date=_DATE.format(day), reason=str(one.get("reason", "")))
    comparable = say.either(f"break.comparable.{_word(one.get('comparable'))}", "")
    return Markup("{} {}").format(note, comparable)


def _word(comparable: object) -> str:
    # YAML 1.1 reads a bare yes or no as true or false.
    return (
        {True: "yes", False: "no"}.get(comparable, str(comparable)) if isinstance(comparable, bool) else str(comparable)
    )


def table_csv(table: Table, figures: Mapping[str, Figure]) -> bytes:
    """The table as UTF-8 CSV: stored values, not their print; a hidden cell is ``··``, one without a figure empty.

    A label that a spreadsheet would run as a formula begins with a tab, which makes it text there and is blank space
    to every other reader. Values of figures are decimals or codes of ours and stay as they are.
    """
    lines = io.StringIO()
    writer = csv.writer(lines, lineterminator="\n")
    writer.writerow([as_text(table.corner), *map(as_text, table.columns)])
    for label, cells in table.rows:
        writer.writerow([as_text(label), *(_plain(cell, figures) for cell in cells)])
    return lines.getvalue().encode()


def _plain(cell: TableCell, figures: Mapping[str, Figure]) -> str:
    if cell.figure is None:
        return as_text(cell.text)
    figure = figures[cell.figure]
    if figure.value is None:
        return "··" if figure.conf_status == "C" else "/".join(end for end in (figure.low, figure.high) if end)
    return as_text(figure.value) if figure.unit == "code" else figure.value


def table_anchor(table: Table) -> str:
    """Where the table first stands on its page."""
    return anchor("table", table.id)
