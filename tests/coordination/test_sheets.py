"""Duties and assessments: one sheet for every state, voices side by side, and nothing computed about any."""

from collections.abc import Callable
from datetime import date

import pytest

from palermo import coordination
from palermo.coordination import Conference
from palermo.standards import frameworks, instruments

Files = dict[str, bytes]
TODAY = date(2026, 2, 28)

CONFERENCE = """format: palermo.conference/1
name: {en: "Joint conference"}
country: XM
bodies:
  - {id: justice, kind: ministry, names: [{en: "Ministry of Justice"}]}
assessors:
  - {id: watch, name: {en: "Observer network"}, kind: ngo}
  - {id: office, name: {en: "State office of Altland"}, kind: state, of: XA}
  - {id: own, name: {en: "Meridia on itself"}, kind: self, of: XM}
"""
DUTIES = """format: palermo.duties/1
instrument: palermo
state: XM
period: 2025
lines:
  - article: "10.2"
    documents: [doc-17]
    own: {by: justice, judgement: partly_met, text: {en: "Half were trained"}, on: 2026-01-15}
    others: [{by: watch, judgement: not_met, text: {en: "No course was held"}, document: doc-31}]
  - {article: "9.1", figures: [programmes]}
"""
BEFORE = """format: palermo.assessment/1
assessor: office
framework: tvpa-2019
state: XM
round: 2024
document: doc-40
rank: "2"
criteria: [{id: "4.2", judgement: partly_met}]
"""
NOW = """format: palermo.assessment/1
assessor: office
framework: tvpa-2019
state: XM
round: 2025
document: doc-41
rank: "2WL"
criteria:
  - {id: "4.2", judgement: not_met, documents: [doc-41], text: {en: "Victims were fined"}}
replies:
  - {by: "Government of Meridia", criterion: "4.2", text: {en: "The fines were taken back"}, document: doc-42}
about: {unit: paragraph, total: 310, states: {XM: 44, XB: 12}}
"""
OTHER = NOW.replace("office", "watch").replace("not_met", "partly_met").replace('rank: "2WL"\n', "")
TIERS = """format: palermo.tiers/1
assessor: office
framework: tvpa-2019
ranks: {XB: {2022: "2WL", 2023: {rank: "2WL", waiver: true}}}
"""


@pytest.fixture
def files() -> Files:
    return {
        "conference.yml": CONFERENCE.encode(),
        "duties/palermo.yml": DUTIES.encode(),
        "assessments/office-2024.yml": BEFORE.encode(),
        "assessments/office-2025.yml": NOW.encode(),
        "assessments/watch-2025.yml": OTHER.encode(),
        "tiers/office.yml": TIERS.encode(),
    }


@pytest.fixture
def conference(files: Files) -> Conference:
    return coordination.load(files)


Say = Callable[..., list[str]]


@pytest.fixture
def say(files: Files) -> Say:
    """The findings after a change in one of the files, as CODE path:line."""

    def said(path: str = "", old: str = "", new: str = "", **known: set[str]) -> list[str]:
        if path:
            assert old.encode() in files[path]
            files[path] = files[path].replace(old.encode(), new.encode())
        found = coordination.check(coordination.load(files), today=TODAY, **known)
        return [f"{one.code} {one.path}:{one.line}" for one in found]

    return said


def test_the_conventions_ship_with_34_5_and_6_lines() -> None:
    assert {id: len(one.lines) for id, one in instruments().items()} == {"palermo": 34, "c29": 5, "c105": 6}


def test_each_yardstick_names_its_years_and_what_it_added() -> None:
    old, new = frameworks()["tvpa-2009"], frameworks()["tvpa-2019"]
    assert (old.holds_in(2018), old.holds_in(2019), new.holds_in(2019), new.holds_in(2040)) == (True, False, True, True)
    assert len(old.criteria) == 4 + 12
    assert [one.id for one in new.criteria if old.criterion(one.id) is None] == ["state.1"]


def test_the_folder_is_sound(say: Say) -> None:
    assert say() == []


def test_a_sheet_shows_every_line_and_missing_evidence_as_missing(conference: Conference) -> None:
    lines = coordination.sheet(conference.duties[0], conference.instruments["palermo"])
    assert len(lines) == 34
    assert [one.asked.article for one in lines if one.evidence] == ["9.1", "10.2"]
    assert [one.asked.article for one in lines if one.own] == ["10.2"]


def test_two_judgements_stand_side_by_side_and_neither_wins(conference: Conference) -> None:
    [line] = [one for one in coordination.sheet(conference.duties[0], instruments()["palermo"]) if one.others]
    assert (line.own and line.own.judgement, line.others[0].judgement, line.differ) == ("partly_met", "not_met", True)


def test_two_assessors_and_the_reply_stand_in_one_row(conference: Conference) -> None:
    rows = coordination.grid(conference.assessments, conference.frameworks["tvpa-2019"].criteria, 2025)
    [cells] = [cells for criterion, cells in rows if criterion.id == "4.2"]
    assert [(one.assessor, one.judgement and one.judgement.judgement) for one in cells] == [
        ("office", "not_met"),
        ("watch", "partly_met"),
    ]
    assert cells[0].replies[0].text["en"] == "The fines were taken back"


def test_the_same_criteria_are_laid_on_every_state(conference: Conference) -> None:
    rows = coordination.grid(conference.assessments, conference.frameworks["tvpa-2019"].criteria, 2025)
    assert {len(cells) for _, cells in rows} == {2}
    assert len(rows) == 17


def test_what_changed_is_told_with_its_evidence(conference: Conference) -> None:
    [change] = coordination.changes(conference.assessments, conference.frameworks)
    assert (change.criterion, change.before, change.now, change.evidence) == (
        "4.2",
        "partly_met",
        "not_met",
        ("doc-41",),
    )


