"""A published folder as its files tell it: the manifest where there is one, the tables, their dimensions.

The attacker has a parser of its own: it takes the files as anybody would, and nothing about them on trust.
"""

import csv
import io
import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from palermo.disclosure.attacker.facts import TOTAL, Axis
from palermo.ground.counted import counted
from palermo.ground.errors import UnreadableInput

MANIFEST = "manifest.json"
_AS_PUBLISHED = "Take the folder as it was published."
MEASURES = ("count", "percent", "mean", "sum", "minimum", "maximum")


_FIELDS = frozenset(
    "format derived release population threshold zeros method min dimensions structural_zeros tables software".split()
)
_OF_POPULATION = frozenset(("id", "as_of"))
_OF_SOFTWARE = frozenset(("name", "version"))
_OF_DIMENSION = frozenset(("codes", "missing", "hierarchy", "groupings"))
_OF_TABLE = frozenset(
    """id file by of measure decimals column population indicator due sha256 rounding_base noise_bound""".split()
)


@dataclass(frozen=True, slots=True)
class Row:
    """A line of a table: a code a dimension, what stands as value, and the status."""

    codes: tuple[tuple[str, str], ...]
    value: str
    status: str
    line: int


@dataclass(frozen=True, slots=True)
class Table:
    """A published table. ``of``: the dimensions whose codes a percentage keeps fixed in its base."""

    id: str
    file: str
    by: tuple[str, ...]
    measure: str
    population: str
    as_of: str
    of: tuple[str, ...]
    options: Mapping[str, Any]
    rows: tuple[Row, ...] = field(repr=False)


def read_manifest(files: Mapping[str, bytes]) -> dict[str, Any]:
    """The manifest; empty where there is none. Raises UnreadableInput on one that is none."""
    if MANIFEST not in files:
        return {}
    try:
        found = json.loads(files[MANIFEST])
    except (ValueError, RecursionError) as error:
        raise UnreadableInput("The manifest is no JSON.", hint=_AS_PUBLISHED) from error
    if not isinstance(found, dict) or not isinstance(found.get("tables"), list):
        raise UnreadableInput("The manifest names no tables.", hint=_AS_PUBLISHED)
    return found


def beyond_manifest(data: bytes) -> bytes:
    """What a manifest holds beyond what it is for, as JSON; a dimension or table with a foreign field is whole.

    A release called 2026 and declared codes are no counts; whatever else somebody wrote in is searched like any file.
    """
    found = json.loads(data)
    rest: dict[str, Any] = {name: value for name, value in found.items() if name not in _FIELDS}
    for name, own in (("population", _OF_POPULATION), ("software", _OF_SOFTWARE)):
        if isinstance(found.get(name), Mapping) and not set(found[name]) <= own:
            rest[name] = found[name]
    dimensions = found.get("dimensions")
    if isinstance(dimensions, Mapping):
        rest["dimensions"] = {name: one for name, one in dimensions.items() if not _is_own(one, _OF_DIMENSION)}
    rest["tables"] = [one for one in found["tables"] if not _is_own(one, _OF_TABLE)]
    return json.dumps(rest).encode()


def _is_own(part: Any, own: frozenset[str]) -> bool:
    return isinstance(part, Mapping) and set(part) <= own


def read_tables(files: Mapping[str, bytes], manifest: Mapping[str, Any]) -> tuple[Table, ...]:
    """The tables of the manifest, and every other CSV file that is built as one."""
    found = [_table(files, manifest, spec) for spec in manifest.get("tables", ())]
    named = {table.file for table in found}
    others = sorted(path for path in files if path.lower().endswith(".csv") and path not in named)
    for path in others:
        spec = {"id": path[:-4], "file": path}
        if not manifest or _is_table(files[path], manifest):
            found.append(_table(files, manifest, spec))
    if not found:
        raise UnreadableInput("The folder holds no CSV table.", hint="Name a published folder.")
    ids = [table.id for table in found]
    if twice := next((id for id in ids if ids.count(id) > 1), None):
        raise UnreadableInput(f"Two tables are called {twice}.", hint=_AS_PUBLISHED)
    return tuple(found)


def _is_table(data: bytes, manifest: Mapping[str, Any]) -> bool:
    """Whether a file that the manifest does not name has a table's columns and only dimensions it declares."""
    header = data.decode("utf-8-sig", "replace").split("\n", 1)[0].strip().split(",")
    return header[-2:] == ["value", "status"] and set(header[:-2]) <= set(manifest.get("dimensions", {}))


def _table(files: Mapping[str, bytes], manifest: Mapping[str, Any], spec: Any) -> Table:
    if not isinstance(spec, Mapping) or not isinstance(spec.get("id"), str | int):
        raise UnreadableInput("A table of the manifest has no id.", hint=_AS_PUBLISHED)
    id, by = str(spec["id"]), spec.get("by")
    file = str(spec.get("file") or f"{id}.csv")
    if by is not None and not (isinstance(by, list) and all(isinstance(name, str) for name in by)):
        raise UnreadableInput(f"The table {id} has no list of dimensions.", hint=_AS_PUBLISHED)
    measure = str(spec.get("measure") or "count")
    if measure not in MEASURES:
        raise UnreadableInput(f"The table {id} measures {measure}.", hint=f"Known are {', '.join(MEASURES)}.")
    header, rows = _rows(files, id, file, by)
    population, as_of = _population(spec.get("population") or manifest.get("population"), manifest)
    of = spec.get("of") or ()
    if not isinstance(of, list | tuple) or not set(of) <= set(header):
        raise UnreadableInput(f"The base of table {id} is no list of its dimensions.", hint=_AS_PUBLISHED)
    return Table(id, file, header, measure, population, as_of, tuple(of), spec, rows)


