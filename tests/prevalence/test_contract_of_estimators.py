"""Every estimator through every check: what must not change a digit, what must be refused, what must be said."""

import json

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from palermo.ground.errors import UnreadableInput, UsageError
from palermo.prevalence import METHODS, Estimate, Lists, answers, estimate, latent, lists_from

from .conftest import SPINA, lettered

DETERMINED = ("bic", "stepwise", "independence")
ROWS = {"100": 60, "010": 49, "110": 14, "001": 47, "101": 22, "011": 30, "111": 12}


@pytest.fixture(autouse=True)
def short_chains(monkeypatch: pytest.MonkeyPatch) -> None:
    """The checks are about the contract, not about convergence."""

    def short(counts: latent.Floats, k: int, *, seed: int) -> latent.Chains:
        return latent.run_chains(counts, k, seed=seed, iterations=160, chains=2)

    monkeypatch.setattr(answers, "run_chains", short)


def frame(rows: dict[str, int], names: str = "abc", repeat: int = 1) -> pl.DataFrame:
    lines = [
        {**{name: int(mark) for name, mark in zip(names, history, strict=True)}, "count": count}
        for history, count in rows.items()
        for _ in range(repeat)
    ]
    return pl.DataFrame(lines)


def made(table: pl.DataFrame | Lists, method: str, resamples: int = 0) -> Estimate:
    lists = table if isinstance(table, Lists) else lists_from(table)
    return estimate(lists, method=method, resamples=resamples)


def digits(one: Estimate) -> dict[str, object]:
    """All that is said of the table but what was said of reading it."""
    said = one.to_dict()
    return {name: said[name] for name in ("observed", "lists", "estimate", "candidates", "diagnostics")}


def codes(one: Estimate) -> set[str]:
    return {finding.code.removeprefix("prevalence.") for finding in one.findings}


