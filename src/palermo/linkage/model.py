"""The model of plain dedupe as frozen values: what is compared at which levels, and which pairs are looked at.

No engine is named here: ``engines`` turns the model into settings for DuckDB or Spark, each in its own words.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import polars as pl

from palermo.ground.finding import Finding, Severity
from palermo.linkage.dates import Born
from palermo.linkage.fields import Fields
from palermo.linkage.normalise import name_parts, plain, skeleton, sound
from palermo.linkage.people import People

LARGEST_BLOCK = 1000
ID, SOURCE = "unique_id", "list"


@dataclass(frozen=True, slots=True, kw_only=True)
class Level:
    """One degree of likeness: ``condition`` has ``{jw}`` for the engine's Jaro-Winkler; m and u once known."""

    name: str
    condition: str
    is_null: bool = False
    tf_column: str = ""
    m: float | None = None
    u: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparison:
    """A field and its levels, the closest first, the last for everything else."""

    field: str
    levels: tuple[Level, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class DedupeModel:
    """What Splink is asked: comparisons, blocking keys, and the share of pairs that are one person."""

    comparisons: tuple[Comparison, ...]
    keys: tuple[str, ...]
    prior: float
    between_lists: bool = False

    def trained(
        self, prior: float, learned: Mapping[tuple[str, int], tuple[float | None, float | None]]
    ) -> "DedupeModel":
        """The model with m and u of each level, by field and place of the level."""

        def known(field: str, at: int, level: Level) -> Level:
            m, u = learned.get((field, at), (None, None))
            return replace(level, m=m, u=u)

        comparisons = tuple(
            replace(one, levels=tuple(known(one.field, at, level) for at, level in enumerate(one.levels)))
            for one in self.comparisons
        )
        return replace(self, comparisons=comparisons, prior=prior)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Prepared:
    """The records as the engines compare them, the model, and how many pairs each key makes."""

    frame: pl.DataFrame
    model: DedupeModel
    blocking: tuple[tuple[str, int, bool], ...]
    findings: tuple[Finding, ...]


def prepare(
    ids: Sequence[str], people: People, fields: Fields, *, sources: Sequence[str] = (), between_lists: bool = False
) -> Prepared:
    """Normalised columns, blocking keys with large blocks left out, and the model that goes with the fields."""
    columns: dict[str, list[str | None]] = {ID: list(ids), SOURCE: list(sources) if sources else [""] * len(ids)}
    comparisons: list[Comparison] = []
    names = [one.name for one in fields.fields if one.kind == "name"]
    for one in fields.fields:
        if one.kind == "date":
            columns |= _date_columns(one.name, people.dates[one.name])
            comparisons.append(_date(one.name))
        elif one.kind == "name":
            columns |= _name_columns(one.name, people.cells[one.name])
            comparisons.append(_name(one.name, [other for other in names if other != one.name]))
        else:
            made = [plain(cell) or None for cell in people.cells[one.name]]
            columns[one.name] = made
            near = one.kind in ("text", "number")
            comparisons.append(_near(one.name) if near else _exact(one.name))
    frame = pl.DataFrame(columns, schema=dict.fromkeys(columns, pl.String))
    made_keys = _keys(fields)
    frame = frame.with_columns(
        pl.concat_str([pl.col(part) for part in parts], separator="|", ignore_nulls=False).alias(f"key{at}")
        for at, parts in enumerate(made_keys)
    )
    frame, blocking, findings = _capped(frame, made_keys)
    model = DedupeModel(
        comparisons=tuple(comparisons),
        keys=tuple(f"key{at}" for at in range(len(made_keys))),
        prior=min(0.01, 1 / max(len(ids), 2)),
        between_lists=between_lists,
    )
    return Prepared(frame=frame, model=model, blocking=blocking, findings=findings)


def _name_columns(name: str, cells: Sequence[str]) -> dict[str, list[str | None]]:
    known: dict[str, tuple[str | None, ...]] = {}
    rows = []
    for cell in cells:
        held = known.get(cell)
        if held is None:
            parts = sorted(name_parts(cell))
            whole = " ".join(parts)
            bones = "".join(map(skeleton, parts))
            held = known[cell] = (whole or None, bones or None, "".join(map(sound, parts)) or None, whole[:3] or None)
        rows.append(held)
    return {f"{name}{tail}": [row[at] for row in rows] for at, tail in enumerate(("", "_bones", "_sound", "_start"))}


def _date_columns(name: str, dates: Sequence[Born]) -> dict[str, list[str | None]]:
    year = [str(one.years[-1]) if one.years else None for one in dates]
    month = [f"{one.month:02d}" if one.month else None for one in dates]
    day = [f"{one.day:02d}" if one.day else None for one in dates]
    whole = [f"{y}{m}{d}" if y and m and d else None for y, m, d in zip(year, month, day, strict=True)]
    return {name: whole, f"{name}_year": year, f"{name}_month": month, f"{name}_day": day}


def _level(name: str, condition: str, *, tf: str = "") -> Level:
    return Level(name=name, condition=condition, tf_column=tf)


_ELSE = Level(name="else", condition="ELSE")


def _name(name: str, others: Sequence[str]) -> Comparison:
    """Equal, then nearly, then alike in another part's place or in consonants, then far."""
    crossed = " OR ".join(f"{name}_l = {other}_r OR {other}_l = {name}_r" for other in others)
    levels = (
        Level(name="missing", condition=f"{name}_l IS NULL OR {name}_r IS NULL", is_null=True),
        _level("equal", f"{name}_l = {name}_r", tf=name),
        _level("close", f"{{jw}}({name}_l, {name}_r) >= 0.92"),
        *((_level("in the other's place", crossed),) if others else ()),
        _level("consonants", f"{name}_bones_l = {name}_bones_r"),
        _level("near", f"{{jw}}({name}_l, {name}_r) >= 0.80 OR {name}_sound_l = {name}_sound_r"),
        _ELSE,
    )
    return Comparison(field=name, levels=levels)


def _date(name: str) -> Comparison:
    """Equal, then the day and month changed over, then two parts of three, then one sign, then the year."""
    y, m, d = (f"{name}_{part}_l = {name}_{part}_r" for part in ("year", "month", "day"))
    swapped = f"{name}_year_l = {name}_year_r AND {name}_month_l = {name}_day_r AND {name}_day_l = {name}_month_r"
    levels = (
        Level(name="missing", condition=f"{name}_year_l IS NULL OR {name}_year_r IS NULL", is_null=True),
        _level("equal", f"{name}_l = {name}_r", tf=name),
        _level("day and month changed over", swapped),
        _level("one sign", f"levenshtein({name}_l, {name}_r) <= 1"),
        _level("two parts", f"({y} AND {m}) OR ({y} AND {d}) OR ({m} AND {d})"),
        _level("two signs", f"levenshtein({name}_l, {name}_r) <= 2"),
        _level("year", y),
        _ELSE,
    )
    return Comparison(field=name, levels=levels)


def _near(name: str) -> Comparison:
    levels = (
        Level(name="missing", condition=f"{name}_l IS NULL OR {name}_r IS NULL", is_null=True),
        _level("equal", f"{name}_l = {name}_r", tf=name),
        _level("close", f"{{jw}}({name}_l, {name}_r) >= 0.88"),
        _ELSE,
    )
    return Comparison(field=name, levels=levels)


def _exact(name: str) -> Comparison:
    levels = (
        Level(name="missing", condition=f"{name}_l IS NULL OR {name}_r IS NULL", is_null=True),
        _level("equal", f"{name}_l = {name}_r", tf=name),
        _ELSE,
    )
    return Comparison(field=name, levels=levels)


def _keys(fields: Fields) -> list[tuple[str, ...]]:
    """What two records have to share to be looked at: no date by default, no unknown, and never one name alone."""
    names = [one.name for one in fields.fields if one.kind == "name"]
    dates = [one.name for one in fields.fields if one.kind == "date"]
    found: list[tuple[str, ...]] = [(name,) for name in dates]
    found += [(one.name,) for one in fields.fields if one.kind == "identifier"]
    for date in dates:
        for name in names:
            found += [
                (f"{name}_bones", f"{date}_year"),
                (f"{name}_sound", f"{date}_month", f"{date}_day"),
                (f"{name}_start", f"{date}_year", f"{date}_day"),
                (f"{name}_start", f"{date}_year", f"{date}_month"),
            ]
    if len(names) > 1:
        first, second = names[:2]
        found += [(first, second), (f"{first}_bones", f"{second}_bones"), (f"{first}_sound", f"{second}_sound")]
    elif names:
        found += [(names[0],), (f"{names[0]}_bones",)]
    numbers = [one.name for one in fields.fields if one.kind in ("number", "text")]
    found += [(number, f"{name}_start") for number in numbers for name in names]
    return found


def _capped(
    frame: pl.DataFrame, keys: Sequence[tuple[str, ...]]
) -> tuple[pl.DataFrame, tuple[tuple[str, int, bool], ...], tuple[Finding, ...]]:
    """Blocks of more records than can be compared are left out, and said."""
    blocking, findings = [], []
    for at, parts in enumerate(keys):
        key = f"key{at}"
        size = pl.when(pl.col(key).is_not_null()).then(pl.len().over(key)).otherwise(0)
        large = frame.select((size > LARGEST_BLOCK).sum()).item()
        if large:
            frame = frame.with_columns(pl.when(size <= LARGEST_BLOCK).then(pl.col(key)).alias(key))
            text = f"records share {' and '.join(parts)} with too many others to be looked at by it alone"
            findings.append(
                Finding(code="linkage.block-capped", severity=Severity.WARNING, text=text, count=int(large))
            )
        sizes = frame.drop_nulls(key).group_by(key).len()["len"].cast(pl.Int64)
        blocking.append((" and ".join(parts), int((sizes * (sizes - 1) // 2).sum()), bool(large)))
    return frame, tuple(blocking), tuple(findings)
