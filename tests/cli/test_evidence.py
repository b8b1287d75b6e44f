"""palermo evidence, as a person uses it: a document held, a passage found, a claim traced by two people, a list."""

import hashlib
import json
from collections.abc import Callable
from pathlib import Path

import pytest

from palermo.cli import main

ITEM = "The ministry said that 412 persons were registered in 2024.\nThe shelters said 60.\n"
ACCOUNT = "Account for 2024\nIn 2024 the police registered 412 persons as victims.\nOf these 412, 96 were children.\n"
CLAIMS = """format: palermo.evidence/1
occasions: [{id: talk, claimant: Spokesperson, said_on: "2025-05-12", reported_by: item}]   # a comment to keep
figures:
  - id: q.account
    value: "412"
    counting_unit: person
    period: {year: "2024", kind: calendar}
    publisher: Ministry
    source_date: "2025-03-03"
    passage: {snapshot: account.a, line: 2, exact: registered 412 persons as victims}
claims:
  - id: c1
    said: talk
    passage: {line: 1, exact: 412 persons were registered in 2024}
    atom: The police registered 412 persons.
    stated: {value: "412", counting_unit: person, period: {year: "2024", kind: calendar}}
    cites: {publisher: Ministry, date: "2025-03-03"}
  - id: c2
    said: talk
    passage: {line: 2, exact: said 60}
    atom: There are 60 rooms.
    stated: {value: "60", counting_unit: room}
    cites: {publisher: Ministry}
"""
Palermo = Callable[..., str]


