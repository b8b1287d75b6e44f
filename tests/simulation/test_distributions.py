"""What was asked of chance is what came out, within sampling error, over seeds fixed beforehand."""

from functools import cache

import numpy as np
import polars as pl
import pytest

from palermo import simulation
from palermo.simulation.bodies import BODIES
from palermo.simulation.cultures import CULTURES, names_of
from palermo.simulation.dice import MILLION, Dice, shuffled
from palermo.simulation.people import name_weights, people

SEEDS = (101, 102, 103)
PEOPLE = 40_000


RIVERS = BODIES["rivers-police"]
WANTED = ("truth/records.csv", "truth/errors.csv")


def near(count: float, many: int, share: float) -> bool:
    """Within five standard errors of what was asked."""
    return bool(abs(count - many * share) < 5 * (many * share * (1 - share)) ** 0.5)


@cache
def crowd(seed: int) -> pl.DataFrame:
    return people(Dice(seed), np.arange(PEOPLE), PEOPLE)


@pytest.mark.parametrize("seed", SEEDS)
def test_dice_fall_evenly(seed: int) -> None:
    found = np.bincount(Dice(seed).below("even", np.arange(60_000), 6), minlength=6)
    assert all(near(count, 60_000, 1 / 6) for count in found)


def test_streams_and_neighbours_tell_nothing_of_each_other() -> None:
    dice, ids = Dice(1), np.arange(50_000)
    first, second = (dice.below(name, ids, 2) for name in ("one", "two"))
    assert near((first == second).sum(), 50_000, 0.5)
    assert near((first[1:] == first[:-1]).sum(), 49_999, 0.5)


def test_dice_fall_the_same_everywhere() -> None:
    assert Dice(7).below("stream", [0, 1, 2, 10**6], MILLION).tolist() == [16_931, 903_107, 856_330, 20_494]


def test_shuffled_numbers_stay_apart() -> None:
    found = shuffled(np.arange(1 << 16), 12_345, 16)
    assert len(np.unique(found)) == 1 << 16
    assert not (np.diff(found) > 0).all()


def alone(seed: int) -> pl.DataFrame:
    """Those whose name is their own draw: no family, no namesake."""
    return crowd(seed).filter((pl.col("family_unit") < 0) & (pl.col("namesake_of") < 0))


@pytest.mark.parametrize("seed", SEEDS)
def test_family_names_are_as_skewed_as_asked(seed: int) -> None:
    """Every family name that is to occur ten times occurs as often as its weight says, in each culture."""
    made = alone(seed)
    for code, culture in CULTURES.items():
        if culture.two_families or culture.single_name:
            continue
        of_culture = made.filter(pl.col("citizenship") == code)
        often = dict(of_culture["family_native"].value_counts().rows())
        weights = name_weights(code, "families")
        for name, weight in zip(names_of(code, "families"), weights, strict=True):
            share = weight / sum(weights)
            if of_culture.height * share >= 10:
                assert near(often.get(name[0], 0), of_culture.height, share), (code, name)


@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize(("sex", "kind"), [("female", "women"), ("male", "men")])
def test_given_names_are_as_skewed_as_asked(seed: int, sex: str, kind: str) -> None:
    made = alone(seed).filter(pl.col("sex") == sex)
    for code in CULTURES:
        of_culture = made.filter(pl.col("citizenship") == code)
        often = dict(of_culture["given_native"].value_counts().rows())
        weights = name_weights(code, kind)
        for name, weight in zip(names_of(code, kind), weights, strict=True):
            share = weight / sum(weights)
            if of_culture.height * share >= 10:
                assert near(often.get(name[0], 0), of_culture.height, share), (code, name)