def _population(found: Any, manifest: Mapping[str, Any]) -> tuple[str, str]:
    """Its id and its day; a table that names an id alone has the folder's day."""
    whole = manifest.get("population")
    whole = whole if isinstance(whole, Mapping) else {"id": whole or ""}
    if not isinstance(found, Mapping):
        found = {**whole, "id": found} if found == whole.get("id") else {"id": found or ""}
    return str(found.get("id") or ""), str(found.get("as_of") or "")


def _rows(
    files: Mapping[str, bytes], id: str, file: str, by: list[str] | None
) -> tuple[tuple[str, ...], tuple[Row, ...]]:
    """The dimensions of a table and its lines; without a manifest every column but the last two is a dimension."""
    data = files.get(file)
    if data is None:
        raise UnreadableInput(f"The table {id} has no file.", hint=f"Expected {file}.")
    lines = _lines(data, file)
    header = lines[0] if lines else []
    least = 3 if by is None else 2
    if len(header) < least or len(set(header)) < len(header):
        raise UnreadableInput(f"{file} has no dimension, value and status.", hint="Expected a name for each column.")
    names = tuple(header[:-2] if by is None else by)
    if not set(names) <= set(header[:-2]):
        raise UnreadableInput(f"{file} lacks a column of its dimensions.", hint=f"Expected {', '.join(names)}.")
    at = [header.index(name) for name in names]
    found = []
    for number, line in enumerate(lines[1:], start=2):
        if len(line) != len(header):
            hint = f"it has {counted(len(line), 'cell')}, the header {len(header)}"
            raise UnreadableInput(f"{file} is uneven in line {number}.", hint=hint)
        codes = tuple((name, line[column]) for name, column in zip(names, at, strict=True))
        found.append(Row(codes, line[-2].strip(), line[-1].strip().casefold(), number))
    return names, tuple(found)


def _lines(data: bytes, file: str) -> list[list[str]]:
    """The lines that are not blank."""
    try:
        reader = csv.reader(io.StringIO(data.decode("utf-8-sig"), newline=""))
        return [line for line in reader if line]
    except (UnicodeDecodeError, csv.Error) as error:
        raise UnreadableInput(f"{file} is no CSV table in UTF-8.", hint="Take it as published.") from error


def read_axes(manifest: Mapping[str, Any], tables: Iterable[Table]) -> dict[str, Axis]:
    """Every dimension: declared in the manifest, or with the codes that the tables hold."""
    dimensions = manifest.get("dimensions") or {}
    if not isinstance(dimensions, Mapping):
        raise UnreadableInput("The dimensions of the manifest have no names.", hint=_AS_PUBLISHED)
    declared = {name: _axis(name, part) for name, part in dimensions.items()}
    seen: dict[str, dict[str, None]] = {}
    for table in tables:
        for at, name in enumerate(table.by):
            codes = (row.codes[at][1] for row in table.rows)
            seen.setdefault(name, {}).update(dict.fromkeys(code for code in codes if code != TOTAL))
    return {name: declared.get(name) or Axis(name, tuple(codes)) for name, codes in seen.items()}


def _axis(name: str, part: Any) -> Axis:
    if not isinstance(part, Mapping):
        raise UnreadableInput(f"The dimension {name} has no codes.", hint=_AS_PUBLISHED)
    kinds = ("hierarchy", "groupings")
    parts = {str(code): _children(name, some) for kind in kinds for code, some in _sets(part, kind)}
    leaves = [str(code) for code in part.get("codes") or () if str(code) not in parts]
    if part.get("missing"):
        leaves.append(str(part["missing"]))

    def below(code: str, seen: frozenset[str]) -> Iterator[str]:
        if code in seen:
            raise UnreadableInput(f"The dimension {name} holds a circle at {code!r}.", hint="Look at the manifest.")
        if code not in parts and code not in leaves:
            raise UnreadableInput(f"The dimension {name} has no code {code!r}.", hint="Look at the manifest.")
        for child in parts.get(code, ()):
            yield from below(child, seen | {code})
        if code not in parts:
            yield code

    if TOTAL in leaves or TOTAL in parts:
        raise UnreadableInput(f"The dimension {name} has a code {TOTAL}, which marks totals.", hint="Rename it.")
    wider = {code: frozenset(below(code, frozenset())) for code in parts}
    return Axis(name, tuple(dict.fromkeys(leaves)), wider)


def _sets(part: Mapping[str, Any], kind: str) -> Iterator[tuple[Any, Any]]:
    """A wider code and its parts; a grouping may hold its wider codes under a name of its own."""
    for code, some in (part.get(kind) or {}).items():
        if isinstance(some, Mapping):
            yield from some.items()
        else:
            yield code, some


def _children(name: str, some: Any) -> tuple[str, ...]:
    if not isinstance(some, list):
        raise UnreadableInput(f"The dimension {name} has a wider code without parts.", hint=_AS_PUBLISHED)
    return tuple(str(code) for code in some)