@pytest.mark.parametrize("method", METHODS)
def test_rows_of_one_history_may_be_split(method: str) -> None:
    halves = {history: count // 2 for history, count in ROWS.items()}
    rest = {history: count - count // 2 for history, count in ROWS.items()}
    split = made(pl.concat([frame(halves), frame(rest)]), method, 40)
    assert digits(split) == digits(made(frame(ROWS), method, 40))
    assert "duplicate-history" in codes(split)


@pytest.mark.parametrize("method", METHODS)
def test_zero_rows_and_counts_written_as_40_0_change_no_digit(method: str) -> None:
    sparse = {history: count for history, count in ROWS.items() if history != "111"}
    full = frame({**sparse, "111": 0}).with_columns(pl.col("count").cast(pl.Float64).cast(pl.String))
    assert digits(made(full, method, 40)) == digits(made(frame(sparse), method, 40))


@pytest.mark.parametrize("method", METHODS)
def test_a_row_on_no_list_is_never_counted(method: str) -> None:
    with pytest.raises(UnreadableInput) as caught:
        made(frame({**ROWS, "000": 5}), method)
    assert [finding.code for finding in caught.value.findings] == ["prevalence.row-on-no-list"]
    passed_over = made(frame({**ROWS, "000": 0}), method)
    assert digits(passed_over) == digits(made(frame(ROWS), method))
    assert "row-on-no-list-ignored" in codes(passed_over)


@pytest.mark.parametrize("method", METHODS)
def test_a_list_without_persons_is_dropped_and_every_digit_stays(method: str) -> None:
    wider = frame({history + "0": count for history, count in ROWS.items()}, "abcd")
    found = made(wider, method, 40)
    assert digits(found) == digits(made(frame(ROWS), method, 40))
    assert "list-empty" in codes(found)


@pytest.mark.parametrize("method", DETERMINED)
@pytest.mark.parametrize("order", [(2, 0, 1), (1, 0, 2), (2, 1, 0)])
def test_lists_may_stand_in_any_order_under_any_name(method: str, order: tuple[int, ...]) -> None:
    moved = {"".join(history[at] for at in order): count for history, count in ROWS.items()}
    first, second = made(frame(ROWS), method).to_dict(), made(frame(moved, "xyz"), method).to_dict()
    assert second["estimate"]["value"] == pytest.approx(first["estimate"]["value"], rel=1e-9)
    assert second["estimate"]["low"] == pytest.approx(first["estimate"]["low"], rel=1e-6)
    for one, other in zip(first["candidates"], second["candidates"], strict=True):
        assert other["value"] == pytest.approx(one["value"], rel=1e-9)
        assert other["bic"] == pytest.approx(one["bic"], abs=1e-8)
        assert other["weight"] == pytest.approx(one["weight"], abs=1e-9)


def test_model_names_follow_the_columns() -> None:
    moved = {history[::-1]: count for history, count in ROWS.items()}
    first, second = made(frame(ROWS), "bic"), made(frame(moved), "bic")
    swapped = {"1": "3", "2": "2", "3": "1"}
    asked = sorted("".join(sorted(swapped[c] for c in g)) for g in first.candidates[0].model[1:-1].split(","))
    assert sorted(second.candidates[0].model[1:-1].split(",")) == asked


@pytest.mark.parametrize("method", METHODS)
def test_the_same_table_and_seed_give_the_same_bytes(method: str) -> None:
    once, again = (json.dumps(made(frame(ROWS), method, 60).to_dict()) for _ in range(2))
    assert once == again


@pytest.mark.parametrize("method", METHODS)
def test_nobody_on_two_lists_is_refused(method: str) -> None:
    found = made(frame({"100": 40, "010": 30, "001": 20}), method)
    assert found.refused
    assert found.headline is None
    assert {"no-overlap", "start-model-no-mle"} <= codes(found)


@pytest.mark.parametrize("method", METHODS)
def test_one_list_alone_is_refused(method: str) -> None:
    found = made(frame({"10": 40, "11": 0}, "ab"), method)
    assert found.refused
    assert "no-overlap" in codes(found)


@pytest.mark.parametrize("method", DETERMINED)
def test_two_lists_give_lincoln_petersen_and_say_what_cannot_be_seen(method: str) -> None:
    found = made(frame({"10": 60, "01": 40, "11": 20}, "ab"), method)
    assert found.headline is not None
    assert found.headline.value == pytest.approx(80 * 60 / 20)
    assert "two-lists-independence-untestable" in codes(found)


@pytest.mark.parametrize("method", METHODS)
def test_identical_lists_are_named(method: str) -> None:
    found = made(lettered({"A": 40, "BC": 30, "ABC": 15}, "ABC"), method)
    assert "lists-identical" in codes(found)


@pytest.mark.parametrize("method", METHODS)
def test_lists_in_two_groups_are_named(method: str) -> None:
    found = made(lettered({"A": 40, "B": 30, "AB": 15, "C": 50, "D": 20, "CD": 9}, "ABCD"), method)
    assert "overlap-graph-disconnected" in codes(found)
    assert found.diagnostics["components"] == 2


@pytest.mark.parametrize("method", METHODS)
def test_every_answer_says_that_the_highest_order_cannot_be_tested(method: str) -> None:
    assert "highest-order-untestable" in codes(made(frame(ROWS), method))
    assert "highest-order-untestable" in codes(made(frame({"100": 4, "010": 3, "001": 2}), method))


@pytest.mark.parametrize("method", METHODS)
def test_an_estimate_lies_in_its_interval_and_not_below_the_seen(method: str) -> None:
    head = made(frame(ROWS), method, 200).headline
    assert head is not None
    assert head.low is not None
    assert head.high is not None
    assert sum(ROWS.values()) <= head.low <= head.value <= head.high


@pytest.mark.parametrize("method", METHODS)
def test_no_output_holds_a_cell_of_the_table(method: str) -> None:
    rare = {**ROWS, "111": 3, "110": 77777}
    said = json.dumps(made(frame(rare), method, 20).to_dict())
    assert "77777" not in said
    assert "cells" not in json.loads(said)


@pytest.mark.parametrize("wrong", [
    {"method": "magic"}, {"criterion": "hqc"}, {"order": 0}, {"order": 3}, {"threshold": 1.5}, {"resamples": -1},
    {"seed": -1},
])  # fmt: skip
def test_parameters_have_their_domains(wrong: dict[str, object]) -> None:
    with pytest.raises(UsageError):
        estimate(SPINA, **wrong)  # type: ignore[arg-type]


@pytest.mark.parametrize("method", DETERMINED)
def test_an_n_beyond_all_measure_is_given_and_marked(method: str) -> None:
    found = made(frame({"10": 1000, "01": 1000, "11": 1}, "ab"), method)
    assert found.headline is not None
    assert found.headline.value == pytest.approx(1001**2)
    assert {"runaway", "few-overlaps"} <= codes(found)


def test_a_pair_that_rests_on_few_persons_is_named() -> None:
    few = lettered({"A": 60, "B": 12, "C": 300, "AB": 7, "AC": 25, "BC": 5, "ABC": 1}, "ABC")
    found = made(few, "stepwise")
    assert found.headline is not None
    assert found.headline.model == "[12,3]"
    assert [one.text for one in found.findings if one.code == "prevalence.thin-overlap"] == [
        "a pair of lists in the model (A and B) shares fewer than 10 persons"
    ]


@pytest.mark.parametrize("method", ["graphical", "threshold"])
def test_what_is_not_built_says_so(method: str) -> None:
    with pytest.raises(UsageError) as caught:
        estimate(SPINA, method=method)
    assert [finding.code for finding in caught.value.findings] == ["prevalence.method-not-built"]


@settings(max_examples=15)
@given(st.lists(st.integers(0, 400), min_size=7, max_size=7))
def test_a_fixed_model_scales_with_its_counts(counts: list[int]) -> None:
    from palermo.prevalence import fit, models

    if (
        sum(counts) == 0
        or sum(1 for at in range(3) if any(c for cell, c in enumerate(counts, 1) if cell >> at & 1)) < 3
    ):
        return
    small = Lists(names=("a", "b", "c"), cells=tuple((cell, c) for cell, c in enumerate(counts, 1) if c))
    large = Lists(names=small.names, cells=tuple((cell, 1000 * c) for cell, c in small.cells))
    for name in models(3):
        one, other = fit(small, name), fit(large, name)
        assert one.status == other.status
        if one.value is not None and other.value is not None:
            assert other.value == pytest.approx(1000 * one.value, rel=1e-7)
