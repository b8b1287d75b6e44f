"""Tables and layouts for tests, made from what a person would write down."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import Any

import polars as pl
import pytest

from palermo import intake
from palermo.intake import Layout, Outcome, RawTable

TODAY = date(2026, 1, 31)

MakeTable = Callable[..., RawTable]
CheckRows = Callable[..., Outcome]


def make_table(header: str | Sequence[str], *rows: str | Sequence[str], **more: Any) -> RawTable:
    """A table; a line may be written as one text, its cells between ``|``. Several header rows: a list of lines."""
    heads = [header] if isinstance(header, str) else list(header)
    lines = [_cells(row) for row in rows]
    width = len(_cells(heads[0]))
    cells = pl.DataFrame(lines, schema={f"c{at}": pl.String for at in range(width)}, orient="row")
    first = len(heads) + 1
    return RawTable(
        cells=cells,
        rows=pl.Series("row", range(first, first + len(lines)), dtype=pl.UInt32),
        header=tuple(tuple(_cells(head)) for head in heads),
        header_rows=tuple(range(1, first)),
        **more,
    )


def _cells(line: str | Sequence[str]) -> list[str]:
    return [cell.strip("·") for cell in line.split("|")] if isinstance(line, str) else list(line)


def check_rows(layout: Mapping[str, Any] | Layout | str | None, header: str | Sequence[str], *rows: str) -> Outcome:
    """The outcome of a table under a layout that is written down, built in (by its name), or none."""
    if isinstance(layout, str):
        layout = intake.builtin_layout("htcds" if layout == "htcds" else "ctdc")
    elif layout is not None and not isinstance(layout, Layout):
        layout = intake.load_layout(layout)
    return intake.check(make_table(header, *rows), layout, today=TODAY)


@pytest.fixture(name="table")
def _table() -> MakeTable:
    return make_table


@pytest.fixture(name="check")
def _check() -> CheckRows:
    return check_rows


@pytest.fixture(name="codes")
def _codes() -> Callable[[Outcome], dict[str, int]]:
    """How often each code was said, over all columns."""

    def counted(outcome: Outcome) -> dict[str, int]:
        found: dict[str, int] = {}
        for finding in outcome.findings:
            found[finding.code] = found.get(finding.code, 0) + (finding.count or 0)
        return found

    return counted
