"""The layouts Palermo brings along: the two standards, made from their fields."""

from collections.abc import Mapping
from functools import cache
from types import MappingProxyType
from typing import Literal

from palermo import standards
from palermo.ground.expression import parse
from palermo.ground.finding import Severity
from palermo.intake.layout import NOTHING, Check, Column, Layout, Type
from palermo.intake.sayings import SAYINGS

Standard = Literal["htcds", "ctdc"]
STANDARDS: tuple[Standard, ...] = ("htcds", "ctdc")

_TYPES: Mapping[str, Type] = {
    "code": "code",
    "code_multi": "codes",
    "date": "date",
    "number": "number",
    "geolocation": "number",
    "boolean": "boolean",
}
# What tells stints apart, by the names of the model of custody: one facility, half-open [in_at, out_at).
STINT = ("person_record", "in_at", "out_at")
CUSTODY: Mapping[str, Column] = MappingProxyType(
    {
        "person_record": Column(to="person_record"),
        "in_at": Column(to="in_at", type="date"),
        "out_at": Column(to="out_at", type="date"),
    }
)

_PLANNED = frozenset({"spl_PlannedEndDate"})  # a plan may end after the day of the check
_ORDERS = ("hte_Date", "cas_IncomingReferralDate", "cas_OutgoingReferralDate")
# The standard has no case opening to hang other orders on: a person is born before what happens to them, no more.


@cache
def builtin_layout(name: Standard) -> Layout:
    """The layout of a standard itself: its own headers, codes and types; exact repeats are rejected."""
    fields = standards.fields(name)
    columns = MappingProxyType({one.code: standard_column(name, one) for one in fields})
    return Layout(
        name=name,
        version={"htcds": "2.0", "ctdc": "1"}[name],
        target=name,
        standard=columns,
        duplicates="reject",
        checks=_birth_first(columns) if name == "htcds" else (),
        core=tuple(one.code for one in fields if one.core and one.status != "deprecated"),
        keyless=True,
    )


def standard_columns(target: str) -> Mapping[str, Column]:
    """The columns that a target itself knows."""
    if target == "custody":
        return CUSTODY
    return builtin_layout("htcds" if target == "htcds" else "ctdc").standard if target in STANDARDS else {}


def standard_checks(target: str) -> tuple[Check, ...]:
    """The checks that a target brings along."""
    if target == "custody":
        return (_in_order("in_at", "out_at", CUSTODY, "a stint ends before it begins"),)
    return builtin_layout("htcds").checks if target == "htcds" else ()


def standard_column(name: Standard, one: standards.Field) -> Column:
    """The column of one field. A text that names a list takes its codes where they fit and lets text through."""
    codes = standards.code_list(one.code_list) if one.code_list else None
    return Column(
        to=one.code,
        type=_TYPES.get(one.type, "text"),
        codes=codes,
        strict=one.type in ("code", "code_multi"),
        missing=_missing(name, one.code_list),
        pattern=one.pattern,
        future=one.code in _PLANNED,
        either=one.multi == "either",
        flags=("1", "0") if name == "ctdc" else ("true", "false"),
        deprecated=one.status == "deprecated",
    )


def _missing(name: Standard, code_list: str | None) -> Mapping[str, str]:
    stated = standards.missing_values(name)
    fitting = {one.seen: one.means for one in stated if one.code_list in (None, code_list)}
    return MappingProxyType(fitting) if fitting else NOTHING


def _birth_first(columns: Mapping[str, Column]) -> tuple[Check, ...]:
    text = "a date lies before the birth of the person"
    return tuple(_in_order("prs_Birthdate", later, columns, text) for later in _ORDERS)


def _in_order(first: str, later: str, columns: Mapping[str, Column], text: str) -> Check:
    written = f"{first} <= {later}"
    node = parse(written, names=columns, logic=True)
    hint = SAYINGS["date.order"].hint
    return Check(written=written, node=node, severity=Severity.ERROR, code="date.order", text=text, hint=hint)
