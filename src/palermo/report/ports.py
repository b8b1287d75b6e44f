"""What the report asks of those above it, who know files and engines: to query, to read a table, to check rows."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

import polars as pl

from palermo.ground.query import Query

ReadTable = Callable[[bytes], pl.DataFrame]
"""A CSV table as text columns, no cell null. Raises UnreadableInput."""

CheckRows = Callable[[bytes, bytes, date], pl.DataFrame]
"""The accepted rows of a raw file under a layout, on a day. Raises Refused with the findings where some are not."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Ports:
    """The report's three doors to the outside; each of them a function of what it is handed."""

    query: Query
    read_table: ReadTable
    check_rows: CheckRows
