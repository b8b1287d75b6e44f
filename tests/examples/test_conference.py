"""The made-up conference: it holds what it is meant to show, its report builds, and says what the conference says."""

import json
import re
from collections import Counter
from datetime import date
from pathlib import Path
from typing import Any

import as_typed
import pytest
import yaml
from as_typed import Done

from palermo import coordination, engines
from palermo.coordination import Conference, PlanStatus

FOLDER = Path(__file__).parents[2] / "examples" / "conference"
TODAY = date(2026, 2, 28)
USER_CODE = re.compile(r"X[A-Z]")


def palermo(*words: str | Path, expect: int = 0) -> Done:
    done = as_typed.palermo(*words)
    assert done.returncode == expect, done.stdout + done.stderr
    return done


@pytest.fixture(scope="module")
def conference() -> Conference:
    return coordination.load(engines.read_folder(FOLDER))


@pytest.fixture(scope="module")
def status(conference: Conference) -> PlanStatus:
    return coordination.rollup(conference, today=TODAY, period="2025", plan="p3")


@pytest.fixture(scope="module")
def edition(tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("conference") / "out"
    palermo("report", "build", FOLDER, "--out", out)
    return out


@pytest.fixture(scope="module")
def page(edition: Path) -> str:
    return (edition / "en" / "index.html").read_text("utf-8")


@pytest.fixture(scope="module")
def figures(edition: Path) -> dict[str, str]:
    written: list[dict[str, Any]] = json.loads((edition / "figures.json").read_text("utf-8"))
    return {row["id"]: row["value"] for row in written}


def documents() -> set[str]:
    found = [yaml.safe_load(path.read_text("utf-8")) for path in (FOLDER / "evidence").glob("*.yml")]
    return {one["id"] for file in found for one in file["documents"]}


def indicator_names() -> set[str]:
    found = [yaml.safe_load(path.read_text("utf-8")) for path in (FOLDER / "indicators").glob("*.yml")]
    return {name for one in found for name in one["figures"]}


# The folder


def test_nothing_in_the_folder_is_an_error_and_each_warning_is_one_it_means_to_show(conference: Conference) -> None:
    told = coordination.check(conference, today=TODAY, documents=documents(), figures=indicator_names())
    assert Counter(one.code for one in told if one.severity != "info") == {
        "coordination.nobody-took-over": 2,
        "coordination.no-owner": 2,
    }


def test_every_file_says_that_it_is_invented() -> None:
    files = [path for path in FOLDER.rglob("*.yml") if path.parent.name != "indicators"]
    assert [path.name for path in files if "INVENTED" not in path.read_text("utf-8").splitlines()[0]] == []


def test_no_real_state_is_named(conference: Conference) -> None:
    states = {one.state for one in (*conference.assessments, *conference.duties, *conference.ranks)}
    about = {state for one in conference.assessments if one.about for state in one.about.states}
    assert len(states) == 10
    assert [state for state in states | about if not USER_CODE.fullmatch(state)] == []


def test_a_body_is_renamed_merged_split_and_closed(conference: Conference) -> None:
    changes = {one.how for body in conference.bodies for one in body.successors}
    assert len(conference.bodies) == 35
    assert changes == {"merged", "split"}
    assert conference.name_of("interior", date(2012, 1, 1)) != conference.name_of("interior", TODAY)


def test_what_the_migration_office_led_is_nobodys_and_what_the_licensing_board_led_is_not(
    conference: Conference,
) -> None:
    standing = coordination.Standing(conference=conference, today=TODAY, period="2025")
    leads = {ref: standing.leads(conference.measures[ref]) for ref in ("p3/1.5", "p3/2.5", "p3/4.3")}
    assert leads == {"p3/1.5": (), "p3/2.5": (), "p3/4.3": ("labour",)}


def test_threads_lead_through_the_three_plans(conference: Conference) -> None:
    assert coordination.thread(conference, "p3/2.3") == ("p1/3.2", "p2/2.3", "p3/2.3")
    split = [one.ref for one in conference.measures.values() if one.continues == "p1/2.4"]
    assert split == ["p2/4.1", "p2/4.2"]


def test_targets_of_zero_are_kept(conference: Conference) -> None:
    zero = [
        measure.ref
        for measure in conference.plans["p3"].measures
        for indicator in measure.indicators
        if indicator.target == "0"
    ]
    assert zero == ["p3/1.4", "p3/1.5", "p3/3.4", "p3/4.3"]


def test_decisions_come_to_every_end(conference: Conference) -> None:
    assert Counter(one.status for one in conference.decisions()) == {
        "open": 11,
        "done": 2,
        "dropped": 1,
        "superseded": 1,
    }


def test_two_assessors_and_the_state_itself_fill_in_the_same_sheet(conference: Conference) -> None:
    sheets = Counter((one.assessor, one.round) for one in conference.assessments)
    assert sheets == {(name, year): 10 for name in ("bureau", "watch") for year in (2024, 2025)} | {
        ("own", 2024): 1,
        ("own", 2025): 1,
    }


def test_a_rank_of_a_sheet_is_the_one_of_the_history(conference: Conference) -> None:
    history = {(one.assessor, one.state, one.round): one.rank for one in conference.ranks}
    given = {(one.assessor, one.state, one.round): one.rank for one in conference.assessments if one.rank}
    assert len(given) == 20
    assert {key: history[key] for key in given} == given


def test_nobody_names_a_document_published_later(conference: Conference) -> None:
    published = {
        one["id"]: str(one["published_on"])
        for path in (FOLDER / "evidence").glob("*.yml")
        for one in yaml.safe_load(path.read_text("utf-8"))["documents"]
    }
    late = [
        f"{one.assessor} on {one.state}: {document}"
        for one in conference.assessments
        for part in one.criteria
        for document in part.documents
        if published[document] > str(one.on)
    ]
    late += [
        f"{entry.at}: {document}"
        for entry in (*conference.entries, *conference.reviews)
        for document in entry.evidence
        if entry.on and published[document] > str(entry.on)
    ]
    assert late == []


# The report


def test_verify_finds_nothing_to_say(edition: Path) -> None:
    palermo("report", "verify", edition)


def test_lint_names_no_error() -> None:
    told = json.loads(palermo("report", "lint", FOLDER, "--json").stdout)
    found = told["findings"] if isinstance(told, dict) else told
    assert [one for one in found if one["severity"] == "error" or one["code"].startswith("lint.")] == []


def test_measures_by_status_are_those_of_the_conference(figures: dict[str, str], status: PlanStatus) -> None:
    cell = "conference.measures:level=measure;plan=p3"
    printed = {name: figures.get(f"{cell};status={name}", "0") for name in status.by_status}
    assert printed == {name: str(count) for name, count in status.by_status.items()}
    assert figures[cell] == str(status.measures) == "35"


@pytest.mark.parametrize(
    ("figure", "field"),
    [
        ("conference.measures_overdue:plan=p3", "overdue"),
        ("conference.measures_disputed:plan=p3", "disputed"),
        ("conference.bodies_silent:plan=p3", "silent"),
        ("conference.decisions:state=open", "open"),
        ("conference.decisions_overdue", "late"),
        ("conference.decisions_ownerless", "ownerless"),
    ],
)
def test_a_key_figure_counts_what_the_conference_names(
    figures: dict[str, str], status: PlanStatus, figure: str, field: str
) -> None:
    named = getattr(status, field)
    assert named
    assert figures[figure] == str(len(named))


def test_members_are_those_of_the_day(figures: dict[str, str], status: PlanStatus) -> None:
    assert figures["conference.members"] == str(status.members) == "27"


def test_every_silent_body_is_named(page: str, conference: Conference, status: PlanStatus) -> None:
    listed = re.search(r'<ul class="silent">(.*?)</ul>', page, re.DOTALL)
    assert listed
    assert re.findall(r"<li>(?:<[^>]+>)*([^<]+)", listed[1]) == [conference.name_of(id, TODAY) for id in status.silent]


@pytest.mark.parametrize(
    "anchor",
    [
        "plan-p3", "disputes-p3", "decisions-all", "decisions-overdue", "owed-all", "members-day", "threads-p1",
        "threads-p2", "plan-chart-p3.tree", "plan-chart-p3.timeline", "plan-chart-p3.bodies",
    ],
)  # fmt: skip
def test_a_view_is_there(page: str, anchor: str) -> None:
    assert f'id="{anchor}"' in page


def test_places_are_counted_in_two_ways_side_by_side(page: str) -> None:
    contrast = page[page.index('id="contrast-x.xm.places"') :]
    assert contrast.index(">149</data>") < contrast.index(">171</data>") < contrast.index("</figure>")


def test_a_dispute_without_a_reply_stands_with_one_that_has_it(page: str) -> None:
    disputes = page[page.index('id="disputes-p3"') :]
    disputes = disputes[: disputes.index("</figure>")]
    assert "the procedure lies at every desk now" in disputes
    assert disputes.count('<td class="words">–</td>') == 2
