"""What each body would count of a year if it made no mistake: the cells of a return, of the records it keeps.

Records of a person stand in one part of the country, so that counts of persons add up over the parts.
"""

from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from types import MappingProxyType

import polars as pl

from palermo.simulation.bodies import BODIES, Keeps
from palermo.simulation.calendars import day_number
from palermo.simulation.cultures import HOME
from palermo.simulation.records import SENTENCES
from palermo.simulation.standard_files import TYPES_OF_EXPLOITATION
from palermo.simulation.tables import fields_of
from palermo.standards.returns import ALL, Cell, groups, lines

ADDRESS = Cell._fields
COUNTED = ("body", "period", *ADDRESS, "value")
"""The columns of a table of counts: ``value`` is a whole number, never 0; what is not there was looked for in vain."""
NOT_COUNTED: Mapping[str, str] = MappingProxyType(
    {"returned_followed_up": "not_known", "compensation_paid": "not_asked", "victims_punished": "not_asked"}
)
"""Lines no body of the country can count, with the reason it gives."""

_GROUPS: Mapping[Keeps, tuple[str, ...]] = MappingProxyType(
    {
        "cases": ("victims", "referrals"),
        "htcds": ("victims", "referrals"),
        "calls": ("referrals",),
        "returns": ("returns_home",),
        "alerts": ("alerts",),
        "proceedings": ("justice",),
    }
)
_SERVICES = MappingProxyType(
    {"shelter": "housing", "counselling": "counselling", "legal": "legal", "language": "interpreting",
     "health": "medical", "training": "work_education"}
)  # fmt: skip
_ANSWERS = MappingProxyType({"accepted": "accepted", "refused": "refused", "recalled": "lapsed", "expired": "lapsed"})
PROSECUTED = ("charged", "trial", "convicted", "acquitted")
"""The stages of a proceeding that lie behind a charge."""
_OLDEST = ((9, "0--8"), (18, "9--17"), (30, "18--29"), (48, "30--47"))


@cache
def groups_of(body: str) -> tuple[str, ...]:
    """The groups of lines a body is asked for, by what it keeps and whether it helps people."""
    helps = BODIES[body].sees in ("shelters", "health", "police") and BODIES[body].keeps in ("cases", "htcds")
    return tuple(
        name for name in groups() if name in _GROUPS.get(BODIES[body].keeps, ()) or (helps and name == "services")
    )


def counts(known: pl.DataFrame, beside: pl.DataFrame, years: tuple[int, ...]) -> pl.DataFrame:
    """The counts (``COUNTED``) of these records, and of the persons ``beside`` the victims, by body and year."""
    found = [_victims(known), _referrals(known, years), _services(known), _returns(known), _alerts(known, years)]
    found += [_awards(known), *([_justice(beside)] if beside.height else [])]
    wanted = pl.concat(found).filter(pl.col("period").is_in([str(year) for year in years]))
    return wanted.with_columns(pl.col("value").cast(pl.Int64))


def summed(parts: Iterable[pl.DataFrame]) -> pl.DataFrame:
    """The counts of all parts of the country, in order."""
    nobody = pl.DataFrame(schema={**dict.fromkeys(COUNTED, pl.String), "value": pl.Int64})
    return pl.concat([nobody, *parts]).group_by(COUNTED[:-1]).agg(pl.col("value").sum()).sort(COUNTED[:-1])


def _of(known: pl.DataFrame, group: str) -> pl.DataFrame:
    """The records of the bodies asked for a group."""
    return known.filter(pl.col("body").is_in([one for one in BODIES if group in groups_of(one)]))


def _year(day: str) -> pl.Expr:
    return pl.from_epoch(pl.col(day), time_unit="d").dt.year().cast(pl.String)


def _described(known: pl.DataFrame) -> pl.DataFrame:
    """With the codes of every dimension. What a body does not keep it has not asked."""
    band: pl.Expr = pl.lit("48+")
    for under, name in reversed(_OLDEST):
        band = pl.when(pl.col("age") < under).then(pl.lit(name)).otherwise(band)
    unasked = [one.id for one in BODIES.values() if "disability" not in fields_of(one)]
    disability = pl.col("disability").replace({"none": "without", "some": "with"})
    return known.with_columns(
        age_band=band,
        nationality=pl.when(pl.col("citizenship") == HOME).then(pl.lit("national")).otherwise(pl.lit("foreign")),
        disability=pl.when(pl.col("body").is_in(unasked)).then(pl.lit("not_asked")).otherwise(disability),
        form=pl.col("purpose").replace_strict(TYPES_OF_EXPLOITATION),
    )


def _counted(line: str, told: pl.DataFrame, value: pl.Expr | None = None) -> pl.DataFrame:
    """One line, in total and broken down: each row of ``told`` is one that counts."""
    cells = [(), *(one.by for one in lines()[line].breakdowns)]
    return pl.concat(
        told.group_by("body", "period", *by)
        .agg(value=pl.len() if value is None else value)
        .with_columns(pl.lit(ALL).alias(name) for name in ADDRESS[1:] if name not in by)
        .with_columns(line=pl.lit(line))
        .select(COUNTED)
        .with_columns(pl.col("value").cast(pl.Int64))
        for by in cells
    )


