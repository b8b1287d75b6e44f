"""The one model of what people do to a cell when they write it down: functions of the cell and a number.

It plants the errors of the made-up country, and is there for planted duplicates in linkage. A mistake that cannot be
made on a cell (no two digits to swap, no second name to drop) gives None, and the cell stays as it is.
"""

from collections.abc import Callable, Mapping
from types import MappingProxyType

from palermo.ground.reckoning import day_of, is_day, parts_of

Mistake = Callable[[str, int], str | None]

_BESIDE = MappingProxyType(
    dict(zip("qwertyuiopasdfghjklzxcvbnm", "wqwrteyuioqsasdfghjzzxcvbn", strict=True))
)  # a neighbour of each key
_LOOKS_LIKE = MappingProxyType(
    {"0": "O", "O": "0", "1": "l", "l": "1", "I": "l", "5": "S", "S": "5", "8": "B", "B": "8", "m": "rn", "w": "vv"}
)
_SOUNDS_LIKE = (
    *(("ph", "f"), ("ck", "k"), ("ou", "u"), ("ee", "i"), ("sch", "sh"), ("kh", "h"), ("dj", "j"), ("y", "i")),
    *(("z", "s"), ("c", "k"), ("v", "w"), ("x", "ks"), ("th", "t"), ("ii", "i"), ("mm", "m"), ("ll", "l")),
)


def typing(cell: str, draw: int) -> str | None:
    """A key missed: a letter left out, doubled, swapped with the next, or its neighbour on the keyboard struck."""
    places = [at for at, sign in enumerate(cell) if sign.isalpha()]
    if len(places) < 3:
        return None
    at, how = places[1 + draw // 4 % (len(places) - 1)], draw % 4
    if how == 0:
        return cell[:at] + cell[at + 1 :]
    if how == 1:
        return cell[:at] + cell[at] + cell[at:]
    if how == 2 and at + 1 < len(cell) and cell[at] != cell[at + 1]:
        return cell[:at] + cell[at + 1] + cell[at] + cell[at + 2 :]
    beside = _BESIDE.get(cell[at].lower())
    return cell[:at] + beside + cell[at + 1 :] if beside else cell[:at] + cell[at + 1 :]


def misreading(cell: str, draw: int) -> str | None:
    """A sign read by a machine as one that looks like it."""
    places = [at for at, sign in enumerate(cell) if sign in _LOOKS_LIKE]
    if not places:
        return None
    at = places[draw % len(places)]
    return cell[:at] + _LOOKS_LIKE[cell[at]] + cell[at + 1 :]


def mishearing(cell: str, draw: int) -> str | None:
    """A name written down as it sounded."""
    lower = cell.lower()
    fitting = [(heard, said) for said, heard in _SOUNDS_LIKE if said in lower[1:]]
    if not fitting:
        return None
    heard, said = fitting[draw % len(fitting)]
    at = lower.index(said, 1)
    return cell[:at] + heard + cell[at + len(said) :]


def lost_part(cell: str, draw: int) -> str | None:
    """One part of a name of several left out."""
    names = cell.split()
    if len(names) < 2:
        return None
    del names[draw % len(names)]
    return " ".join(names)


def swapped_parts(cell: str, draw: int) -> str | None:
    """The first part of a name put last."""
    names = cell.split()
    swapped = " ".join([*names[1:], *names[:1]])
    return swapped if len(names) > 1 and swapped != cell else None


def swapped_digits(cell: str, draw: int) -> str | None:
    """Two neighbouring digits that differ, changed over."""
    places = [at for at in range(len(cell) - 1) if cell[at : at + 2].isdecimal() and cell[at] != cell[at + 1]]
    if not places:
        return None
    at = places[draw % len(places)]
    return cell[:at] + cell[at + 1] + cell[at] + cell[at + 2 :]


def swapped_day_and_month(cell: str, draw: int) -> str | None:
    """The day and the month of ``YYYY-MM-DD`` changed over, where both can be either."""
    year, month, day = _date(cell)
    return f"{year}-{day}-{month}" if day and int(day) <= 12 and day != month else None


def moved_year(cell: str, draw: int) -> str | None:
    """The year of a date one up or one down."""
    year, month, day = _date(cell)
    if not year or (month, day) == ("02", "29"):
        return None
    return "-".join(part for part in (f"{int(year) + (1 if draw % 2 else -1):04d}", month, day) if part)


def default_day(cell: str, draw: int) -> str | None:
    """The first of January, written because the form would not take a year alone."""
    year, _, _ = _date(cell)
    return f"{year}-01-01" if year and cell != f"{year}-01-01" else None


def year_alone(cell: str, draw: int) -> str | None:
    """The year, without month and day."""
    year, month, _ = _date(cell)
    return year if month else None


def wrong_calendar(cell: str, draw: int) -> str | None:
    """The day as Ethiopia counts it, some eight years back, copied from papers of there as if it were a day of ours."""
    year, month, day = _date(cell)
    if not day:
        return None
    there = parts_of("ethiopian", day_of("gregorian", int(year), int(month), int(day)))
    return "{:04d}-{:02d}-{:02d}".format(*there) if is_day("gregorian", *there) else None


def emptied(cell: str, draw: int) -> str | None:
    """Nothing, where something is known."""
    return "" if cell else None


def _date(cell: str) -> tuple[str, str, str]:
    year, month, day = (*cell.split("-"), "", "")[:3]
    return (year, month, day) if year.isdecimal() and len(year) == 4 else ("", "", "")


OF_NAMES: Mapping[str, Mistake] = MappingProxyType(
    {
        "typing": typing,
        "misreading": misreading,
        "mishearing": mishearing,
        "lost_part": lost_part,
        "swapped_parts": swapped_parts,
        "emptied": emptied,
    }
)
OF_DATES: Mapping[str, Mistake] = MappingProxyType(
    {
        "swapped_day_and_month": swapped_day_and_month,
        "moved_year": moved_year,
        "default_day": default_day,
        "year_alone": year_alone,
        "emptied": emptied,
    }
)
OF_FOREIGN_DATES: Mapping[str, Mistake] = MappingProxyType({"wrong_calendar": wrong_calendar})
OF_NUMBERS: Mapping[str, Mistake] = MappingProxyType({"swapped_digits": swapped_digits, "emptied": emptied})
MISTAKES: Mapping[str, Mistake] = MappingProxyType({**OF_NAMES, **OF_DATES, **OF_FOREIGN_DATES, **OF_NUMBERS})
