"""walk.toml: what a walk is told, read with all its faults at once."""

import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Any

from palermo import engines
from palermo.ground.counted import counted
from palermo.ground.errors import BadDefinition
from palermo.ground.finding import Finding, Severity

FILE = "walk.toml"
FORMAT = "palermo.walk/1"


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
    """A checked walk.toml. ``received`` (a folder) or ``country`` says where the bodies' files come from; what is not
    named is empty.

    ``lists``: list → its bodies; ``threshold`` None: that of ``palermo link``; ``draws``: clusterings that might be;
    ``tables``: names of queries and of the catalogues that protect what they find, in the order of publication.
    """

    folder: Path
    run: str
    today: date
    basis: str
    report: str
    beside: str
    secret: str
    received: str
    country: Country | None
    kinds: tuple[Kind, ...]
    lists: Mapping[str, tuple[str, ...]]
    threshold: float | None
    draws: int
    method: str
    resamples: int
    seed: int
    tables: tuple[str, ...]

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
    top = _Part(told, "", [])
    if top.take("format", str, "") != FORMAT:
        top.blame("format", f'is not "{FORMAT}"')
    country, received = _country(top, people, seed), top.take("received", str, "")
    if (country is None) == (not received):
        top.blame("received", "or [country]: one of the two says where the files come from")
    link, estimate, lists = top.part("link"), top.part("estimate"), top.part("lists")
    order = Order(
        folder=folder,
        run=top.need("run", str, ""),
        today=top.need("today", date, date.min),
        basis=top.need("basis", str, ""),
        report=top.take("report", str, "report"),
        beside=top.take("beside", str, ""),
        secret=top.take("secret", str, ""),
        received=received,
        country=country,
        kinds=_kinds(top),
        lists={name: lists.words(name) for name in tuple(lists.told)},
        threshold=link.take("threshold", float, None),
        draws=link.count("draws", 20),
        method=estimate.take("method", str, "pooled"),
        resamples=estimate.take("resamples", int, 1000),
        seed=estimate.take("seed", int, 1),
        tables=top.words("tables"),
    )
    for part in (top, link, estimate):
        part.close()
    faults = [*top.faults, *_mapped(order)]
    if faults:
        told_of = f"{FILE} cannot be used: {counted(len(faults), 'fault')}."
        raise BadDefinition(told_of, hint="Mend what is named.", findings=faults)
    return order


@dataclass(frozen=True, slots=True)
class _Part:
    """A table of the file while it is read: fields are taken out, and what is left nobody knows."""

    told: dict[str, Any]
    name: str
    faults: list[Finding]

    def take(self, name: str, kind: type[Any] | tuple[type[Any], ...], usual: Any) -> Any:
        """A field of that kind, or what is usual."""
        if name not in self.told:
            return usual
        value = self.told.pop(name)
        if isinstance(value, kind) and not isinstance(value, bool):
            return value
        self.blame(name, "is of another kind than it should be")
        return usual

    def need(self, name: str, kind: type[Any] | tuple[type[Any], ...], usual: Any) -> Any:
        """A field that has to be there."""
        if name not in self.told:
            self.blame(name, "is missing")
        return self.take(name, kind, usual)

    def count(self, name: str, usual: int) -> int:
        """A field that holds a whole number of at least one."""
        value: int = self.take(name, int, usual)
        if value < 1:
            self.blame(name, "is no whole number of at least 1")
        return value

    def part(self, name: str) -> "_Part":
        """A table in it, which has to be there."""
        return _Part(dict(self.need(name, dict, {})), f"{self.name}{name}.", self.faults)

    def words(self, name: str) -> tuple[str, ...]:
        """A list of words, which has to be there."""
        value = self.need(name, list, [])
        if not value or not all(isinstance(one, str) for one in value):
            self.blame(name, 'is no list of words, as in ["one", "two"]')
        return tuple(str(one) for one in value)

    def blame(self, name: str, told: str) -> None:
        """Note a fault of a field."""
        self.faults.append(_fault(f"{self.name}{name} {told}"))

    def close(self) -> None:
        """Blame what nobody took."""
        for name in self.told:
            self.blame(name, "is no field of it")


def _fault(text: str) -> Finding:
    return Finding(code="walk.fault", severity=Severity.ERROR, text=text, path=FILE)


def _country(top: _Part, people: int | None, seed: int | None) -> Country | None:
    if "country" not in top.told:
        return None
    part = top.part("country")
    made = Country(
        people=part.need("people", int, 2),
        seed=part.need("seed", int, 0),
        world=part.take("world", str, "mixed"),
        size=part.take("size", str, "middle"),
    )
    part.close()
    made = made if people is None else replace(made, people=people)
    return made if seed is None else replace(made, seed=seed)


def _kinds(top: _Part) -> tuple[Kind, ...]:
    kinds = top.part("kinds")
    found = []
    for name in tuple(kinds.told):
        part = kinds.part(name)
        found.append(Kind(name, part.words("bodies"), part.words("columns")))
        part.close()
    return tuple(found)


def _mapped(order: Order) -> Iterator[Finding]:
    """Every linked body is of one kind and on one list."""
    placed = [body for held in order.lists.values() for body in held]
    linked = [body for kind in order.kinds for body in kind.bodies]
    for body in sorted({*placed, *linked}):
        if placed.count(body) != 1 or linked.count(body) != 1:
            yield _fault(f"{body} is to stand in one kind and on one list")
