"""A small report folder about a made-up country, and the ports that answer its queries."""

import hashlib
from collections.abc import Callable
from datetime import date

import polars as pl
import pytest

from palermo import engines
from palermo.engines import read_returns
from palermo.report import Ports

Files = dict[str, bytes]
Change = Callable[[Files], None]

CASES = """YEAR,BODY,SEX,CASES,DAYS
2023,hotline,female,10,1.5
2023,hotline,male,4,0.25
2023,shelter,female,7,2.0
2024,hotline,female,12,1.25
2024,hotline,male,5,0.5
2024,shelter,female,9,3.0
2024,"police, north",male,2,10.0
"""
STATUS = "YEAR,BODY,STATUS\n2024,hotline,full\n2024,shelter,partial\n"
ITEM = "Notes of a press conference.\nThe speaker said that 40 people were helped in 2024.\nNo question was put.\n"
SOURCE = "In 2024 the bodies helped 28 people.\n"
REPORT = """format: palermo.report/1
id: made-up-2024
title: {en: "Help in a made-up country"}
languages: [en]
built_at: "2025-03-01T00:00:00Z"
data:
  cases: {path: data/cases.csv, sha256: CASES_SHA, sensitivity: invented}
  status: {path: data/status.csv, sha256: STATUS_SHA, sensitivity: invented}
tables:
  t.years: {indicator: xx.cases, rows: YEAR, columns: BODY, caption: {en: "Cases by year and body"}}
  t.sex: {indicator: xx.cases, rows: SEX, caption: {en: "Cases by sex"}, notes: [{en: "As recorded."}]}
  t.status: {indicator: xx.status, rows: BODY, columns: YEAR, caption: {en: "Completeness of returns"}}
charts:
  c.years: {table: t.years, kind: bar, alt: {en: "Bars of the cases by year and body; the table holds every value"}}
"""
CASES_YML = """id: xx.cases
version: 1
name: {en: "Cases"}
definition: {text: "Cases recorded by the bodies", counting_unit: case, unit: count, stock_flow: flow,
  period_kind: calendar, period_dimension: YEAR, area: XX}
sdc_applied: none-invented
query: {from: cases, sum: CASES, by: [YEAR, BODY, SEX]}
figures:
  xx.cases.2023: {YEAR: "2023"}
  xx.cases.2024: {YEAR: "2024"}
derived:
  xx.rise: {formula: "xx.cases.2024 - xx.cases.2023"}
  xx.ratio: {formula: "xx.cases.2024 / xx.cases.2023", places: 2, unit: ratio}
  xx.gap: {formula: "xx.claim.helped - xx.cases.2024", note: "a claim against the cases"}
  xx.spread: {formula: "q.estimate / xx.cases.2024", places: 1, unit: ratio}
  xx.female.share: {formula: "xx.cases:SEX=female / xx.cases * 100", places: 1, unit: percent}
"""
DAYS_YML = """id: xx.days
version: 2
name: {en: "Days"}
definition: {text: "Days until the first reply", counting_unit: day, unit: count, area: XX}
sdc_applied: none-invented
query: {from: cases, sum: DAYS, by: [YEAR], where: {SEX: [female, male], YEAR: {from: "2023", to: "2024"}}}
"""
STATUS_YML = """id: xx.status
version: 1
name: {en: "Completeness"}
definition: {text: "Completeness of a body's return", counting_unit: return, unit: code, codes: [full, partial],
  period_kind: calendar, period_dimension: YEAR, area: XX}
origin: assessed
assessor: "Office of returns"
framework: "Rules of completeness, first version"
sdc_applied: none-invented
query: {from: status, value: STATUS, by: [YEAR, BODY]}
"""
EVIDENCE = """format: palermo.evidence/1
documents:
  - {id: item, kind: news, publisher: Made-up News, language: en, published_on: "2025-02-01"}
  - {id: yearbook, kind: statistics, publisher: Made-up Office, language: en, published_on: "2025-01-15"}
snapshots:
  - {id: item.a, document: item, file: evidence/snapshots/item.txt, media_type: text/plain, sha256: ITEM_SHA}
  - {id: yearbook.a, document: yearbook, file: evidence/snapshots/yearbook.txt, media_type: text/plain,
     sha256: SOURCE_SHA}
occasions:
  - {id: briefing, claimant: "Speaker of the made-up ministry", said_on: "2025-01-31", occasion: briefing,
     reported_by: item}
  - {id: answer, claimant: "Speaker of the other side", said_on: "2025-02-02", occasion: answer, reported_by: item}
figures:
  - {id: q.yearbook, origin: quoted, value: "28", counting_unit: person, period: {year: "2024", kind: calendar},
     area: XX, passage: {snapshot: yearbook.a, line: 1, exact: "helped 28 people"},
     publisher: Made-up Office, sdc_applied: none-invented}
  - {id: q.estimate, origin: quoted, low: "50", high: "70", comparator: range, counting_unit: person, area: XX,
     seen_in: a summary of a survey, through: restatement, sdc_applied: none-invented}
  - {id: d.per-case, origin: derived, formula: "q.yearbook / xx.cases.2024", operands: [q.yearbook, xx.cases.2024],
     rounded: 2, unit: ratio}
claims:
  - id: xx.claim.helped
    said: briefing
    passage: {line: 2, exact: "40 people were helped in 2024"}
    atom: "In the year forty people were helped."
    stated: {value: "40", counting_unit: person, stock_flow: flow, period: {year: "2024", kind: calendar}, area: XX}
    cites: {text: the office, publisher: Made-up Office}
    trace: {level: T4, through: issuer, source_figure: q.yearbook,
      facets: {value: other, counting_unit: equal, period: equal}, checked_by: ann, confirmed_by: ben}
    rivals: [q.yearbook, xx.cases.2024]
  - id: xx.claim.reply
    said: answer
    kind: statement
    passage: {line: 3, exact: "No question was put"}
    atom: "The other side was not asked."
    trace: {level: T0}
contrasts:
  - {id: x.helped, question: "How much help was there?", members: [xx.claim.helped, q.yearbook, xx.cases.2024],
     comparability: "people and cases are different units"}
pairs:
  - {id: p.help, question: "Who was asked?", members: [xx.claim.helped, xx.claim.reply],
     comparability: "different subjects"}
"""
TEXT = """# Help in a made-up country

In {{lit:2024|date}} there were {{fig:xx.cases.2024}} cases, {{fig:xx.rise}} more than a year before.
Of all cases {{fig:xx.female.share}} were of women. The hotline had {{fig:xx.cases:BODY=hotline;YEAR=2024}}.

{{table:t.years}}

{{table:t.sex}}

{{table:t.status}}

{{chart:c.years}}

{{claim:xx.claim.helped}}

{{contrast:x.helped}}

{{pair:p.help}}

{{evidence:summary}}
"""


