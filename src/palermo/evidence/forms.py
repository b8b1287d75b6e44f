"""A form over one row: each field is asked for once, by its type; every fault is kept with its line."""

import re
from collections.abc import Collection, Mapping

from palermo.evidence.rows import Row, fault
from palermo.ground.dates import PartialDate, Period
from palermo.ground.finding import Finding

_DECIMAL = re.compile(r"-?[0-9]{1,40}(?:\.[0-9]{1,40})?")  # no exponent: 1e999999999 would print as a gigabyte


class Form:
    """Reads the fields of one row and gathers what is wrong. ``close`` names the fields nobody asked for."""

    def __init__(self, row: Row, what: str, faults: list[Finding]) -> None:
        self.row = row
        self._what = what
        self._faults = faults
        self._asked: set[str] = set()

    def blame(self, name: str, text: str, hint: str = "", *, code: str = "evidence.bad-value") -> None:
        line = self.row.lines.get(name, self.row.line)
        self._faults.append(fault(self.row.path, line, f"{self._what}: {text}", hint, code=code))

    def get(self, name: str) -> object:
        self._asked.add(name)
        return self.row.fields.get(name)

    def has(self, name: str) -> bool:
        return name in self.row.fields

    def text(self, name: str, *, longest: int = 4000) -> str | None:
        value = self.get(name)
        if value is None:
            return None
        if not isinstance(value, str):
            self.blame(name, f"{name} is a text", "put it in quotes")
            return None
        if len(value) > longest:
            self.blame(name, f"{name} has {len(value)} characters, {longest} are allowed")
        return value or None

    def needed(self, name: str) -> str:
        value = self.text(name)
        if value is None:
            self.blame(name, f"{name} is missing", code="evidence.missing-field")
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
        self.blame(name, f"{name} is a list of texts")
        return ()

    def form(self, name: str) -> "Form | None":
        value = self.get(name)
        if isinstance(value, Row):
            return Form(value, f"{self._what}, {name}", self._faults)
        if value is not None:
            self.blame(name, f"{name} is a mapping")
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
                self.blame(name, f"{name} is no field of it", code="evidence.unknown-field")
