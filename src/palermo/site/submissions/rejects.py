"""Rows that did not pass: why each did not, as the page and the CSV file tell it, and the row to be mended."""

import csv
import io
import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.text import capfirst
from django.utils.translation import gettext as _

from palermo import intake
from palermo.ground.spreadsheets import as_text
from palermo.site.keys.sealing import KeyAbsent
from palermo.site.submissions.models import Correction, RowIssue, Run, SourceRow, State, Submission
from palermo.site.submissions.queue.work import layout_of
from palermo.site.submissions.sayings import Words, reason
from palermo.site.submissions.vault import unlock

FEW = 12
"""Codes that are told at a cell; of a longer list the mapping page offers all."""
RAGGED, NOT_IN_LIST = "row.ragged", "value.not_in_list"


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """Why a cell or a row did not pass: its column, the cell as it came and as mended, reason and what to do."""

    column: str
    cell: str
    mended: str | None
    code: str
    why: Words
    do: Words

    @property
    def can_be_mapped(self) -> bool:
        return self.code == NOT_IN_LIST


def rows_of(run: Run) -> Any:
    """The rows of a run that did not pass, in their order."""
    return SourceRow.objects.filter(run=run, state__in=(State.REJECTED, State.PENDING)).order_by("row", "pk")


def why_not(submission: Submission, run: Run, rows: Sequence[SourceRow]) -> list[tuple[SourceRow, list[Said]]]:
    """Each row with what stands against it. Raises KeyAbsent, Erased."""
    cells = {row.pk: came["cells"] for row, came in zip(rows, _came(rows), strict=True)}
    issues = _issues(run, rows)
    mended = mended_cells(submission, [row.row for row in rows], after=run.corrections)
    return [(row, [_said(run, one, cells[row.pk], mended) for one in issues.get(row.row, [])]) for row in rows]


def as_csv(run: Run) -> bytes:
    """The rows as they came, under their header; then line, codes, reasons and hints in the reader's language.

    No spreadsheet runs a cell of it; handed in again each cell is what it was. Raises KeyAbsent, Erased.
    """
    rows = list(rows_of(run))
    came, issues = _came(rows), _issues(run, rows)
    places, header = _header(run, came)
    out = io.StringIO()
    lines = csv.writer(out, lineterminator="\n")
    lines.writerow([*map(as_text, header), *OWN])
    for row, held in zip(rows, came, strict=True):
        cells, tabbed = intake.guarded([held["cells"].get(f"c{at}", "") for at in places])
        against = issues.get(row.row, [])
        reasons = [reason(one.code, run.receipt["findings"]) for one in against]
        whys = _once(f"{_column(run, one)}: {why}" for one, (why, _do) in zip(against, reasons, strict=True))
        codes, hints = _once(one.code for one in against), _once(str(do) for _why, do in reasons)
        surplus = json.dumps(held["surplus"], ensure_ascii=False) if held.get("surplus") else ""
        lines.writerow(
            [*cells, row.row, ";".join(codes), as_text(" | ".join(whys)), " | ".join(hints), surplus, tabbed]
        )
    return out.getvalue().encode()


OWN = ("palermo_row", "palermo_codes", "palermo_reasons", "palermo_hints", "palermo_extra", "palermo_tab")


def mended_cells(submission: Submission, rows: Sequence[int], *, after: int = 0) -> dict[tuple[int, int], str]:
    """Cells as they were mended, by row and place of the column."""
    made = list(Correction.objects.filter(submission=submission, row__in=rows, number__gt=after).order_by("number"))
    return {(one.row, one.column): text.decode() for one, text in zip(made, unlock(made), strict=True)}


