"""Which dimension is the year, which years are complete, and the pools of three years that are laid over them.

Pools never overlap: two windows that do are subtracted from each other. So pools that a catalogue declares, or that an
older release has published, stay as they are, and new ones are laid beside them.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from palermo.disclosure.catalogue import TOTAL, Catalogue, Dimension
from palermo.disclosure.history import Earlier
from palermo.ground.dates import PartialDate
from palermo.ground.finding import Finding, Severity

LENGTH = 3
"""A pool is three years long."""
_YEAR = re.compile(r"(?:19|20|21)\d\d")


@dataclass(frozen=True, slots=True, kw_only=True)
class Years:
    """The dimension that is the year, and its pools of complete years: code to years, in their order."""

    name: str
    pools: Mapping[str, tuple[str, ...]]
    complete: tuple[str, ...]
    """Every year that is over by the day the people are counted."""

    @property
    def unpooled(self) -> tuple[str, ...]:
        """The complete years that stand in no pool."""
        inside = {year for pool in self.pools.values() for year in pool}
        return tuple(year for year in self.complete if year not in inside)


def year_of(catalogue: Catalogue) -> str | None:
    """The dimension that is the year: the one that names pools or last days, else the one whose codes are years."""
    used = [catalogue.dimensions[name] for name in catalogue.shown]
    named = [one.name for one in used if one.pools or one.until]
    plain = [one.name for one in used if all(_YEAR.fullmatch(code) for code in one.codes)]
    found = named or plain
    return found[0] if len(found) == 1 else None


def years_of(catalogue: Catalogue, earlier: Iterable[Earlier] = ()) -> tuple[Years | None, tuple[Finding, ...]]:
    """The pools that are complete on the day of ``catalogue``, and why there are none, or none over some years."""
    name = year_of(catalogue)
    if name is None or not catalogue.as_of:
        what = "no dimension is the year, or more than one" if name is None else "population has no as_of"
        hint = "declare pools in the dimension that is the year" if name is None else "the last day people are counted"
        return None, (_told(f"nothing can be pooled over years: {what}", hint),)
    dimension = catalogue.dimensions[name]
    same = [one for one in earlier if one.population == catalogue.population]
    complete = tuple(_complete(dimension, catalogue.as_of))
    kept = {**dimension.pools, **_published(dimension, same)}
    laid = {**kept, **_laid(dimension, complete, kept)} if _apart(kept) else {}
    pools = {code: years for code, years in laid.items() if set(years) <= set(complete)}
    found = Years(name=name, pools=dict(sorted(pools.items(), key=lambda one: one[1])), complete=complete)
    return (found if pools else None), tuple(_findings(found, kept))


def _findings(found: Years, kept: Mapping[str, tuple[str, ...]]) -> Iterator[Finding]:
    if not _apart(kept):
        hint = "take the pools of the older release into the catalogue: overlapping windows subtract"
        yield _told("nothing can be pooled over years: a pool overlaps one that is out already", hint)
    elif not found.pools:
        hint = f"three years in a row that are over, or pools of your own; over are: {', '.join(found.complete) or '-'}"
        yield _told("nothing can be pooled over years: no pool is complete", hint)
    elif found.unpooled:
        hint = "pooled tables leave them out until their pool is complete; older ones can be pooled by hand"
        yield _told(f"{', '.join(found.unpooled)} stand in no complete pool", hint)


def _told(text: str, hint: str) -> Finding:
    return Finding(code="disclosure.unpooled-years", severity=Severity.INFO, text=text, hint=hint)


def _ends(dimension: Dimension) -> Mapping[str, str]:
    """Every year in its order, with its last day."""
    if dimension.until:
        return dimension.until
    return {code: f"{code}-12-31" for code in sorted(dimension.codes) if _YEAR.fullmatch(code)}


def _complete(dimension: Dimension, as_of: str) -> Iterator[str]:
    day = str(PartialDate.parse(as_of).latest())
    ends = _ends(dimension)
    if ends:
        yield from (code for code, last in ends.items() if last <= day)
    else:  # years of another calendar whose pools were declared: their last days are not known to us
        yield from (code for code in dimension.codes)


def _published(dimension: Dimension, earlier: Iterable[Earlier]) -> dict[str, tuple[str, ...]]:
    """The pools that older releases printed: wider codes of the year that the catalogue has no other name for."""
    own = {*dimension.leaves, *dimension.hierarchy, *dimension.groupings, *dimension.pools, TOTAL}
    found = {}
    for told in (told for one in earlier for told in one.told):
        covered = dict(told.covered).get(dimension.name, frozenset())
        code = dict(told.codes).get(dimension.name, TOTAL)
        if code not in own and covered and covered <= set(dimension.codes):
            found[code] = tuple(year for year in dimension.codes if year in covered)
    return found


def _apart(pools: Mapping[str, Sequence[str]]) -> bool:
    every = [year for years in pools.values() for year in years]
    return len(every) == len(set(every))


def _laid(
    dimension: Dimension, complete: Sequence[str], kept: Mapping[str, Sequence[str]]
) -> dict[str, tuple[str, ...]]:
    """New pools before and behind those there are; where there are none, so that the last complete year ends one."""
    years = list(_ends(dimension))
    inside = [at for at, year in enumerate(years) if any(year in pool for pool in kept.values())]
    first, last = (min(inside), max(inside)) if inside else (len(complete), len(complete) - 1)
    starts = [*range(last + 1, len(years), LENGTH), *range(first - LENGTH, -1, -LENGTH)]
    runs = [tuple(years[at : at + LENGTH]) for at in starts if at + LENGTH <= len(years)]
    taken = {*dimension.leaves, *dimension.hierarchy, *dimension.groupings}
    named = {f"{run[0]}-{run[-1]}": run for run in runs if dimension.until or _in_a_row(run)}
    return {code: run for code, run in named.items() if code not in taken}


def _in_a_row(years: Sequence[str]) -> bool:
    return int(years[-1]) - int(years[0]) == len(years) - 1
