"""People of the made-up country as bare lists, the truth beside: for tests of linkage and attacks on encodings."""

from collections.abc import Sequence

import numpy as np
import polars as pl

from palermo.ground.mistakes import OF_DATES, OF_NAMES, Mistake
from palermo.simulation.calendars import written
from palermo.simulation.dice import Dice
from palermo.simulation.people import people

_COLUMNS = ("given", "family", "birth_date")


def invented(many: int, *, seed: int, form: str = "first") -> pl.DataFrame:
    """``many`` people: person_id, given, family, full, birth_date, sex, region; names native or by a romanisation."""
    known = people(Dice(seed), np.arange(many, dtype=np.int64), many)
    given = pl.concat_str(f"given_{form}", f"middle_{form}", separator=" ").str.strip_chars()
    family = pl.col(f"family_{form}")
    return known.with_columns(birth_date=written(known["birth"].to_numpy(), "gregorian", "ymd", "-")).select(
        "person_id",
        given=given,
        family=family,
        full=pl.concat_str(given, family, separator=" ").str.strip_chars(),
        birth_date="birth_date",
        sex="sex",
        region="origin",
    )


def invented_lists(
    many: int, *, seed: int, shares: Sequence[float], mistakes: float = 0.1, forms: Sequence[str] = ("first",)
) -> tuple[dict[str, pl.DataFrame], pl.DataFrame]:
    """Lists of ``many`` people who are seen independently with these ``shares``, and the truth.

    A cell of a name or birth date is written wrong with chance ``mistakes``. The truth is ``source, record_id,
    person_id``; a list has ``record_id, given, family, birth_date, sex, region`` in the order of its ids.
    """
    generator = np.random.Generator(np.random.PCG64(seed))
    lists, truth = {}, []
    for number, share in enumerate(shares):
        source = f"list{number + 1}"
        whole = invented(many, seed=seed, form=forms[number % len(forms)])
        seen = whole.filter(pl.Series(generator.random(many) < share))
        seen = seen[generator.permutation(seen.height).tolist()].with_row_index("record_id", offset=1)
        seen = seen.with_columns(record_id=pl.format("{}-{}", pl.lit(f"r{number + 1}"), "record_id"))
        truth.append(seen.select(source=pl.lit(source), record_id="record_id", person_id="person_id"))
        columns = {name: _written_wrong(seen[name].to_list(), name, mistakes, generator) for name in _COLUMNS}
        lists[source] = seen.with_columns(**{name: pl.Series(cells) for name, cells in columns.items()}).drop(
            "person_id", "full"
        )
    return lists, pl.concat(truth)


def _written_wrong(cells: Sequence[str], name: str, chance: float, generator: np.random.Generator) -> list[str]:
    kinds: tuple[Mistake, ...] = tuple((OF_DATES if name == "birth_date" else OF_NAMES).values())
    wrong = generator.random(len(cells)) < chance
    draws = generator.integers(1 << 30, size=len(cells))
    found = []
    for cell, bad, draw in zip(cells, wrong.tolist(), draws.tolist(), strict=True):
        changed = kinds[draw % len(kinds)](cell, draw // len(kinds)) if bad and cell else None
        found.append(cell if changed is None else changed)
    return found