@pytest.fixture
def palermo(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Palermo:
    """Runs the program and gives back what it wrote; the exit code must be the one expected."""
    monkeypatch.setenv("PALERMO_TRACEBACK", "1")

    def run(*words: str | Path, expect: int = 0) -> str:
        with pytest.raises(SystemExit) as end:
            main(["evidence", *map(str, words)])
        told = capsys.readouterr()
        assert (end.value.code or 0) == expect, told.out + told.err
        return told.out + told.err

    return run


@pytest.fixture
def folder(tmp_path: Path, palermo: Palermo) -> Path:
    """A report folder with two documents held and two claims written by hand."""
    made = tmp_path / "report"
    (made / "evidence").mkdir(parents=True)
    for name, text, publisher in (("item", ITEM, "Courier"), ("account", ACCOUNT, "Ministry")):
        (tmp_path / f"{name}.txt").write_text(text, "utf-8")
        palermo("add", made, tmp_path / f"{name}.txt", "--id", name, "--publisher", publisher, "--published", "2025")
    (made / "evidence" / "claims.yml").write_text(CLAIMS, "utf-8")
    return made


def files(folder: Path) -> dict[str, bytes]:
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def test_a_document_is_held_under_its_hash_with_its_text_beside(folder: Path) -> None:
    sha256 = hashlib.sha256(ACCOUNT.encode()).hexdigest()
    held = files(folder)
    assert held[f"evidence/snapshots/{sha256}"] == held[f"evidence/snapshots/{sha256}.txt"] == ACCOUNT.encode()
    assert sha256.encode() in held["evidence/account.yml"] and b"'2025'" in held["evidence/account.yml"]


@pytest.mark.parametrize("id", ["account", "claims", "talk", "no slug", "../x", ".x"])
def test_an_id_that_is_taken_or_no_slug_writes_nothing(folder: Path, palermo: Palermo, tmp_path: Path, id: str) -> None:
    before = files(folder)
    (tmp_path / "other.txt").write_text("another document", "utf-8")
    palermo("add", folder, tmp_path / "other.txt", "--id", id, "--publisher", "P", expect=2)
    assert files(folder) == before and sorted(path.name for path in tmp_path.iterdir()) == [
        "account.txt",
        "item.txt",
        "other.txt",
        "report",
    ]


@pytest.mark.parametrize("words", [["--published", "May"], ["--kind", "rumour"]])
def test_a_wrong_word_is_wrong_use(folder: Path, palermo: Palermo, tmp_path: Path, words: list[str]) -> None:
    palermo("add", folder, tmp_path / "item.txt", "--id", "new", "--publisher", "P", *words, expect=2)
    palermo("add", folder, tmp_path / "gone.txt", "--id", "new", "--publisher", "P", expect=2)
    assert "evidence/new.yml" not in files(folder)


def test_a_page_is_held_with_its_words_and_a_pdf_with_those_given(
    folder: Path, palermo: Palermo, tmp_path: Path
) -> None:
    (tmp_path / "page.html").write_bytes(b"<html><body><p>8&nbsp;800 children</p><script>1</script></body></html>")
    (tmp_path / "a.pdf").write_bytes(b"%PDF-1.7 412")
    palermo("add", folder, tmp_path / "page.html", "--id", "page", "--publisher", "P")
    assert b"8 800 children\n" in [data for name, data in files(folder).items() if name.endswith(".txt")]
    told = palermo("add", folder, tmp_path / "a.pdf", "--id", "pdf", "--publisher", "P")
    assert "--text" in told
    palermo("locate", folder, "c1", "--snapshot", "pdf.a", expect=3)
    palermo("add", folder, tmp_path / "a.pdf", "--id", "pdf2", "--publisher", "P", "--text", tmp_path / "item.txt")
    assert "pdf2.a:1:1" in palermo("locate", folder, "c1", "--snapshot", "pdf2.a")


def test_locate_shows_where_the_value_stands(folder: Path, palermo: Palermo) -> None:
    assert "item.a:1:1 The ministry said" in palermo("locate", folder, "c1")
    several = palermo("locate", folder, "c1", "--snapshot", "account.a", expect=3)
    assert "account.a:2:1" in several and "account.a:3:1" in several
    palermo("locate", folder, "c2", "--snapshot", "account.a", expect=3)
    palermo("locate", folder, "c9", expect=2)
    palermo("locate", folder, "c1", "--snapshot", "s9", expect=2)


def test_exact_words_are_written_down_and_hands_are_left_alone(folder: Path, palermo: Palermo) -> None:
    before = files(folder)
    palermo("locate", folder, "c1", "--snapshot", "account.a", "--exact", "words not there", expect=3)
    palermo("locate", folder, "c1", "--snapshot", "account.a", "--exact", "412", expect=3)
    assert files(folder) == before
    told = palermo("locate", folder, "c1", "--snapshot", "account.a", "--exact", "412", "--line", "3")
    assert "c1.source" in told and "T2" in told
    after = files(folder)
    assert set(after) - set(before) == {"evidence/traces.yml"} and b"c1.source" in after["evidence/traces.yml"]
    assert {name: after[name] for name in before} == before


def test_two_people_close_a_trace_and_one_alone_cannot(folder: Path, palermo: Palermo) -> None:
    told = palermo("trace", folder, "c1", "--by", "A. Reader", "--source-figure", "q.account", "--through", "cited")
    assert "c1: T3, traced, through cited, not closed" in told and "period         equal" in told
    before = files(folder)
    palermo("trace", folder, "c1", "--by", "a.  reader", "--confirm", expect=3)
    assert files(folder) == before
    assert "c1: T4, traced, through cited, closed" in palermo("trace", folder, "c1", "--by", "B", "--confirm")
    assert palermo("list", folder).splitlines()[-1] == "1 of 2 closed"
    assert files(folder)["evidence/claims.yml"] == CLAIMS.encode()


def test_a_person_overrides_what_is_proposed(folder: Path, palermo: Palermo) -> None:
    words = ["--source-figure", "q.account", "--through", "restatement", "--facet", "concept=other", "--by", "A"]
    assert "c1: T3, differs in concept, through restatement" in palermo("trace", folder, "c1", *words)
    told = palermo("trace", folder, "c1", "--by", "B", "--confirm")
    assert "T4, differs in concept, through restatement, not closed" in told


def test_the_day_is_the_one_given(folder: Path, palermo: Palermo) -> None:
    palermo("trace", folder, "c1", "--by", "A", "--today", "2025-06-02")
    assert b"checked_at: '2025-06-02'" in files(folder)["evidence/traces.yml"]
    palermo("trace", folder, "c1", "--by", "A", "--today", "soon", expect=2)


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (["--facet", "perod=equal"], 2),
        (["--facet", "period=same"], 2),
        (["--source-figure", "q.gone"], 2),
        (["--source", "s.gone"], 2),
        (["--through", "hearsay"], 2),
        (["--confirm", "--facet", "period=equal"], 2),
        (["--confirm"], 3),
        (["--source-figure", "q.account"], 3),
    ],
)
def test_a_refused_trace_writes_nothing(folder: Path, palermo: Palermo, words: list[str], code: int) -> None:
    before = files(folder)
    palermo("trace", folder, "c1", "--by", "A", *words, expect=code)
    assert files(folder) == before


