"""What a reader of a published folder knows: each cell's value or bounds, by the people it stands for.

The attacker has a parser of its own: it takes the files as anybody would, with the manifest where there is one. Two
published cells that stand for the same people are one unknown, whatever table they stand in.
"""

import csv
import io
import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal, InvalidOperation
from typing import Any

from palermo.ground.errors import UnreadableInput

TOTAL = "_T"
MANIFEST = "manifest.json"
DEFAULT_THRESHOLD = 10

Key = frozenset[tuple[str, frozenset[str]]]
"""The people a cell stands for: by dimension the leaves its code covers, dimensions it leaves open left out."""


@dataclass(frozen=True, slots=True)
class Axis:
    """A dimension as published: its finest codes, and for every wider code the leaves it covers."""

    name: str
    leaves: tuple[str, ...]
    wider: Mapping[str, frozenset[str]] = field(default_factory=dict)

    def covers(self, code: str) -> frozenset[str]:
        """The leaves of a code. Raises UnreadableInput on one that was never declared."""
        if code == TOTAL:
            return frozenset(self.leaves)
        if code in self.wider:
            return self.wider[code]
        if code in self.leaves:
            return frozenset((code,))
        raise UnreadableInput(f"The dimension {self.name} has no code {code!r}.", hint="Look at the manifest.")


@dataclass(frozen=True, slots=True)
class Place:
    """A published cell: its table, and its codes by dimension."""

    table: str
    codes: tuple[tuple[str, str], ...]

    @property
    def cell(self) -> dict[str, str]:
        """The codes that say something, totals left out."""
        return {name: code for name, code in self.codes if code != TOTAL}


@dataclass(slots=True)
class Fact:
    """What is published of a key: bounds on its count (open where hidden), and the places that say so.

    ``shown``: its count stands somewhere, exact or rounded; ``hidden``: somewhere it was left out on purpose. A key
    known by a percentage alone is neither.
    """

    low: float = 0.0
    high: float = float("inf")
    places: list[Place] = field(default_factory=list)
    shown: bool = False
    hidden: bool = False

    @property
    def exact(self) -> bool:
        return self.low == self.high


@dataclass(frozen=True, slots=True)
class Share:
    """A published percentage: the count of ``part`` lies between two shares of the count of ``whole``."""

    part: Key
    whole: Key
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class Publication:
    """One published folder, read."""

    release: str
    population: str
    threshold: int
    zeros: str
    lowest: int
    axes: Mapping[str, Axis]
    tables: Mapping[str, tuple[str, ...]]
    facts: Mapping[Key, Fact]
    shares: tuple[Share, ...]
    conflicts: tuple[Place, ...]
    extremes: tuple[Place, ...]

    @property
    def cells(self) -> int:
        return sum(len(fact.places) for fact in self.facts.values())


def read_publication(files: Mapping[str, bytes], *, name: str = "", threshold: int | None = None) -> Publication:
    """What the folder ``files`` (relative path → bytes) tells a reader. Raises UnreadableInput where it is no release.

    Without a manifest the dimensions of a table are all its columns but the last two, ``_T`` its totals.
    """
    manifest = _manifest(files)
    specs = _specs(manifest, files)
    tables = {spec["id"]: _rows(files, spec) for spec in specs}
    axes = _axes(manifest, specs, tables)
    reader = _Reader(axes, float(manifest.get("min", 0)))
    for spec in specs:
        reader.read(spec, tables[spec["id"]])
    for zero in manifest.get("structural_zeros", ()):
        reader.zero(zero)
    return Publication(
        release=str(manifest.get("release") or name),
        population=_population(manifest),
        threshold=threshold or int(manifest.get("threshold") or DEFAULT_THRESHOLD),
        zeros=str(manifest.get("zeros") or "safe"),
        lowest=int(manifest.get("min", 0)),
        axes=axes,
        tables={spec["id"]: tuple(spec["by"]) for spec in specs},
        facts=reader.facts,
        shares=tuple(reader.shares),
        conflicts=tuple(reader.conflicts),
        extremes=tuple(reader.extremes),
    )


