"""The profile small-country: rules for a catalogue over about 150 persons a year.

A table of so few people can show little: n people fill at most n/t cells of t or more, 15 a year, 45 in three years.
So the profile has one- and two-way tables only, and pools three years for everything but the yearly totals.
"""

from collections.abc import Iterator

from palermo.disclosure.catalogue import Catalogue, Table
from palermo.disclosure.years import LENGTH, year_of, years_of
from palermo.ground.finding import Finding
from palermo.ground.rows import fault

SMALL_COUNTRY = "small-country"
PROFILES = (SMALL_COUNTRY,)
_WAYS = 2


def against_profile(path: str, catalogue: Catalogue, *, advising: bool) -> Iterator[Finding]:
    """What in a catalogue its profile does not allow; with ``advising`` without what advice mends."""
    if catalogue.profile != SMALL_COUNTRY:
        return
    if catalogue.zeros != "safe":
        text, hint = "the profile small-country shows zeros", "zeros: safe"
        yield fault(path, 1, text, hint, code="disclosure.profile")
    year = year_of(catalogue)
    for table in catalogue.tables:
        questions = [name for name in table.by if name != year]
        if len(questions) > _WAYS:
            text = f"table {table.id}: {len(questions)} ways are more than the {_WAYS} of the profile small-country"
            hint = "take one- and two-way tables; the year beside them is no way of its own"
            yield fault(path, table.line, text, hint, code="disclosure.profile")
        if not advising and to_be_pooled(catalogue, table):
            text = f"table {table.id}: the profile small-country pools three years for everything but yearly totals"
            hint = f"print pools alone under codes: {{{year}: [...]}}; --advise --out FILE writes such a catalogue"
            yield fault(path, table.line, text, hint, code="disclosure.profile")
    if year:
        yield from _short(path, catalogue, year)
        if not advising:
            yield from _incomplete(path, catalogue, year)


def _incomplete(path: str, catalogue: Catalogue, year: str) -> Iterator[Finding]:
    """Pools that are printed before they are complete: the next edition less this one is a single year."""
    years, _ = years_of(catalogue)
    complete = years.pools if years else {}
    for table in catalogue.tables:
        if year in table.by and table.by != (year,):
            for code in catalogue.printed(table, year):
                if code in catalogue.dimensions[year].pools and code not in complete:
                    text = f"table {table.id}: the pool {code} is not complete on {catalogue.as_of or 'a day unknown'}"
                    hint = "print it once its last year is over, and say in population up to which day people count"
                    yield fault(path, table.line, text, hint, code="disclosure.profile")


def _short(path: str, catalogue: Catalogue, year: str) -> Iterator[Finding]:
    dimension = catalogue.dimensions[year]
    for code, years in dimension.pools.items():
        if len(years) != LENGTH:
            text = f"the pool {code} has {len(years)} years, and the profile small-country pools {LENGTH}"
            hint = "pools of three years, as in 2023-2025, then 2026-2028"
            yield fault(path, dimension.line, text, hint, code="disclosure.profile")


def to_be_pooled(catalogue: Catalogue, table: Table) -> bool:
    """Whether the profile of a catalogue wants a table pooled that is not: it tells more of single years than totals.

    A table without the year counts all years together, and has nothing to pool.
    """
    year = year_of(catalogue)
    if catalogue.profile != SMALL_COUNTRY or year is None or year not in table.by or table.by == (year,):
        return False
    pools = catalogue.dimensions[year].pools
    return any(code not in pools for code in catalogue.printed(table, year))
