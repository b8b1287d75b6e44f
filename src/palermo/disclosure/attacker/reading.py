"""From the lines of a published folder to what they say: statements about counts, sums and means, part by part."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal, InvalidOperation
from itertools import product
from math import gcd, inf, prod
from typing import Any, Literal

from palermo.disclosure.attacker.facts import TOTAL, Axis, Codes, Magnitude, Part, Place, Publication, Said, Statement
from palermo.disclosure.attacker.folder import Row, Table, read_axes, read_manifest, read_tables
from palermo.ground.errors import UnreadableInput

DEFAULT_THRESHOLD = 10
MOST_CELLS = 2_000_000
_MOST_LEFT_OUT = 200_000


def read_publication(files: Mapping[str, bytes], *, name: str = "", threshold: int | None = None) -> Publication:
    """What the folder ``files`` (relative path → bytes) tells a reader. Raises UnreadableInput where it is no release.

    Without a manifest the dimensions of a table are all its columns but the last two, ``_T`` its totals.
    """
    manifest = read_manifest(files)
    tables = read_tables(files, manifest)
    axes = read_axes(manifest, tables)
    for table in tables:
        _check(table, axes)
    counted = [table for table in tables if table.measure in ("count", "percent")]
    least, negative = _least(manifest, counted)
    return Publication(
        release=str(manifest.get("release") or name),
        threshold=threshold or _whole(manifest, "threshold", DEFAULT_THRESHOLD),
        zeros=str(manifest.get("zeros") or "safe"),
        parts=tuple(_parts(tables, axes, least, manifest)),
        magnitudes=tuple(one for table in tables if table.measure in ("sum", "mean") for one in _magnitudes(table)),
        extremes=tuple(
            Place(table.id, row.codes)
            for table in tables
            if table.measure in ("minimum", "maximum")
            for row in table.rows
            if not _is_hidden(row)
        ),
        negative=negative,
        waived=tuple(_waived(manifest, axes)),
    )


def _check(table: Table, axes: Mapping[str, Axis]) -> None:
    for row in table.rows:
        for name, code in row.codes:
            axes[name].covers(code)
    cells = prod(len(axes[name].leaves) for name in table.by)
    if cells > MOST_CELLS:
        raise UnreadableInput(
            f"The table {table.id} has {cells} cells by its dimensions, more than can be attacked.",
            hint=f"Allowed are {MOST_CELLS}.",
        )


def _whole(manifest: Mapping[str, Any], name: str, default: int) -> int:
    found = manifest.get(name)
    if found is None:
        return default
    if not isinstance(found, int) or isinstance(found, bool) or found < 1:
        raise UnreadableInput(f"The manifest's {name} is no whole number above 0.", hint="Take it as published.")
    return found


def _least(manifest: Mapping[str, Any], tables: Iterable[Table]) -> tuple[float, tuple[Place, ...]]:
    """The least a finest cell can be, and the negative counts that nothing announced: then there is no least."""
    found = manifest.get("min")
    if found is not None:
        if not isinstance(found, int | float) or isinstance(found, bool):
            raise UnreadableInput("The manifest's min is no number.", hint="Take it as published.")
        return min(0.0, float(found)), ()
    below = tuple(
        Place(table.id, row.codes)
        for table in tables
        if table.measure == "count"
        for row in table.rows
        if row.value.startswith("-") and row.value.strip("-0.") and row.status != "perturbed" and not _is_hidden(row)
    )
    return (-inf if below else 0.0), below


def _parts(
    tables: Sequence[Table], axes: Mapping[str, Axis], least: float, manifest: Mapping[str, Any]
) -> Iterator[Part]:
    """One a population and day; tables of sums and means count nobody, and still belong to one."""
    zeros = tuple(_structural(manifest, axes))
    for population, as_of in dict.fromkeys((table.population, table.as_of) for table in tables):
        some = [table for table in tables if (table.population, table.as_of) == (population, as_of)]
        counted = [table for table in some if table.measure in ("count", "percent")]
        names = {name for table in some for name in table.by}
        yield Part(
            population=population,
            as_of=as_of,
            lowest=least,
            axes={name: axis for name, axis in axes.items() if name in names},
            tables={table.id: table.by for table in counted},
            statements=tuple(one for table in counted for one in _statements(table, axes)),
            structural=tuple(zero for zero in zeros if {name for name, _ in zero} <= names),
        )


def _structural(manifest: Mapping[str, Any], axes: Mapping[str, Axis]) -> Iterator[Codes]:
    for zero in manifest.get("structural_zeros") or ():
        if not isinstance(zero, Mapping):
            raise UnreadableInput("A structural zero names no cell.", hint="Look at the manifest.")
        if set(zero) <= set(axes):
            codes = tuple((str(name), str(code)) for name, code in zero.items())
            for name, code in codes:
                axes[name].covers(code)
            yield codes


def _waived(manifest: Mapping[str, Any], axes: Mapping[str, Axis]) -> Iterator[Place]:
    for one in manifest.get("waivers") or ():
        if isinstance(one, Mapping) and isinstance(one.get("cell"), Mapping) and one.get("reason"):
            codes = {str(name): str(code) for name, code in one["cell"].items() if code != TOTAL}
            yield Place(str(one.get("table")), tuple(sorted(codes.items())))


# ── counts and shares ────────────────────────────────────────────────────────────────────────────────────────────────
def _statements(table: Table, axes: Mapping[str, Axis]) -> Iterator[Statement]:
    base = _rounding_base(table)
    for row in table.rows:
        place = Place(table.id, row.codes)
        if table.measure == "percent":
            yield _share(table, row, place)
        else:
            low, high, said = _count(table, row, base)
            yield Statement(place, low, high, said)
    for codes in _left_out(table, axes):
        yield Statement(Place(table.id, codes), -inf, inf, "left out")


def _is_hidden(row: Row) -> bool:
    """Whether no number stands there; one that does is read, whatever the status says."""
    if row.status != "hidden":
        return not row.value
    return _number_or_none(row.value) is None


def _count(table: Table, row: Row, base: float) -> tuple[float, float, Said]:
    if _is_hidden(row):
        low, high = _written_bounds(row.value)
        return low, high, "hidden"
    value = number(row.value, table.file)
    if row.status == "rounded":
        return value - base + 1, value + base - 1, "shown"
    if row.status == "perturbed":
        bound = _option(table, "noise_bound", inf)
        return value - bound, value + bound, "shown"
    if value != int(value):
        raise UnreadableInput(f"{table.file} holds a count that is no whole number.", hint="Take it as published.")
    return value, value, "shown"


def _written_bounds(text: str) -> tuple[float, float]:
    """What a sign such as ``<10`` or ``1-9`` in place of a number tells."""
    plain = text.replace(" ", "").replace("–", "-")
    if plain.startswith(("<", "≤")) and (most := _number_or_none(plain.lstrip("<≤="))) is not None:
        return -inf, float(most) if plain.startswith(("<=", "≤")) else float(most) - 1
    low, dash, high = plain.partition("-")
    first, last = _number_or_none(low), _number_or_none(high)
    if dash and first is not None and last is not None:
        return float(first), float(last)
    return -inf, inf


def _rounding_base(table: Table) -> float:
    """The base counts were rounded to; where nobody says it, the largest that all of them fit."""
    if table.options.get("rounding_base") is not None:
        return _option(table, "rounding_base", inf)
    values = [number(row.value, table.file) for row in table.rows if row.status == "rounded" and not _is_hidden(row)]
    found = gcd(*(int(value) for value in values))
    return float(found) if found else inf


def _option(table: Table, name: str, default: float) -> float:
    found = table.options.get(name)
    if found is None:
        return default
    if not isinstance(found, int | float) or isinstance(found, bool) or found < 0:
        raise UnreadableInput(f"The {name} of table {table.id} is no number.", hint="Take it as published.")
    return float(found)


def _share(table: Table, row: Row, place: Place) -> Statement:
    """A share with ``decimals`` decimals stands for every share that is rounded to it."""
    base = tuple((name, code) for name, code in row.codes if name in table.of)
    if _is_hidden(row):
        return Statement(place, -inf, inf, "hidden")
    written = Decimal(repr(number(row.value, table.file)))
    half = Decimal(5).scaleb(-_decimals(table, row) - 1)
    low = ((written - half) / 100).quantize(Decimal("1e-12"), ROUND_FLOOR)
    high = ((written + half) / 100).quantize(Decimal("1e-12"), ROUND_CEILING)
    return Statement(place, max(0.0, float(low)) if written >= 0 else float(low), float(high), "share", base)


def _decimals(table: Table, row: Row) -> int:
    """The decimals the table is printed with; where nobody says it, those of the number itself."""
    found = table.options.get("decimals")
    if found is None:
        return len(row.value.partition(".")[2])
    return int(_option(table, "decimals", 0))


def _left_out(table: Table, axes: Mapping[str, Axis]) -> Iterator[Codes]:
    """Cells of finest codes that a table should print beside the others and does not, shape by shape of its totals."""
    finest = {name: frozenset((TOTAL, *axes[name].leaves)) for name in table.by}
    rows = [row for row in table.rows if all(code in finest[name] for name, code in row.codes)]
    shapes = dict.fromkeys(tuple(code == TOTAL for _, code in row.codes) for row in rows)
    there = {row.codes for row in table.rows}
    for shape in shapes:
        each = [(TOTAL,) if total else axes[name].leaves for name, total in zip(table.by, shape, strict=True)]
        if prod(map(len, each)) <= _MOST_LEFT_OUT:
            for codes in product(*each):
                cell = tuple(zip(table.by, codes, strict=True))
                if cell not in there:
                    yield cell


# ── sums and means ───────────────────────────────────────────────────────────────────────────────────────────────────
def _magnitudes(table: Table) -> Iterator[Magnitude]:
    measure: Literal["sum", "mean"] = "mean" if table.measure == "mean" else "sum"
    for row in table.rows:
        place, hidden = Place(table.id, row.codes), _is_hidden(row)
        decimals = _decimals(table, row)
        step = 10.0**-decimals
        if hidden:
            low, high = -inf, inf
        else:
            value = number(row.value, table.file)
            # A sum is printed as it is; only where decimals are named was it rounded to them.
            half = step / 2 if measure == "mean" or table.options.get("decimals") is not None else 0.0
            low, high = value - half, value + half
        column = str(table.options.get("column") or "")
        yield Magnitude(place, (table.population, table.as_of), measure, column, low, high, hidden, step)


def number(text: str, file: str) -> float:
    """A published number. Raises UnreadableInput where it is none."""
    value = _number_or_none(text)
    if value is None:
        raise UnreadableInput(f"{file} holds a value that is no number.", hint="Take it as published.")
    return float(value)


def _number_or_none(text: str) -> Decimal | None:
    try:
        value = Decimal(text.strip())
    except InvalidOperation:
        return None
    return value if value.is_finite() and abs(value) < Decimal(10) ** 15 else None
