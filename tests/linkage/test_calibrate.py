"""The number of true pairs, read off links of which some are wrong, and the wrong ones known badly."""

import numpy as np
import pytest

from palermo.linkage.calibrate import Calibration, calibrated, grid_from
from palermo.linkage.evaluate import Curve
from palermo.linkage.plant import LEVELS

GRID = grid_from(0.56)
MEAN = 1.4  # how careless the records were written, on average


def copies(rate: float, many: int = 1000) -> np.ndarray:
    """Scores of copies with so many mistakes on average, each of which costs some likeness."""
    generator = np.random.default_rng(round(rate * 100))
    mistakes = generator.poisson(0.4 * rate, many)
    return np.sort(np.clip(1 - mistakes * generator.uniform(0.06, 0.3, many), 0.3, 1))


def stated(pairs: float, wrong_at_lowest: float, *, misjudged: float = 1.0, rarer: float = 25.0) -> Calibration:
    """What is stated of so many true pairs, where wrong links are counted ``misjudged`` times as many as they are.

    Strangers grow ``rarer`` with the score, as an exponential.
    """
    plants = {str(level): copies(rate) for level, rate in enumerate(LEVELS)}
    rates = np.random.default_rng(7).exponential(MEAN, 400)
    above = np.mean([[np.mean(copies(rate, 200) >= at - 1e-12) for at in GRID] for rate in rates], axis=0)
    wrong = wrong_at_lowest * np.exp(-(GRID - GRID[0]) * rarer)
    made = pairs * above + wrong
    right = made - misjudged * wrong
    return calibrated(Curve(GRID, made, right, np.sqrt(misjudged * wrong + 1), made, wrong), plants)


def test_the_interval_of_long_lists_holds_the_true_pairs() -> None:
    told = stated(500_000, 400_000).true_pairs
    assert told.low <= 500_000 <= told.high


def test_badly_counted_wrong_links_do_not_spoil_the_true_pairs_of_long_lists() -> None:
    assert stated(500_000, 400_000, misjudged=1.35).true_pairs.value == pytest.approx(500_000, rel=0.04)


def test_short_lists_are_read_where_long_ones_would_not_be() -> None:
    """Of links at any threshold a twelfth and more is wrong: in 200 pairs chance hides as much."""
    told = stated(200, 60, rarer=3.0).true_pairs
    assert told.low < told.value < told.high
    assert told.low <= 200 <= told.high