def test_a_criterion_that_the_yardstick_gained_is_no_change_of_the_state(files: Files) -> None:
    before = BEFORE.replace("tvpa-2019", "tvpa-2009").replace("2024", "2018")
    files["assessments/office-2024.yml"] = before.encode()
    found = coordination.load(files)
    told = {one.criterion: one.framed for one in coordination.changes(found.assessments, found.frameworks)}
    assert told == {"4.2": None, "state.1": "added"}
    table = coordination.frames(found, today=TODAY)["assessment_rows"]
    assert table.filter(changed="yes")["criterion"].to_list() == ["4.2"]


def test_nothing_in_the_tables_is_a_score(conference: Conference) -> None:
    names = {name for table in coordination.frames(conference, today=TODAY).values() for name in table.columns}
    assert not {name for name in names if "score" in name or "average" in name or "mean" in name}


def test_tables_hold_a_row_a_fact_with_its_line(conference: Conference) -> None:
    tables = coordination.frames(conference, today=TODAY)
    assert tables["duty_rows"].height == 34
    assert tables["duty_rows"].filter(article="10.2").select("own", "others", "differ", "line").row(0) == (
        "partly_met", "1", "yes", "6",
    )  # fmt: skip
    assert tables["duty_rows"].filter(article="5.1").select("evidence", "own").row(0) == ("no", "none_given")
    assert tables["judgement_rows"]["whose"].to_list() == ["own", "other"]
    assert tables["rank_rows"].select("state", "year", "rank", "waiver").rows() == [
        ("XB", "2022", "2WL", "no"),
        ("XB", "2023", "2WL", "yes"),
        ("XM", "2024", "2", "no"),
        ("XM", "2025", "2WL", "no"),
    ]
    assert tables["about_rows"]["amount"].to_list() == ["44", "12", "44", "12"]


@pytest.mark.parametrize(
    ("path", "old", "new", "code"),
    [
        ("duties/palermo.yml", "instrument: palermo", "instrument: c30", "coordination.instrument-unknown"),
        ("duties/palermo.yml", 'article: "9.1"', 'article: "9.9"', "coordination.article-unknown"),
        ("duties/palermo.yml", 'article: "9.1"', 'article: "10.2"', "coordination.duplicate-id"),
        ("duties/palermo.yml", "state: XM", "state: MERIDIA", "coordination.state-unknown"),
        ("duties/palermo.yml", "by: justice", "by: nobody", "coordination.body-unknown"),
        ("duties/palermo.yml", "by: watch", "by: nobody", "coordination.assessor-unknown"),
        ("duties/palermo.yml", "judgement: not_met", "judgement: bad", "coordination.bad-value"),
        ("duties/palermo.yml", "judgement: not_met, ", "", "coordination.missing-field"),
        ("assessments/office-2025.yml", 'id: "4.2"', 'id: "4.13"', "coordination.criterion-unknown"),
        ("assessments/office-2025.yml", 'criterion: "4.2"', 'criterion: "5"', "coordination.criterion-unknown"),
        ("assessments/office-2025.yml", "round: 2025", "round: 2018", "coordination.framework-not-of-round"),
        ("assessments/office-2025.yml", "tvpa-2019", "tvpa-3000", "coordination.framework-unknown"),
        ("assessments/office-2025.yml", "2WL", "4", "coordination.rank-unknown"),
        ("assessments/office-2025.yml", "XM: 44", "XM: 311", "coordination.part-exceeds-whole"),
        ("assessments/office-2025.yml", "round: 2025", "round: 2024", "coordination.duplicate-id"),
        (
            "assessments/office-2025.yml",
            "assessor: office",
            "assessor: own\nnot: a field",
            "coordination.unknown-field",
        ),
        ("assessments/watch-2025.yml", "assessor: watch", "assessor: none", "coordination.assessor-unknown"),
        ("tiers/office.yml", "assessor: office", "assessor: own", "coordination.not-its-own"),
        ("tiers/office.yml", "2022:", "soon:", "coordination.bad-value"),
        ("tiers/office.yml", 'rank: "2WL"', 'rank: "9"', "coordination.rank-unknown"),
        ("conference.yml", "kind: state, of: XA", "kind: state", "coordination.missing-field"),
    ],
)
def test_what_cannot_be_so_is_named_with_file_and_line(say: Say, path: str, old: str, new: str, code: str) -> None:
    said = say(path, old, new)
    assert code in {one.split()[0] for one in said}
    assert any(one.startswith(f"{code} {path}:") for one in said)


def test_evidence_is_held_against_what_the_folder_has(say: Say) -> None:
    assert say(documents={"doc-17", "doc-31", "doc-40", "doc-41"}, figures=set()) == [
        "coordination.evidence-unknown assessments/office-2025.yml:11",
        "coordination.evidence-unknown assessments/watch-2025.yml:10",
        "coordination.evidence-unknown duties/palermo.yml:10",
    ]


def test_an_own_treaty_and_an_own_yardstick_are_laid_out_alike(files: Files) -> None:
    files["instruments/pact.yml"] = (
        b'format: palermo.instrument/1\nid: pact\ntitle: {en: "Regional pact"}\nsource: "Pact of 2011"\n'
        b'lines: [{article: "1", kind: share, strength: consider, text: {en: "share what was learned"}}]\n'
    )
    files["duties/pact.yml"] = b"format: palermo.duties/1\ninstrument: pact\nstate: XM\nperiod: 2025\nlines: []\n"
    found = coordination.load(files)
    assert not [one for one in coordination.check(found, today=TODAY) if one.severity == "error"]
    assert coordination.frames(found, today=TODAY)["duty_rows"].filter(instrument="pact").height == 1
