"""A table in the manner of CTDC: the shape the guide of disclosure asks for."""

import polars as pl
import pytest

from palermo.ground.errors import UsageError
from palermo.simulation import ctdc_like


def test_it_has_the_columns_and_about_the_filled_cells() -> None:
    table = ctdc_like(5_000)
    assert table.shape == (5_000, 27)
    filled = (table.drop("yearOfRegistration") != "").select(pl.sum_horizontal(pl.all())).to_series().mean()
    assert isinstance(filled, float)
    assert 6 < filled < 18


def test_what_is_missing_is_missing_as_often_as_asked() -> None:
    table = ctdc_like(20_000)
    for name, share in (("gender", 0.25), ("ageBroad", 0.40), ("citizenship", 0.30), ("isForcedLabour", 0.25)):
        found = (table[name] == "").mean()
        assert isinstance(found, float)
        assert abs(found - share) < 5 * (share * (1 - share) / 20_000) ** 0.5, name


def test_a_kind_of_labour_stands_only_beside_forced_labour() -> None:
    table = ctdc_like(5_000)
    lone = table.filter((pl.col("typeOfLabourAgriculture") != "") & (pl.col("isForcedLabour") != "1"))
    assert lone.height == 0
    assert (table["typeOfLabourAgriculture"] == "1").any()


def test_sizes_and_seeds_share_one_population() -> None:
    one, other = (ctdc_like(30_000, seed=seed)["citizenship"].value_counts(normalize=True) for seed in (1, 2))
    both = one.join(other, on="citizenship", suffix="_other")
    gap = (both["proportion"] - both["proportion_other"]).abs().max()
    assert isinstance(gap, float)
    assert gap < 0.015


def test_the_same_seed_makes_the_same_table() -> None:
    assert ctdc_like(400, seed=3).equals(ctdc_like(400, seed=3))
    assert not ctdc_like(400, seed=3).equals(ctdc_like(400, seed=4))


def test_one_row_is_no_table() -> None:
    with pytest.raises(UsageError):
        ctdc_like(1)
