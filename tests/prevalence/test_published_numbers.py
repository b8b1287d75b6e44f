"""What the published tables give, digit by digit. Tolerances are absolute; New Orleans is the version with n = 186."""

from collections.abc import Callable

import pytest

from palermo.prevalence import Lists, estimate, fit, models, status
from palermo.prevalence.answers import Settings, Table, by_independence, by_steps
from palermo.prevalence.estimating import settings_for
from palermo.prevalence.resampling import acceleration, leave_one_out
from palermo.prevalence.sensitivity import THRESHOLDS
from palermo.prevalence.stepwise import stepwise

from .conftest import HIV, LESBIAN, M1, M2, SPINA, WRITTEN, YORK

pytestmark = pytest.mark.real_data
Read = Callable[[str], Lists]

STEPS = {
    "artificial": (96, (539.094, 539.094, 539.094, 539.094, 539.094), "[1,2,3]"),
    "korea": (123, (141.993, 268.778, 268.778, 268.778, 268.778), "[12,3]"),
    "kosovo": (4400, (7394.587, 8238.675, 14341.664, 14341.664, 14341.664), "[12,13,14,23,34]"),
    "uk": (2744, (13444.131, 13100.843, 12262.412, 11312.990, 11312.990), "[12,13,24,25,35,45]"),
    "new orleans": (186, (981.431, 981.431, 981.431, 981.431, 981.431), "[1,2,3,4,5]"),
    "hiv": (1896, (11124.578, None, None, 11124.578, None), "[1,2,3,4]"),
    "lesbian": (2185, (3738.469, None, None, 5350.513, None), "[14,23,24,34]"),
    "spina": (626, (763.888, None, None, 730.929, None), "[12,3]"),
    "york": (537, (638.475, None, None, 609.894, None), "[13,45,2]"),
}


@pytest.mark.parametrize("name", STEPS)
def test_the_stepwise_path_is_the_published_one(name: str, published: Read) -> None:
    n, path, model = STEPS[name]
    lists = published(name)
    assert lists.n == n
    for threshold, expected in zip(THRESHOLDS, path, strict=True):
        found = estimate(lists, method="stepwise", threshold=threshold, resamples=0, order=1).headline
        assert found is not None
        if expected is not None:
            assert found.value == pytest.approx(expected, abs=0.01)
        if threshold == 0.02:
            assert found.model == model


@pytest.mark.parametrize(
    ("name", "expected"),
    [("korea", -0.02877338), ("kosovo", -0.00416020), ("uk", -0.01218108), ("new orleans", -0.05217179)],
)
def test_acceleration_weighs_each_history_by_its_count(name: str, expected: float, published: Read) -> None:
    lists = published(name)
    tables, weights = leave_one_out(lists.counts())
    values = tables.sum(axis=1) + stepwise(tables, lists.k, 0.02).dark
    assert acceleration(values, weights) == pytest.approx(expected, abs=1e-6)