def _manifest(files: Mapping[str, bytes]) -> dict[str, Any]:
    if MANIFEST not in files:
        return {}
    try:
        found = json.loads(files[MANIFEST])
    except ValueError as error:
        raise UnreadableInput("The manifest is no JSON.", hint="Take the folder as it was published.") from error
    if not isinstance(found, dict) or not isinstance(found.get("tables"), list):
        raise UnreadableInput("The manifest names no tables.", hint="Take the folder as it was published.")
    return found


def _population(manifest: Mapping[str, Any]) -> str:
    found = manifest.get("population")
    return str(found.get("id", "")) if isinstance(found, Mapping) else str(found or "")


def _specs(manifest: Mapping[str, Any], files: Mapping[str, bytes]) -> list[dict[str, Any]]:
    """The tables of the manifest; without one, every CSV file."""
    if manifest:
        return [
            {"measure": "count", **spec, "file": spec.get("file") or f"{spec['id']}.csv"} for spec in manifest["tables"]
        ]
    names = sorted(path for path in files if path.endswith(".csv"))
    if not names:
        raise UnreadableInput("The folder holds no CSV table.", hint="Name a published folder.")
    return [{"id": path.removesuffix(".csv"), "file": path, "measure": "count", "by": None} for path in names]


def _rows(files: Mapping[str, bytes], spec: dict[str, Any]) -> list[dict[str, str]]:
    """The lines of a table's file; ``by`` is filled in where the manifest does not say it."""
    data = files.get(spec["file"])
    if data is None:
        raise UnreadableInput(f"The table {spec['id']} has no file.", hint=f"Expected {spec['file']}.")
    try:
        lines = list(csv.reader(io.StringIO(data.decode("utf-8-sig"), newline="")))
    except (UnicodeDecodeError, csv.Error) as error:
        raise UnreadableInput(f"{spec['file']} is no CSV table in UTF-8.", hint="Take it as published.") from error
    if not lines or len(lines[0]) < 3:
        raise UnreadableInput(
            f"{spec['file']} has no dimension, value and status.", hint="Expected at least 3 columns."
        )
    header, found = lines[0], []
    for number, line in enumerate(lines[1:], start=2):
        if len(line) != len(header):
            hint = f"it has {len(line)} cells, the header {len(header)}"
            raise UnreadableInput(f"{spec['file']} is uneven in line {number}.", hint=hint)
        found.append({**dict(zip(header, line, strict=True)), "value": line[-2], "status": line[-1]})
    spec["by"] = list(spec["by"]) if spec["by"] else header[:-2]
    return found


def _axes(
    manifest: Mapping[str, Any], specs: Iterable[Mapping[str, Any]], tables: Mapping[str, list[dict[str, str]]]
) -> dict[str, Axis]:
    declared = {name: _axis(name, part) for name, part in manifest.get("dimensions", {}).items()}
    seen: dict[str, dict[str, None]] = {}
    for spec in specs:
        for name in spec["by"]:
            codes = (row[name] for row in tables[spec["id"]])
            seen.setdefault(name, {}).update(dict.fromkeys(code for code in codes if code != TOTAL))
    return {name: declared.get(name) or Axis(name, tuple(codes)) for name, codes in seen.items()}


def _axis(name: str, part: Mapping[str, Any]) -> Axis:
    leaves = [str(code) for code in part.get("codes", ())]
    if part.get("missing"):
        leaves.append(str(part["missing"]))
    wider: dict[str, frozenset[str]] = {}
    parts = {**part.get("hierarchy", {}), **part.get("groupings", {})}

    def below(code: str, seen: frozenset[str]) -> Iterator[str]:
        if code in seen:
            raise UnreadableInput(f"The dimension {name} holds a circle at {code!r}.", hint="Look at the manifest.")
        children = parts.get(code)
        if children is None:
            yield code
        else:
            for child in children:
                yield from below(str(child), seen | {code})

    for code in parts:
        wider[str(code)] = frozenset(below(str(code), frozenset()))
    return Axis(name, tuple(dict.fromkeys(leaves)), wider)


