"""From the text of a LAYOUT.yml to a Layout."""

import codecs
from collections import Counter
from collections.abc import Mapping
from dataclasses import replace
from types import MappingProxyType
from typing import Any

import polars as pl

from palermo import standards
from palermo.ground.dates import PartialDate
from palermo.ground.expression import BadExpression, Name, Names, Node, Operation, names_in, parse
from palermo.ground.finding import Severity
from palermo.ground.reckoning import CALENDARS, Calendar
from palermo.intake.builtin import STANDARDS, builtin_layout, standard_checks, standard_columns
from palermo.intake.calendars import FORMATS as OF_OTHERS
from palermo.intake.checks import type_fault
from palermo.intake.dates import FORMATS
from palermo.intake.definition import Entry, Faults, as_mapping
from palermo.intake.layout import (
    EVERY_OTHER,
    LONG,
    NOTHING,
    SEPARATORS,
    Answer,
    Check,
    Column,
    Duplicates,
    Layout,
    Shape,
    TableChoice,
    Target,
    Type,
    is_own,
)
from palermo.standards import Code, CodeList, code_list, code_lists

_KEYS = (
    *("name", "version", "from", "target", "encoding", "delimiter", "header_rows", "table", "shape", "columns"),
    *("key", "duplicates", "checks", "values", "missing", "required", "answers"),
)
_COLUMN_KEYS = ("to", "type", "date", "calendar", "list", "split", "pattern", "missing", "future")
_CHECK_KEYS = ("expr", "severity", "code", "text", "hint")

_TARGETS: dict[str, Target] = {"htcds": "htcds", "ctdc": "ctdc", "custody": "custody", "none": "none"}
_SHAPES: dict[str, Shape] = {"rows": "rows", "long": "long"}
_DUPLICATES: dict[str, Duplicates] = {"reject": "reject", "warn": "warn", "keep": "keep"}
_ANSWERS: dict[str, Answer] = {"code": "code", "label": "label", "shifted": "shifted"}
_TYPES: dict[str, Type] = {
    "text": "text",
    "code": "code",
    "codes": "codes",
    "date": "date",
    "integer": "integer",
    "number": "number",
    "boolean": "boolean",
}
_SEVERITIES = {"error": Severity.ERROR, "question": Severity.QUESTION, "warning": Severity.WARNING}
_MISSING = ("unknown", "refused", "not_asked", "not_applicable", "suppressed", "empty")


def load_layout(data: bytes | Mapping[str, Any], *, name: str = "") -> Layout:
    """The layout that ``data`` defines; ``name`` where it has none of its own.

    Raises BadDefinition with a finding for each fault.
    """
    faults = Faults()
    top = Entry(as_mapping(data, faults), "", faults, _KEYS)
    named = top.text("name", name)
    target = top.choice("target", _TARGETS, "none")
    words = {key: _values_of(top, key) for key in top.entries("values")}
    missing = _missing(top)
    columns = _columns(top, target, words, missing)
    layout = Layout(
        name=named,
        version=top.text("version"),
        valid_from=_valid_from(top),
        target=target,
        encoding=_encoding(top),
        delimiter=top.text("delimiter") or None,
        header_rows=top.number("header_rows", 0, 20),
        table=_table(top),
        shape=top.choice("shape", _SHAPES, "rows"),
        columns=MappingProxyType(columns),
        standard=_standard(target, words, missing),
        key=_names(top.texts("key"), columns),
        duplicates=top.choice("duplicates", _DUPLICATES, "reject" if target in STANDARDS else "warn"),
        checks=(),
        required=_names(top.texts("required"), columns),
        header_conflict=_answer(top),
        core=builtin_layout("htcds").core if target == "htcds" else (),
        keyless=target in STANDARDS and not top.texts("key"),
    )
    checks = _checks(top, layout)
    _look_over(layout, faults)
    faults.raise_any(named)
    return replace(layout, checks=(*standard_checks(target), *checks))


def _standard(
    target: Target, words: Mapping[str, Mapping[str, str]], missing: Mapping[str, str]
) -> Mapping[str, Column]:
    """The target's own columns, with what this agency writes for its codes and for no value."""
    adapted = {
        name: replace(
            column,
            values=words.get(column.codes.name, {}) if column.codes else {},
            missing={**column.missing, **missing},
        )
        for name, column in standard_columns(target).items()
    }
    return MappingProxyType(adapted)


def _look_over(layout: Layout, faults: Faults) -> None:
    """What only the whole can tell: names that no column has, two headers for one name, nothing at all."""
    known = layout.by_name()
    if not layout.columns and not layout.standard:
        faults.add("columns", "the layout names no column", "Write one line for each header of the file.")
    for where, names in (("key", layout.key), ("required", layout.required)):
        for one in names:
            if one not in known:
                faults.add(where, f"there is no column {one!r}", faults.near(one, known))
    if EVERY_OTHER in layout.columns and layout.shape != "long":
        faults.add(f"columns.{EVERY_OTHER}", "all other columns have one meaning in the shape long alone")
    for goal in sorted({column.to for column in layout.columns.values() if _is_ours(column.to, layout.shape)}):
        faults.add("columns", f"the results have a column {goal!r} of their own", "Give yours another name.")
    often = Counter(column.to for column in layout.columns.values())
    for goal in sorted(goal for goal, times in often.items() if times > 1):
        faults.add("columns", f"several headers go to {goal!r}", "Give each a name of its own.")


