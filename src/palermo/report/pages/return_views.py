"""Yearly returns as the report prints them: sums beside who is in them, and how complete each body's return is."""

from collections.abc import Callable, Iterable, Iterator, Mapping

from markupsafe import Markup

from palermo.coordination import Returns
from palermo.ground.errors import BadDefinition
from palermo.report.conference import SENT, SUMS, Sitting
from palermo.report.cube import cell_id
from palermo.report.pages.sheet import Sheet, marked
from palermo.report.pages.words_table import Cell, WordsRow, joined, lines, named, words_table
from palermo.standards import returns as standard
from palermo.standards.returns import Cell as ReturnCell


def returns_table(sheet: Sheet, sitting: Sitting, target: str) -> Markup:
    """The lines of a group, or every cell of one line: the sum of each period, and how many bodies are in it."""
    returns = _returns(sitting)
    cells = _asked_for(target)
    periods = sorted({period for _, period in returns.expected if len(period) == 4})
    rows = [
        WordsRow(cells=(marked("title", _label(cell, target)), *(_sum(sheet, cell, period) for period in periods)))
        for cell in cells
    ]
    return words_table(
        sheet,
        "returns",
        target,
        kicker=sheet.say("returns.kicker"),
        caption=marked("title", standard.groups().get(target) or standard.lines()[target].label),
        columns=[sheet.say("returns.column.line"), *_years(periods)],
        rows=rows,
        notes=(sheet.say("returns.note"),),
    )


def _asked_for(target: str) -> tuple[ReturnCell, ...]:
    if target in standard.groups():
        return tuple(ReturnCell(line.id) for line in standard.lines_of([target]))
    if target in standard.lines():
        return standard.cells(target)
    known = ", ".join((*standard.groups(), *standard.lines()))
    raise BadDefinition(f"There is no line and no group of lines {target!r}.", hint=f"Write one of {known}.")


def _label(cell: ReturnCell, target: str) -> str:
    """A line by its name among others; the cells of one line each in words."""
    return standard.label(cell) if target in standard.lines() else standard.lines()[cell.line].label


def _sum(sheet: Sheet, cell: ReturnCell, period: str) -> Cell:
    """The sum with the bodies in it; without a number that none was sent."""
    at = {"period": period, "return_line": cell.line, **cell.codes()}
    total, answered, asked = (cell_id(name, at) for name in SUMS)
    if asked not in sheet.model.figures:
        return sheet.say("returns.not-asked")
    shown = sheet.binder.cell(total) if total in sheet.model.figures else sheet.say("returns.no-number")
    told = sheet.say.marked("returns.from", answered=sheet.binder.cell(answered), asked=sheet.binder.cell(asked))
    return lines((shown, told))


def completeness_table(sheet: Sheet, sitting: Sitting, target: str) -> Markup:
    """Each body asked for a return: whether one came, and how many of its cells it answered, period by period."""
    returns = _returns(sitting)
    periods = sorted({period for _, period in returns.expected if target in ("", period[:4])})
    if not periods:
        raise BadDefinition(f"No return is asked for in {target!r}.", hint="Write a year that returns/ask.yml names.")
    rows = sitting.tables["completeness_rows"].filter(asked="yes").iter_rows(named=True)
    said = {(row["body"], row["period"]): row for row in rows}
    bodies = [one.id for one in sitting.conference.bodies if any((one.id, period) in said for period in periods)]
    return words_table(
        sheet,
        "completeness",
        target or "all",
        kicker=sheet.say("returns.kicker"),
        caption=sheet.say("returns.completeness"),
        columns=[sheet.say("conference.column.body"), *_years(periods)],
        rows=list(_complete(sheet, sitting, bodies, periods, said)),
        notes=(sheet.say("returns.completeness-note"),),
    )


def _complete(
    sheet: Sheet,
    sitting: Sitting,
    bodies: Iterable[str],
    periods: list[str],
    said: Mapping[tuple[str, str], Mapping[str, str]],
) -> Iterator[WordsRow]:
    for body in bodies:
        name = named(sitting.conference.name_of(body, sitting.entry.today, sheet.language))
        yield WordsRow(cells=(name, *(_came(sheet, body, period, said.get((body, period))) for period in periods)))


def _came(sheet: Sheet, body: str, period: str, row: Mapping[str, str] | None) -> Cell:
    if row is None:
        return sheet.say("returns.not-asked")
    if row["sent"] != "yes":
        late = sheet.say("conference.overdue") if row["overdue"] == "yes" else ""
        return joined(filter(None, (sheet.say("returns.silent"), late)))
    answered, asked = (sheet.binder.cell(cell_id(name, {"body": body, "period": period})) for name in SENT)
    return sheet.say.marked("returns.cells", answered=answered, asked=asked)


def _years(periods: Iterable[str]) -> list[Markup]:
    return [Markup('<time data-lit="date">{}</time>').format(period) for period in periods]


def _returns(sitting: Sitting) -> Returns:
    if sitting.returns is None:
        hint = "Ask for them in returns/ask.yml; where their counts are protected they stay out of the report."
        raise BadDefinition("The conference has no yearly returns that may be printed.", hint=hint)
    return sitting.returns


RETURN_VIEWS: Mapping[str, Callable[[Sheet, Sitting, str], Markup]] = {
    "returns": returns_table,
    "completeness": completeness_table,
}