class _Reader:
    """Gathers facts, table by table."""

    def __init__(self, axes: Mapping[str, Axis], lowest: float) -> None:
        self.axes = axes
        self.lowest = lowest
        self.facts: dict[Key, Fact] = {}
        self.shares: list[Share] = []
        self.conflicts: list[Place] = []
        self.extremes: list[Place] = []

    def read(self, spec: Mapping[str, Any], rows: Iterable[Mapping[str, str]]) -> None:
        measure = str(spec.get("measure") or "count")
        whole = self.key({})
        for row in rows:
            codes = tuple((name, row[name]) for name in spec["by"])
            place, key = Place(str(spec["id"]), codes), self.key(dict(codes))
            hidden = row["status"] == "hidden" or not row["value"].strip()
            if measure in ("count", ""):
                self.narrow(key, place, *self.count(row, spec, hidden), shown=not hidden, hidden=hidden)
            elif measure == "percent":
                self.narrow(key, place, self.lowest, float("inf"), shown=False, hidden=hidden)
                if not hidden:
                    self.shares.append(self.share(key, whole, row, spec))
            elif measure in ("minimum", "maximum") and not hidden:
                self.extremes.append(place)

    def key(self, codes: Mapping[str, str]) -> Key:
        covered = ((name, self.axes[name].covers(code)) for name, code in codes.items())
        return frozenset((name, leaves) for name, leaves in covered if len(leaves) < len(self.axes[name].leaves))

    def count(self, row: Mapping[str, str], spec: Mapping[str, Any], hidden: bool) -> tuple[float, float]:
        if hidden:
            return self.lowest, float("inf")
        value = number(row["value"], str(spec["file"]))
        if row["status"] == "rounded":
            base = float(spec.get("rounding_base") or 1)
            return max(self.lowest, value - base + 1), value + base - 1
        if row["status"] == "perturbed":
            bound = float(spec.get("noise_bound") or 0)
            return max(self.lowest, value - bound), value + bound
        return value, value

    def share(self, key: Key, whole: Key, row: Mapping[str, str], spec: Mapping[str, Any]) -> Share:
        """A share with ``decimals`` decimals stands for every share that is rounded to it."""
        written = Decimal(row["value"])
        half = Decimal(5).scaleb(-int(spec.get("decimals") or 0) - 1)
        low = ((written - half) / 100).quantize(Decimal("1e-12"), ROUND_FLOOR)
        high = ((written + half) / 100).quantize(Decimal("1e-12"), ROUND_CEILING)
        return Share(key, whole, max(0.0, float(low)), float(high))

    def narrow(self, key: Key, place: Place, low: float, high: float, *, shown: bool, hidden: bool) -> None:
        fact = self.facts.setdefault(key, Fact(low=self.lowest))
        fact.places.append(place)
        fact.low, fact.high = max(fact.low, low), min(fact.high, high)
        fact.shown, fact.hidden = fact.shown or shown, fact.hidden or hidden
        if fact.low > fact.high:
            self.conflicts.append(place)

    def zero(self, codes: Mapping[str, str]) -> None:
        known = {name: code for name, code in codes.items() if name in self.axes}
        if len(known) == len(codes):
            fact = self.facts.setdefault(self.key(known), Fact())
            fact.low, fact.high, fact.shown = 0.0, 0.0, True


def number(text: str, file: str) -> float:
    """A published count. Raises UnreadableInput where it is none."""
    try:
        value = Decimal(text.strip())
    except InvalidOperation as error:
        raise UnreadableInput(f"{file} holds a value that is no number.", hint="Take it as published.") from error
    return float(value)
