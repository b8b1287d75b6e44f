"""From a printed number back to its file or its passage, by id and by the code on paper."""

import json

import pytest

from palermo import report
from palermo.ground.errors import UsageError
from palermo.report import Ports

Files = dict[str, bytes]


@pytest.fixture(scope="module")
def built(ports: Ports, folder: Files) -> Files:
    return dict(report.build(folder, ports=ports).files)


def test_a_computed_figure_leads_to_its_data(built: Files) -> None:
    chain = report.show(built, "xx.cases.2024")
    assert chain.figure["rendered"] == {"en": "28"}
    assert chain.definition is not None
    assert chain.definition["reference"] == "xx.cases@1"
    assert chain.query is not None
    assert chain.query["sum"] == "CASES"
    assert [one["sha256"] for one in chain.data] == [chain.figure["data_sha256"]]
    assert chain.rivals == ("xx.claim.helped", "q.yearbook")


def test_a_derived_figure_leads_through_its_operands(built: Files) -> None:
    text = "\n".join(report.show(built, "xx.rise").lines())
    for link in ("xx.rise", "xx.cases.2024 - xx.cases.2023", "xx.cases.2023", "data/cases.csv", "sha256", "28", "21"):
        assert link in text


def test_a_quoted_figure_leads_to_passage_snapshot_and_document(built: Files, folder: Files) -> None:
    import hashlib

    chain = report.show(built, "q.yearbook")
    assert chain.passage is not None
    assert chain.passage["exact"] == "helped 28 people"
    assert chain.snapshot is not None
    assert chain.snapshot["sha256"] == hashlib.sha256(folder["evidence/snapshots/yearbook.txt"]).hexdigest()
    assert chain.document is not None
    assert chain.document["publisher"] == "Made-up Office"


def test_a_claim_is_shown_with_its_speaker_and_status(built: Files) -> None:
    chain = report.show(built, "xx.claim.helped")
    assert chain.claim is not None
    assert chain.claim["said"] == "Speaker of the made-up ministry"
    assert (chain.claim["status"], chain.claim["closed"], chain.claim["differs_in"]) == ("differs", True, ["value"])


@pytest.mark.parametrize("turn", [str, str.lower, lambda code: f" {code} "])
def test_the_code_on_paper_leads_to_the_same_chain(built: Files, turn: type[str]) -> None:
    chain = report.show(built, "xx.rise")
    assert report.show(built, turn(chain.figure["code"])) == chain


def test_every_figure_has_a_chain_that_ends_somewhere(built: Files) -> None:
    for row in json.loads(built["figures.json"]):
        chain = report.show(built, row["id"])
        ends = chain.data or chain.passage or chain.operands or row.get("seen_in") or row["id"].startswith("evidence.")
        assert ends, row["id"]
        assert json.loads(json.dumps(chain.to_dict()))["figure"] == row


def test_an_unknown_id_is_answered_with_its_like(built: Files) -> None:
    with pytest.raises(UsageError) as error:
        report.show(built, "xx.case.2024")
    assert "xx.cases.2024" in error.value.hint


def test_a_folder_without_figures_is_wrong_use() -> None:
    with pytest.raises(UsageError):
        report.show({}, "x")


def test_a_revision_stands_in_the_chain_of_its_figures(folder: Files, ports: Ports) -> None:
    files = dict(folder)
    files["report.yml"] += (
        b'revisions: [{cause: error, figures: [xx.rise], note: "a typing error", approved_by: ann}]\n'
    )
    chain = report.show(report.build(files, ports=ports).files, "xx.rise")
    assert [one["cause"] for one in chain.revisions] == ["error"]