def _is_ours(name: str, shape: Shape) -> bool:
    return is_own(name) or (shape == "long" and LONG.fullmatch(name) is not None)


def _columns(
    top: Entry, target: Target, values: Mapping[str, Mapping[str, str]], missing: Mapping[str, str]
) -> dict[str, Column]:
    columns, used = {}, set()
    lists = {name: _list_of(name, means) for name, means in values.items()}
    for header, written in top.entries("columns").items():
        entry = Entry(_spelled_out(written), f"columns.{header}", top.faults, _COLUMN_KEYS)
        columns[header] = column = _column(entry, header, target, lists, values, missing)
        used.add(column.codes.name if column.codes else "")
    for unused in sorted(values.keys() - used - _lists_of(target)):
        top.faults.add("values", f"no column has the list {unused!r}", "Name it as `list:` of a column.")
    return columns


def _names(written: tuple[str, ...], columns: Mapping[str, Column]) -> tuple[str, ...]:
    """Names among the accepted rows; a header of the file is understood too."""
    goals = {column.to for column in columns.values()}
    return tuple(columns[one].to if one in columns and one not in goals else one for one in written)


def _lists_of(target: Target) -> set[str]:
    return {column.codes.name for column in standard_columns(target).values() if column.codes}


def _spelled_out(written: Any) -> Any:
    """``Header: name`` is short for ``Header: {to: name}``."""
    return {"to": written} if isinstance(written, str) and written else written or {}


def _values_of(top: Entry, key: str) -> dict[str, str]:
    own = Entry({key: top.entries("values")[key]}, "values", top.faults, (key,)).pairs(key)
    codes = code_list(key) if key in code_lists() else None
    for seen, code in own.items():
        if codes is not None and code not in codes:
            top.faults.add(f"values.{key}", f"{seen!r} means {code!r}, which is no code of the list")
    return own


def _missing(entry: Entry) -> dict[str, str]:
    stated = entry.pairs("missing")
    for seen, means in stated.items():
        if means not in _MISSING:
            entry.faults.add(entry.place("missing"), f"{seen!r} means {means!r}", entry.faults.near(means, _MISSING))
    return stated


def _list_of(name: str, means: Mapping[str, str]) -> CodeList:
    """The list that ``values`` defines by what its entries mean."""
    return CodeList(name, tuple(Code(code, code) for code in dict.fromkeys(means.values())))


def _column(
    entry: Entry,
    header: str,
    target: Target,
    lists: Mapping[str, CodeList],
    values: Mapping[str, Mapping[str, str]],
    missing: Mapping[str, str],
) -> Column:
    known = standard_columns(target)
    to = entry.text("to") or header
    given = known.get(to, Column(to=to))
    codes = _codes(entry, lists) or given.codes
    own = values.get(codes.name, NOTHING) if codes else NOTHING
    dates = _date_formats(entry)
    split = entry.texts("split")
    stated = entry.choice("type", _TYPES, given.type)
    kind = _settled_type(stated, listed="list" in entry, dated=bool(dates), split=bool(split))
    return Column(
        to=to,
        type=kind,
        codes=codes,
        strict=given.strict or "list" in entry,
        values=_together(own, given.values),
        missing=_together(given.missing, missing, _missing(entry)),
        dates=dates,
        calendar=_calendar(entry, dates),
        split=split or SEPARATORS,
        pattern=_pattern(entry) or given.pattern,
        future=entry.choice("future", {"true": True, "false": False}, given.future),
        either=given.either,
        flags=given.flags,
        deprecated=given.deprecated,
    )


def _together(*parts: Mapping[str, str]) -> Mapping[str, str]:
    """Later parts win. Where only one says anything, it is shared: thousands of columns may have the same."""
    speaking = [part for part in parts if part]
    if len(speaking) < 2:
        return speaking[0] if speaking else NOTHING
    return {seen: means for part in speaking for seen, means in part.items()}


def _settled_type(stated: Type, *, listed: bool, dated: bool, split: bool) -> Type:
    """A list, a date format or a separator says more than ``text``."""
    if stated == "text" and dated:
        return "date"
    if stated in ("text", "code") and listed:
        return "codes" if split else "code"
    return stated


