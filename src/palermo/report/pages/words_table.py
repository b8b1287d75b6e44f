"""A table of words: measures, decisions, duties. Numbers in it are figures, codes, dates or titles, each marked so."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from markupsafe import Markup, escape

from palermo.coordination import Place
from palermo.ground.dates import PartialDate
from palermo.report.pages.format import day_words
from palermo.report.pages.sheet import Sheet, marked

Cell = Markup | str


@dataclass(frozen=True, slots=True, kw_only=True)
class WordsRow:
    """A line of cells, the first its heading; or the heading of a group of lines."""

    cells: tuple[Cell, ...] = ()
    group: Cell = ""
    depth: int = 0


def words_table(
    sheet: Sheet,
    kind: str,
    id: str,
    *,
    caption: Cell,
    columns: Sequence[Cell],
    rows: Iterable[WordsRow],
    kicker: str = "",
    notes: Sequence[Cell] = (),
) -> Markup:
    """The table as HTML; without a row a sentence that says so."""
    found = tuple(rows)
    if not any(row.cells for row in found):
        return Markup('<p class="note" id="{}"><b>{}:</b> {}</p>').format(
            sheet.binder.anchors.take(kind, id), caption, sheet.say("conference.nothing")
        )
    return sheet.fill(
        "words_table.html.j2",
        kind=kind,
        anchor_id=sheet.binder.anchors.take(kind, id),
        kicker=kicker,
        caption=caption,
        columns=columns,
        rows=found,
        notes=notes,
    )


def title(words: Mapping[str, str], language: str) -> Markup:
    """The registered words of a measure, a decision, a duty: theirs, not this report's."""
    return marked("title", words.get(language) or next(iter(words.values()), ""))


def code(text: str) -> Markup:
    """The number or id of a measure, a decision, a document."""
    return marked("code", text)


def day(day: PartialDate | None, language: str) -> Markup:
    """A date, empty where there is none."""
    return marked("date", day_words(day, language)) if day else Markup("")


def named(text: str) -> Markup:
    """The name of a body or of an assessor."""
    return marked("name", text)


def joined(parts: Iterable[Cell], by: str = ", ") -> Markup:
    return escape(by).join(escape(part) for part in parts)


def written_at(place: Place) -> Markup:
    """File and line of the conference folder."""
    return Markup('<code data-lit="address">{}</code>').format(str(place))


def lines(parts: Iterable[Cell]) -> Markup:
    """Parts below each other."""
    return Markup("").join(Markup("<div>{}</div>").format(part) for part in parts if part)
