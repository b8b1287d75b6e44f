"""The order of a file tells nothing of who is who, in however many parts a country is made."""

from pathlib import Path

import numpy as np
import polars as pl
import pytest

from palermo import engines, simulation
from palermo.simulation.dice import Dice
from palermo.simulation.records import meetings
from palermo.simulation.worlds import seen_by_lists
from palermo.standards.frames import FRAMES


def table(folder: Path, name: str) -> pl.DataFrame:
    return engines.read_csv_frame((folder / name).read_bytes())


def of_victims(folder: Path) -> pl.DataFrame:
    """Every row that was sent, with the number of the person."""
    return table(folder, "truth/records.csv").with_columns(pl.col("row", "person_id").cast(pl.Int64))


def ranks(values: pl.Series) -> np.ndarray[tuple[int, ...], np.dtype[np.float64]]:
    return values.rank("random", seed=1).cast(pl.Float64).to_numpy()


@pytest.mark.parametrize("made", ["made_up", "in_parts"])
def test_where_a_row_stands_tells_nothing_of_the_person(made: str, request: pytest.FixtureRequest) -> None:
    sent = of_victims(request.getfixturevalue(made))
    for (body,), rows in sent.partition_by("source", as_dict=True).items():
        once = rows.unique("person_id", keep="first", maintain_order=True)
        if once.height > 30:
            found = np.corrcoef(ranks(once["row"]), ranks(once["person_id"]))[0, 1]
            assert abs(found) < 5 / once.height**0.5, body


@pytest.mark.parametrize("seed", [101, 102])
def test_the_order_of_one_body_tells_nothing_of_the_order_of_another(seed: int) -> None:
    dice, ids = Dice(seed), np.arange(60_000)
    seen, _ = seen_by_lists(simulation.WORLDS["mixed"], dice, ids)
    crowd = pl.DataFrame({"person_id": ids, "age": ids % 60})
    met = meetings(dice, crowd, seen, tuple(simulation.BODIES)).unique(["body", "person_id"], maintain_order=True)
    pairs = met.join(met, on="person_id").filter(pl.col("body") < pl.col("body_right"))
    looked_at = 0
    for both in pairs.partition_by("body", "body_right"):
        if both.height > 60:
            looked_at += 1
            assert abs(np.corrcoef(ranks(both["local"]), ranks(both["local_right"]))[0, 1]) < 5 / both.height**0.5
    assert looked_at > 20


def test_a_body_files_by_number_over_all_parts(in_parts: Path) -> None:
    errors = table(in_parts, "truth/errors.csv").filter(pl.col("finding") == "key.duplicate")
    sent = of_victims(in_parts).join(errors.select("source", pl.col("row").cast(pl.Int64), "before"),
                                     on=["source", "row"], how="left")  # fmt: skip
    for (name,), rows in sent.partition_by("source", as_dict=True).items():
        own = rows.sort("row").select(pl.coalesce(pl.col("before").replace("", None), "record_id")).to_series()
        assert own.is_sorted(), name


def test_neither_record_nor_family_is_numbered_as_in_the_truth(made_up: Path) -> None:
    """The same person, suspect or family has another number at each body."""
    people = table(made_up, "truth/person_records.csv").with_columns(
        number=pl.col("person_record").str.split("/").list.last()
    )
    often = people.group_by("person_id").agg(pl.col("number").n_unique(), pl.len())
    assert (often["number"] == often["len"]).all()
    families = table(made_up, "frames/family_unit.csv")
    assert families["family_unit"].str.contains(r"^[a-z-]+/XF\d{9}$").all()


@pytest.mark.parametrize("name", FRAMES)
def test_bodies_know_the_same_in_whatever_parts_a_country_is_made(made_up: Path, in_parts: Path, name: str) -> None:
    whole, parts = (table(folder, f"frames/{name}.csv") for folder in (made_up, in_parts))
    assert parts.sort(parts.columns).equals(whole.sort(whole.columns))


def test_returns_are_the_same_in_whatever_parts_a_country_is_made(made_up: Path, in_parts: Path) -> None:
    for path in (made_up / "conference" / "returns").iterdir():
        assert (in_parts / "conference" / "returns" / path.name).read_bytes() == path.read_bytes()
