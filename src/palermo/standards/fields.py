"""Fields of the standards that agencies' files speak, and what their headers are called in the wild."""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from types import MappingProxyType
from typing import Any, Literal

from palermo.ground.errors import UsageError
from palermo.standards.loader import load

Standard = Literal["htcds", "ctdc"]
STANDARDS: tuple[Standard, ...] = ("htcds", "ctdc")


@dataclass(frozen=True, slots=True, kw_only=True)
class Field:
    """One field. ``multi`` "either": files of the standard disagree, one value and several are both accepted.

    ``type``: text, long_text, code, code_multi, code_or_text, date, number, boolean, geolocation, ref_*.
    ``sensitivity``: name, identifier, contact, place, free_text, date, number, coded, organisation.
    """

    code: str
    entity: str
    label: str
    type: str
    core: bool = False
    status: str = "draft"
    code_list: str | None = None
    pattern: str | None = None
    multi: bool | Literal["either"] = False
    sensitivity: str = "coded"
    aliases: tuple[str, ...] = ()
    note: str = ""


@dataclass(frozen=True, slots=True)
class HeaderConflict:
    """A column whose code and label contradict each other in a file of the standard itself."""

    code: str
    label: str
    where: str


@dataclass(frozen=True, slots=True)
class MissingValue:
    """What a standard writes for no value, what that means, and the list it stands in (None: anywhere)."""

    seen: str
    means: str
    code_list: str | None = None


@cache
def fields(standard: Standard) -> tuple[Field, ...]:
    """Every field of ``standard`` in its own order, deprecated ones included. Raises UsageError on another name."""
    return tuple(Field(**row) for row in _written(standard)["fields"])


def field(standard: Standard, code: str) -> Field | None:
    """The field ``code`` of ``standard``; None when it has none."""
    return next((one for one in fields(standard) if one.code == code), None)


@cache
def header_aliases(standard: Standard) -> Mapping[str, str]:
    """Other spellings of a header and the field each one means, names cut short by a tool included."""
    spelled = {alias: one.code for one in fields(standard) for alias in one.aliases}
    return MappingProxyType(dict(_cut(standard)) | spelled)


@cache
def headers_by_label(standard: Standard) -> Mapping[str, str]:
    """Lower-cased label to field, for labels that only one field has."""
    labels = [(one.label.lower(), one.code) for one in fields(standard)]
    labels += [(row["label"].lower(), row["means"]) for row in _quirks(standard).get("label_aliases", ())]
    unique = dict.fromkeys(labels)
    seen = Counter(label for label, _ in unique)
    return MappingProxyType({label: code for label, code in unique if seen[label] == 1})


def header_conflicts(standard: Standard) -> tuple[HeaderConflict, ...]:
    """Columns to ask about when both code and label are there and read like this."""
    return tuple(HeaderConflict(**row) for row in _quirks(standard).get("header_conflicts", ()))


def missing_values(standard: Standard) -> tuple[MissingValue, ...]:
    """What files of ``standard`` write in place of a value. "suppressed" is a cell hidden by the publisher."""
    rows = _written(standard).get("missing_values", ())
    return tuple(MissingValue(row["seen"], row["means"], row.get("code_list")) for row in rows)


def _written(standard: str) -> Mapping[str, Any]:
    if standard not in STANDARDS:
        raise UsageError(f"{standard!r} is no standard with fields.", hint=f"There are {', '.join(STANDARDS)}.")
    return load(f"{standard}_fields")


def _quirks(standard: Standard) -> Mapping[str, Any]:
    return load("htcds_quirks") if standard == "htcds" else {}


def _cut(standard: Standard) -> Iterator[tuple[str, str]]:
    """Names as a tool cuts them, where the beginning belongs to one field only."""
    length = _written(standard).get("cut_at")
    if length is None:
        return
    begins = Counter(one.code[:length] for one in fields(standard))
    for one in fields(standard):
        if len(one.code) > length and begins[one.code[:length]] == 1:
            yield one.code[:length], one.code