def sha(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def made_up_folder() -> Files:
    """The folder as written, every hash right."""
    files = {
        "data/cases.csv": CASES.encode(),
        "data/status.csv": STATUS.encode(),
        "evidence/snapshots/item.txt": ITEM.encode(),
        "evidence/snapshots/yearbook.txt": SOURCE.encode(),
        "indicators/cases.yml": CASES_YML.encode(),
        "indicators/days.yml": DAYS_YML.encode(),
        "indicators/status.yml": STATUS_YML.encode(),
        "text/main.en.md": TEXT.encode(),
    }
    written = REPORT.replace("CASES_SHA", sha(files["data/cases.csv"]))
    files["report.yml"] = written.replace("STATUS_SHA", sha(files["data/status.csv"])).encode()
    evidence = EVIDENCE.replace("ITEM_SHA", sha(ITEM.encode())).replace("SOURCE_SHA", sha(SOURCE.encode()))
    files["evidence/press.yml"] = evidence.encode()
    return files


def rows_of_csv(content: bytes, layout: bytes, today: date) -> pl.DataFrame:
    """A check of rows that accepts them all: what a layout does is tested where it lives."""
    return engines.read_csv_frame(content)


@pytest.fixture
def files() -> Files:
    return made_up_folder()


@pytest.fixture(scope="session")
def folder() -> Files:
    """The same folder, for tests that change nothing in it."""
    return made_up_folder()


@pytest.fixture(scope="session")
def ports() -> Ports:
    return Ports(
        query=engines.DuckQuery(),
        read_table=engines.read_csv_frame,
        check_rows=rows_of_csv,
        read_returns=read_returns,
    )


@pytest.fixture
def replace_in(files: Files) -> Callable[[str, str, str], Files]:
    """Change one text of the folder; a text that is not there is a fault of the test."""

    def replace(path: str, old: str, new: str) -> Files:
        text = files[path].decode()
        assert old in text, f"{old!r} does not stand in {path}"
        files[path] = text.replace(old, new, 1).encode()
        return files

    return replace
