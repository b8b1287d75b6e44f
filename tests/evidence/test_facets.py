"""Proposed facets: the one that was altered is named, and nothing altered passes as equal."""

import random
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from palermo.evidence import Cites, Stated, propose_facets
from palermo.evidence.vocabulary import ALTERED, FACETS
from palermo.ground.dates import PartialDate, Period, PeriodKind
from palermo.ground.figure import Figure, Origin

UNITS = ["case", "person", "offence", "victim", "arrest", "defendant", "death"]
CONCEPTS = ["forced labour", "sexual exploitation", "trafficking in children", "deported", "expelled", "convicted"]
POPULATIONS = ["children", "women", "asylum seekers", "workers"]
AREAS = ["US", "CN", "FR", "BR", "KE"]
PUBLISHERS = ["Ministry of Interior", "Office of Statistics", "Daily News", "State Police"]
COUNT = 200


def period(year: int, kind: PeriodKind = PeriodKind.CALENDAR) -> Period:
    return Period(start=PartialDate(year), end=PartialDate(year), kind=kind)


def pair(draw: random.Random) -> tuple[Stated, Figure, Cites]:
    """A claim and a source figure that agree in every facet."""
    facets: dict[str, Any] = {
        "value": str(draw.randint(3, 900_000)),
        "comparator": draw.choice(["=", ">", ">=", "~", "nearly"]),
        "counting_unit": draw.choice(UNITS),
        "concept": draw.choice(CONCEPTS),
        "population": draw.choice(POPULATIONS),
        "stock_flow": draw.choice(["stock", "flow", "cumulative"]),
        "period": period(draw.randint(1999, 2024)),
        "area": draw.choice(AREAS),
    }
    publisher, day = draw.choice(PUBLISHERS), f"20{draw.randint(10, 24)}-0{draw.randint(1, 9)}-1{draw.randint(0, 9)}"
    figure = Figure(id="q", origin=Origin.QUOTED, publisher=publisher, source_date=day, **facets)
    return Stated(**facets), figure, Cites(publisher=publisher, dates=(day,))


def other(draw: random.Random, values: list[str], not_this: str | None) -> str:
    return draw.choice([value for value in values if value != not_this])


def altered_value(draw: random.Random, value: str | None) -> str:
    """Digits exchanged, a factor of ten, one off: the ways in which numbers go wrong."""
    number = int(value or 0)
    return str(draw.choice([number + 1, number * 10, number + draw.randint(2, 99), max(1, number // 2)]))


ALTER: dict[str, Callable[[random.Random, Figure], Figure]] = {
    "value": lambda draw, one: replace(one, value=altered_value(draw, one.value)),
    "comparator": lambda draw, one: replace(
        one, comparator=other(draw, ["=", ">", ">=", "<", "~", "nearly"], one.comparator)
    ),
    "counting_unit": lambda draw, one: replace(one, counting_unit=other(draw, UNITS, one.counting_unit)),
    "concept": lambda draw, one: replace(
        one, concept=draw.choice([other(draw, CONCEPTS, one.concept), f"{one.concept} as alleged"])
    ),
    "population": lambda draw, one: replace(one, population=other(draw, POPULATIONS, one.population)),
    "stock_flow": lambda draw, one: replace(
        one, stock_flow=other(draw, ["stock", "flow", "cumulative"], one.stock_flow)
    ),
    "period": lambda draw, one: replace(
        one,
        period=draw.choice(
            [
                period(draw.randint(1990, 1998)),
                replace(one.period or Period(), kind=PeriodKind.FISCAL),
                Period(start=PartialDate(1990), end=(one.period or Period()).end, kind=PeriodKind.CALENDAR),
            ]
        ),
    ),
    "area": lambda draw, one: replace(one, area=draw.choice([other(draw, AREAS, one.area), f"{one.area}-X", "world"])),
    "attribution": lambda draw, one: replace(one, publisher=other(draw, PUBLISHERS, one.publisher)),
    "source_date": lambda draw, one: replace(one, source_date="2009-12-31"),
}


def test_an_altered_facet_is_the_one_named() -> None:
    draw = random.Random(20260131)
    right, passed_as_equal = 0, 0
    for number in range(COUNT):
        stated, figure, cites = pair(draw)
        name = FACETS[number % len(FACETS)]
        proposed = propose_facets(stated, ALTER[name](draw, figure), cites=cites)
        named = [facet for facet, result in proposed.items() if result in ALTERED]
        right += named == [name]
        passed_as_equal += not named
    assert right >= 0.95 * COUNT, f"{right} of {COUNT}"
    assert passed_as_equal == 0


def test_what_agrees_is_equal_in_every_facet() -> None:
    draw = random.Random(7)
    for _ in range(COUNT):
        stated, figure, cites = pair(draw)
        assert set(propose_facets(stated, figure, cites=cites).values()) == {"equal"}


def test_a_silent_side_is_unknown_in_every_facet() -> None:
    silent = Figure(id="q", origin=Origin.QUOTED)
    assert list(propose_facets(Stated(), silent)) == list(FACETS)
    assert set(propose_facets(Stated(value="1", area="US"), silent).values()) == {"unknown"}


def derived(value: str) -> Figure:
    return Figure(id="d", origin=Origin.DERIVED, value=value, unit="ratio")


@pytest.mark.parametrize(("source", "result"), [("2.63", "equal"), ("1.9", "other"), ("2", "equal")])
def test_a_bound_is_held_against_a_worked_out_number(source: str, result: str) -> None:
    assert propose_facets(Stated(value="2", comparator=">", unit="ratio"), derived(source))["value"] == result


def test_another_unit_is_another_value() -> None:
    assert propose_facets(Stated(value="2", unit="percent"), derived("2"))["value"] == "other"


def test_a_range_holds_or_is_held() -> None:
    wide = Figure(id="q", origin=Origin.QUOTED, low="10", high="20", comparator="range")
    assert propose_facets(Stated(value="15"), wide)["value"] == "wider"
    assert propose_facets(Stated(low="5", high="25", comparator="range"), wide)["value"] == "narrower"


@pytest.mark.parametrize(
    ("claim", "source", "result"),
    [
        ({"year": "2020", "kind": "fiscal"}, {"start": "2019-10-01", "end": "2020-09-30", "kind": "fiscal"}, "equal"),
        ({"year": "2020", "kind": "fiscal"}, {"start": "2020-10-01", "end": "2021-09-30", "kind": "fiscal"}, "other"),
        ({"year": "2020", "kind": "calendar"}, {"year": "2020", "kind": "fiscal"}, "other"),
        ({"year": "2020"}, {"start": "2020-03", "end": "2020-05"}, "narrower"),
        ({"start": "2020-03", "end": "2020-11"}, {"start": "2020-03-20", "end": "2020-09-09"}, "narrower"),
        ({"on": "2007-12", "kind": "as_of"}, {"on": "2007", "kind": "as_of"}, "wider"),
        ({"kind": "unstated", "words": "in recent years"}, {"kind": "cumulative", "words": "six years"}, "unknown"),
        ({"kind": "per_year"}, {"kind": "per_year"}, "equal"),
        ({"year": "2019"}, {"year": "2020"}, "other"),
    ],
)
def test_periods_are_compared_by_their_days(claim: dict[str, Any], source: dict[str, Any], result: str) -> None:
    figure = Figure(id="q", origin=Origin.QUOTED, period=Period.from_dict(source))
    assert propose_facets(Stated(period=Period.from_dict(claim)), figure)["period"] == result
