"""What is counted while a country is made, for the truth folder."""

from collections import Counter

import polars as pl

from palermo.simulation.dice import Truth
from palermo.simulation.worlds import LISTS


class Tally:
    """Counts that grow chunk by chunk."""

    def __init__(self, people: int) -> None:
        self.people = people
        self.observed = 0
        self.rows: Counter[str] = Counter()
        self.silent: Counter[str] = Counter()
        self.found: dict[str, Counter[str]] = {}
        self.rejected: Counter[str] = Counter()
        self.histories: Counter[tuple[int, ...]] = Counter()

    def add_lists(self, seen: Truth) -> None:
        """Count who is on which lists."""
        self.observed += int(seen.any(axis=1).sum())
        frame = pl.DataFrame(seen, schema=list(LISTS), orient="row").group_by(LISTS).len()
        for *history, many in frame.iter_rows():
            self.histories[tuple(int(one) for one in history)] += many

    def add_file(self, body: str, rows: int, mistakes: pl.DataFrame) -> None:
        """Count a file's rows, the silent mistakes in it by kind, and the findings `check` has to make, in rows."""
        self.rows[body] += rows
        silent = mistakes.filter(pl.col("finding") == "")
        seen = mistakes.filter(pl.col("finding") != "")
        self.silent.update(silent["kind"].to_list())
        self.found.setdefault(body, Counter()).update(seen["finding"].to_list())
        self.rejected[body] += seen["row"].n_unique()

    def table_of_histories(self) -> pl.DataFrame:
        """Capture histories with their counts, nobody's history left out: how many stand on no list is not in it."""
        seen = sorted((history for history in self.histories if any(history)), reverse=True)
        columns = {name: [history[at] for history in seen] for at, name in enumerate(LISTS)}
        return pl.DataFrame({**columns, "count": [self.histories[history] for history in seen]})
