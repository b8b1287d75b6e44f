"""The mapping editor: what each column of a file is taken for, how far that goes, and what it is to mean."""

from collections.abc import Mapping as Mapped
from dataclasses import dataclass
from typing import Any

from palermo import engines, intake
from palermo.site.submissions.forms import TYPE_NAMES
from palermo.site.submissions.models import Job, Mapping, SubmittedFile
from palermo.site.submissions.queue.work import layout_of, opened
from palermo.site.submissions.vault import definition_of

SHOWN = 30
"""Cells of a column that are offered to be mapped at once; the next are offered when these are."""
TYPES = tuple(name for name, _label in TYPE_NAMES)


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """A column: how it is read now, its cells filled and left unread, and unread ones with the codes they may mean."""

    at: int
    seen: str
    means: str
    how: str
    filled: int
    unread: int
    type: str
    code_list: str
    unmapped: tuple[str, ...]
    codes: tuple[tuple[str, str], ...]


def lines_of(job: Job) -> tuple[dict[str, Any], list[Line]]:
    """The definition a file was last read by, and its columns under it. Raises KeyAbsent, UnreadableInput."""
    task = opened(job)
    book = intake.unguarded(engines.read_as(task.data, task.name, task.layout, sheet=task.sheet))
    table = intake.choose_table(book, task.layout).table
    definition = _definition(job.mapping, job.standard, table)
    if table is None:
        return definition, []
    layout = task.layout or layout_of(None, str(definition["target"]).replace("none", ""))
    layout = layout or intake.Layout(name="")
    covered = intake.coverage(table, layout).to_dicts()
    known = layout.by_name()
    return definition, [_line(at, one, table, known.get(one["means"])) for at, one in enumerate(covered)]


def drawn_up(definition: dict[str, Any], lines: list[Line], told: Mapped[str, str]) -> dict[str, Any]:
    """The definition with what the page was told: where columns go, of which type, and what codes mean."""
    columns = {**definition.get("columns", {})}
    values = {name: {**words} for name, words in definition.get("values", {}).items()}
    for line in lines:
        goal, kind = told.get(f"to_{line.at}", "").strip(), told.get(f"type_{line.at}", "")
        if goal and (goal != line.means or kind != line.type or line.seen in columns):
            kept = {key: value for key, value in columns.get(line.seen, {}).items() if key not in ("to", "type")}
            columns[line.seen] = {**kept, "to": goal, **({"type": kind} if kind in TYPES else {})}
        for at, cell in enumerate(line.unmapped):
            code = told.get(f"code_{line.at}_{at}", "")
            if code in dict(line.codes):
                values.setdefault(line.code_list, {})[cell] = code
    target = told.get("target", definition.get("target", "none"))
    return {**definition, "target": target, "columns": columns, "values": values}


def latest_job(submission: Any) -> Job:
    """The last check that was asked for."""
    job: Job = Job.objects.filter(submission=submission).order_by("-asked_at", "-pk")[0]
    return job


def has_file(submission: Any) -> bool:
    """Whether its bytes are still there."""
    return bool(SubmittedFile.objects.filter(submission=submission).exists())


def _definition(mapping: Mapping | None, standard: str, table: intake.RawTable | None) -> dict[str, Any]:
    if mapping is not None:
        return definition_of(mapping)
    if standard or table is None:
        return {"target": standard or "none", "columns": {}, "values": {}}
    scores = {
        name: sum(header in intake.builtin_layout(name).standard for header in table.names())
        for name in ("htcds", "ctdc")
    }  # fmt: skip
    best = max(scores, key=lambda name: scores[name])
    return {"target": best if scores[best] else "none", "columns": {}, "values": {}}


def _line(at: int, one: Mapped[str, Any], table: intake.RawTable, column: intake.Column | None) -> Line:
    codes = column.codes.codes if column and column.codes else ()
    known = {word for code in codes for word in (code.code, code.label)}
    place = next(place for place, name in enumerate(table.names()) if name == one["seen"])
    cells = table.cells[f"c{place}"].str.strip_chars().unique(maintain_order=True).to_list() if one["unread"] else []
    unread = [cell for cell in cells if cell and cell not in known and cell not in (column.values if column else {})]
    return Line(
        at=at,
        seen=one["seen"],
        means=one["means"],
        how=one["how"],
        filled=one["filled"],
        unread=one["unread"],
        type=column.type if column else "text",
        code_list=column.codes.name if column and column.codes else "",
        unmapped=tuple(unread[:SHOWN]) if codes else (),
        codes=tuple((code.code, code.label) for code in codes),
    )
