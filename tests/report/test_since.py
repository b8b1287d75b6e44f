"""No indicator goes in silence: the edition says what was dropped, delayed or redefined since the last one."""

import json
from collections.abc import Callable
from hashlib import sha256

import pytest

from palermo import report
from palermo.ground.errors import Refused
from palermo.report import Ports

Files = dict[str, bytes]
Build = Callable[[Files], report.Edition]

REPORT = """format: palermo.report/1
id: second
title: {en: "Second edition"}
languages: [en]
built_at: "2026-02-28T00:00:00Z"
data:
  cases: {path: data/cases.csv, sha256: SHA, sensitivity: invented}
"""
INDICATOR = """id: NAME
version: 1
name: {en: "Cases of NAME"}
sdc_applied: none-invented
definition: {text: "Cases that were opened", unit: count}
query: {from: cases, count: rows}
"""
SINCE = "since: last.yml\n"


def folder(*names: str, more: str = "") -> Files:
    """A report with an indicator a name."""
    cases = b"case\na\nb\n"
    found = {f"indicators/{name}.yml": INDICATOR.replace("NAME", name).encode() for name in names}
    text = "# Cases\n\n" + "".join(f"{{{{fig:{name}}}}} cases.\n\n" for name in names)
    return {
        "report.yml": (REPORT.replace("SHA", sha256(cases).hexdigest()) + more).encode(),
        "data/cases.csv": cases,
        "text/en.md": text.encode(),
        **found,
    }


@pytest.fixture
def build(ports: Ports) -> Build:
    return lambda files: report.build(files, ports=ports)


@pytest.fixture
def last(build: Build) -> bytes:
    """What the last edition defined: opened and closed cases."""
    return build(folder("opened", "closed")).files["indicators.yml"]


def page(edition: report.Edition) -> str:
    return edition.files["en/index.html"].decode()


def test_an_edition_without_an_earlier_one_says_nothing_of_changes(build: Build) -> None:
    assert 'id="changes"' not in page(build(folder("opened")))


def test_the_same_indicators_are_said_to_be_the_same(build: Build, last: bytes) -> None:
    made = page(build({**folder("opened", "closed", more=SINCE), "last.yml": last}))
    assert "defined as it was" in made


def test_a_dropped_indicator_is_named_with_and_without_a_reason(build: Build, last: bytes) -> None:
    silent = build({**folder("opened", more=SINCE), "last.yml": last})
    assert "<dt>Dropped</dt>" in page(silent) and "No reason is given" in page(silent)
    assert [one.code for one in silent.findings] == ["report.indicator-dropped"]
    more = SINCE + 'absent: [{indicator: closed, why: {en: "The courts stopped counting"}}]\n'
    told = build({**folder("opened", more=more), "last.yml": last})
    assert "The courts stopped counting" in page(told)
    assert not told.findings


def test_a_delayed_indicator_is_named_with_its_day(build: Build, last: bytes) -> None:
    more = SINCE + 'absent: [{indicator: closed, until: 2027-03, why: {en: "Late"}}]\n'
    made = page(build({**folder("opened", more=more), "last.yml": last}))
    assert "<dt>Delayed</dt>" in made and "March 2027" in made


def test_a_redefined_indicator_shows_both_versions(build: Build, last: bytes) -> None:
    files = {**folder("opened", "closed", more=SINCE), "last.yml": last}
    changed = (
        files["indicators/closed.yml"].replace(b"version: 1", b"version: 2").replace(b"opened", b"closed for good")
    )
    made = page(build({**files, "indicators/closed.yml": changed}))
    assert "<dt>Redefined</dt>" in made and "not to be read as a single series" in made


def test_a_definition_cannot_change_under_its_version(build: Build, last: bytes) -> None:
    files = {**folder("opened", "closed", more=SINCE), "last.yml": last}
    changed = files["indicators/closed.yml"].replace(b"that were opened", b"that were closed")
    with pytest.raises(Refused) as refused:
        build({**files, "indicators/closed.yml": changed})
    [finding] = [one for one in refused.value.findings if one.severity == "error"]
    assert (finding.code, finding.path) == ("report.redefined", "indicators/closed.yml")


def test_another_query_under_the_same_version_is_worth_a_warning(build: Build, last: bytes) -> None:
    files = {**folder("opened", "closed", more=SINCE), "last.yml": last}
    changed = files["indicators/closed.yml"].replace(b"count: rows", b"count_distinct: case")
    made = build({**files, "indicators/closed.yml": changed})
    assert [one.code for one in made.findings] == ["report.query-changed"]


def test_a_new_indicator_is_said_to_be_new(build: Build, last: bytes) -> None:
    made = page(build({**folder("opened", "closed", "appealed", more=SINCE), "last.yml": last}))
    assert "<dt>New</dt>" in made and "Cases of appealed" in made


@pytest.mark.parametrize(
    ("more", "code"),
    [
        ("since: nowhere.yml\n", "report.file-missing"),
        ("since: ../last.yml\n", "report.path-outside"),
        ("since: data/cases.csv\n", "report.bad-value"),
        (SINCE + "absent: [{indicator: opened, why: {en: Late}}]\n", "report.bad-value"),
        (SINCE + "absent: [{indicator: never, why: {en: Late}}]\n", "report.unknown-id"),
        ("absent: [{indicator: opened, why: {en: Late}}]\n", "report.bad-value"),
    ],
)
def test_a_wrong_word_about_the_last_edition_is_refused(build: Build, last: bytes, more: str, code: str) -> None:
    with pytest.raises(Refused) as refused:
        build({**folder("opened", "closed", more=more), "last.yml": last})
    assert code in {one.code for one in refused.value.findings}


def test_what_was_held_against_the_last_edition_can_be_verified(build: Build, last: bytes, ports: Ports) -> None:
    made = build({**folder("opened", more=SINCE), "last.yml": last})
    assert not report.verify(made.files, ports=ports)
    record = json.loads(made.files["build.json"])
    assert "indicators.yml" in record["files"]