def fields_of(submission: Submission, run: Run, source: SourceRow) -> list[tuple[int, str, str, str]]:
    """For each column of a row: place, header, the cell as it stands now, what is said about it."""
    [came] = _came([source])
    mended = mended_cells(submission, [source.row])
    against = _issues(run, [source]).get(source.row, [])
    codes = _codes_of(run)
    fields = []
    for one in run.columns:
        if one["how"] == "ignored":
            continue
        at, cell = one["at"], came["cells"].get(f"c{one['at']}", "")
        here = [issue.code for issue in against if issue.column == at]
        words = [_sentence(*reason(code, run.receipt["findings"])) for code in here]
        if NOT_IN_LIST in here and one["means"] in codes:
            words.append(_("One of: %(codes)s.") % {"codes": ", ".join(codes[one["means"]])})
        if (source.row, at) in mended:
            words.append(_("It came as: %(cell)s") % {"cell": cell})
        fields.append((at, one["seen"] or one["means"], mended.get((source.row, at), cell), " ".join(words)))
    return fields


def of_the_whole_row(run: Run, source: SourceRow) -> tuple[list[str], list[str]]:
    """What is said about the row as a whole, and its cells beyond the header."""
    [came] = _came([source])
    against = [one for one in _issues(run, [source]).get(source.row, []) if one.column is None]
    return [_sentence(*reason(one.code, run.receipt["findings"])) for one in against], came.get("surplus") or []


def is_ragged(run: Run, row: int) -> bool:
    """Whether the row has more or fewer cells than the header: then all of them are kept as somebody looked at them."""
    return bool(RowIssue.objects.filter(run=run, row=row, code=RAGGED).exists())


def _came(rows: Sequence[SourceRow]) -> list[dict[str, Any]]:
    return [json.loads(text) for text in unlock(rows)]


def _issues(run: Run, rows: Sequence[SourceRow]) -> dict[int, list[RowIssue]]:
    found: dict[int, list[RowIssue]] = {}
    numbers = [row.row for row in rows]
    span = (min(numbers), max(numbers)) if numbers else (0, 0)  # a list of thousands would not fit into a question
    for issue in RowIssue.objects.filter(run=run, row__range=span):
        found.setdefault(issue.row, []).append(issue)
    asked = [one["code"] for one in run.receipt["findings"] if one["severity"] == "question" and "column" not in one]
    for number in set(numbers) - found.keys():  # it is not settled which table is meant: every row waits for that
        found[number] = [RowIssue(run=run, row=number, code=code) for code in asked]
    return found


def _said(run: Run, issue: RowIssue, cells: dict[str, str], mended: dict[tuple[int, int], str]) -> Said:
    why, do = reason(issue.code, run.receipt["findings"])
    at = issue.column
    return Said(
        column=_column(run, issue) if at is not None else "",
        cell=cells.get(f"c{at}", "") if at is not None else "",
        mended=mended.get((issue.row, at)) if at is not None else None,
        code=issue.code,
        why=why,
        do=do,
    )


def _column(run: Run, issue: RowIssue) -> str:
    names = (one["seen"] or one["means"] for one in run.columns if one["at"] == issue.column)
    return next(names, _("the whole row"))


def _header(run: Run, came: Sequence[dict[str, Any]]) -> tuple[list[int], list[str]]:
    """Places and names of the columns; where no table was chosen, as many as the widest row has."""
    own = [(one["at"], one["seen"] or one["means"]) for one in run.columns if one["how"] != "ignored"]
    if not own:
        own = [(at, f"column_{at + 1}") for at in range(max((len(row["cells"]) for row in came), default=0))]
    return [at for at, _name in own], [name for _at, name in own]


def _codes_of(run: Run) -> dict[str, list[str]]:
    """The codes of each column that has few; none while the key of the mapping is closed."""
    try:
        layout = layout_of(run.mapping, run.standard)
    except KeyAbsent:
        return {}
    columns = layout.by_name() if layout else {}
    lists = {name: [code.code for code in one.codes.codes] for name, one in columns.items() if one.codes}
    return {name: codes for name, codes in lists.items() if len(codes) <= FEW}


def _sentence(why: Words, do: Words) -> str:
    return f"{capfirst(str(why))}. {do}".strip()


def _once(texts: Iterable[str]) -> list[str]:
    return list(dict.fromkeys(text for text in texts if text))
