"""What the report asks of those above it, who know files and engines: to query, to read a table, to check rows."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date

import polars as pl

from palermo.coordination import Conference, Returns
from palermo.ground.query import Query

ReadTable = Callable[[bytes], pl.DataFrame]
"""A CSV table as text columns, no cell null. Raises UnreadableInput."""

CheckRows = Callable[[bytes, bytes, date], pl.DataFrame]
"""The accepted rows of a raw file under a layout, on a day. Raises Refused with the findings where some are not."""

ReadReturns = Callable[[Mapping[str, bytes], Conference, date], Returns]
"""The yearly returns of a conference folder, read on a day. Raises UnreadableInput where none are asked for."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Ports:
    """The report's four doors to the outside; each of them a function of what it is handed."""

    query: Query
    read_table: ReadTable
    check_rows: CheckRows
    read_returns: ReadReturns
