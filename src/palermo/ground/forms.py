"""A form over one row: each field is asked for once, by its type; every fault is kept with its line."""

import re
from collections.abc import Collection, Iterator, Mapping, Sequence

from palermo.ground.dates import PartialDate, Period
from palermo.ground.finding import Finding
from palermo.ground.rows import Row, fault

ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.-]{0,119}")
_DECIMAL = re.compile(r"-?[0-9]{1,40}(?:\.[0-9]{1,40})?")  # no exponent: 1e999999999 would print as a gigabyte

_MOST_PLACES = 20


class Form:
    """Reads the fields of one row and gathers what is wrong. ``close`` names the fields nobody asked for."""

    __slots__ = ("_asked", "_faults", "_what", "row")

    def __init__(self, row: Row, what: str, faults: list[Finding]) -> None:
        self.row = row
        self._what = what
        self._faults = faults
        self._asked: set[str] = set()

    def blame(self, name: str, text: str, hint: str = "", *, code: str = "bad-value") -> None:
        """An error at the line of a field. A ``code`` without a point is one of the row's room."""
        line = self.row.lines.get(name, self.row.line)
        full = code if "." in code else f"{self.row.room}.{code}"
        self._faults.append(fault(self.row.path, line, f"{self._what}: {text}", hint, code=full))

    def _blame_kind(self, name: str, wanted: str) -> None:
        value = self.row.fields.get(name)
        hint = "put it in quotes" if isinstance(value, bool) and wanted == "one text" else ""
        self.blame(name, f"{name} has to be {wanted}, and is {_kind(value)}", hint)

    def get(self, name: str) -> object:
        self._asked.add(name)
        return self.row.fields.get(name)

    def has(self, name: str) -> bool:
        return name in self.row.fields

    def text(self, name: str, *, longest: int = 4000) -> str | None:
        self._asked.add(name)
        value = self.row.fields.get(name)
        if value is None:
            return None
        if not isinstance(value, str):
            self._blame_kind(name, "one text")
            return None
        if len(value) > longest:
            self.blame(name, f"{name} has {len(value)} characters, {longest} are allowed")
        return value or None

    def needed(self, name: str) -> str:
        value = self.text(name)
        if value is None and self.row.fields.get(name) in (None, ""):  # of another kind than a text was said above
            self.blame(name, f"{name} is missing", code="missing-field")
        return value or ""

    def choice(self, name: str, allowed: Collection[str], default: str) -> str:
        value = self.text(name)
        if value is None:
            return default
        if value not in allowed:
            self.blame(name, f"{name} is {value!r}", f"allowed: {', '.join(allowed)}")
            return default
        return value

    def option(self, name: str, allowed: Collection[str]) -> str | None:
        return self.choice(name, allowed, "") or None

    def number(self, name: str) -> str | None:
        value = self.text(name)
        if value is None:
            return None
        if not _DECIMAL.fullmatch(value):
            self.blame(name, f"{name} is no decimal text", "write 1392 or 2.63, without separators or exponent")
            return None
        return value

    def whole(self, name: str) -> int | None:
        value = self.text(name)
        if value is None:
            return None
        if not (value.isascii() and value.isdigit() and len(value) <= 18):
            self.blame(name, f"{name} is no whole number")
            return None
        return int(value)

    def places(self, name: str) -> int | None:
        """A number of decimal places that can be kept; any other is blamed."""
        value = self.whole(name)
        if value is not None and value > _MOST_PLACES:
            self.blame(name, f"{name} is {value}", f"at most {_MOST_PLACES}")
            return None
        return value

    def flag(self, name: str, default: bool) -> bool:
        value = self.get(name)
        if value is None:
            return default
        if not isinstance(value, bool):
            self.blame(name, f"{name} is true or false")
            return default
        return value

    def day(self, name: str) -> PartialDate | None:
        value = self.text(name)
        try:
            return PartialDate.parse(value) if value is not None else None
        except ValueError as error:
            self.blame(name, f"{name}: {error}")
            return None

    def sha256(self, name: str) -> str | None:
        value = self.text(name)
        if value is not None and (len(value) != 64 or set(value) - set("0123456789abcdef")):
            self.blame(name, f"{name} is no SHA-256", "64 digits 0-9 and a-f, not shortened")
            return None
        return value

    def texts(self, name: str) -> tuple[str, ...]:
        value = self.get(name)
        if value is None:
            return ()
        if isinstance(value, str):
            return (value,)
        if isinstance(value, tuple) and all(isinstance(part, str) for part in value):
            return value
        hint = "put each in quotes" if isinstance(value, tuple) else ""
        self.blame(name, f"{name} has to be a text or a list of texts", hint)
        return ()

    def form(self, name: str) -> "Form | None":
        value = self.get(name)
        if isinstance(value, Row):
            return Form(value, f"{self._what}, {name}", self._faults)
        if value is not None:
            self._blame_kind(name, "a mapping")
        return None

    def period(self, name: str) -> Period | None:
        part = self.form(name)
        if part is None:
            return None
        try:
            return Period.from_dict({key: value for key, value in part.row.fields.items() if value is not None})
        except ValueError as error:
            self.blame(name, f"{name}: {error}")
            return None

    def choices(self, name: str, names: Collection[str], allowed: Collection[str]) -> Mapping[str, str]:
        """A mapping whose keys are ``names`` and whose values are ``allowed``, in the order of ``names``."""
        part = self.form(name)
        if part is None:
            return {}
        found = {key: part.choice(key, allowed, "") for key in names if part.has(key)}
        part.close()
        return {key: value for key, value in found.items() if value}

    def close(self) -> None:
        for name in self.row.fields:
            if name not in self._asked:
                self.blame(name, f"{name} is no field of it", code="unknown-field")


def _kind(value: object) -> str:
    if isinstance(value, bool):
        return "true or false"
    if isinstance(value, Row):
        return "a mapping"
    return "a list" if isinstance(value, tuple) else "one text"


def words(form: Form, name: str, languages: Sequence[str], *, needed: bool = True) -> Mapping[str, str]:
    """The same words by language; a text without language is of the first one."""
    value = form.get(name)
    if isinstance(value, str) and value:
        return {languages[0]: value} if languages else {}
    if isinstance(value, Row):
        found = {language: said for language, said in value.fields.items() if isinstance(said, str) and said}
        if len(found) == len(value.fields):
            return found
    if value is not None or needed:
        form.blame(name, f"{name} is missing, or no words by language", 'write {en: "…"}')
    return {}


def parts(form: Form, name: str, what: str, faults: list[Finding]) -> Iterator[tuple[str, Form]]:
    """Key and form of each entry of a mapping of mappings."""
    part = form.form(name)
    for key, value in part.row.fields.items() if part else ():
        if isinstance(value, Row):
            yield key, Form(value, f"{what} {key}", faults)
        elif part is not None:
            part.blame(key, f"{what} {key} has to be a mapping")


def rows(form: Form, name: str) -> tuple[Row, ...]:
    """The mappings of a list of mappings."""
    value = form.get(name)
    if value is None:
        return ()
    if isinstance(value, tuple) and all(isinstance(part, Row) for part in value):
        return value
    form.blame(name, f"{name} has to be a list of mappings", "begin each with a hyphen, and give it its fields")
    return ()
