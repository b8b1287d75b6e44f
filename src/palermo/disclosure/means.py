"""Means of a number over the people of each cell: hidden where few people or few bodies stand behind them, and where
they would follow from totals less parts.

A mean and a count make a sum, so sums are kept from being told as counts are. A mean is hidden wherever its count is.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import polars as pl

from palermo.disclosure.catalogue import Catalogue, Place, Table
from palermo.disclosure.counting import People
from palermo.disclosure.equations import Flags, Floats
from palermo.disclosure.layout import Layout, covered
from palermo.disclosure.protecting import Protection
from palermo.disclosure.suppression import Need, Problem, suppress
from palermo.ground.counted import counted
from palermo.ground.errors import UnreadableInput
from palermo.ground.finding import Finding, Severity

FEWEST_CONTRIBUTORS = 3
DOMINANT = 0.9
"""The two largest contributions are at most this share of a sum."""
RATIO = 0.1
"""A sum less its two largest contributions is at least this share of the largest, and moves by as much unseen."""
_FIRST_ROW = 2


@dataclass(frozen=True, slots=True, eq=False)
class Means:
    """The mean of every cell of the tables of means; None where it is hidden or over nobody."""

    values: Mapping[str, Mapping[Place, float | None]]
    refused: tuple[Finding, ...]


def protect_means(
    catalogue: Catalogue, people: People, protection: Protection, *, more: Callable[[], bool] = lambda: True
) -> Means:
    """The means that may be shown beside the counts of ``protection``. Raises UnreadableInput on what is no number."""
    values: dict[str, Mapping[Place, float | None]] = {}
    refused: list[Finding] = []
    tables = [table for table in catalogue.tables if table.measure == "mean"]
    for column in dict.fromkeys(str(table.column) for table in tables):
        some = [table for table in tables if table.column == column]
        for table, shown, odd in _column(catalogue, people, protection, some, more):
            values[table] = shown
            refused += odd
    return Means(values, tuple(refused))


def _column(
    catalogue: Catalogue, people: People, protection: Protection, tables: Sequence[Table], more: Callable[[], bool]
) -> list[tuple[str, Mapping[Place, float | None], list[Finding]]]:
    layout = protection.layout
    width = len(layout.values)
    sums, safe, printed, least = np.zeros(width), np.ones(width, np.bool_), np.zeros(width, np.bool_), np.zeros(width)
    cells = {table.id: _Cells.of(catalogue, people, table) for table in tables}
    for table in tables:
        held = cells[table.id]
        for place, key in layout.cells[table.id].items():
            at = layout.number(key)
            one = held.at(place)
            printed[at], sums[at] = True, one.total
            safe[at] &= one.safe(catalogue.threshold)
            least[at] = max(least[at], 2 * one.people * 10.0**-table.decimals)
    problem = _problem(layout, protection, sums, printed, safe, least)
    found = suppress(problem, more=more)
    odd = [_refused(table, layout, need) for table in tables[:1] for need in found.failed]
    return [
        (
            table.id,
            {
                place: None
                if found.hidden[at := layout.number(key)] or not layout.values[at]
                else _mean(cells, table, place)
                for place, key in layout.cells[table.id].items()
            },
            odd,
        )
        for table in tables
    ]


def _mean(cells: Mapping[str, "_Cells"], table: Table, place: Place) -> float:
    one = cells[table.id].at(place)
    return one.total / one.people


def _problem(
    layout: Layout, protection: Protection, sums: Floats, printed: Flags, safe: Flags, least: Floats
) -> Problem:
    """Sums under the equations of the counts. Nobody's sum is none, and everybody knows it."""
    nobody = layout.values == 0
    full = _whole_sums(layout, sums, printed)
    lowest = 0.0 if (full[printed] >= 0).all() else -1e12
    primary = printed & ~nobody & (~safe | protection.hidden)
    needs = [need for at in map(int, np.flatnonzero(primary)) for need in _ways(at, full[at], lowest, float(least[at]))]
    return Problem(
        equations=layout.equations,
        values=full,
        lowest=lowest,
        printed=printed,
        price=1 + np.log1p(np.abs(full)),
        never=nobody,
        threshold=0,
        primary=primary,
        needs=tuple(sorted(needs)),
        whole=False,
        least=np.where(nobody, 0.0, least),
    )


