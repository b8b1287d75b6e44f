"""What intake says: for each code how much it weighs, what it means, and what a data officer can do. One place."""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from palermo.ground.finding import Severity

_E, _Q, _W, _I = Severity.ERROR, Severity.QUESTION, Severity.WARNING, Severity.INFO
_NOTHING = "Nothing to do."


@dataclass(frozen=True, slots=True)
class Saying:
    """A severity, a text that quotes no cell, and a hint."""

    severity: Severity
    text: str
    hint: str = _NOTHING


SAYINGS: Mapping[str, Saying] = MappingProxyType(
    {
        "row.ragged": Saying(
            _E,
            "more or fewer cells than the header has",
            "Look for a separator or a line break inside a cell; put such a cell in double quotes.",
        ),
        "row.duplicate": Saying(
            _E,
            "the same as an earlier row in every cell",
            "Take it out, or say `duplicates: keep` in the layout if repeats are true.",
        ),
        "row.near_duplicate": Saying(
            _W, "differs from an earlier row in case and blanks alone", "Look whether it is one record."
        ),
        "value.not_in_list": Saying(_E, "no code of the list", "Use a code of the list."),
        "value.type": Saying(_E, "not of the column's type", "Write it as the layout says."),
        "value.pattern": Saying(
            _E, "not in the form asked for", "Write it in the form the standard or the layout asks for."
        ),
        "date.unreadable": Saying(_E, "no date that can be read", "Write YYYY-MM-DD, YYYY-MM or YYYY."),
        "date.future": Saying(
            _E,
            "the date lies after the day of the check",
            "Correct it; if the day of the check is wrong, give the right one with --today.",
        ),
        "date.order": Saying(_E, "a date that must follow another comes before it", "Correct one of the two."),
        "formula.error": Saying(_E, "the error of a formula", "Mend the formula, or write the value."),
        "key.duplicate": Saying(_E, "another row has the same key", "Give each record a key of its own."),
        "stint.overlap": Saying(
            _E, "two stints of one person overlap", "Correct a date of one of the stints, or give a reason for both."
        ),
        "header.conflict": Saying(
            _Q,
            "the code and the label over this column mean different things",
            "Say in the layout which holds: answers: {header_conflict: code} or label.",
        ),
        "header.duplicate": Saying(
            _Q,
            "several columns have the same name or the same meaning",
            "Rename or remove all but one, or say in a layout what each of them is.",
        ),
        "date.ambiguous": Saying(
            _Q,
            "day and month cannot be told apart",
            "Write YYYY-MM-DD, or say in the layout which comes first (date: dmy or date: mdy).",
        ),
        "layout.unknown": Saying(
            _W,
            "no layout was named and none fits: only the structure was checked",
            "Name one with --layout: htcds, ctdc or a LAYOUT.yml of yours.",
        ),
        "header.unknown": Saying(
            _W,
            "the layout does not know this column; it is kept under its own name and not checked",
            "Add it to the layout, or leave it.",
        ),
        "header.core_absent": Saying(_W, "a core column of the standard is absent", "Send it, if you have it."),
        "key.missing": Saying(
            _W,
            "no key: a provisional one was made",
            "Send your own reference with each record; the provisional one holds for this file alone.",
        ),
        "number.precision": Saying(
            _W,
            "a number with more digits than a spreadsheet keeps: its end is lost",
            "Send it as text: format the column as text before anything is typed in.",
        ),
        "address.looks_shifted": Saying(
            _W,
            "an address cell seems to stand under its neighbour's header",
            "Look at the four address columns; if they are shifted, say answers: {header_conflict: shifted}.",
        ),
        "cell.redacted": Saying(_W, "blackened out; kept as written", "Nothing to do, or ask the sender."),
        "cell.formula_like": Saying(
            _W, "begins like a formula; kept as written", "Nothing to do: spreadsheets of ours hold it as text."
        ),
        "header.alias": Saying(_I, "recognised by another name for it"),
        "header.label": Saying(_I, "recognised by its label"),
        "header.empty_code": Saying(_I, "a column without a code, recognised by its label"),
        "value.label": Saying(_I, "a label, read as its code"),
        "value.alias": Saying(_I, "another name, read as its code"),
        "value.case": Saying(_I, "a code in other upper and lower case"),
        "value.trimmed": Saying(_I, "blanks around the value were taken off"),
        "value.digits": Saying(_I, "digits of another script, read as 0 to 9"),
        "date.serial": Saying(_I, "a spreadsheet's day number, read as a date"),
        "date.converted": Saying(_I, "a day of another calendar, read as one of ours"),
        "multi.single": Saying(
            _I, "several values, where some files of the standard have one", "Nothing to do: both are accepted."
        ),
        "intake.check-failed": Saying(_E, "a check of the layout does not hold", "Look at the cells it compares."),
        "intake.check-skipped": Saying(
            _W,
            "a check of the layout was left out: a column it needs is absent",
            "Send the column, or take the check out of the layout.",
        ),
        "intake.header-deprecated": Saying(
            _W,
            "the standard has given this field up; it is accepted and kept",
            "Look for the field that took its place.",
        ),
        "intake.near-alias": Saying(
            _W,
            "a name that means almost the same as the code it was read as",
            "Use a code that fits better, if there is one.",
        ),
        "intake.required-empty": Saying(
            _E, "a cell the layout requires is empty", "Fill it in, or ask why it is empty."
        ),
        "intake.time-dropped": Saying(
            _I, "a time of day stood behind the date and was left out", "Nothing to do: this column holds days."
        ),
        "intake.total-row": Saying(
            _W, "a row looks like the total of others", "Leave it out of sums: the column palermo_total marks it."
        ),
    }
)
