"""Column contracts: what a Polars frame must hold before a room works on it."""

from collections.abc import Iterator
from dataclasses import dataclass

import polars as pl

from palermo.ground.finding import Finding, Severity


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """One column: name, type, allowed values (empty: any), and how sensitive its cells are."""

    name: str
    dtype: type[pl.DataType] = pl.String
    allowed: frozenset[str] = frozenset()
    nullable: bool = True
    sensitivity: str = "coded"


@dataclass(frozen=True, slots=True)
class Contract:
    """The columns a frame must have, in any order; further columns are let through."""

    name: str
    columns: tuple[Column, ...]

    def breaches(self, frame: pl.DataFrame) -> tuple[Finding, ...]:
        """Every way in which ``frame`` breaks the contract; empty when it keeps it."""
        return tuple(finding for column in self.columns for finding in self._of(column, frame))

    def _of(self, column: Column, frame: pl.DataFrame) -> Iterator[Finding]:
        if column.name not in frame.columns:
            yield self._breach("frame.column-missing", column, "the column is missing")
            return
        series = frame[column.name]
        if series.dtype != column.dtype:
            yield self._breach("frame.type", column, f"the column is {series.dtype}, not {column.dtype.__name__}")
            return
        if not column.nullable and series.null_count():
            yield self._breach("frame.null", column, "cells are empty", series.null_count())
        if column.allowed:
            foreign = series.drop_nulls().filter(~series.drop_nulls().is_in(list(column.allowed))).len()
            if foreign:
                yield self._breach("frame.not-in-list", column, "cells hold values outside the list", foreign)

    def _breach(self, code: str, column: Column, text: str, count: int = 1) -> Finding:
        return Finding(code=code, severity=Severity.ERROR, text=f"{self.name}: {text}", column=column.name, count=count)