def _persons(told: pl.DataFrame) -> pl.DataFrame:
    """Each person once a body and period."""
    return told.unique(["body", "period", "person_id"], keep="first", maintain_order=True)


def _victims(known: pl.DataFrame) -> pl.DataFrame:
    seen = _described(_of(known, "victims"))
    first = seen.sort("opened", maintain_order=True).unique(["body", "person_id"], keep="first", maintain_order=True)
    identified = _persons(seen.filter(pl.col("status") == "identified").with_columns(period=_year("decided")))
    return pl.concat(
        [
            _counted("victims_presumed", first.with_columns(period=_year("opened"))),
            _counted("victims_identified", identified),
        ]
    )


def _referrals(known: pl.DataFrame, years: tuple[int, ...]) -> pl.DataFrame:
    """By the answer they had on the last day of the year they were made in."""
    made = _of(known, "referrals").filter(pl.col("referred") != -1).with_columns(period=_year("referred"))
    last = pl.col("period").replace_strict(
        {str(year): day_number(year, 12, 31) for year in years}, default=-1, return_dtype=pl.Int64
    )
    known_by_then = (pl.col("answered") != -1) & (pl.col("answered") <= last)
    state = pl.when(known_by_then).then(pl.col("answer").replace(_ANSWERS)).otherwise(pl.lit("waiting"))
    made = made.with_columns(state=state)
    return pl.concat([_counted("referrals_made", made), *_parts("referrals", "state", made)])


def _parts(prefix: str, column: str, told: pl.DataFrame) -> Iterator[pl.DataFrame]:
    """A line for each of the words of a column."""
    for word in sorted(told[column].unique()):
        yield _counted(f"{prefix}_{word}", told.filter(pl.col(column) == word))


def _services(known: pl.DataFrame) -> pl.DataFrame:
    """Counted by the body that helps, whoever sent the person."""
    begun = known.filter(pl.col("started") != -1).with_columns(
        body="referred_to", period=_year("started"), kind=pl.col("service").replace_strict(_SERVICES)
    )
    kinds = begun.unique(["body", "period", "person_id", "kind"], keep="first", maintain_order=True)
    return pl.concat([_counted("persons_supported", _persons(begun)), *_parts("service", "kind", kinds)])


def _returns(known: pl.DataFrame) -> pl.DataFrame:
    left = _persons(_of(known, "returns_home").sort("left", maintain_order=True).with_columns(period=_year("left")))
    assessed = left.filter(pl.col("risk_assessed") != -1)
    return pl.concat([_counted("returned_home", left), *_parts("returned", "return_kind", left),
                      _counted("returned_risk_assessed", assessed)])  # fmt: skip


def _awards(known: pl.DataFrame) -> pl.DataFrame:
    """Victims to whom a court gave compensation, and how much."""
    given = _of(known, "justice").filter(pl.col("compensation") != -1).with_columns(period=_year("decided"))
    return pl.concat([_counted("compensation_orders", _persons(given)),
                      _counted("compensation_awarded", given, pl.col("compensation").sum())])  # fmt: skip


def _justice(beside: pl.DataFrame) -> pl.DataFrame:
    """Suspects by the year a body first had them; what became of them by the day of the last step."""
    tried = _of(beside, "justice").filter(pl.col("role") == "perpetrator").with_columns(person_id="other")
    first = tried.sort("opened", maintain_order=True).unique(["body", "person_id"], keep="first", maintain_order=True)
    decided = tried.with_columns(period=_year("decided"))
    lines_of_stages = {
        "suspected": first.with_columns(period=_year("opened")),
        "prosecuted": _persons(decided.filter(pl.col("stage").is_in(PROSECUTED))),
        "convicted": _persons(decided.filter(pl.col("stage") == "convicted")),
    }
    acquitted = _persons(decided.filter(pl.col("stage") == "acquitted"))
    heaviest = decided.filter(pl.col("sentence") != "").with_columns(
        weight=pl.col("sentence").replace_strict({name: at for at, name in enumerate(SENTENCES)})
    )
    sentenced = _persons(heaviest.sort("weight", maintain_order=True))
    parts = [_counted("acquitted", acquitted), _counted("sentenced", sentenced),
             *_parts("sentenced", "sentence", sentenced)]  # fmt: skip
    for name, told in lines_of_stages.items():
        parts.append(_counted("suspects" if name == "suspected" else name, told))
        parts.append(_counted(f"officials_{name}", told.filter(pl.col("staff_of") != "")))
    return pl.concat(parts)


def _alerts(known: pl.DataFrame, years: tuple[int, ...]) -> pl.DataFrame:
    asked = _of(known, "alerts")
    ended = asked.filter(pl.col("over") != -1).with_columns(period=_year("over"))
    still = [asked.filter((pl.col("opened") <= last) & ((pl.col("over") == -1) | (pl.col("over") > last)))
             .with_columns(period=pl.lit(str(year)))
             for year in years for last in (day_number(year, 12, 31),)]  # fmt: skip
    return pl.concat([_counted("alerts_issued", asked.with_columns(period=_year("opened"))),
                      _counted("alerts_open", pl.concat(still)), _counted("alerts_ended", ended),
                      *_parts("alerts", "outcome", ended)])  # fmt: skip
