"""walk.toml: what a walk is told, read with all its faults at once."""

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any, TypeVar

from palermo import engines
from palermo.ground.counted import counted
from palermo.ground.errors import BadDefinition
from palermo.ground.finding import Finding, Severity

FILE = "walk.toml"
FORMAT = "palermo.walk/1"
_Wanted = TypeVar("_Wanted")


@dataclass(frozen=True, slots=True)
class Kind:
    """Bodies whose files hold the same things. A column that one of them lacks is empty there."""

    name: str
    bodies: tuple[str, ...]
    columns: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Country:
    """The made-up country of an invented walk."""

    people: int
    seed: int
    world: str
    size: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """A checked walk.toml. ``received`` and ``country``: one of them says where the bodies' files come from.

    ``lists``: list → its bodies; ``also``: thresholds beside that of the links, looser and stricter ones;
    ``tables``: names of queries and of the catalogues that protect what they find, in the order of publication.
    """

    folder: Path
    run: str
    today: date
    basis: str
    report: str
    beside: str | None
    secret: str | None
    received: str | None
    country: Country | None
    kinds: tuple[Kind, ...]
    lists: Mapping[str, tuple[str, ...]]
    threshold: float
    also: tuple[float, ...]
    method: str
    resamples: int
    seed: int
    tables: tuple[str, ...]

    def kind_of(self, body: str) -> Kind | None:
        """The kind of a body whose people are linked."""
        return next((kind for kind in self.kinds if body in kind.bodies), None)

    def file(self, name: str) -> bytes:
        """A file of the walk's folder. Raises UnreadableInput where there is none."""
        return engines.read_bytes(self.folder / name)


def read_order(folder: Path, *, people: int | None = None, seed: int | None = None) -> Order:
    """The order in ``folder``. ``people`` and ``seed`` stand in for those of its made-up country.

    Raises BadDefinition with every fault.
    """
    data = engines.read_bytes(folder / FILE)
    try:
        told = tomllib.loads(data.decode("utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise BadDefinition(f"{FILE} is no TOML: {error}.", hint=f'It begins with format = "{FORMAT}".') from error
    top = _Part(told, "")
    if top.take("format", str, "") != FORMAT:
        top.blame("format", f'is not "{FORMAT}"')
    country, received = _country(top, people, seed), top.take("received", str, None)
    if (country is None) == (received is None):
        top.blame("received", "or [country]: one of the two says where the files come from")
    link, estimate = top.part("link"), top.part("estimate")
    order = Order(
        folder=folder,
        run=top.need("run", str, ""),
        today=top.need("today", date, date.min),
        basis=top.need("basis", str, ""),
        report=top.take("report", str, "report"),
        beside=top.take("beside", str, None),
        secret=top.take("secret", str, None),
        received=received,
        country=country,
        kinds=_kinds(top),
        lists={name: top.texts("lists", name, held) for name, held in top.part("lists", needed=True).told.items()},
        threshold=link.need("threshold", float, 1.0),
        also=tuple(float(one) for one in link.take("also", list, [])),
        method=estimate.take("method", str, "pooled"),
        resamples=estimate.take("resamples", int, 1000),
        seed=estimate.take("seed", int, 1),
        tables=top.texts("", "tables", top.take("tables", list, [])),
    )
    for part in (top, link, estimate):
        part.close()
    _stop([*top.faults, *link.faults, *estimate.faults, *_mapped(order)])
    return order


@dataclass(slots=True)
class _Part:
    """A table of the file while it is read: fields are taken out, and what is left is unknown."""

    told: dict[str, Any]
    name: str
    faults: list[Finding] = field(default_factory=list)

    def take(self, name: str, kind: type[Any], usual: _Wanted) -> Any | _Wanted:
        """A field of that kind, or what is usual."""
        value = self.told.pop(name, usual)
        if value is usual or (isinstance(value, kind) and not isinstance(value, bool)):
            return value
        if kind is float and isinstance(value, int):
            return float(value)
        self.blame(name, f"is not of the kind {kind.__name__}")
        return usual

    def need(self, name: str, kind: type[Any], usual: _Wanted) -> Any | _Wanted:
        """A field that has to be there."""
        if name not in self.told:
            self.blame(name, "is missing")
        return self.take(name, kind, usual)

    def part(self, name: str, *, needed: bool = False) -> "_Part":
        """A table in it."""
        if needed and name not in self.told:
            self.blame(name, "is missing")
        held = self.take(name, dict, {})
        return _Part(dict(held), f"{self.name}{name}.", self.faults if needed else [])

    def texts(self, part: str, name: str, value: object) -> tuple[str, ...]:
        """A list of words."""
        if isinstance(value, list) and value and all(isinstance(one, str) for one in value):
            return tuple(value)
        self.blame(f"{part}.{name}".strip("."), 'is no list of words, as in ["one", "two"]')
        return ()

    def blame(self, name: str, told: str) -> None:
        self.faults.append(
            Finding(code="walk.fault", severity=Severity.ERROR, text=f"{self.name}{name} {told}", path=FILE)
        )

    def close(self) -> None:
        """Blame what nobody took."""
        for name in self.told:
            self.blame(name, "is no field of it")


def _country(top: _Part, people: int | None, seed: int | None) -> Country | None:
    if "country" not in top.told:
        return None
    part = top.part("country")
    made = Country(
        people=part.need("people", int, 0) if people is None else part.take("people", int, 0) and people,
        seed=part.need("seed", int, 0) if seed is None else part.take("seed", int, 0) * 0 + seed,
        world=part.take("world", str, "mixed"),
        size=part.take("size", str, "middle"),
    )
    part.close()
    top.faults += part.faults
    return made


def _kinds(top: _Part) -> tuple[Kind, ...]:
    found = []
    for name, told in top.part("kinds", needed=True).told.items():
        part = _Part(dict(told) if isinstance(told, dict) else {}, f"kinds.{name}.", top.faults)
        bodies, columns = (part.texts("", one, part.take(one, list, [])) for one in ("bodies", "columns"))
        part.close()
        found.append(Kind(name, bodies, columns))
    return tuple(found)


def _mapped(order: Order) -> Sequence[Finding]:
    """Every linked body is of one kind and on one list."""
    placed = [body for held in order.lists.values() for body in held]
    linked = [body for kind in order.kinds for body in kind.bodies]
    top = _Part({}, "")
    for body in sorted({*placed, *linked}):
        if placed.count(body) != 1 or linked.count(body) != 1:
            top.blame(body, "is to stand in one kind and on one list")
    return top.faults


def _stop(faults: Sequence[Finding]) -> None:
    if faults:
        raise BadDefinition(
            f"{FILE} cannot be used: {counted(len(faults), 'fault')}.", hint="Mend what is named.", findings=faults
        )
