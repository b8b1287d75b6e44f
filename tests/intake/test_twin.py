"""A slow twin judges row by row, in plain Python; the program must reject the same rows for the same reasons."""

import re
from collections import Counter
from datetime import date, timedelta

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from palermo import intake
from palermo.intake import RawTable

TODAY = date(2026, 1, 31)
HEADER = ("ref", "started", "ended", "country", "methods", "age", "phone")
COUNTRIES = ("NA", "DE", "FR")
METHODS = ("beats", "lies")
PHONE = r"^\+?[1-9]\d{1,14}$"
ERRORS = ("#REF!", "#N/A")
LAYOUT = intake.load_layout(
    {
        "columns": {
            "ref": {},
            "started": {"date": "iso"},
            "ended": {"date": "iso"},
            "country": {"list": COUNTRIES},
            "methods": {"list": METHODS, "split": ";"},
            "age": {"type": "integer"},
            "phone": {"pattern": PHONE},
        },
        "key": ["ref"],
        "duplicates": "reject",
        "missing": {"-99": "unknown"},
        "required": ["country"],
        "checks": [
            {"expr": "started <= ended", "code": "date.order"},
            {"expr": "age >= 0 and age < 130", "code": "our.age"},
        ],
    }
)
REASONS = ("unknown", "refused", "not_asked", "not_applicable")


class Twin:
    """What a patient person with a pencil would write beside each row."""

    def __init__(self, rows):
        self.rows = rows
        self.first: dict[tuple[str, ...], int] = {}
        for at, row in enumerate(rows):
            self.first.setdefault(tuple(row), at)
        kept = [
            row[0].strip()
            for at, row in enumerate(rows)
            if self.first[tuple(row)] == at and self.is_value(row[0], True)
        ]
        self.keys = Counter(kept)

    def is_value(self, cell, text=False):
        return cell.strip() not in ("", "-99", *ERRORS, *(() if text else REASONS))

    def codes(self, at):
        row = self.rows[at]
        bare = dict(zip(HEADER, (cell.strip() for cell in row), strict=True))
        found = set()
        if self.first[tuple(row)] != at:
            found.add("row.duplicate")
        elif self.is_value(row[0], True) and self.keys[bare["ref"]] > 1:
            found.add("key.duplicate")
        if any(cell.strip() in ERRORS for cell in row):
            found.add("formula.error")
        if bare["country"] == "":
            found.add("intake.required-empty")
        days = {name: self.day(bare[name], found) for name in ("started", "ended")}
        if all(days.values()) and days["started"][0] > days["ended"][1]:
            found.add("date.order")
        if self.is_value(bare["country"]) and bare["country"].upper() not in COUNTRIES:
            found.add("value.not_in_list")
        if self.is_value(bare["methods"]) and not self.are_methods(bare["methods"]):
            found.add("value.not_in_list")
        self.age(bare["age"], found)
        if self.is_value(bare["phone"], True) and not re.search(PHONE, bare["phone"]):
            found.add("value.pattern")
        return found

    def are_methods(self, cell):
        parts = [part.strip().lower() for part in cell.split(";") if part.strip()]
        words = cell.split()
        return (
            bool(parts)
            and all(part in METHODS for part in parts)
            or (len(words) > 1 and all(w in METHODS for w in words))
        )

    def age(self, cell, found):
        if not self.is_value(cell):
            return
        if not re.fullmatch(r"[+-]?[0-9]+", cell):
            found.add("value.type")
        elif not 0 <= int(cell) < 130:
            found.add("our.age")

    def day(self, cell, found):
        """The first and the last day a cell may mean; None where there is none."""
        if not self.is_value(cell):
            return None
        match = re.fullmatch(r"(\d{4})(?:-(\d{2}))?(?:-(\d{2}))?", cell)
        try:
            year, month, day = (int(part) if part else None for part in match.groups()) if match else (0, 0, 0)
            first = date(year, month or 1, day or 1)
        except ValueError:
            found.add("date.unreadable")
            return None
        last = (
            first
            if day
            else (date(year + 1, 1, 1) if not month or month == 12 else date(year, month + 1, 1)) - timedelta(1)
        )
        if first > TODAY:
            found.add("date.future")
        return first, last


def cell(*usual):
    odd = st.sampled_from(["", " ", "-99", "refused", "x", "#REF!", " Odd "])
    return st.one_of(*([st.sampled_from(usual)] * 3), odd)


ROW = st.tuples(
    cell("1", "2", "3", "K7", " K7", "k7"),
    cell("2020-01-01", "2020", "2020-02", "2030-01-01", "2020-02-30", "2026-01-31", "2026-02-01"),
    cell("2020-01-02", "2019", "2020-01", "2021-12-31", "1/2/2020", "2026"),
    cell("NA", "DE", "de", "FR ", "XX"),
    cell("beats", "lies;beats", "lies beats", "beats; lies", "beats;", "BEATS", "lies;Unsinn"),
    cell("17", "-1", "200", "+5", "1.5", "x7"),
    cell("+491234567", "0049", "1", "12 34"),
)


def check(rows):
    cells = pl.DataFrame(rows, schema={f"c{at}": pl.String for at in range(len(HEADER))}, orient="row")
    numbers = pl.Series("row", range(2, len(rows) + 2), dtype=pl.UInt32)
    table = RawTable(cells=cells, rows=numbers, header=(HEADER,), header_rows=(1,))
    return intake.check(table, LAYOUT, today=TODAY)


def same_as_twin(rows):
    outcome = check(rows)
    twin = Twin(rows)
    slow = {at + 2: codes for at in range(len(rows)) if (codes := twin.codes(at))}
    fast = {row: set(codes.split(";")) for row, codes in outcome.rejected.select("palermo_row", "palermo_codes").rows()}
    assert fast == slow
    assert outcome.receipt.accepted + outcome.receipt.rejected == outcome.receipt.received == len(rows)


@settings(max_examples=400)
@given(st.lists(ROW, max_size=25))
def test_the_same_rows_are_rejected_for_the_same_reasons(rows) -> None:
    same_as_twin(rows)


@pytest.mark.parametrize("copies", [3, 40])
def test_it_holds_where_cells_repeat_so_often_that_they_are_judged_once(copies) -> None:
    rows = [
        (
            f"{at}",
            f"20{at % 24:02d}-0{at % 9 + 1}",
            "2025",
            COUNTRIES[at % 3],
            METHODS[at % 2],
            str(at % 140),
            f"+49{at % 97}1",
        )
        for at in range(50 * copies)
    ]
    rows += [("5", "2020", "2019", "XX", "Unsinn", "x", "0"), rows[7], ("", "", "", "", "", "", "")]
    same_as_twin(rows)
