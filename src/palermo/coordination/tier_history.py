"""What the rule of the automatic downgrade implies over a history of ranks. It states the rule; it gives no rank.

Two years running on the watch list and not raised: the third rank in the next report, unless waived; for how many years
a waiver may hold depends on the report's year. A state raised to the list after such a fall may stay on it one year.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from palermo.ground.errors import UsageError
from palermo.standards.tvpa import max_waiver_years

if TYPE_CHECKING:
    import polars as pl

WATCH_LIST = "2WL"
FALLEN = "3"
NOT_RANKED = ""
_CODES = {"Tier 1": "1", "Tier 2": "2", "Tier 2 Watch List": WATCH_LIST, "Watchlist": WATCH_LIST, "Tier 3": FALLEN}
RULE_SINCE = 2009
"""The first report whose watch list counts for the rule."""


@dataclass(frozen=True, slots=True, kw_only=True)
class History:
    """The ranks of one state by year; an empty text where it was not ranked, no entry where there is none."""

    state: str
    ranks: Mapping[int, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class AfterTwo:
    """A year of a state after two running on the list: how many it had been there, and what the assessor then gave.

    ``implied`` is what the rule gives without a waiver, ``waiver`` whether staying was within the years of one, and
    ``after_fall`` whether it had come onto the list from a fall by the rule, after which one year is allowed.
    """

    state: str
    year: int
    years_on_list: int
    given: str
    implied: str
    waiver: str
    after_fall: bool


def after_two(histories: Iterable[History]) -> tuple[AfterTwo, ...]:
    """Every year that follows two years or more on the list under the rule, in the order of year and state."""
    found = (one for history in histories for one in _of(history))
    return tuple(sorted(found, key=lambda one: (one.year, one.state)))


def _of(history: History) -> Iterator[AfterTwo]:
    for year in sorted(history.ranks):
        run = run_before(history, year)
        if run >= 2:
            given = history.ranks[year]
            yield AfterTwo(
                state=history.state,
                year=year,
                years_on_list=run,
                given=given,
                implied=FALLEN,
                waiver=_waiver(given, run, year),
                after_fall=_fell_before(history, year - run),
            )


def run_before(history: History, year: int) -> int:
    """How many years running right before ``year`` the state was on the list, as far as the rule counts them."""
    length = 0
    while year - 1 - length >= RULE_SINCE and history.ranks.get(year - 1 - length) == WATCH_LIST:
        length += 1
    return length


def longest_run(history: History) -> int:
    """The most years running it was on the list under the rule."""
    return max((run_before(history, year + 1) for year in history.ranks), default=0)


def _fell_before(history: History, first: int) -> bool:
    """Whether it came onto the list, in the year ``first``, from a fall that the rule implied."""
    return history.ranks.get(first - 1) == FALLEN and run_before(history, first - 1) >= 2


def _waiver(given: str, run: int, year: int) -> str:
    if given != WATCH_LIST:
        return "none_needed" if given in ("1", "2", FALLEN) else "not_ranked"
    return "within" if run - 1 <= max_waiver_years(year) else "beyond"


def what_followed(found: Iterable[AfterTwo]) -> Mapping[str, int]:
    """How many stayed on the list, rose, fell, or were not ranked."""
    names = {WATCH_LIST: "stayed", "2": "rose_to_2", "1": "rose_to_1", FALLEN: "fell_to_3"}
    counted = Counter(names.get(one.given, "unranked") for one in found)
    return {name: counted[name] for name in ("stayed", "rose_to_2", "rose_to_1", "fell_to_3", "unranked")}


def next_implied(history: History, year: int) -> str | None:
    """What the rule says of the report of ``year``, in a sentence; None where it says nothing."""
    run = run_before(history, year)
    if run >= 1 and _fell_before(history, year - run):
        return f"one year on the list after a fall is over: {FALLEN} in {year}, and no waiver"
    if run < 2:
        return None
    left = max_waiver_years(year) - (run - 2)
    if left > 0:
        return f"{run} years running on the list: {FALLEN} in {year} unless waived; years of waiver left: {left}"
    return f"{run} years running on the list: {FALLEN} in {year}, no waiver is left"


def histories_of(frame: "pl.DataFrame") -> tuple[History, ...]:
    """The histories in a table of text with the columns countryname or state, year and tier.

    Cells are stripped; ``NA`` and special cases are years without a rank. Raises UsageError on another table.
    """
    names = {name.strip().lower(): name for name in frame.columns}
    state = names.get("state") or names.get("countryname")
    if state is None or "year" not in names or not {"tier", "rank"} & set(names):
        raise UsageError("The table has no state, year and tier.", hint="Columns: state (or countryname), year, tier.")
    rank = names.get("tier") or names["rank"]
    found: dict[str, dict[int, str]] = {}
    for row, (who, year, given) in enumerate(frame.select(state, names["year"], rank).iter_rows(), start=1):
        if not str(year).strip().isdigit():
            raise UsageError(f"The year of row {row} is no year.", hint="Write four digits.")
        code = str(given).strip()
        found.setdefault(str(who).strip(), {})[int(year)] = _CODES.get(code, code if code in _CODES.values() else "")
    return tuple(History(state=name, ranks=ranks) for name, ranks in sorted(found.items()))