def test_an_absent_passage_is_not_found(folder: Path, palermo: Palermo) -> None:
    words = ["--absent", "--source", "account.a", "--through", "cited"]
    palermo("trace", folder, "c2", "--by", "A", *words)
    assert "c2: T4, not_found" in palermo("trace", folder, "c2", "--by", "B", "--confirm")


def test_a_list_can_be_narrowed_and_read_by_programs(folder: Path, palermo: Palermo) -> None:
    palermo("trace", folder, "c1", "--by", "A", "--source-figure", "q.account", "--through", "cited")
    assert "c2" not in palermo("list", folder, "--status", "traced")
    rows = json.loads(palermo("list", folder, "--json"))
    assert [(row["id"], row["level"], row["closed"]) for row in rows["claims"]] == [
        ("c1", "T3", False),
        ("c2", "T0", False),
    ]
    assert (rows["closed"], rows["countable"]) == (0, 2)
    palermo("list", folder, "--status", "true", expect=2)


def test_a_changed_snapshot_is_refused(folder: Path, palermo: Palermo) -> None:
    path = folder / "evidence" / "snapshots" / hashlib.sha256(ITEM.encode()).hexdigest()
    path.write_bytes(path.read_bytes() + b" ")
    assert "sha256 differs" in palermo("locate", folder, "c1", expect=3)


def test_a_snapshot_cannot_reach_outside_the_folder(folder: Path, palermo: Palermo, tmp_path: Path) -> None:
    secret = tmp_path / "secret.txt"
    secret.write_text("412 persons", "utf-8")
    sha256 = hashlib.sha256(secret.read_bytes()).hexdigest()
    row = f"{{id: out, document: account, file: ../secret.txt, media_type: text/plain, sha256: {sha256}}}"
    (folder / "evidence" / "out.yml").write_text(f"format: palermo.evidence/1\nsnapshots: [{row}]\n", "utf-8")
    told = palermo("locate", folder, "c1", "--snapshot", "out", expect=2)
    assert "evidence/out.yml:2 evidence.bad-value" in told and "persons" not in told


def test_a_snapshot_whose_file_is_gone_is_named(folder: Path, palermo: Palermo) -> None:
    (folder / "evidence" / "snapshots" / hashlib.sha256(ITEM.encode()).hexdigest()).unlink()
    assert "is not there" in palermo("locate", folder, "c1", expect=3)


def test_broken_evidence_is_told_by_file_and_line(folder: Path, palermo: Palermo) -> None:
    (folder / "evidence" / "x.yml").write_text("format: palermo.evidence/1\nclaims:\n  - {id: c1}\n", "utf-8")
    assert "evidence/x.yml:3 evidence.missing-field" in palermo("list", folder, expect=2)


EXAMPLE = Path(__file__).parents[2] / "examples" / "trafficking-offences"


def test_the_example_lists_nought_of_sixteen(palermo: Palermo) -> None:
    told = palermo("list", EXAMPLE).splitlines()
    assert any(line.startswith("press: 0 of 16 closed. Read in copies that were not kept") for line in told)
    assert told[-1] == "2 of 22 closed"


def test_the_item_of_the_example_is_held_elsewhere(palermo: Palermo) -> None:
    assert "--data cns-2021-07-08.a=FILE" in palermo("locate", EXAMPLE, "press-13", expect=3)


@pytest.mark.real_data
def test_with_the_item_at_hand_its_passages_are_found(palermo: Palermo, real_data: Path) -> None:
    at_hand = f"cns-2021-07-08.a={real_data / 'press-item.txt'}"
    assert "cns-2021-07-08.a:47:1 " in palermo("locate", EXAMPLE, "press-13", "--data", at_hand)