def pairs(counts: list[int]) -> int:
    return sum(count * (count - 1) // 2 for count in counts)


@pytest.mark.parametrize("seed", SEEDS)
def test_two_persons_share_a_name_as_often_as_the_lists_ask(seed: int) -> None:
    """Pairs of women with one given and one family name, beside what the weights of both lists give."""
    made = alone(seed).filter(pl.col("sex") == "female")
    for code, culture in CULTURES.items():
        if culture.two_families or culture.single_name:
            continue
        of_culture = made.filter(pl.col("citizenship") == code)
        same = pairs(of_culture.group_by("given_native", "family_native").len()["len"].to_list())
        chance = 1.0
        for kind in ("women", "families"):
            weights = name_weights(code, kind)
            chance *= sum((weight / sum(weights)) ** 2 for weight in weights)
        expected = pairs([of_culture.height]) * chance
        # Pairs hang together through frequent names: wider than the root of their number.
        assert abs(same - expected) < 5 * expected**0.5 + 0.2 * expected, (code, same, expected)


def test_whole_names_are_seldom_shared_in_any_script() -> None:
    """In every script two men of a culture share all parts of their name once in 500 pairs at most."""
    for code, culture in CULTURES.items():
        kinds = ["men", "families", *["families"] * culture.two_families, *["men"] * culture.patronymic]
        chance = 1.0
        for kind in kinds:
            assert len(names_of(code, kind)) >= 15, (code, kind)
            weights = name_weights(code, kind)
            chance *= sum((weight / sum(weights)) ** 2 for weight in weights)
        assert chance < 1 / 500, (code, 1 / chance)


def test_every_name_is_there_once_and_romanised_without_accents() -> None:
    for code in CULTURES:
        for kind in ("women", "men", "families"):
            listed = names_of(code, kind)
            assert len({name[0] for name in listed}) == len(listed)
            assert [name for name in listed if not (name[1] + name[2]).isascii()] == []


@pytest.mark.parametrize("seed", SEEDS)
def test_people_come_from_where_they_were_asked_to_come_from(seed: int) -> None:
    made = crowd(seed).filter(pl.col("family_unit") < 0)
    for code, culture in CULTURES.items():
        assert near((made["citizenship"] == code).sum(), made.height, culture.share / 1000), code


@pytest.mark.parametrize("seed", SEEDS)
def test_children_are_among_them_and_nobody_is_unborn(seed: int) -> None:
    made = crowd(seed)
    assert 0.15 < (made["age"] < 18).mean() < 0.35  # type: ignore[operator]
    assert made["age"].min() >= 0  # type: ignore[operator]
    assert (made["birth"] < made["begun"]).all()


@pytest.mark.parametrize("seed", SEEDS)
def test_a_namesake_has_name_and_birth_year_of_somebody_else(seed: int) -> None:
    made = crowd(seed).with_columns(year=pl.from_epoch("birth", time_unit="d").dt.year())
    pairs = made.filter(pl.col("namesake_of") >= 0).join(
        made, left_on="namesake_of", right_on="person_id", suffix="_other"
    )
    assert near(pairs.height, PEOPLE, 0.0137) or pairs.height > 300
    original = pairs.filter((pl.col("namesake_of_other") < 0) & (pl.col("citizenship") == pl.col("citizenship_other")))
    same = (original["given_native"] == original["given_native_other"]) & (
        original["family_native"] == original["family_native_other"]
    )
    assert same.mean() > 0.8  # type: ignore[operator]  # the rest share their name through a family
    assert (original["year"] == original["year_other"]).mean() > 0.98  # type: ignore[operator]


@pytest.mark.parametrize("seed", SEEDS)
def test_brothers_and_sisters_share_family_name_and_country(seed: int) -> None:
    made = crowd(seed).filter(pl.col("family_unit") >= 0)
    families = made.group_by("family_unit").agg(pl.col("family_native", "citizenship").n_unique(), pl.len())
    assert (families["citizenship"] == 1).all()
    assert (families["family_native"] == 1).all()
    assert families["len"].max() == 4
    twins = made.group_by("family_unit", "birth").len().filter(pl.col("len") == 2)
    assert twins.height > 50


@cache
def sent_by_rivers(seed: int) -> dict[str, pl.DataFrame]:
    """File → its rows, of a country in which one body alone writes."""
    order = simulation.ask(people=PEOPLE, seed=seed, body=RIVERS.id)
    found: dict[str, list[pl.DataFrame]] = {}
    for part in simulation.country(order):
        if isinstance(part, simulation.Rows) and not part.file.startswith("frames/"):
            found.setdefault(part.file, []).append(part.cells)
    return {file: pl.concat(parts) for file, parts in found.items() if file in WANTED}


@pytest.mark.parametrize("seed", SEEDS)
def test_silent_mistakes_come_at_the_rate_of_the_body(seed: int) -> None:
    """Sex is emptied at a rate of `care` in a thousand cells."""
    links, errors = (sent_by_rivers(seed)[file] for file in WANTED)
    emptied = errors.filter((pl.col("kind") == "emptied") & (pl.col("column") == "Пол")).height
    assert near(emptied, links.height, RIVERS.care / 1000)


@pytest.mark.parametrize("seed", SEEDS)
def test_errors_that_check_sees_come_at_the_rate_of_the_body(seed: int) -> None:
    """Pairs of rows carry one error on the one side; on the other none is made where the kind does not fit the row."""
    links, errors = (sent_by_rivers(seed)[file] for file in WANTED)
    seen = errors.filter(pl.col("finding") != "")["row"].n_unique()
    rate = RIVERS.care * 800 / MILLION
    assert 0.4 * links.height * rate < seen < 2 * links.height * rate


@pytest.mark.parametrize("seed", SEEDS)
def test_some_people_stand_in_a_body_twice(seed: int) -> None:
    links = sent_by_rivers(seed)["truth/records.csv"]
    again = links.height - links["person_id"].n_unique()
    assert 0.015 < again / links.height < 0.08
