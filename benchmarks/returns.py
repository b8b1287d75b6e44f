"""35 yearly returns of about 200 lines each: read, checked and summed, against plain reading with openpyxl.

    python benchmarks/returns.py [--bodies 35] [--rounds 5]

Every body is asked for every group of lines; the forms are ours, filled with made-up numbers of which one in a hundred
is wrong. The peer only reads the same workbooks cell by cell; it checks nothing. The programs take turns in one
process; medians. Exit 1 where checking all of them takes longer than the bar of 5 seconds.
"""

import argparse
import io
import random
import statistics
import time
from collections.abc import Callable, Mapping
from datetime import date

from openpyxl import load_workbook

from palermo import coordination, engines
from palermo.coordination import Conference, ReturnForm, Returns
from palermo.coordination.return_forms import HELP_SHEET, OPEN, REASON_WORDS, SHEET, headers
from palermo.engines import read_returns
from palermo.standards import returns as standard
from palermo.standards.returns import Cell

TODAY = date(2026, 4, 1)
BAR = 5.0
WRONG = ("many", "-1", "1.5")


def main() -> int:
    options = _options()
    files = _folder(options.bodies)
    conference = coordination.load(files)
    books = [data for path, data in files.items() if path.endswith(".xlsx")]
    made = read_returns(files, conference, today=TODAY)
    rows, told = len(made.answers), [one for one in made.findings if one.severity == "error"]
    print(f"{len(books)} returns, {rows} rows, {made.summary()}; {len(told)} errors named")
    times = _in_turn(
        {
            "palermo, check": lambda: read_returns(files, conference, today=TODAY),
            "palermo, check + figures": lambda: _figures(read_returns(files, conference, today=TODAY), conference),
            "openpyxl, reading": lambda: [_plain(book) for book in books],
            "openpyxl, reading in read-only mode": lambda: [_plain(book, read_only=True) for book in books],
        },
        options.rounds,
    )
    ours = times["palermo, check"]
    for name, seconds in times.items():
        print(f"{name:38} {seconds:6.2f} s  {seconds / ours:5.2f} times palermo's check")
    print(f"bar: at most {BAR:.0f} s: {'met' if ours <= BAR else 'MISSED'}")
    return int(ours > BAR)


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--bodies", type=int, default=35)
    parser.add_argument("--rounds", type=int, default=5)
    return parser.parse_args()


def _folder(bodies: int) -> Mapping[str, bytes]:
    """A conference whose bodies all sent their forms."""
    ids = [f"body-{at}" for at in range(1, bodies + 1)]
    seats = "".join(f'  - {{id: {id}, kind: agency, names: [{{en: "Body {id}"}}]}}\n' for id in ids)
    ask = f"ask: [{{groups: [{', '.join(standard.groups())}], bodies: [{', '.join(ids)}]}}]\n"
    files = {
        "conference.yml": f'format: palermo.conference/1\nname: {{en: "Benchmark"}}\nbodies:\n{seats}'.encode(),
        "returns/ask.yml": f"format: palermo.returns/1\nperiod: [2025]\n{ask}".encode(),
    }
    conference = coordination.load(files)
    forms = coordination.return_forms(coordination.read_ask(files, conference), conference, today=TODAY)
    dice = random.Random(7)
    return {**files, **{f"returns/{form.name}.xlsx": _filled(form, dice) for form in forms}}


def _filled(form: ReturnForm, dice: random.Random) -> bytes:
    sheet = engines.FormSheet(
        title=SHEET,
        header=headers(),
        rows=form.rows,
        open=OPEN,
        numbers="Number",
        whole=form.whole,
        choices={"Reason when empty": tuple(REASON_WORDS.values())},
    )
    book = load_workbook(io.BytesIO(engines.write_form(sheet, help=form.help, help_title=HELP_SHEET)))
    parts = {cell: (one, at) for one in standard.totals(standard.groups()) for at, cell in enumerate(one.parts)}
    size = dice.randrange(5, 900)
    for row in book[SHEET].iter_rows(min_row=2):
        cell = Cell(*(str(part.value) for part in row[7:13]))
        row[2].value = dice.choice(WRONG) if dice.random() < 0.01 else _number(cell, parts, size)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _number(cell: Cell, parts: Mapping[Cell, tuple[standard.Total, int]], size: int) -> int:
    """Numbers that add up: the whole of a total in the first of its parts."""
    if cell not in parts:
        return size
    total, at = parts[cell]
    if total.rule == "within":
        return 1
    return _number(total.total, parts, size) if at == 0 else 0


def _figures(made: Returns, conference: Conference) -> None:
    coordination.return_frames(made, conference, today=TODAY)


def _plain(book: bytes, *, read_only: bool = False) -> int:
    read = load_workbook(io.BytesIO(book), read_only=read_only)
    return sum(value is not None for sheet in read for row in sheet.iter_rows(values_only=True) for value in row)


def _in_turn(programs: Mapping[str, Callable[[], object]], rounds: int) -> dict[str, float]:
    times: dict[str, list[float]] = {name: [] for name in programs}
    for _ in range(rounds):
        for name, run in programs.items():
            began = time.perf_counter()
            run()
            times[name].append(time.perf_counter() - began)
    return {name: statistics.median(found) for name, found in times.items()}


if __name__ == "__main__":
    raise SystemExit(main())
