"""Figure: a number with everything that is needed to trace it. The common coin of the house."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from enum import StrEnum
from typing import Any

from palermo.ground.dates import Period

_ALPHABET = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"  # no 0, 1, I, O: read aloud from paper without doubt


CONFIDENTIAL = "C"
"""The status of a hidden cell in the code list of SDMX."""


class Origin(StrEnum):
    """Where a figure comes from."""

    COMPUTED = "computed"
    QUOTED = "quoted"
    DERIVED = "derived"
    ASSESSED = "assessed"


class Sensitivity(StrEnum):
    """What a dataset is. Figures of protected data come only through disclosure control."""

    PUBLIC = "public"
    INVENTED = "invented"
    PROTECTED = "protected"


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """One registered number, stored once as decimal text and formatted per language when printed.

    ``value`` None with ``conf_status`` "C" is a hidden cell. ``low`` and ``high`` bound a range. Of the fields
    below, each origin needs its own: computed ``query_sha256`` and ``data_sha256``; quoted ``passage``, or
    ``seen_in`` with ``through``; derived ``operands`` and ``formula``; assessed ``assessor`` and ``framework``.
    """

    id: str
    origin: Origin
    value: str | None = None
    low: str | None = None
    high: str | None = None
    comparator: str = "="
    unit: str = "count"
    counting_unit: str | None = None
    concept: str | None = None
    population: str | None = None
    stock_flow: str | None = None
    period: Period | None = None
    area: str | None = None
    coverage: str | None = None
    obs_status: str | None = None
    conf_status: str | None = None
    sdc_applied: str | None = None
    definition: str | None = None
    query_sha256: str | None = None
    data_sha256: str | None = None
    code_version: str | None = None
    passage: str | None = None
    seen_in: str | None = None
    through: str | None = None
    publisher: str | None = None
    source_date: str | None = None
    operands: tuple[str, ...] = ()
    formula: str | None = None
    places: int = 0
    assessor: str | None = None
    framework: str | None = None
    cell: Mapping[str, str] = field(default_factory=dict)
    note: str | None = None

    @property
    def hidden(self) -> bool:
        """It has a number, and nobody is told which."""
        return self.conf_status == CONFIDENTIAL and self.value is None and self.low is None and self.high is None

    @property
    def code(self) -> str:
        """Six letters that name the figure on paper, the same in every edition of the same id."""
        number = int.from_bytes(hashlib.sha256(self.id.encode()).digest()[:8], "big")
        letters = []
        for _ in range(6):
            number, rest = divmod(number, len(_ALPHABET))
            letters.append(_ALPHABET[rest])
        return "".join(letters)

    def to_dict(self) -> dict[str, Any]:
        """The fields that apply, JSON-ready, the id and code first."""
        row: dict[str, Any] = {"id": self.id, "code": self.code}
        for part in fields(self)[1:]:
            value = getattr(self, part.name)
            if isinstance(value, Period):
                value = value.to_dict()
            elif isinstance(value, (StrEnum, tuple)):
                value = list(value) if isinstance(value, tuple) else str(value)
            elif isinstance(value, Mapping):
                value = dict(value)
            if part.name in _ALWAYS or value not in (None, {}, []):
                row[part.name] = value
        return row


_ALWAYS = (
    "origin",
    "value",
    "unit",
    "definition",
    "area",
    "sdc_applied",
    "query_sha256",
    "data_sha256",
    "passage",
    "operands",
)
