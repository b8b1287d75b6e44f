"""The country as it lies on disk: marked, repeatable, whole, and its frames as the register's rooms read them."""

import hashlib
import json
from pathlib import Path

import polars as pl
import pytest

from palermo import engines, simulation
from palermo.ground.errors import UsageError
from palermo.standards.frames import FRAMES

BYTES = "4a82a8eb486792a59ebea0b05c9667294513994660a9948465a31f6d81172d5e"
"""The digest of 300 people of seed 5; every machine must find it, as Python 3.11, 3.12 and 3.13 did. A change to what
is made changes it, and says so."""


def digest(folder: Path) -> dict[str, str]:
    files = sorted(path for path in folder.rglob("*") if path.is_file())
    return {path.relative_to(folder).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest() for path in files}


def write(folder: Path, **asked: object) -> Path:
    order = simulation.ask(**{"people": 300, "seed": 5, **asked})  # type: ignore[arg-type]
    engines.write_country(folder, simulation.country(order))
    return folder


def table(folder: Path, name: str) -> pl.DataFrame:
    return engines.read_csv_frame((folder / name).read_bytes())


@pytest.fixture(scope="session", name="once")
def _once(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A country of 300 people, seed 5."""
    return write(tmp_path_factory.mktemp("once") / "made")


def test_the_same_seed_makes_the_same_bytes(tmp_path: Path, once: Path) -> None:
    assert digest(once) == digest(write(tmp_path / "twice"))


def test_the_bytes_are_those_of_every_other_machine(once: Path) -> None:
    whole = hashlib.sha256("\n".join(digest(once).values()).encode()).hexdigest()
    assert whole == BYTES


def test_another_seed_makes_other_people() -> None:
    firsts = [next(simulation.country(simulation.ask(people=300, seed=seed))) for seed in (5, 6)]
    assert isinstance(firsts[0], simulation.Rows)
    assert isinstance(firsts[1], simulation.Rows)
    assert firsts[0].file == firsts[1].file == "truth/people.csv"
    assert not firsts[0].cells.equals(firsts[1].cells)


def test_people_do_not_hang_on_how_many_are_made_at_once(made_up: Path, in_parts: Path) -> None:
    assert table(in_parts, "truth/people.csv").equals(table(made_up, "truth/people.csv"))


def test_every_file_of_a_body_says_that_it_is_invented(made_up: Path) -> None:
    for path in (made_up / "bodies").rglob("*"):
        if path.is_file() and path.name != "LAYOUT.yml":
            encoding = simulation.BODIES[path.parent.name].encoding if path.suffix == ".csv" else "utf-8"
            text = path.read_bytes().decode(encoding, "replace")
            assert "invented" in text, path.name
    for path in (made_up / "bodies").rglob("LAYOUT.yml"):
        assert "made-up" in path.read_text("utf-8").splitlines()[0]
    assert "INVENTED" in (made_up / "README.md").read_text("utf-8")


def test_every_row_that_is_sent_carries_the_mark(made_up: Path) -> None:
    text = (made_up / "bodies" / "border-guard" / "border-guard.csv").read_text("utf-8")
    lines = text.splitlines()[1:]
    assert len(lines) > 20
    assert [line for line in lines if not line.removesuffix(",?").endswith(",invented")] == []


def test_every_row_of_frames_and_truth_carries_the_mark(made_up: Path) -> None:
    """Capture histories are counts and hold no person."""
    names = [path.relative_to(made_up).as_posix() for path in made_up.glob("[ft]r*/*.csv")]
    assert len(names) > 25
    marks = {name: set(table(made_up, name)["invented"]) for name in names if name != "truth/histories.csv"}
    assert {name for name, found in marks.items() if found - {"invented"}} == set()


def test_no_code_of_a_real_state_stands_in_a_file(made_up: Path) -> None:
    from palermo.standards import code_list

    citizens = set(table(made_up, "truth/people.csv")["citizenship"].unique())
    assert citizens & {one.code for one in code_list("iso3166_alpha2").codes} == set()


def test_the_frames_keep_their_contracts(made_up: Path) -> None:
    frames = {path.stem: table(made_up, f"frames/{path.name}") for path in (made_up / "frames").glob("*.csv")}
    assert set(frames) == set(FRAMES)
    assert [one for name, frame in frames.items() for one in FRAMES[name].breaches(frame)] == []


def test_frames_hang_together(made_up: Path) -> None:
    parts = table(made_up, "frames/participation.csv")["participation"].to_list()
    for name in ("trafficking_event", "status_decision", "consent", "service", "repatriation", "indicator_observation"):
        assert set(table(made_up, f"frames/{name}.csv")["participation"]) <= set(parts)
    assert len(set(parts)) == len(parts)


def test_nobody_is_referred_without_consent(made_up: Path) -> None:
    consented = set(table(made_up, "frames/consent.csv")["participation"])
    assert set(table(made_up, "frames/referral.csv")["case"]) <= consented


def test_a_decision_names_the_rule_in_force_on_its_day(made_up: Path) -> None:
    decisions = table(made_up, "frames/status_decision.csv")
    early = decisions.filter(pl.col("decided_on") < "2023-07-01")
    assert set(early["rule_version"]) == {"1"}
    assert set(decisions.filter(pl.col("decided_on") >= "2023-07-01")["rule_version"]) == {"2"}


def test_stints_of_a_person_follow_one_another(made_up: Path) -> None:
    stints = table(made_up, "frames/custody_stint.csv").sort("person_record", "in_at", "out_at")
    assert stints.filter((pl.col("out_at") != "") & (pl.col("out_at") < pl.col("in_at"))).height == 0
    before = stints.with_columns(earlier=pl.col("out_at").shift(1).over("person_record"))
    assert before.filter(pl.col("earlier").is_not_null() & (pl.col("in_at") < pl.col("earlier"))).height == 0


def test_events_and_reviews_are_of_stints_and_in_their_time(made_up: Path) -> None:
    stints = table(made_up, "frames/custody_stint.csv")
    for name, day in (("custody_event", "at"), ("custody_review", "due")):
        found = table(made_up, f"frames/{name}.csv").join(stints, on="stint", how="left")
        assert found.height > 3
        assert found["in_at"].null_count() == 0
        assert found.filter(
            (pl.col(day) < pl.col("in_at")) | ((pl.col("out_at") != "") & (pl.col(day) > pl.col("out_at")))
        ).is_empty()


def test_indicators_are_of_the_list_for_the_persons_age(made_up: Path) -> None:
    from palermo.standards import ilo

    noted = table(made_up, "frames/indicator_observation.csv")
    for profile, child in (("adult", False), ("child", True)):
        codes = {one.code for one in ilo.indicators(child=child)}
        of_list = noted.filter(pl.col("weight_profile") == profile)
        assert of_list.height > 5
        assert set(of_list["indicator"]) <= codes
    assert noted.is_duplicated().sum() == 0


def test_an_alert_ends_when_its_child_is_no_longer_missing(made_up: Path) -> None:
    children = table(made_up, "frames/missing_child.csv")
    messages = table(made_up, "frames/alert_message.csv")
    ended = messages.filter(pl.col("msgType") == "Cancel")
    assert ended.height == children.filter(pl.col("outcome") != "still_missing").height > 3
    assert children.filter((pl.col("recovered_at") != "") != pl.col("outcome").str.starts_with("recovered")).is_empty()
    assert set(ended["references"]) <= set(messages.filter(pl.col("msgType") == "Alert")["identifier"])


def test_a_family_has_two_members_a_body_knows(made_up: Path) -> None:
    families = table(made_up, "frames/family_unit.csv")
    assert families.height > 3
    assert families.group_by("family_unit").len()["len"].min() > 1  # type: ignore[operator]


def test_the_truth_knows_the_hidden_number(made_up: Path) -> None:
    truth = json.loads((made_up / "truth" / "country.json").read_text("utf-8"))
    people = table(made_up, "truth/people.csv")
    unseen = people.filter(pl.all_horizontal(pl.col(f"on_{name}") == "0" for name in simulation.LISTS))
    assert truth["hidden"] == unseen.height
    assert truth["people"] == people.height == truth["hidden"] + truth["observed"]


def test_the_truth_links_every_row_to_a_person(made_up: Path) -> None:
    links = table(made_up, "truth/records.csv")
    truth = json.loads((made_up / "truth" / "country.json").read_text("utf-8"))
    assert links.height == sum(one["rows"] for one in truth["bodies"].values())
    assert links.select("source", "row").is_duplicated().sum() == 0


def test_only_people_on_a_list_stand_in_the_files_of_its_bodies(made_up: Path) -> None:
    people = table(made_up, "truth/people.csv").select("person_id", *(f"on_{name}" for name in simulation.LISTS))
    links = table(made_up, "truth/records.csv").join(people, on="person_id")
    for name in simulation.LISTS:
        bodies = [body.id for body in simulation.BODIES.values() if body.sees == name]
        assert set(links.filter(pl.col("source").is_in(bodies))[f"on_{name}"]) == {"1"}


def test_an_error_of_the_truth_stands_in_the_file(made_up: Path) -> None:
    errors = table(made_up, "truth/errors.csv").filter((pl.col("source") == "border-guard") & (pl.col("column") != ""))
    sent = engines.read_raw(made_up / "bodies" / "border-guard" / "border-guard.csv").sheets[0].tables[0]
    header = list(sent.header[0])
    cells = dict(zip(sent.rows.to_list(), sent.cells.rows(), strict=True))
    changed = errors.filter(pl.col("before") != pl.col("after"))
    assert changed.height > 3
    for row, column, after in changed.select("row", "column", "after").rows():
        assert cells[int(row)][header.index(column)] == after


def test_a_small_country_has_a_hundred_and_fifty_people_a_year(tmp_path: Path) -> None:
    order = simulation.ask(people=None, seed=1, size="small")
    assert (order.people, len(order.bodies)) == (750, 8)
    assert {simulation.BODIES[one].sees for one in order.bodies} >= set(simulation.LISTS)


def test_what_nobody_knows_is_a_frame_without_rows(tmp_path: Path) -> None:
    folder = write(tmp_path / "small", size="small", people=None)
    assert {path.stem for path in (folder / "frames").iterdir()} == set(FRAMES)
    assert table(folder, "frames/custody_stint.csv").height == 0
    assert table(folder, "frames/case.csv").height > 200


@pytest.mark.parametrize("people", [2, 3, 5])
def test_a_country_of_hardly_anybody_is_whole(tmp_path: Path, people: int) -> None:
    """With two people it is likely that nobody was met: tables without rows, and no file fails."""
    folder = write(tmp_path / "made", people=people, world="sparse")
    assert {path.stem for path in (folder / "frames").iterdir()} == set(FRAMES)
    rows = json.loads((folder / "truth" / "country.json").read_text("utf-8"))["bodies"]
    assert {name for name, one in rows.items() if one["rows"]} <= set(table(folder, "truth/records.csv")["source"])
    assert (folder / "bodies" / "hotline" / "hotline.jsonl").exists() == bool(rows["hotline"]["rows"])


def test_one_agency_alone_sends_one_file(tmp_path: Path) -> None:
    folder = write(tmp_path / "one", body="hotline")
    assert [path.name for path in (folder / "bodies").iterdir()] == ["hotline"]
    assert set(table(folder, "truth/records.csv")["source"]) == {"hotline"}


def test_one_agency_alone_sends_what_it_sends_among_all(tmp_path: Path, made_up: Path) -> None:
    folder = write(tmp_path / "one", body="hotline", people=2000, seed=11)
    name = "bodies/hotline/hotline.jsonl"
    assert (folder / name).read_bytes() == (made_up / name).read_bytes()


@pytest.mark.parametrize(
    "asked",
    [{"people": 0}, {"people": 1}, {"people": -5}, {"people": 10**9}, {"world": "utopia"}, {"size": "huge"},
     {"body": "no-such"}, {"seed": -1}],
)  # fmt: skip
def test_a_country_that_cannot_be_is_refused(asked: dict[str, object]) -> None:
    with pytest.raises(UsageError):
        simulation.ask(**{"people": 300, "seed": 5, **asked})  # type: ignore[arg-type]


def test_a_folder_that_is_not_empty_stays_as_it_is(tmp_path: Path) -> None:
    (tmp_path / "kept.txt").write_text("mine")
    with pytest.raises(UsageError, match="not empty"):
        write(tmp_path)
    assert [path.name for path in tmp_path.iterdir()] == ["kept.txt"]


def test_nothing_is_left_when_making_fails(tmp_path: Path) -> None:
    def broken() -> object:
        yield from list(simulation.country(simulation.ask(people=50, seed=1)))[:5]
        raise OSError(28, "No space left on device")

    with pytest.raises(UsageError, match="No space left"):
        engines.write_country(tmp_path / "made", broken())  # type: ignore[arg-type]
    assert list(tmp_path.iterdir()) == []
