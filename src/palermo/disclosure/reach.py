"""How many useful cells people can fill at all: n people fill at most n/t cells of t, whatever the tables are."""

from collections.abc import Iterable, Iterator, Mapping, Sequence

from palermo.disclosure.catalogue import Catalogue, Table
from palermo.disclosure.counting import People
from palermo.disclosure.moves import Way
from palermo.disclosure.profile import SMALL_COUNTRY
from palermo.disclosure.years import year_of
from palermo.ground.finding import Finding, Severity

Counted = Mapping[str | None, int]
"""People by code of the year; those of everybody under None."""


def crowded(catalogue: Catalogue, people: People) -> Iterator[Finding]:
    """The tables of a small country that have more cells than its people can fill, told before any work."""
    if catalogue.profile != SMALL_COUNTRY:
        return
    counted = people_by_year(catalogue, people)
    for table in catalogue.tables:
        most, cells = most_useful(catalogue, table, counted), _cells(catalogue, table)
        if cells > most:
            yield Finding(
                code="disclosure.more-cells-than-people",
                severity=Severity.WARNING,
                text=f"it has {cells} cells, and its people fill at most {most} of {catalogue.threshold} or more",
                hint="fewer or coarser codes; --advise says which",
                table=table.id,
            )


def out_of_reach(catalogue: Catalogue, people: People, choices: Iterable[Sequence[Way]], useful: int) -> Finding | None:
    """Why so many useful cells cannot be, where that is plain before any table is protected."""
    counted = people_by_year(catalogue, people)
    some = [[way for way in ways if way.table] for ways in choices]
    most = sum(
        max((most_useful(catalogue, way.table, counted) for way in ways if way.table), default=0) for ways in some
    )
    large = sum(max((way.most for way in ways), default=0) for ways in some)
    if useful > most:
        code = "disclosure.more-than-people"
        text = (
            f"{useful} useful cells are more than there are people for: {most} at most, n/{catalogue.threshold} a table"
        )
    elif useful > large:
        code = "disclosure.too-few-useful"
        text = f"{useful} useful cells cannot be reached: {large} cells hold {catalogue.threshold} people or more"
    else:
        return None
    hint = "ask for fewer, or wait for another pool of years"
    return Finding(code=code, severity=Severity.ERROR, text=text, hint=hint)


def most_useful(catalogue: Catalogue, table: Table, counted: Counted) -> int:
    """How many cells of the threshold the people of a table can fill: n/t for every year or pool that it prints."""
    year = year_of(catalogue)
    if year is None or year not in table.by:
        return counted[None] // catalogue.threshold
    sums = catalogue.sums(table)
    codes = [code for code in catalogue.printed(table, year) if (year, code) not in sums]
    return sum(counted[code] // catalogue.threshold for code in codes)


def people_by_year(catalogue: Catalogue, people: People) -> Counted:
    """How many people there are, in all and by every code of the year."""
    frame = people.frame
    if catalogue.unit:
        frame = frame.unique("subject", keep="first", maintain_order=True)
    found: dict[str | None, int] = {None: int(frame["n"].sum())}
    year = year_of(catalogue)
    if year is not None:
        dimension = catalogue.dimensions[year]
        single = {leaf: int(frame.filter(frame[year] == leaf)["n"].sum()) for leaf in dimension.leaves}
        codes = (*dimension.printed, *dimension.pools)
        found |= {code: sum(single[leaf] for leaf in dimension.covers(code)) for code in codes}
    return found


def _cells(catalogue: Catalogue, table: Table) -> int:
    sums = catalogue.sums(table)
    return sum(not sums & set(zip(table.by, place, strict=True)) for place in catalogue.places(table))
