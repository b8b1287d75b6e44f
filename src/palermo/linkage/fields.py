"""FIELDS.yml: which columns of a list say who a person is, how they are read, and how strictly they are protected."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

from palermo.ground.counted import counted
from palermo.ground.errors import BadDefinition
from palermo.ground.finding import Finding
from palermo.ground.forms import Form, parts
from palermo.ground.rows import parse_rows
from palermo.linkage.calendars import CALENDARS

KINDS = ("name", "date", "code", "number", "text", "identifier")
NAME_PARTS = ("given", "family", "full")
BITS = (512, 1024, 2048, 4096)
WEAKEST, USUAL = 4, 5
"""Below four inputs an output bit the encoding is broken; four stands with a warning, five is the rule."""
_MOST_DIFFUSION = 16
_MOST_INSERTIONS = 400


@dataclass(frozen=True, slots=True, kw_only=True)
class Field:
    """One thing known of a person. ``bits`` is how many insertions it gets into the filter, whatever its length."""

    name: str
    kind: str
    column: str
    bits: int
    part: str = ""
    aliases: tuple[str, ...] = ()
    format: str = ""
    age: str = ""
    age_on: str = ""
    calendar: str = "gregorian"
    calendar_column: str = ""

    def columns(self) -> tuple[str, ...]:
        """Every column it is read from."""
        named = (self.column, *self.aliases, self.age, self.age_on, self.calendar_column)
        return tuple(column for column in named if column)


@dataclass(frozen=True, slots=True, kw_only=True)
class Scheme:
    """How the tokens become a filter: its length in bits and how many input bits each output bit is the XOR of."""

    bits: int = 1024
    diffusion: int = USUAL

    @property
    def name(self) -> str:
        """The scheme in a word, as it stands in files and results."""
        return f"palermo-1/{self.bits}/diffusion-{self.diffusion}" if self.diffusion > 1 else f"palermo-1/{self.bits}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Policy:
    """What is refused: lists and records too small, encodings too old, attacks that find too many."""

    min_records: int = 50
    min_fields: int = 2
    plants: float = 0.05
    expires_days: int = 30
    audit_limit: float = 0.01


@dataclass(frozen=True, slots=True, kw_only=True)
class Fields:
    """A checked FIELDS.yml."""

    record_id: str
    fields: tuple[Field, ...]
    sha256: str
    source_column: str = ""
    basis_column: str = ""
    role_column: str = ""
    scheme: Scheme = field(default_factory=Scheme)
    policy: Policy = field(default_factory=Policy)

    def columns(self) -> tuple[str, ...]:
        """Every column the list has to have."""
        others = (self.source_column, self.basis_column, self.role_column)
        named = [self.record_id, *(column for one in self.fields for column in one.columns()), *others]
        return tuple(dict.fromkeys(column for column in named if column))


_USUAL_BITS: Mapping[str, int] = MappingProxyType(
    {"name": 105, "date": 115, "code": 30, "number": 60, "text": 60, "identifier": 60}
)


def read_fields(path: str, data: bytes) -> Fields:
    """The fields of the file ``data``. Raises BadDefinition with every fault found, each with its line."""
    row, found = parse_rows(path, data, room="linkage")
    faults = list(found)
    if row is None:
        raise _bad(path, faults)
    form = Form(row, "the fields", faults)
    if form.needed("version") not in ("", "1"):
        form.blame("version", "version is not 1", "this program reads version 1")
    record_id = form.needed("record_id")
    calendars = _calendars(form, faults)
    fields = tuple(_field(name, part, calendars) for name, part in parts(form, "fields", "field", faults))
    if not fields and not faults:
        form.blame("fields", "no field is named", "name at least two, as in given_name: {kind: name, column: …}")
    for name in calendars.keys() - {one.name for one in fields if one.kind == "date"}:
        form.blame("calendar", f"the calendar of {name}, which is no field of kind date")
    read = Fields(
        record_id=record_id,
        fields=fields,
        sha256=hashlib.sha256(data).hexdigest(),
        source_column=form.text("source_column") or "",
        basis_column=form.text("basis") or "",
        role_column=form.text("role") or "",
        scheme=_scheme(form.form("scheme")),
        policy=_policy(form.form("policy")),
    )
    form.close()
    if faults:
        raise _bad(path, faults)
    return read


def _bad(path: str, faults: list[Finding]) -> BadDefinition:
    unread = any(fault.code == "linkage.format" for fault in faults)
    hint = "It is YAML that begins with version: 1." if unread else "Mend the lines named."
    return BadDefinition(f"{path} cannot be used: {counted(len(faults), 'fault')}.", hint=hint, findings=faults)


def _calendars(form: Form, faults: list[Finding]) -> Mapping[str, tuple[str, str]]:
    """Field → its calendar, or the column that names it."""
    part = form.form("calendar")
    found: dict[str, tuple[str, str]] = {}
    if part is None:
        return found
    for name in part.row.fields:
        value = part.get(name)
        if isinstance(value, str):
            found[name] = (part.choice(name, CALENDARS, "gregorian"), "")
        else:
            inner = part.form(name)
            if inner is not None:
                found[name] = ("gregorian", inner.needed("column"))
                inner.close()
    return found


def _field(name: str, form: Form, calendars: Mapping[str, tuple[str, str]]) -> Field:
    kind = form.choice("kind", KINDS, "")
    if not kind:
        form.needed("kind")
    part = form.option("part", NAME_PARTS) or ("full" if kind == "name" else "")
    if part and kind != "name":
        form.blame("part", f"part is for names, and the kind is {kind}")
    aliases = form.texts("aliases")
    if aliases and kind != "name":
        form.blame("aliases", f"aliases are for names, and the kind is {kind}")
    written = form.text("format") or ""
    if written and (kind != "date" or not _is_format(written)):
        form.blame("format", "format is for dates, and has %Y, and %m and %d at most once", 'as in "%Y%m%d"')
    age = form.form("age")
    age_column, age_on = (age.needed("column"), age.needed("on")) if age else ("", "")
    if age:
        age.close()
    bits = form.whole("bits")
    if bits is not None and not 1 <= bits <= _MOST_INSERTIONS:
        form.blame("bits", f"bits is {bits}", f"1 to {_MOST_INSERTIONS}")
    calendar, calendar_column = calendars.get(name, ("gregorian", ""))
    read = Field(
        name=name,
        kind=kind,
        column=form.needed("column"),
        bits=_USUAL_BITS.get(kind, 60) if bits is None else bits,
        part=part,
        aliases=aliases,
        format=written,
        age=age_column,
        age_on=age_on,
        calendar=calendar,
        calendar_column=calendar_column,
    )
    form.close()
    return read


def _is_format(written: str) -> bool:
    codes = [written[at + 1 : at + 2] for at, sign in enumerate(written) if sign == "%"]
    return "Y" in codes and len(set(codes)) == len(codes) and set(codes) <= {"Y", "m", "d"}


def _scheme(form: Form | None) -> Scheme:
    if form is None:
        return Scheme()
    bits, diffusion = form.whole("bits"), form.whole("diffusion")
    if bits is not None and bits not in BITS:
        form.blame("bits", f"bits is {bits}", f"one of {', '.join(map(str, BITS))}")
        bits = None
    if diffusion is not None and not 0 <= diffusion <= _MOST_DIFFUSION:
        form.blame("diffusion", f"diffusion is {diffusion}", f"0 (none) to {_MOST_DIFFUSION}; {USUAL} is the rule")
        diffusion = None
    form.close()
    return Scheme(bits=1024 if bits is None else bits, diffusion=USUAL if diffusion is None else diffusion)


def _policy(form: Form | None) -> Policy:
    if form is None:
        return Policy()
    usual = Policy()
    read = Policy(
        min_records=_whole(form, "min_records", usual.min_records, least=20),
        min_fields=_whole(form, "min_fields", usual.min_fields, least=2),
        plants=_share(form, "plants", usual.plants, most=0.5),
        expires_days=_whole(form, "expires_days", usual.expires_days, least=1, most=366),
        audit_limit=_share(form, "audit_limit", usual.audit_limit, most=0.05),
    )
    form.close()
    return read


def _whole(form: Form, name: str, usual: int, *, least: int, most: int = 1_000_000) -> int:
    value = form.whole(name)
    if value is not None and not least <= value <= most:
        form.blame(name, f"{name} is {value}", f"{least} to {most}")
        value = None
    return usual if value is None else value


def _share(form: Form, name: str, usual: float, *, most: float) -> float:
    value = form.number(name)
    if value is not None and not 0 < float(value) <= most:
        form.blame(name, f"{name} is {value}", f"above 0, at most {most}")
        value = None
    return usual if value is None else float(value)