MINIMA = [
    ("artificial", 2, 4, 8, [("[1,2,3]", 539.094, 46.405), ("[13,23]", 296.0, 46.661), ("[13,2]", 396.0, 46.685),
                             ("[23,1]", 429.333, 47.792)]),
    ("korea", 2, 6, 8, [("[12,23]", 157.167, 57.141), ("[12,3]", 268.778, 58.969), ("[13,23]", 123.463, 91.897)]),
    ("kosovo", 2, 64, 64, [("[12,13,14,23,34]", 14341.664, 225.211)]),
    ("kosovo", 3, 113, 113, [("[123,14,34]", 10356.519, 203.030), ("[123,134]", 12740.968, 203.113),
                             ("[134,12,23]", 18393.306, 203.957)]),
    ("uk", 2, 1024, 1024, [("[12,13,23,25,34]", 22991.331, 196.540), ("[12,13,25,35,45]", 12262.412, 197.495)]),
    ("uk", 3, 6084, 6212, [("[123,25,34]", 25311.291, 195.879)]),
    ("uk", 4, 6519, 6893, [("[123,25,34]", 25311.291, 195.879), ("[123,34,5]", 28822.126, 196.330)]),
    ("new orleans", 2, 1024, 1024, [("[1,2,3,4,5]", 981.431, 96.270)]),
    ("new orleans", 3, 5925, 6212, [("[1,2,3,4,5]", 981.431, 96.270)]),
    ("new orleans", 4, 6327, 6893, [("[1,2,3,4,5]", 981.431, 96.270), ("[35,1,2,4]", 878.265, 97.692),
                                    ("[12,3,4,5]", 1126.496, 98.394)]),
    ("hiv", 2, 64, 64, [("[1,2,3,4]", 11124.578, 117.800)]),
    ("hiv", 3, 111, 113, [("[1,2,3,4]", 11124.578, 117.800), ("[12,3,4]", 12318.468, 119.935),
                          ("[13,2,4]", 10532.260, 123.485)]),
    ("lesbian", 2, 64, 64, [("[12,14,23,24,34]", 6349.024, 181.221)]),
    ("lesbian", 3, 113, 113, [("[12,14,23,24,34]", 6349.024, 181.221), ("[14,23,24,34]", 5350.513, 183.482),
                              ("[12,13,14,23,24,34]", 7126.019, 183.653)]),
    ("spina", 2, 8, 8, [("[12,3]", 730.929, 76.028), ("[12,23]", 758.321, 78.611)]),
    ("york", 2, 1024, 1024, [("[12,13,45]", 620.470, 200.129)]),
    ("york", 4, 6575, 6893, [("[12,13,45]", 620.470, 200.129), ("[12,13,24,45]", 634.517, 201.666)]),
]  # fmt: skip


@pytest.mark.parametrize(("name", "order", "admissible", "tried", "best"), MINIMA)
def test_the_least_bic_and_the_count_of_admissible_models(
    name: str, order: int, admissible: int, tried: int, best: list[tuple[str, float, float]], published: Read
) -> None:
    table = Table(published(name), settings_for(published(name), order=order))
    assert (len(table.leaders.best), len(table.leaders.models)) == (admissible, tried)
    made = estimate(published(name), order=order, resamples=0) if tried < 200 else None
    leading = made.candidates if made else _leading(table, len(best))
    for candidate, (model, value, bic) in zip(leading, best, strict=False):
        assert candidate.model == model
        assert candidate.value == pytest.approx(value, abs=0.01)
        assert candidate.bic == pytest.approx(bic, abs=0.001)


def _leading(table: Table, many: int) -> list:
    from palermo.prevalence.estimating import _candidate

    return [_candidate(table.leaders, int(row), table.n, 1.0) for row in table.leaders.best[:many]]


@pytest.mark.parametrize(
    ("name", "model", "value", "bic"),
    [("uk", "[12,13,24,25,35,45]", 11312.990, 198.605), ("york", "[12,13,45]", 620.470, 200.129)],
)
def test_a_named_model_is_fitted(name: str, model: str, value: float, bic: float, published: Read) -> None:
    found = fit(published(name), model)
    assert found.value == pytest.approx(value, abs=0.01)
    assert found.bic == pytest.approx(bic, abs=0.001)


def test_status_codes_of_three_invented_lists(published: Read) -> None:
    lists = published("artificial")
    assert {name: status(lists, name) for name in models(3)} == {
        "[1,2,3]": 0, "[13,2]": 0, "[23,1]": 0, "[13,23]": 0, "[12,3]": 1, "[12,13]": 1, "[12,23]": 1,
        "[12,13,23]": 2,
    }  # fmt: skip


def test_status_codes_of_korea(published: Read) -> None:
    lists = published("korea")
    failing = {name: status(lists, name) for name in models(3) if status(lists, name)}
    assert failing == {"[12,13]": 1, "[12,13,23]": 1}