def _whole_sums(layout: Layout, sums: Floats, printed: Flags) -> Floats:
    """Sums of what no table of means prints are not needed but for their room to move: their share by people."""
    people, known = layout.values, printed & (layout.values > 0)
    each = float(sums[known].sum() / people[known].sum()) if known.any() else 0.0
    found: Floats = np.where(printed, sums, people * each)
    return found


def _ways(at: int, value: float, lowest: float, least: float) -> list[Need]:
    far = max(RATIO * abs(value), least)
    down = min(far, value - lowest)
    return [Need(at, far), *([Need(at, -down)] if down > 0 else [])]


def _refused(table: Table, layout: Layout, need: Need) -> Finding:
    named = [place for place, key in layout.cells[table.id].items() if layout.number(key) == need.at]
    return Finding(
        code="disclosure.cannot-hide",
        severity=Severity.ERROR,
        text="this mean cannot be kept from being told, whatever else is hidden",
        hint="coarsen a dimension, or drop the table",
        table=table.id,
        cell=", ".join(f"{name}={code}" for name, code in zip(table.by, named[0], strict=True)) if named else None,
    )


@dataclass(frozen=True, slots=True)
class _Cell:
    people: int
    total: float
    largest: float
    second: float
    contributors: int | None

    @property
    def mean(self) -> float:
        return self.total / self.people

    def safe(self, threshold: int) -> bool:
        """Whether enough people and bodies stand behind the sum, and none of them makes nearly all of it."""
        if self.people == 0:
            return True
        if self.people < threshold or (self.contributors is not None and self.contributors < FEWEST_CONTRIBUTORS):
            return False
        rest = self.total - self.largest - self.second
        dominated = self.largest + self.second > DOMINANT * self.total or rest < RATIO * self.largest
        return not (self.total > 0 and dominated)


@dataclass(frozen=True, slots=True, eq=False)
class _Cells:
    """The numbers behind a table, for any of its places."""

    catalogue: Catalogue
    table: Table
    frame: pl.DataFrame

    @classmethod
    def of(cls, catalogue: Catalogue, people: People, table: Table) -> "_Cells":
        column = f"{table.id}\t{table.column}"
        number = people.frame[column].cast(pl.Float64, strict=False)
        wrong = (number.is_null() | ~number.is_finite().fill_null(False)).arg_true()
        if len(wrong):
            text, hint = f"{counted(len(wrong), 'row')} with no number there", "a mean needs everybody's number"
            raise _unreadable("disclosure.bad-number", text, hint, table, count=len(wrong))
        frame = people.frame.select(
            "subject",
            *table.by,
            number.alias("value"),
            people.frame[f"{table.id}\t{table.contributor}"].alias("contributor")
            if table.contributor
            else pl.lit("").alias("contributor"),
        )
        if catalogue.unit:
            several = frame.group_by("subject").agg(pl.col("value").n_unique()).filter(pl.col("value") > 1).height
            if several:
                hint = "settle in the records which of them counts"
                raise _unreadable(
                    "disclosure.several-values",
                    f"{counted(several, 'person')} with two numbers there",
                    hint,
                    table,
                    count=several,
                )
            frame = frame.unique("subject", keep="first", maintain_order=True)
        return cls(catalogue, table, frame)

    def at(self, place: Place) -> _Cell:
        held = covered(self.catalogue, self.table, place)
        some = (
            self.frame.filter(pl.all_horizontal(pl.col(name).is_in(sorted(codes)) for name, codes in held.items()))
            if held
            else self.frame
        )
        by = (
            some.group_by("contributor").agg(pl.col("value").sum())["value"]
            if self.table.contributor
            else some["value"]
        )
        most = by.sort(descending=True).head(2).to_list()
        return _Cell(
            people=some.height,
            total=float(some["value"].sum()),
            largest=max(most[:1], default=0.0),
            second=most[1] if len(most) > 1 else 0.0,
            contributors=len(by) if self.table.contributor else None,
        )


def _unreadable(code: str, text: str, hint: str, table: Table, *, count: int) -> UnreadableInput:
    finding = Finding(
        code=code, severity=Severity.ERROR, text=text, hint=hint, column=table.column, table=table.id,
        count=count,
    )  # fmt: skip
    return UnreadableInput("The records have 1 fault.", hint="Nothing was written.", findings=[finding])
