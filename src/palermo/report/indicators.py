"""Indicators: a definition and the query that computes it, read from indicators/*.yml."""

import re
from collections.abc import Collection, Mapping, Sequence
from typing import Any, TypeVar

from palermo.evidence.vocabulary import COMPARATORS, STOCK_FLOW
from palermo.ground.dates import PeriodKind
from palermo.ground.figure import Origin
from palermo.ground.finding import Finding
from palermo.ground.forms import ID, Form, rows, words
from palermo.ground.rows import Row
from palermo.report.canonical import canonical_sha256, plain
from palermo.report.model import Indicator
from palermo.report.sql import asks_outside

MEASURES = ("sum", "count", "count_if", "count_distinct", "value")
_QUERY = ("from", *MEASURES, "by", "where", "sql")
_DEFINITION = (
    "text", "counting_unit", "unit", "stock_flow", "period_kind", "period_dimension", "area", "population", "numerator",
    "denominator", "inclusion", "exclusion", "legal_basis", "codes", "direction", "coverage",
)  # fmt: skip
_DESCRIPTIVE = ("owner", "valid_from", "valid_to", "supersedes", "note", "recorded_by")
_DERIVED = ("unit", "counting_unit", "concept", "population", "area", "note", "tolerance")
_PERIOD_KINDS = tuple(kind.value for kind in PeriodKind)
_COMPARABLE = ("yes", "no", "partly")
_MOST_DIMENSIONS = 8
_WORD = re.compile(r"[A-Za-z_]\w*")
_Value = TypeVar("_Value")


def indicator(row: Row, languages: Sequence[str], datasets: Collection[str], faults: list[Finding]) -> Indicator | None:
    """The indicator of one file, or None where it lacks what nothing can stand in for."""
    form = Form(row, f"indicator {row.fields.get('id') or ''}", faults)
    id, query = form.needed("id"), _query(form, datasets, faults)
    if id and not ID.fullmatch(id):
        form.blame("id", f"the id {id!r} is no slug", "letters, digits, point, hyphen and underscore")
    made = Indicator(
        id=id,
        version=form.whole("version") or 1,
        name=words(form, "name", languages),
        definition=_definition(form, faults),
        query=query,
        query_sha256=canonical_sha256(query),
        path=row.path,
        line=row.line,
        lines=_lines(row),
        sdc_applied=form.text("sdc_applied"),
        breaks=tuple(_break(part, faults) for part in rows(form, "breaks")),
        figures=_cells(form, faults),
        derived=_derived(form, faults),
        inputs=tuple(query.get("inputs", ())),
        origin=Origin(form.choice("origin", ("computed", "assessed"), "computed")),
        period=form.period("period"),
        assessor=form.text("assessor"),
        framework=form.text("framework"),
    )
    for name in (*_DESCRIPTIVE, "unit"):
        form.text(name)
    form.close()
    return made if id and query else None


def _definition(form: Form, faults: list[Finding]) -> Mapping[str, Any]:
    part = form.form("definition")
    if part is None:
        form.blame("definition", "definition is missing", "say what is counted, in text", code="evidence.missing-field")
        return {}
    part.needed("text")
    for name in _DEFINITION:
        _definition_field(name, part)
    found = _mapping(part.row)
    if part.has("places") and part.places("places") is None:
        del found["places"]
    part.close()
    if form.has("unit"):
        found["unit"] = form.text("unit")
    return found


def _definition_field(name: str, part: Form) -> None:
    """Each field by its kind: a word of a list, codes, or words."""
    if name == "period_kind":
        part.option(name, _PERIOD_KINDS)
    elif name == "stock_flow":
        part.option(name, STOCK_FLOW)
    elif name == "codes":
        part.texts(name)
    else:
        part.text(name)


def _break(row: Row, faults: list[Finding]) -> Mapping[str, Any]:
    """One break of a series: on which day, why, and whether what lies on both sides may be compared."""
    form = Form(row, "break", faults)
    if form.day("date") is None and form.get("date") is None:
        form.blame("date", "a break has a day", 'date: "2019-01-01"')
    form.needed("reason")
    said = form.get("comparable")  # a bare yes or no is true or false
    if not isinstance(said, bool) and said not in (None, *_COMPARABLE):
        form.blame("comparable", "comparable says how far", f"allowed: {', '.join(_COMPARABLE)}")
    form.close()
    return _mapping(row)


def _lines(row: Row) -> Mapping[str, int]:
    """The line of each field of an indicator, and of each figure it names."""
    found = dict(row.lines)
    for name in ("figures", "derived"):
        part = row.fields.get(name)
        found |= part.lines if isinstance(part, Row) else {}
    return found