@pytest.mark.parametrize(
    ("name", "counts"), [("uk", {1: 338, 3: 36}), ("new orleans", {1: 340, 2: 226}), ("hiv", {1: 1, 2: 1})]
)
def test_failing_models_of_all_orders_by_their_code(name: str, counts: dict[int, int], published: Read) -> None:
    lists = published(name)
    found = Table(lists, settings_for(lists, order=lists.k - 1)).leaders.status.tolist()
    assert {code: found.count(code) for code in set(found) - {0}} == counts


@pytest.mark.parametrize(
    ("name", "value", "low", "high"),
    [("korea", 141.1, 131.0, 155.8), ("kosovo", 7393, 7148, 7656), ("uk", 13438, 11985, 15166),
     ("new orleans", 975, 642, 1635)],
)  # fmt: skip
def test_the_profile_of_independent_lists(name: str, value: float, low: float, high: float, published: Read) -> None:
    from palermo.prevalence.models import main_effects
    from palermo.prevalence.profile import profile_interval

    lists = published(name)
    answer = by_independence(Table(lists, Settings(resamples=0)))
    found = profile_interval(main_effects(lists.k), lists.counts(), lists.k, (answer.value or 0) - lists.n)
    assert (found.value, found.low, found.high) == pytest.approx((value, low, high), abs=0.5)
    assert (answer.low, answer.high) == (found.low, found.high)


def test_the_interval_of_kosovo_by_steps(published: Read) -> None:
    found = by_steps(Table(published("kosovo"), Settings(method="stepwise", resamples=1000)))
    assert found.low == pytest.approx(12596, rel=0.05)
    assert found.high == pytest.approx(16527, rel=0.05)


def test_the_interval_of_korea_by_steps(published: Read) -> None:
    found = by_steps(Table(published("korea"), Settings(method="stepwise", resamples=1000)))
    assert found.low == pytest.approx(123, rel=0.03)
    assert found.high == pytest.approx(441, rel=0.12)


def test_limits_of_kosovo_by_the_number_of_leading_models(published: Read) -> None:
    lists = published("kosovo")
    from palermo.prevalence.answers import by_criterion

    found = {top: (low, high) for top, low, high in by_criterion(Table(lists, settings_for(lists))).by_top}
    expected = {1: (9101, 12003), 5: (8461, 17033), 10: (6947, 17987), 20: (6947, 18010)}
    for top, limits in expected.items():
        assert found[top] == pytest.approx(limits, rel=0.05)


def test_limits_of_korea_by_the_number_of_leading_models(published: Read) -> None:
    from palermo.prevalence.answers import by_criterion

    lists = published("korea")
    found = {top: (low, high) for top, low, high in by_criterion(Table(lists, settings_for(lists))).by_top}
    expected = {1: (130.8, 248.8), 2: (129.7, 348.0), 6: (128.3, 349.7)}
    for top, (low, high) in expected.items():
        assert found[top][0] == pytest.approx(low, rel=0.03)
        assert found[top][1] == pytest.approx(high, rel=0.12)


@pytest.mark.parametrize(("name", "value"), [("korea", 250.25933), ("kosovo", 15045.882), ("uk", 12015.593)])
def test_sample_coverage_is_the_published_anchor(name: str, value: float, published: Read) -> None:
    from palermo.prevalence.anchors import sample_coverage

    assert sample_coverage(published(name)) == pytest.approx(value, abs=0.01)


def test_sample_coverage_has_no_value_for_new_orleans(published: Read) -> None:
    from palermo.prevalence.anchors import sample_coverage

    assert sample_coverage(published("new orleans")) is None


def test_the_teaching_sets_have_their_counts() -> None:
    assert [one.n for one in (HIV, LESBIAN, SPINA, YORK, M1, M2)] == [1896, 2185, 626, 537, 196, 247]
    assert all(one.k in (3, 4, 5) for one in WRITTEN.values())
