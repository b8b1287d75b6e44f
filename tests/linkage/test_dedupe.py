"""Plain dedupe inside one agency: the model, its blocks, and what DuckDB makes of it."""

import polars as pl
import pytest
from linkage_cast import FIELDS, TODAY, WRITTEN, country

from palermo.engines import matching, predict, train
from palermo.linkage import Fields, Prepared, Subjects, prepare, read_fields, read_people, subjects_of, with_plants
from palermo.linkage.model import LARGEST_BLOCK, DedupeModel

LISTS, TRUTH = country(900, (0.6, 0.6), seed=5)
WHOLE = pl.concat([frame.with_columns(list=pl.lit(source)) for source, frame in LISTS.items()])
SEED = 3


@pytest.fixture(scope="module")
def prepared() -> tuple[Prepared, DedupeModel, dict[str, str]]:
    people = read_people(WHOLE, FIELDS, today=TODAY)
    ids, whole, plants = with_plants(people, FIELDS, seed=SEED)
    made = prepare(ids, whole, FIELDS)
    return made, train(made.frame, made.model, plants, seed=SEED), plants


@pytest.fixture(scope="module")
def weighed(prepared: tuple[Prepared, DedupeModel, dict[str, str]]) -> pl.DataFrame:
    return predict(prepared[0].frame, prepared[1])


def resolved(weighed: pl.DataFrame, plants: dict[str, str]) -> Subjects:
    return subjects_of(weighed, WHOLE["record_id"].to_list(), plants)


def test_one_person_in_two_rows_is_found_and_others_are_left_apart(
    prepared: tuple[Prepared, DedupeModel, dict[str, str]], weighed: pl.DataFrame
) -> None:
    found = resolved(weighed, prepared[2])
    person = {id: TRUTH[source, id] for source, id in WHOLE.select("list", "record_id").iter_rows()}
    links = [(one, two) for one, two, _, decision in found.pairs if decision == "link"]
    right = sum(person[one] == person[two] for one, two in links)
    both = len(person) - len(set(person.values()))
    assert right / len(links) > 0.9  # namesakes born the same day are in this list; the estimate says more than is true
    assert right / both > 0.8
    assert found.kept_by_rules > 0.85


def test_probabilities_rise_with_the_weight(
    prepared: tuple[Prepared, DedupeModel, dict[str, str]], weighed: pl.DataFrame
) -> None:
    found = resolved(weighed, prepared[2])
    values = [value for _, value in found.calibration.points]
    assert values == sorted(values)
    assert not [pair for pair in found.pairs if pair[0].startswith("plant") or pair[1].startswith("plant")]


def test_training_repeats_by_seed(prepared: tuple[Prepared, DedupeModel, dict[str, str]]) -> None:
    made, model, plants = prepared
    again = train(made.frame, made.model, plants, seed=SEED)
    for one, two in zip(model.comparisons, again.comparisons, strict=True):
        for level, other in zip(one.levels, two.levels, strict=True):
            assert level.m == (None if other.m is None else pytest.approx(other.m, rel=1e-6))


@pytest.mark.parametrize("rows", [30, 200])
def test_a_short_list_is_deduplicated_too(rows: int) -> None:
    """Expectation maximisation has nothing to learn from there: copies with mistakes have."""
    frame = WHOLE.head(rows)
    again = frame.head(8).with_columns(pl.col("record_id") + "-2", given=pl.col("given").str.head(-1))
    people = read_people(pl.concat([frame, again]), FIELDS, today=TODAY)
    ids, whole, plants = with_plants(people, FIELDS, seed=SEED)
    made = prepare(ids, whole, FIELDS)
    found = subjects_of(predict(made.frame, train(made.frame, made.model, plants, seed=SEED)), people.ids, plants)
    subject = found.subjects
    twice = sum(subject[id] == subject[f"{id}-2"] for id in frame["record_id"].head(8))
    assert twice >= 6
    assert len(people) - len(set(subject.values())) <= twice + 1


WITH_A_NUMBER = read_fields("FIELDS.yml", WRITTEN + b"  number: {kind: identifier, column: number}\n")


@pytest.mark.parametrize(
    ("fields", "column"),
    [
        (WITH_A_NUMBER, pl.int_range(pl.len()).cast(pl.String).alias("number")),
        (FIELDS, pl.lit("Li").alias("family")),
    ],
    ids=["that nobody shares", "that all share"],
)
def test_a_long_list_with_a_field_is_deduplicated_too(
    fields: Fields, column: pl.Expr, monkeypatch: pytest.MonkeyPatch
) -> None:
    """No pair to learn from is met by the one; more pairs than are looked at, by the other."""
    monkeypatch.setattr(matching, "_M_PAIRS", 100_000)
    people = read_people(WHOLE.with_columns(column), fields, today=TODAY)
    ids, whole, plants = with_plants(people, fields, seed=SEED)
    made = prepare(ids, whole, fields)
    model = train(made.frame, made.model, plants, seed=SEED)
    weighed = predict(made.frame, model)
    person = {id: TRUTH[source, id] for source, id in WHOLE.select("list", "record_id").iter_rows()}
    best = weighed.filter(pl.col("left").is_in(list(person)) & pl.col("right").is_in(list(person)))
    best = best.sort("weight", descending=True).head(150)
    assert sum(person[one] == person[two] for one, two in best.select("left", "right").iter_rows()) > 135


def test_few_pairs_teach_what_many_do(
    prepared: tuple[Prepared, DedupeModel, dict[str, str]], weighed: pl.DataFrame, monkeypatch: pytest.MonkeyPatch
) -> None:
    made, _, plants = prepared
    monkeypatch.setattr(matching, "_M_PAIRS", 600)
    monkeypatch.setattr(matching, "_CHUNK", 1_000)
    model = train(made.frame, made.model, plants, seed=SEED)
    again = resolved(predict(made.frame, model), plants)
    links = [{pair[:2] for pair in one.pairs if pair[3] == "link"} for one in (resolved(weighed, plants), again)]
    assert len(links[0] & links[1]) > 0.9 * max(map(len, links))


def test_the_chunks_of_a_prediction_add_up_to_the_whole(
    prepared: tuple[Prepared, DedupeModel, dict[str, str]], weighed: pl.DataFrame
) -> None:
    parts = predict(prepared[0].frame, prepared[1], chunks=2)
    assert parts.select("left", "right").equals(weighed.select("left", "right"))


def test_a_block_too_large_is_left_out_and_said() -> None:
    many = LARGEST_BLOCK + 1
    frame = pl.DataFrame(
        {
            "record_id": [f"r{at}" for at in range(many)],
            "given": ["Ana"] * many,
            "family": ["Silva"] * many,
            "birth_date": ["1990-05-06"] * many,
        }
    )
    people = read_people(frame, FIELDS, today=TODAY)
    made = prepare(people.ids, people, FIELDS)
    assert {one.code for one in made.findings} == {"linkage.block-capped"}
    assert all(capped and pairs == 0 for _, pairs, capped in made.blocking)
