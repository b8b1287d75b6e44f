"""The folder of the guide, as it is written there, on the real file: 1,457 offences, 2,084, and a rise of 627."""

import hashlib
import json
from pathlib import Path

import pytest

from palermo import report
from palermo.ground.errors import Refused
from palermo.report import Ports

pytestmark = pytest.mark.real_data
Files = dict[str, bytes]
FBI, ITEM = "fbi-human-trafficking-2013-2020.csv", "press-item.txt"

REPORT = """format: palermo.report/1
id: ht-2019-note
title: {en: "Trafficking offences reported to the FBI", ar: "جرائم الاتجار المبلغ عنها", zh: "上报的贩运犯罪"}
languages: [en, ar, zh]
digits: {ar: arab}                    # arab | latn
built_at: "2026-01-31T00:00:00Z"      # the only clock
previous: null                        # folder or release id, for revisions
data: {fbi: {path: data/fbi.csv, sha256: %s, sensitivity: public, document: fbi-ht-2013-2020}}
tables: {t.years: {indicator: us.ht.offences, rows: DATA_YEAR, columns: OFFENSE_SUBCAT_NAME, caption: {en: "Offences by year"}}}
charts: {c.years: {table: t.years, kind: bar, alt: {en: "Bars of offences by year"}}}
maps: false
revisions: []                         # {cause, figures, note, approved_by}
"""  # noqa: E501
TEXT = """# Offences reported
Agencies reported {{fig:us.ht.offences.2019}} offences in {{lit:2019|date}}, {{fig:us.ht.rise}} more than a year before, from more agencies.

{{claim:press-02}}

{{contrast:x.fbi.rise}}

{{table:t.years}}
"""  # noqa: E501
INDICATOR = """id: us.ht.offences
version: 1
name: {en: "Human trafficking offences", ar: "جرائم الاتجار بالبشر", zh: "贩运人口犯罪"}
definition: {text: "Offences of human trafficking recorded by agencies, as in the file, no row removed", counting_unit: offence, unit: count, stock_flow: flow, period_kind: calendar, area: US}
sdc_applied: none-public-source
breaks: [{date: "2019-01-01", reason: more agencies and states in the file, comparable: partly}]
query: {from: fbi, sum: ACTUAL_COUNT, by: [DATA_YEAR, OFFENSE_SUBCAT_NAME]}   # or sql: SELECT ... GROUP BY ...; one cube, all subtotals
figures: {us.ht.offences.2018: {DATA_YEAR: "2018"}, us.ht.offences.2019: {DATA_YEAR: "2019"}}
derived: {us.ht.rise: {formula: "us.ht.offences.2019 - us.ht.offences.2018"}}
"""  # noqa: E501
PRESS = """format: palermo.evidence/1
documents:
  - {id: item, kind: news, publisher: China News Service, language: en, published_on: "2021-07-08"}
  - {id: fbi-ht-2013-2020, kind: dataset, publisher: FBI Uniform Crime Reporting, language: en}
snapshots: [{id: item.a, document: item, file: data/press-item.txt, media_type: text/plain, sha256: %s, retrieved_at: null}]
occasions: [{id: mfa, claimant: "Wang Wenbin, spokesperson", said_on: "2021-07-08", occasion: press conference, reported_by: item}]
figures: [{id: q.fbi.2018.first, origin: quoted, value: "1392", counting_unit: offence, seen_in: goodfaithmedia.org, through: restatement}]
claims:
  - id: press-02
    said: mfa
    passage: {line: 19, exact: "EXACT"}
    atom: The rise over the year before was more than 500.
    quantity_word: more than
    stated: {value: "500", comparator: ">", unit: count, counting_unit: case, stock_flow: flow, area: US, formula: "a - b"}
    cites: {text: the FBI, publisher: FBI, date: null}
    trace: {level: T1, reading: differs, through: restatement, facets: {value: other, counting_unit: other}, checked_by: null, confirmed_by: null}
    rivals: [us.ht.rise]
contrasts: [{id: x.fbi.rise, question: "How much more than in 2018?", members: [press-02, us.ht.rise], comparability: vintage and coverage differ}]
"""  # noqa: E501


def press(news: bytes) -> str:
    """The evidence of the guide; the words of the item are taken from the item, since they are not ours to ship."""
    line = news.decode().splitlines()[18]
    at = line.index("500")
    return (PRESS % hashlib.sha256(news).hexdigest()).replace("EXACT", line[at : at + 8])


@pytest.fixture
def guide(real_data: Path) -> Files:
    fbi, item = (real_data / name for name in (FBI, ITEM))
    data, news = fbi.read_bytes(), item.read_bytes()
    return {
        "report.yml": (REPORT % hashlib.sha256(data).hexdigest()).encode(),
        "text/main.en.md": TEXT.encode(),
        "indicators/offences.yml": INDICATOR.encode(),
        "evidence/press.yml": press(news).encode(),
        "data/fbi.csv": data,
        "data/press-item.txt": news,
    }


def test_the_folder_of_the_guide_is_built_in_english(guide: Files, ports: Ports) -> None:
    built = report.build(guide, ports=ports, languages=["en"]).files
    values = {row["id"]: row["value"] for row in json.loads(built["figures.json"])}
    assert (values["us.ht.offences.2018"], values["us.ht.offences.2019"], values["us.ht.rise"]) == (
        "1457",
        "2084",
        "627",
    )
    assert b'<data value="2084"' in built["en/index.html"]
    assert b">2,084</data>" in built["en/index.html"]
    assert report.verify(built, ports=ports) == ()


def test_a_row_of_the_guide_is_as_the_guide_shows_it(guide: Files, ports: Ports) -> None:
    built = report.build(guide, ports=ports, languages=["en"]).files
    row = next(row for row in json.loads(built["figures.json"]) if row["id"] == "us.ht.offences.2019")
    wanted = {
        "origin": "computed", "value": "2084", "unit": "count", "counting_unit": "offence",
        "definition": "us.ht.offences@1", "area": "US", "sdc_applied": "none-public-source", "passage": None,
        "operands": [], "rendered": {"en": "2,084"},
    }  # fmt: skip
    assert {name: row[name] for name in wanted} == wanted
    assert row["data_sha256"].startswith("3d34ab97")


def test_every_language_of_the_guide_is_refused_by_name_until_it_has_a_catalogue(guide: Files, ports: Ports) -> None:
    with pytest.raises(Refused) as refusal:
        report.build(guide, ports=ports)
    told = [one.text for one in refusal.value.findings if one.code == "language.no-catalogue"]
    assert len(told) == 2


def test_the_sums_of_the_file_stand_by_year_and_offence(guide: Files, ports: Ports) -> None:
    built = report.build(guide, ports=ports, languages=["en"]).files
    lines = built["tables/t.years.csv"].decode().splitlines()
    assert "2018,1298,159,1457" in lines
    assert "2019,1767,317,2084" in lines
