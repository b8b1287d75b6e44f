"""What the program may say of a claim: one sentence from the catalogue, counts, and rows without a winner."""

import re
from collections.abc import Callable
from typing import Any

import pytest

from palermo.evidence import Evidence, contrast_rows, pair_rows, sentence, summary
from palermo.evidence.messages import _CATALOGUES
from palermo.ground.dates import Period
from palermo.ground.errors import UsageError
from palermo.ground.figure import Figure, Origin

Read = Callable[..., Evidence]
Case = dict[str, Any]
VERDICTS = re.compile(r"\b(true|false|admit\w*|refut\w*|lie[sd]?|prove[sn]?|wrong|correct|confirm(s|ed) that)\b", re.I)


def test_a_traced_claim_says_who_cites_whom_and_what_the_passage_reads(read: Read, case: Case) -> None:
    assert sentence(read(case), "c1") == (
        "Spokesperson said on 12 May 2025, as reported by Courier, citing Ministry (3 March 2025): "
        "The police registered 412 persons. Ministry's passage reads: 412 (person), 2024, calendar, Vestria. "
        "Compared facets are equal."
    )


def test_a_claim_that_differs_names_its_facets(read: Read, case: Case) -> None:
    case["claims"][0]["trace"]["facets"] = {
        "value": "equal",
        "period": "other",
        "concept": "narrower",
        "area": "unknown",
    }
    said = sentence(read(case), "c1")
    assert said.endswith("Differs in: concept, period. Not known: area.")


def test_an_open_claim_is_said_to_be_open(read: Read, case: Case) -> None:
    assert sentence(read(case), "c2").endswith(
        "naming no source: There are 60 rooms. Not traced: no source identified."
    )


def test_a_reading_is_called_a_reading(read: Read, case: Case) -> None:
    case["claims"][0]["trace"] = {"level": "T1", "reading": "traced", "through": "restatement"}
    said = sentence(read(case), "c1")
    assert said.endswith("Not traced: source not held. Read as traced through a restatement, source not held.")


def test_a_restatement_prints_as_one(read: Read, case: Case) -> None:
    case["claims"][0]["trace"]["through"] = "restatement"
    assert sentence(read(case), "c1").endswith("Traced through a restatement; the document cited is not held.")


def test_no_message_gives_a_verdict() -> None:
    for catalogue in _CATALOGUES.values():
        assert [message for message in catalogue.values() if VERDICTS.search(message)] == []


def test_a_language_without_catalogue_is_refused(read: Read, case: Case) -> None:
    with pytest.raises(UsageError):
        sentence(read(case), "c1", language="tlh")


def test_only_closed_traces_are_counted(read: Read, case: Case) -> None:
    counted = summary(read(case))
    assert counted.lines() == ("1 of 2 closed",) and counted.open == 1
    case["claims"][0]["trace"] = {"level": "T1", "reading": "traced", "through": "cited"}
    headline, readings = summary(read(case)).lines()
    assert headline == "0 of 2 closed" and "not counted as traces: 1 read as traced" in readings
    assert summary(read(case), ["c2"]).lines() == ("0 of 1 closed",)


def rows(read: Read, case: Case, order: str) -> list[str]:
    dated = [("q.z", "1", "2018", "Beta"), ("q.y", "999", "2019", "Alpha"), ("q.x", "50", "2020", "Gamma")]
    case["figures"] += [
        {"id": id, "value": value, "period": {"year": year}, "publisher": by, "seen_in": "x", "through": "issuer"}
        for id, value, year, by in dated
    ]
    members = ["us.x", "q.x", "c2", "q.y", "q.z"]
    case["contrasts"] = [{"id": "x", "question": "?", "members": members, "comparability": "-", "order": order}]
    known = {
        "us.x": Figure(
            id="us.x",
            origin=Origin.COMPUTED,
            value="5",
            definition="us.x@1",
            period=Period.from_dict({"year": "2017"}),
        )
    }
    return [row.member for row in contrast_rows(read(case), "x", known)]


def test_a_contrast_is_ordered_by_date(read: Read, case: Case) -> None:
    assert rows(read, case, "date") == ["us.x", "q.z", "q.y", "q.x", "c2"]


def test_a_contrast_is_ordered_by_alphabet_where_asked(read: Read, case: Case) -> None:
    assert rows(read, case, "alphabet") == ["q.y", "q.z", "q.x", "c2", "us.x"]


def test_a_pair_keeps_the_order_in_which_it_was_said(read: Read, case: Case) -> None:
    assert [(row.member, row.source) for row in pair_rows(read(case), "p")] == [
        ("c1", "Spokesperson"),
        ("c2", "Shelters"),
    ]
