"""A table as it came to frozen lists, every fault named at once.

Three forms, told by the header: wide (a 0/1 column a list, and count), long (person, list) and the clusters of linkage
(source, id, subject: the subject is the person, the source the list). Rows are numbered as a spreadsheet shows them,
the header being 1.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

import polars as pl

from palermo.ground.errors import UnreadableInput
from palermo.ground.finding import Finding, errors
from palermo.prevalence.lists import MOST_LISTS, Cells, Lists, Stratum, live_lists, without_list
from palermo.prevalence.telling import tell

_EACH = 20
"""So many rows are named for one fault of one column; the rest is counted."""
_FORMS = {"long": ("person", "list"), "clusters": ("subject", "source")}
_NUMBER = r"^[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?$"


def lists_from(
    frame: pl.DataFrame,
    *,
    header: Sequence[str] | None = None,
    ragged: Sequence[int] = (),
    strata: Sequence[str] = (),
    mapped: Mapping[str, Sequence[str]] | None = None,
) -> Lists:
    """The lists of ``frame``. ``header`` names its columns where a frame could not (names empty or repeated).

    ``ragged`` are rows, from 0, that were not as wide as the header. ``strata`` names the columns that are covariates.
    ``mapped`` gives each list its sources; default: each source is a list. Raises UnreadableInput with all faults.
    """
    reading = _Reading(frame, tuple(header if header is not None else frame.columns), tuple(strata), mapped)
    reading.faults += [tell("prevalence.row-ragged", row=row + 2) for row in ragged[:_EACH]]
    lists = reading.lists()
    told = tuple(reading.faults)
    if lists is None or errors(told):
        raise UnreadableInput("The lists cannot be read.", hint="Every fault is named above.", findings=told)
    return lists


@dataclass(slots=True)
class _Reading:
    frame: pl.DataFrame
    header: tuple[str, ...]
    strata: tuple[str, ...]
    mapped: Mapping[str, Sequence[str]] | None
    faults: list[Finding] = field(default_factory=list)

    def lists(self) -> Lists | None:
        """The lists, or None where there is too little to read on with; faults are gathered on the way."""
        if not self.header:
            self.faults.append(tell("prevalence.empty-file"))
            return None
        self._names()
        self.frame = self._as_text()
        form = next((form for form, names in _FORMS.items() if set(names) <= set(self.header)), "wide")
        rows = self._wide() if form == "wide" else self._long(*_FORMS[form], form)
        return self._made(*rows) if rows is not None and not errors(self.faults) else None

    def _names(self) -> None:
        seen: set[str] = set()
        for at, name in enumerate(self.header, start=1):
            if not name.strip():
                self.faults.append(tell("prevalence.column-unnamed", column=str(at)))
            elif name in seen:
                self.faults.append(tell("prevalence.column-duplicate", column=name))
            seen.add(name)
        self.faults += [tell("prevalence.column-missing", column=name) for name in self.strata if name not in seen]

    def _as_text(self) -> pl.DataFrame:
        """Every column as trimmed text under its place, rows that are blank throughout taken out, the line kept."""
        names = self.frame.columns
        frame = self.frame.select(_text(self.frame[name]).alias(f"c{at}") for at, name in enumerate(names))
        frame = frame.with_row_index("row", offset=2)
        return frame.filter(~pl.all_horizontal(pl.exclude("row") == ""))

    def _column(self, name: str) -> str:
        return f"c{self.header.index(name)}"

    def _mark(self, code: str, name: str, wrong: pl.Series) -> None:
        """A finding for each row where ``wrong``, up to a measure, then their number."""
        rows = self.frame["row"].filter(wrong).to_list()
        self.faults += [tell(code, row=row, column=name, count=1) for row in rows[:_EACH]]
        if len(rows) > _EACH:
            self.faults.append(tell(code, column=name, count=len(rows) - _EACH))

    # ── wide ───────────────────────────────────────────────────────────────────────────────────────────────────────
    def _wide(self) -> tuple[list[str], pl.DataFrame] | None:
        """One row a cell and stratum: marks as a whole number, its count, the covariates."""
        sources = [(at, name) for at, name in enumerate(self.header) if name not in (*self.strata, "count") and name]
        if "count" not in self.header:
            self.faults.append(tell("prevalence.no-count"))
        self._covariates_filled()
        for at, name in sources:
            self._marks(f"c{at}", name)
        names = self._list_names([name for _, name in sources])
        if "count" not in self.header or not self.frame.height:
            if not self.frame.height:
                self.faults.append(tell("prevalence.empty-file"))
            return None
        self._counts(sources)
        if errors(self.faults):
            return None
        bits = self._bits(names)
        cell = pl.lit(0, pl.Int64)
        for at, name in sources:
            on = (pl.col(f"c{at}").cast(pl.Float64) == 1.0).cast(pl.Int64)
            cell = cell | on * pl.lit(1 << bits[name], pl.Int64)
        count = pl.col(self._column("count")).replace("", "0").cast(pl.Float64).round().cast(pl.Int64)
        rows = self.frame.select(cell.alias("cell"), count.alias("count"), *self._covariates())
        rows = rows.filter(pl.col("cell") != 0)
        if rows.select("cell", *self.strata).is_duplicated().any():
            self.faults.append(tell("prevalence.duplicate-history"))
        return names, rows

    def _marks(self, column: str, name: str) -> None:
        number = self.frame[column].cast(pl.Float64, strict=False)
        right = (number.is_in([0.0, 1.0]) & self.frame[column].str.contains(_NUMBER)).fill_null(False)
        if self.frame.height and not right.any():
            self.faults.append(tell("prevalence.column-unknown", column=name))
        else:
            self._mark("prevalence.mark-not-0-1", name, ~right)

    def _counts(self, sources: Sequence[tuple[int, str]]) -> None:
        text = self.frame[self._column("count")]
        nobody = pl.Series([True] * self.frame.height)
        for at, _ in sources:
            nobody &= self.frame[f"c{at}"].cast(pl.Float64, strict=False).fill_null(1.0) == 0.0
        number = text.cast(pl.Float64, strict=False).fill_null(float("nan"))
        is_number = text.str.contains(_NUMBER) & number.is_finite()
        self._mark("prevalence.count-missing", "count", (text == "") & ~nobody)
        self._mark("prevalence.count-not-a-number", "count", (text != "") & ~is_number)
        self._mark("prevalence.count-negative", "count", is_number & (number < 0))
        self._mark("prevalence.count-fractional", "count", is_number & (number >= 0) & (number != number.round()))
        self._mark("prevalence.row-on-no-list", "count", nobody & is_number & (number > 0))
        self._mark(
            "prevalence.row-on-no-list-ignored", "count", nobody & ((text == "") | (number == 0)).fill_null(False)
        )

    # ── long ───────────────────────────────────────────────────────────────────────────────────────────────────────
    def _long(self, person: str, source: str, form: str) -> tuple[list[str], pl.DataFrame] | None:
        spoken = {person, source, *self.strata, *(("id",) if form == "clusters" else ())}
        extra = [name for name in self.header if name and name not in spoken]
        self.faults += [tell("prevalence.column-unknown", column=name) for name in extra]
        if not self.frame.height:
            self.faults.append(tell("prevalence.empty-file"))
            return None
        for name in (person, source):
            self._mark("prevalence.cell-empty", name, self.frame[self._column(name)] == "")
        self._covariates_filled()
        who, where = pl.col(self._column(person)).alias("person"), pl.col(self._column(source)).alias("list")
        found = self.frame.select(where).filter(pl.col("list") != "")["list"].unique(maintain_order=True).to_list()
        names = self._list_names(found)
        if errors(self.faults):
            return None
        pairs = self.frame.select(who, where, *self._covariates())
        once = pairs.unique(["person", "list"])
        if form == "long" and once.height < pairs.height:
            self.faults.append(tell("prevalence.duplicate-pair", count=pairs.height - once.height))
        self._one_value(pairs)
        marks_of = {source: 1 << bit for source, bit in self._bits(names).items()}
        marked = once.with_columns(mark=pl.col("list").replace_strict(marks_of, return_dtype=pl.Int64))
        cell = pl.col("mark").sum().alias("cell")  # each mark once a person: their sum sets the bits
        marks = (
            marked.unique(["person", "mark"])
            .group_by("person")
            .agg(cell, *(pl.col(name).first() for name in self.strata))
        )
        return names, marks.select("cell", pl.lit(1, pl.Int64).alias("count"), *self.strata)

    def _one_value(self, pairs: pl.DataFrame) -> None:
        for name in self.strata:
            several = pairs.group_by("person").agg(pl.col(name).n_unique().alias("values")).filter(pl.col("values") > 1)
            if several.height:
                self.faults.append(tell("prevalence.stratum-conflict", column=name, count=several.height))

    # ── lists, strata ──────────────────────────────────────────────────────────────────────────────────────────────
    def _covariates(self) -> Iterator[pl.Expr]:
        return (pl.col(self._column(name)).alias(name) for name in self.strata if name in self.header)

    def _covariates_filled(self) -> None:
        for name in self.strata:
            if name in self.header:
                self._mark("prevalence.stratum-empty", name, self.frame[self._column(name)] == "")

    def _list_names(self, sources: list[str]) -> list[str]:
        """The lists that the sources make up, in the order of the map, or their own."""
        names = list(dict.fromkeys(sources))
        if self.mapped is not None:
            placed = [source for held in self.mapped.values() for source in held]
            twice = dict.fromkeys(source for source in placed if placed.count(source) > 1)
            self.faults += [tell("prevalence.source-in-two-lists", column=source) for source in twice]
            lost = [source for source in names if source not in placed]
            self.faults += [tell("prevalence.source-in-no-list", column=source) for source in lost]
            names = [name for name, held in self.mapped.items() if set(held) & set(names)]
        if len(names) > MOST_LISTS:
            self.faults.append(tell("prevalence.too-many-lists", count=len(names)))
        if len(names) < 2:
            self.faults.append(tell("prevalence.too-few-lists", count=len(names)))
        return names

    def _bits(self, names: Sequence[str]) -> dict[str, int]:
        """For each source the place of its list; in the long form the mark of it."""
        if self.mapped is None:
            return {name: at for at, name in enumerate(names)}
        return {source: names.index(name) for name, held in self.mapped.items() if name in names for source in held}

    def _made(self, names: list[str], rows: pl.DataFrame) -> Lists | None:
        cells = _cells(rows)
        live = live_lists(cells, len(names))
        empty = [at for at in range(len(names)) if at not in live]
        self.faults += [tell("prevalence.list-empty", column=names[at]) for at in empty]
        keyed = rows.partition_by(self.strata, as_dict=True, maintain_order=True) if self.strata else {}
        strata = {tuple(str(part) for part in key): _cells(part) for key, part in keyed.items()}
        for at in reversed(empty):
            cells = without_list(cells, at)
            strata = {key: without_list(part, at) for key, part in strata.items()}
        return Lists(
            names=tuple(name for at, name in enumerate(names) if at in live),
            cells=cells,
            covariates=self.strata,
            strata=tuple(Stratum(key, part) for key, part in sorted(strata.items())),
            findings=tuple(self.faults),
        )


def _cells(rows: pl.DataFrame) -> Cells:
    summed = rows.group_by("cell").agg(pl.col("count").sum()).filter(pl.col("count") > 0).sort("cell")
    return tuple((int(cell), int(count)) for cell, count in summed.iter_rows())


def _text(column: pl.Series) -> pl.Series:
    if column.dtype == pl.Boolean:
        column = column.cast(pl.Int8)
    return column.cast(pl.String).fill_null("").str.strip_chars()
