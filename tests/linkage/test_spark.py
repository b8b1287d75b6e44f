"""The same model on Spark, for real: local[2], Java and all. Where Spark or Java is missing these tests fail."""

import numpy as np
import polars as pl
import pytest
from linkage_cast import FIELDS, TODAY, country

from palermo.engines import joins_on_spark, predict, run_join, train
from palermo.linkage import Join, kernels, prepare, read_people, subjects_of, with_plants

pytestmark = pytest.mark.spark
LISTS, _ = country(300, (0.6, 0.6), seed=8)


def test_spark_finds_the_pairs_of_duckdb_with_their_weights_and_the_same_subjects() -> None:
    people = read_people(pl.concat(LISTS.values()), FIELDS, today=TODAY)
    ids, whole, plants = with_plants(people, FIELDS, seed=1)
    made = prepare(ids, whole, FIELDS)
    model = train(made.frame, made.model, plants, seed=1)
    here, there = predict(made.frame, model), predict(made.frame, model, engine="spark")
    both = here.join(there, on=["left", "right"], suffix="_spark")
    assert both.height >= 0.998 * max(here.height, there.height)
    alike = both.filter((pl.col("weight") - pl.col("weight_spark")).abs() < 1e-6).height
    assert alike >= 0.998 * both.height
    one, two = (subjects_of(weighed, people.ids, plants).subjects for weighed in (here, there))
    assert one == two


def test_the_blocks_of_a_join_are_tasks_on_spark_and_their_union_is_the_join_here_bit_for_bit() -> None:
    generator = np.random.default_rng(3)
    left, right = (generator.integers(0, 2**64, (many, 16), dtype=np.uint64) for many in (4500, 400))
    with joins_on_spark() as run:
        here = run_join(Join(left, right, 0.52, kernels()[0], cap=3))
        work = Join(left, right, 0.52, "numpy", cap=3)  # a worker that has nothing to compile starts sooner
        there = run(work)
    assert len(work.blocks()) == 3
    assert here.capped == there.capped > 0
    assert len(here) > 1000
    for name in ("left", "right", "common"):
        assert np.array_equal(getattr(here, name), getattr(there, name))
