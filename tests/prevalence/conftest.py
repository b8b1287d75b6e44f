"""Tables of the tests: published ones that need a file, teaching sets written out, two made-up ones of sub-lists."""

from collections.abc import Callable, Mapping
from pathlib import Path

import polars as pl
import pytest

from palermo.prevalence import Lists, lists_from

FILES = {
    "artificial": "artificial_3.csv",
    "korea": "korea_palembang_3.csv",
    "kosovo": "kosovo_4.csv",
    "uk": "uk_2013_5.csv",
    "new orleans": "neworleans_5_n186.csv",
}


def table(histories: Mapping[str, int], names: str) -> Lists:
    """Lists from histories written as 0/1 texts (``110``)."""
    rows = [{name: int(mark) for name, mark in zip(names, history, strict=True)} for history in histories]
    frame = pl.DataFrame(rows).with_columns(pl.Series("count", list(histories.values())))
    return lists_from(frame)


def lettered(histories: Mapping[str, int], names: str) -> Lists:
    """Lists from histories written as the letters of the lists (``AB``)."""
    return table({"".join(str(int(name in who)) for name in names): n for who, n in histories.items()}, names)


# Four centres in Rome, Abeni, Brancato & Perucci 1994; n = 1,896.
HIV = table(
    {"1110": 3, "1101": 1, "1100": 33, "1010": 20, "1001": 6, "1000": 403, "0111": 3, "0110": 35, "0101": 10,
     "0100": 545, "0011": 11, "0010": 621, "0001": 205, "1111": 0, "1011": 0}, "abcd"
)  # fmt: skip
# Mailing lists in Allegheny County, Aaron et al. 2003; n = 2,185.
LESBIAN = table(
    {"1111": 23, "1110": 27, "1101": 48, "1100": 104, "1011": 19, "1010": 44, "1001": 143, "1000": 589, "0111": 20,
     "0110": 64, "0101": 53, "0100": 534, "0011": 28, "0010": 281, "0001": 208}, "abcd"
)  # fmt: skip
# Spina bifida, Madigan & York 1997; n = 626.
SPINA = table({"100": 60, "010": 49, "110": 4, "001": 247, "101": 112, "011": 142, "111": 12}, "abc")
# Five lists, Madigan & York 1997; counts of history numbers 1 to 31, the first list the lowest bit; n = 537.
YORK = table(
    {format(number, "05b")[::-1]: count for number, count in enumerate(
        (27, 37, 19, 4, 4, 1, 1, 97, 22, 37, 25, 2, 1, 3, 5, 83, 36, 34, 18, 3, 5, 0, 2, 30, 5, 23, 8, 0, 3, 0, 2), 1
    )}, "abcde"
)  # fmt: skip
# Made up: D takes only persons referred by C.
M1 = lettered(
    {"A": 52, "B": 38, "C": 61, "AB": 5, "AC": 9, "BC": 7, "CD": 14, "ABC": 2, "ACD": 4, "BCD": 3, "ABCD": 1}, "ABCD"
)
# Made up: no margin gives it away.
M2 = lettered(
    {"A": 64, "B": 41, "C": 35, "D": 58, "AC": 8, "AD": 11, "BC": 6, "BD": 9, "CD": 7, "ABC": 2, "ABD": 3, "BCD": 2,
     "ABCD": 1}, "ABCD"
)  # fmt: skip
WRITTEN = {"hiv": HIV, "lesbian": LESBIAN, "spina": SPINA, "york": YORK, "m1": M1, "m2": M2}


@pytest.fixture
def published(real_data: Path) -> Callable[[str], Lists]:
    """A published table by its short name. Tests that use it carry the mark ``real_data``."""

    def read(name: str) -> Lists:
        if name in WRITTEN:
            return WRITTEN[name]
        return lists_from(pl.read_csv(real_data / "lists" / FILES[name]))

    return read