def _query(form: Form, datasets: Collection[str], faults: list[Finding]) -> Mapping[str, Any]:
    """The canonical query: its measure, dimensions, conditions, the tables it reads and how it groups."""
    part = form.form("query")
    if part is None:
        form.blame("query", "query is missing", code="evidence.missing-field")
        return {}
    for name in part.row.fields:
        if name not in _QUERY:
            part.blame(
                name, f"{name} is no field of it", f"allowed: {', '.join(_QUERY)}", code="evidence.unknown-field"
            )
    measures = [name for name in MEASURES if part.has(name)]
    if len(measures) != 1:
        part.blame("from", f"a query has one measure, this one {len(measures)}", f"one of {', '.join(MEASURES)}")
        return {}
    return _canonical_query(part, measures[0], datasets)


def _canonical_query(part: Form, measure: str, datasets: Collection[str]) -> Mapping[str, Any]:
    by, sql = part.texts("by"), part.text("sql", longest=40_000)
    if len(set(by)) < len(by) or len(by) > _MOST_DIMENSIONS:
        part.blame("by", f"by repeats a column or names more than {_MOST_DIMENSIONS}")
    if sql and (asked := asks_outside(sql)):
        part.blame("sql", f"the query asks for {asked}", "it may use its tables only: no clock, no chance, no machine")
    if sql and measure != "value":
        part.blame("sql", "a query with sql names the column of its values", "value: COLUMN")
    source = part.needed("from")
    unknown = [name for name in (source,) if name and name not in datasets]
    if unknown:
        part.blame("from", f"the report has no data called {source}", f"data: {', '.join(datasets)}", code=UNKNOWN)
    named = {word.casefold() for word in _WORD.findall(sql or "")}  # SQL knows no case in names
    inputs = sorted(name for name in datasets if name == source or name.casefold() in named)
    found: dict[str, Any] = {
        "from": source,
        measure: _where(part, measure) if measure == "count_if" else part.needed(measure),
        "by": list(by),
        "inputs": inputs,
        "grouping_sets": "rows" if measure == "value" else "cube",
    }
    if sql:
        found["sql"] = sql.strip()
    if measure == "count_if" and not found[measure]:
        part.blame(measure, "count_if names no condition", 'count_if: {overdue: "yes"}')
    if not found[measure]:
        return {}
    if condition := _where(part, "where"):
        found["where"] = condition
    return found if source and not unknown else {}


UNKNOWN = "report.unknown-id"


def _where(part: Form, name: str) -> Mapping[str, Any]:
    """Conditions by column: one value, a list of values, or ``{from, to}``."""
    where = part.form(name)
    found: dict[str, Any] = {}
    for column, value in where.row.fields.items() if where else ():
        if isinstance(value, Row) and value.fields and set(value.fields) <= {"from", "to"}:
            found[column] = {key: str(bound) for key, bound in value.fields.items() if isinstance(bound, str)}
        elif isinstance(value, str) or (isinstance(value, tuple) and all(isinstance(one, str) for one in value)):
            found[column] = plain(value)
        elif where is not None:
            where.blame(column, f"the condition on {column} is a value, a list of values, or from and to")
    return found


def _cells(form: Form, faults: list[Finding]) -> Mapping[str, Mapping[str, str]]:
    """Names for cells: ``id: {DIMENSION: value}``."""
    part = form.form("figures")
    found: dict[str, Mapping[str, str]] = {}
    for id, value in part.row.fields.items() if part else ():
        if part is not None and not (isinstance(value, Row) and all(isinstance(v, str) for v in value.fields.values())):
            part.blame(id, f"figure {id} names its cell as {{DIMENSION: value}}")
        elif isinstance(value, Row):
            found[id] = {key: str(one) for key, one in value.fields.items()}
    return _slugs(part, found)


def _derived(form: Form, faults: list[Finding]) -> Mapping[str, Mapping[str, Any]]:
    part = form.form("derived")
    found: dict[str, dict[str, Any]] = {}
    for id, value in part.row.fields.items() if part else ():
        if not isinstance(value, Row):
            form.blame("derived", f"derived figure {id} is a mapping with a formula")
            continue
        one = Form(value, f"derived figure {id}", faults)
        one.needed("formula")
        found[id] = {**_mapping(value), "line": value.lines.get("formula", value.line)}
        if one.places("places") is None:
            found[id].pop("places", None)
        one.period("period")
        one.option("stock_flow", STOCK_FLOW)
        one.option("comparator", COMPARATORS)
        for name in _DERIVED:
            one.text(name)
        one.close()
    return _slugs(part, found)


def _slugs(part: Form | None, found: Mapping[str, _Value]) -> Mapping[str, _Value]:
    for id in found:
        if part is not None and not ID.fullmatch(id):
            part.blame(id, f"the id {id!r} is no slug", "letters, digits, point, hyphen and underscore")
    return found


def _mapping(row: Row) -> dict[str, Any]:
    found = plain(row)
    return found if isinstance(found, dict) else {}