def _codes(entry: Entry, lists: Mapping[str, CodeList]) -> CodeList | None:
    """A list of ours, one of the layout's own ``lists``, or one spelled out in place."""
    named = entry.texts("list")
    if len(named) > 1:
        return CodeList(entry.where, tuple(Code(code, code) for code in dict.fromkeys(named)))
    if not named:
        return None
    if named[0] in code_lists():
        return code_list(named[0])
    if named[0] in lists:
        return lists[named[0]]
    meant = entry.faults.near(named[0], (*lists, *standards.code_lists()))
    entry.faults.add(entry.place("list"), f"there is no list {named[0]!r}", meant)
    return None


def _date_formats(entry: Entry) -> tuple[str, ...]:
    for written in (formats := entry.texts("date")):
        if written not in FORMATS:
            meant = entry.faults.near(written, FORMATS)
            entry.faults.add(entry.place("date"), f"there is no date format {written!r}", meant)
    return tuple(written for written in formats if written in FORMATS)


def _calendar(entry: Entry, formats: tuple[str, ...]) -> Calendar:
    """Another calendar needs its formats stated, and one order of day and month."""
    named: dict[str, Calendar] = {name: name for name in CALENDARS}
    chosen = entry.choice("calendar", named, "gregorian")
    fit = [name for name in formats if name in OF_OTHERS]
    if chosen != "gregorian" and (not fit or fit != list(formats) or {"dmy", "mdy"} <= set(fit)):
        entry.faults.add(
            entry.place("date"),
            f"dates of the calendar {chosen!r} need their form",
            f"Name one or more of {', '.join(OF_OTHERS)}, and not both of dmy and mdy.",
        )
        return "gregorian"
    return chosen


def _pattern(entry: Entry) -> str | None:
    written = entry.text("pattern")
    return entry.tried("pattern", written, _checked_pattern) if written else None


def _checked_pattern(written: str) -> str:
    try:
        pl.Series([""]).str.contains(written)
    except pl.exceptions.ComputeError as error:
        raise ValueError("this is no regular expression (of the kind without look-around)") from error
    return written


def _valid_from(top: Entry) -> str:
    written = top.text("from")
    parsed = top.tried("from", written, PartialDate.parse)
    return str(parsed) if parsed else ""


def _encoding(top: Entry) -> str | None:
    written = top.text("encoding")
    return top.tried("encoding", written, _known_encoding) if written else None


def _known_encoding(written: str) -> str:
    try:
        codecs.lookup(written)
    except LookupError as error:
        raise ValueError(f"there is no encoding {written!r}") from error
    return written


def _table(top: Entry) -> TableChoice:
    entry = Entry(top.entries("table"), "table", top.faults, ("title", "occurrence"))
    return TableChoice(title=entry.text("title") or None, occurrence=entry.number("occurrence", 1, 10_000))


def _answer(top: Entry) -> Answer | None:
    entry = Entry(top.entries("answers"), "answers", top.faults, ("header_conflict",))
    allowed: dict[str, Answer | None] = dict(_ANSWERS)
    return entry.choice("header_conflict", allowed, None)


def _checks(top: Entry, layout: Layout) -> tuple[Check, ...]:
    columns = layout.by_name()
    headers = {header: column.to for header, column in layout.columns.items() if header not in columns}
    names = Names.of((*columns, *headers))
    entries = [
        Entry(written, f"checks.{at}", top.faults, _CHECK_KEYS) for at, written in enumerate(top.items("checks"), 1)
    ]
    found = [_check(entry, names, headers, columns) for entry in entries]
    return tuple(check for check in found if check is not None)


def _by_goal(node: Node, headers: Mapping[str, str]) -> Node:
    """The same tree with the names that columns have among the accepted rows."""
    if isinstance(node, Name):
        return Name(headers[node.name]) if node.name in headers else node
    if isinstance(node, Operation):
        return Operation(node.operator, tuple(_by_goal(part, headers) for part in node.operands))
    return node


def _check(entry: Entry, names: Names, headers: Mapping[str, str], columns: Mapping[str, Column]) -> Check | None:
    """``names``: all that ``columns`` and ``headers`` hold; a header stands for the name its column has."""
    expression = entry.text("expr")
    try:
        written = parse(expression, names=names, logic=True)
    except BadExpression as error:
        entry.faults.add(entry.place("expr"), str(error), "Columns go by their name among the accepted rows.")
        return None
    node = _by_goal(written, headers)
    fault = type_fault(node, columns) if names_in(node) else "a check compares at least one column"
    if fault:
        entry.faults.add(entry.place("expr"), fault)
    code = entry.text("code") or "intake.check-failed"
    if not _is_code(code):
        entry.faults.add(entry.place("code"), f"{code!r} is no code", "Codes look like `our.rule-name`.")
    return Check(
        written=expression,
        node=node,
        severity=entry.choice("severity", _SEVERITIES, Severity.ERROR),
        code=code,
        text=entry.text("text"),
        hint=entry.text("hint"),
    )


def _is_code(code: str) -> bool:
    family, dot, rest = code.partition(".")
    plain = rest.replace("-", "").replace("_", "").replace(".", "")
    return bool(dot) and family.isalpha() and family.islower() and plain.isalnum() and rest == rest.lower()
