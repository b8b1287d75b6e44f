"""Strata from one joint model: they add up, they are refused one by one, the year enters in two ways."""

import numpy as np
import polars as pl
import pytest

from palermo.ground.errors import UnreadableInput, UsageError
from palermo.prevalence import Lists, Year, estimate, estimate_strata, fit, lists_from

HISTORIES = ("100", "010", "001", "110", "101", "011", "111")
WOMEN = (60, 49, 47, 14, 22, 30, 12)
MEN = (80, 70, 30, 16, 9, 8, 3)


def frame(parts: dict[str, tuple[int, ...]], column: str = "sex") -> pl.DataFrame:
    rows = [
        {**dict(zip("ABC", map(int, history), strict=True)), column: value, "count": count}
        for value, counts in parts.items()
        for history, count in zip(HISTORIES, counts, strict=True)
    ]
    return pl.DataFrame(rows)


def read(parts: dict[str, tuple[int, ...]], column: str = "sex") -> Lists:
    return lists_from(frame(parts, column), strata=(column,))


def value(row: dict) -> float:
    return float(row["estimate"]["value"])


def test_strata_add_up_to_the_total_exactly() -> None:
    made = estimate_strata(read({"f": WOMEN, "m": MEN}), resamples=60)
    assert made.headline is not None
    assert made.strata is not None
    assert sum(value(dict(row)) for row in made.strata) == made.headline.value
    for row in made.strata:
        assert row["estimate"]["low"] <= value(dict(row)) <= row["estimate"]["high"]


def test_independent_lists_of_each_stratum_are_its_own_table() -> None:
    """With main effects alone nothing is shared, so each stratum is as if it stood alone."""
    made = estimate_strata(read({"f": WOMEN, "m": MEN}), order=1, resamples=0)
    assert made.strata is not None
    for row, counts in zip(made.strata, (WOMEN, MEN), strict=True):
        alone = lists_from(frame({"x": counts}).drop("sex"))
        assert value(dict(row)) == pytest.approx(fit(alone, "[1,2,3]").value, rel=1e-8)


def test_one_stratum_is_the_table_without_strata() -> None:
    joint = estimate_strata(read({"f": WOMEN}), resamples=0)
    plain = estimate(lists_from(frame({"f": WOMEN}).drop("sex")), resamples=0)
    assert joint.headline is not None
    assert plain.headline is not None
    assert joint.headline.value == pytest.approx(plain.headline.value, rel=1e-8)
    assert joint.headline.criterion_value == pytest.approx(plain.headline.criterion_value, abs=1e-6)


def test_a_stratum_without_overlap_is_refused_and_with_it_the_total() -> None:
    made = estimate_strata(read({"f": WOMEN, "m": (80, 70, 30, 0, 0, 0, 0)}), resamples=0)
    assert made.refused
    assert "prevalence.stratum-refused" in {finding.code for finding in made.findings}
    assert made.strata is not None
    first, second = made.strata
    assert first["estimate"]["value"] > sum(WOMEN)
    assert (second["observed"], second["estimate"]) == (180, None)


def test_rates_need_the_people_of_every_stratum() -> None:
    lists = read({"f": WOMEN, "m": MEN})
    made = estimate_strata(lists, resamples=0, population={("f",): 50_000, ("m",): 40_000})
    assert made.strata is not None
    assert made.strata[0]["rate"]["value"] == pytest.approx(2 * value(dict(made.strata[0])))
    with pytest.raises(UnreadableInput) as caught:
        estimate_strata(lists, resamples=0, population={("f",): 50_000})
    assert [one.code for one in caught.value.findings] == ["prevalence.population-missing"]


def test_the_year_moves_the_level() -> None:
    years = {str(2020 + at): tuple(count * (at + 1) for count in WOMEN) for at in range(4)}
    lists = read(years, "year")
    for form in ("factor", "poly"):
        made = estimate_strata(lists, resamples=0, order=1, year=Year.parse(f"year:{form}"))
        assert made.strata is not None
        found = [value(dict(row)) for row in made.strata]
        assert found == pytest.approx(sorted(found))
        if form == "factor":
            assert np.array(found) / found[0] == pytest.approx([1, 2, 3, 4], rel=1e-6)


def test_a_polynomial_needs_four_years_that_are_numbers() -> None:
    with pytest.raises(UnreadableInput) as caught:
        estimate_strata(read({"2020": WOMEN, "2021": MEN}, "year"), resamples=0, year=Year("year", "poly"))
    assert [one.code for one in caught.value.findings] == ["prevalence.years-too-few"]
    with pytest.raises(UnreadableInput):
        estimate_strata(read({"early": WOMEN, "late": MEN}, "year"), resamples=0, year=Year("year", "factor"))
    with pytest.raises(UsageError):
        Year.parse("year:spline")


def test_lists_without_strata_are_a_wrong_call() -> None:
    with pytest.raises(UsageError):
        estimate_strata(lists_from(frame({"f": WOMEN}).drop("sex")))
