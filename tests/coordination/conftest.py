"""A small conference as text: two plans of one country, five bodies of which one was dissolved, a reader, two meetings.

The police, the ministry of health that became the ministry of wellbeing, a network of shelters, a rapporteur.
"""

from collections.abc import Callable
from datetime import date

import pytest

from palermo import coordination
from palermo.coordination import Conference
from palermo.ground.finding import Finding

Files = dict[str, str]
TODAY = date(2026, 2, 28)

CONFERENCE = """format: palermo.conference/1
name: {en: "Joint conference"}
languages: [en, fr]
country: XX
bodies:
  - id: police
    kind: police
    names:
      - {en: "Ministry of Public Security", to: 2019-12-31}
      - {en: "Ministry of the Interior", fr: "Ministère de l'intérieur", from: 2020-01-01}
    member: [{as: convenor, from: 2010-01-01, seat: "vice-minister"}]
  - id: health
    kind: ministry
    names: [{en: "Ministry of Health"}]
    member: [{from: 2010-01-01}]
    dissolved: 2023-03-17
    successors: [{body: wellbeing, on: 2023-03-17, how: merged}]
  - {id: wellbeing, kind: ministry, names: [{en: "Ministry of Wellbeing"}], member: [{from: 2023-03-17}]}
  - {id: shelters, kind: ngo, names: [{en: "Shelter network"}], member: [{from: 2012-01-01}]}
  - {id: watchers, kind: independent, names: [{en: "Rapporteur"}], member: [{from: 2012-01-01, as: observer}]}
handovers:
  - {from: health, to: wellbeing, on: 2023-05-02, measures: [p3/2.1], source: "Order 12"}
"""
SECOND = """format: palermo.plan/1
id: p2
title: {en: "Second plan"}
period: {start: 2013-01-01, end: 2020-12-31}
areas:
  - id: "1"
    goal: {en: "Prevention"}
    measures:
      - {id: "1.1", text: {en: "Train 200 inspectors"}, lead: [police], due: 2018-12-31}
      - {id: "1.2", text: {en: "Print a leaflet"}, lead: [police], due: 2015-12-31}
"""
THIRD = """format: palermo.plan/1
id: p3
title: {en: "Third plan"}
period: {start: 2021-01-01, end: 2030-12-31}
continues: p2
areas:
  - id: "1"
    goal: {en: "Prevention"}
    measures:
      - id: "1.1"
        text: {en: "Train 500 inspectors"}
        lead: [police]
        support: [shelters]
        due: 2025-12-31
        continues: p2/1.1
        change: changed
        indicators: [{id: trained, unit: person, baseline: 0, target: 500, direction: up}]
        sub:
          - {id: 1.1.a, text: {en: "Write the course"}, due: 2022-06-30}
          - {id: 1.1.b, text: {en: "Hold the course"}, lead: [shelters]}
      - {id: "1.2", text: {en: "Agree on a form"}, lead: [police, shelters]}
  - id: "2"
    goal: {en: "Protection"}
    measures:
      - {id: "2.1", text: {en: "Open 40 places"}, lead: [health], due: 2027-12-31}
"""
PROGRESS = """format: palermo.progress/1
body: police
period: 2025
entries:
  - {measure: p3/1.1, status: under_way, values: {trained: 210}, reply: {en: "They were held online"}}
  - {measure: p3/1.2, status: done, evidence: [form-2025]}
"""
REVIEW = """format: palermo.review/1
reviewer: watchers
period: 2025
entries:
  - {measure: p3/1.1, verdict: disputes, status: blocked, text: {en: "Half was not held"}, evidence: [visit-1]}
"""
AUTUMN = """format: palermo.meeting/1
id: m1
on: 2025-10-01
attended: [police, shelters, watchers]
decisions:
  - {id: d-1, text: {en: "A common form"}, owner: [police], due: 2026-01-31}
  - {id: d-2, text: {en: "Twice as many places"}, owner: [wellbeing], due: 2026-09-30}
  - {id: d-3, text: {en: "A hotline"}}
  - {id: d-4, text: {en: "A leaflet"}, owner: [shelters]}
"""
WINTER = """format: palermo.meeting/1
on: 2026-02-10
attended: [police, wellbeing]
follow_up:
  - {decision: d-4, status: done, evidence: [leaflet-1]}
"""


@pytest.fixture
def folder() -> Files:
    """The folder as text, path → content; each test changes what it is about."""
    return {
        "conference.yml": CONFERENCE,
        "plans/p2.yml": SECOND,
        "plans/p3.yml": THIRD,
        "progress/police-2025.yml": PROGRESS,
        "reviews/watchers-2025.yml": REVIEW,
        "meetings/2025-10.yml": AUTUMN,
        "meetings/2026-02.yml": WINTER,
    }


@pytest.fixture
def change(folder: Files) -> Callable[[str, str, str], None]:
    """Puts other words into a file of the folder; those they replace must be there."""

    def put(path: str, old: str, new: str) -> None:
        assert old in folder[path], old
        folder[path] = folder[path].replace(old, new)

    return put


@pytest.fixture
def load(folder: Files) -> Callable[[], Conference]:
    """Reads the folder as it is now."""
    return lambda: coordination.load({path: text.encode() for path, text in folder.items()})


@pytest.fixture
def findings(load: Callable[[], Conference]) -> Callable[[], tuple[Finding, ...]]:
    """Checks the folder as it is now."""
    return lambda: coordination.check(load(), today=TODAY)


@pytest.fixture
def errors(findings: Callable[[], tuple[Finding, ...]]) -> Callable[[], list[str]]:
    """What is wrong with the folder as it is now: ``code path:line``."""
    return lambda: [f"{one.code} {one.path}:{one.line}" for one in findings() if one.severity == "error"]


@pytest.fixture
def codes(findings: Callable[[], tuple[Finding, ...]]) -> Callable[[], set[str]]:
    """The codes of everything said of the folder as it is now, warnings included."""
    return lambda: {one.code for one in findings()}


@pytest.fixture
def at(folder: Files) -> Callable[[str, str], str]:
    """``path:line`` of the first line that holds the words."""

    def found(path: str, words: str) -> str:
        return f"{path}:{next(n for n, line in enumerate(folder[path].splitlines(), 1) if words in line)}"

    return found
