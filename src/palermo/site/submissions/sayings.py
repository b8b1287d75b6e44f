"""What is said beside a row that did not pass, in the reader's language: the reason by its code, and what to do."""

from collections.abc import Iterable, Mapping
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

Words = str | Promise
REASONS: Mapping[str, tuple[Words, Words]] = {
    "row.ragged": (_("more or fewer cells than the header has"), _("Look whether each cell stands in its column.")),
    "row.duplicate": (_("the same as an earlier row"), _("Leave it rejected, or mend what differs.")),
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
}
FAULTS: Mapping[str, Words] = {
    "site.submission-unreadable": _("The file cannot be read."),
    "site.submission-erased": _("The time of the file is over; it was erased."),
    "site.job-crashed": _("The check ended before it was done, several times. Tell whoever keeps the site."),
}


def reason(code: str, findings: Iterable[Mapping[str, Any]]) -> tuple[Words, Words]:
    """Why, and what to do; a check of the mapping's own in the words of the receipt."""
    if code in REASONS:
        return REASONS[code]
    told = next((one for one in findings if one["code"] == code), {})
    return str(told.get("text", code)), str(told.get("hint", ""))
