"""What is said beside a row that did not pass, in the reader's language: the reason by its code, and what to do."""

from collections.abc import Iterable, Mapping
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

Words = str | Promise
_NOTHING = _("Nothing to do.")
REASONS: Mapping[str, tuple[Words, Words]] = {
    "row.ragged": (_("more or fewer cells than the header has"), _("Look whether each cell stands in its column.")),
    "row.duplicate": (_("the same as an earlier row"), _("Leave it rejected, or mend what differs.")),
    "row.near_duplicate": (_("differs from an earlier row in case and blanks alone"), _("Look whether it is one.")),
    "value.not_in_list": (_("no code of the list"), _("Mend the cell, or map the code.")),
    "value.type": (_("not of the column's type"), _("Write it as the column asks.")),
    "value.pattern": (_("not in the form asked for"), _("Write it in that form.")),
    "date.unreadable": (_("no date that can be read"), _("Write YYYY-MM-DD, YYYY-MM or YYYY.")),
    "date.future": (_("a day in the future"), _("Mend the date.")),
    "date.order": (_("a date before the one it must follow"), _("Mend one of the two.")),
    "date.ambiguous": (_("day and month could be read either way"), _("Write YYYY-MM-DD, or say in the mapping.")),
    "formula.error": (_("the error of a formula"), _("Write the value.")),
    "key.duplicate": (_("another row has the same key"), _("Give each record a key of its own.")),
    "stint.overlap": (_("overlaps with another stay of the person"), _("Mend one of the two.")),
    "header.conflict": (_("code and label over the column disagree"), _("Say in the mapping what it means.")),
    "header.duplicate": (_("two columns mean the same"), _("Say in the mapping which one counts.")),
    "sheet.several": (_("several sheets hold tables"), _("Choose one.")),
    "table.several": (_("several tables stand on the sheet"), _("Hand in one table.")),
    "intake.required-empty": (_("an empty cell that is required"), _("Fill it in.")),
    "layout.unknown": (
        _("no standard and no mapping fits: only the structure was checked"),
        _("Say what the columns and codes mean."),
    ),
    "header.unknown": (_("a column nobody has said the meaning of; kept and not checked"), _("Map it, or leave it.")),
    "header.core_absent": (_("a core column of the standard is absent"), _("Send it, if you have it.")),
    "key.missing": (
        _("no key of its own: a provisional one was made"),
        _("Send your own reference with each record."),
    ),
    "number.precision": (
        _("a number longer than a spreadsheet keeps: its end is lost"),
        _("Format the column as text before anything is typed in."),
    ),
    "address.looks_shifted": (
        _("an address that seems to stand under its neighbour's header"),
        _("Look at the address columns."),
    ),
    "cell.redacted": (_("blackened out; kept as written"), _NOTHING),
    "cell.formula_like": (_("begins like a formula; kept as written"), _NOTHING),
    "header.alias": (_("a column known by another name"), _NOTHING),
    "header.label": (_("a column known by its label"), _NOTHING),
    "header.empty_code": (_("a column without a code, known by its label"), _NOTHING),
    "value.label": (_("a label, read as its code"), _NOTHING),
    "value.alias": (_("another name, read as its code"), _NOTHING),
    "value.case": (_("a code in other upper and lower case"), _NOTHING),
    "value.trimmed": (_("blanks around the value were taken off"), _NOTHING),
    "value.digits": (_("digits of another script, read as 0 to 9"), _NOTHING),
    "date.serial": (_("a spreadsheet's day number, read as a date"), _NOTHING),
    "date.converted": (_("a day of another calendar, read as one of ours"), _NOTHING),
    "multi.single": (_("several values where some files have one"), _NOTHING),
    "intake.check-skipped": (
        _("a check was left out: a column it needs is absent"),
        _("Send the column, or take the check out of the mapping."),
    ),
    "intake.header-deprecated": (
        _("a column the standard has given up; accepted and kept"),
        _("Look for the one that took its place."),
    ),
    "intake.near-alias": (
        _("a name that means almost the same as the code it was read as"),
        _("Use a code that fits better, if there is one."),
    ),
    "intake.time-dropped": (_("a time of day behind the date was left out"), _NOTHING),
    "intake.total-row": (_("looks like the total of other rows; marked as one"), _("Leave it out of sums.")),
    "intake.header-continued": (
        _("columns begin with the same names again under no year of their own"),
        _("Check the year and write it into the header."),
    ),
    "intake.notice-in-header": (_("a notice stands within the header"), _("Look whether the header was read rightly.")),
    "file.encoding": (
        _("the file is not UTF-8 throughout; such lines were read as Windows-1252"),
        _("Look at names with accents; best export the file as UTF-8."),
    ),
}
FAULTS: Mapping[str, Words] = {
    "site.submission-unreadable": _("The file cannot be read."),
    "site.submission-erased": _("The time of the file is over; it was erased."),
    "site.disk-full": _("The disk of the database is full; the check waits until there is room."),
    "site.job-crashed": _("The check ended before it was done, several times. Tell whoever keeps the site."),
}


def reason(code: str, findings: Iterable[Mapping[str, Any]]) -> tuple[Words, Words]:
    """Why, and what to do; a check of the mapping's own (`intake.check-failed`) in the words of the receipt."""
    if code in REASONS:
        return REASONS[code]
    told = next((one for one in findings if one["code"] == code), {})
    return str(told.get("text", code)), str(told.get("hint", ""))


def by_code(findings: Iterable[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """The findings of a receipt, those of one code together: its columns, how often, why and what to do."""
    told: dict[str, dict[str, Any]] = {}
    for one in findings:
        why, do = reason(one["code"], [one])
        line = told.setdefault(one["code"], {"code": one["code"], "columns": [], "count": 0, "why": why, "do": do})
        line["count"] += one.get("count") or 0
        line["columns"] += [one["column"]] if one.get("column") else []
    return list(told.values())
