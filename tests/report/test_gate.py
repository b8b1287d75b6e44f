"""The gate: protected data get into a report as a release of the ledger; every way around it is tried here."""

import json
from collections.abc import Callable
from datetime import date

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from made_releases import INNER, SAFE, release, resealed, sha, with_manifest

from palermo import disclosure, report
from palermo.ground.errors import PalermoError, Refused
from palermo.report import Ports
from palermo.report.bindings import read_page

Files = dict[str, bytes]
DAY = date(2026, 3, 31)
DIR = "releases/annual-2025"
REPORT = """format: palermo.report/1
id: annual-2025
title: {en: "Victims registered"}
languages: [en]
built_at: "2026-04-01T00:00:00Z"
ledger: ledger.jsonl
data:
  d: {release: releases/annual-2025, table: t1}
  other: {path: data/other.csv, sha256: OTHER, sensitivity: invented}
tables:
  t.victims: {indicator: xx.victims, rows: sex, columns: age, caption: {en: "Victims by sex and age"},
    labels: {F: women, M: men}}
charts:
  c.victims: {table: t.victims, kind: bar, alt: {en: "Bars of the victims; the table holds every value"}}
"""
VICTIMS = """id: xx.victims
version: 1
name: {en: "Victims"}
definition: {text: "People registered as victims to date", counting_unit: person, unit: count, stock_flow: stock,
  area: XX}
query: {from: d, value: value, by: [sex, age]}
figures:
  xx.girls: {sex: F, age: "0-17"}
  xx.women: {sex: F}
  xx.men: {sex: M}
derived:
  xx.all: {formula: "xx.women + xx.men"}
  xx.girls.share: {formula: "xx.girls / xx.women * 100", unit: percent}
  xx.girls.and-more: {formula: "xx.girls.share * 2 + max(xx.girls, 0)"}
"""
OTHER = """id: xx.other
version: 1
name: {en: "Calls"}
definition: {text: "Calls of a made-up hotline", counting_unit: call, unit: count, area: XX}
sdc_applied: none-invented
query: {from: other, sum: N, by: [YEAR]}
"""
TEXT = """# Victims registered

There are {{fig:xx.victims}} victims, of whom {{fig:xx.women}} are women, {{fig:xx.girls}} of them girls, a share of
{{fig:xx.girls.share}}. More of it: {{fig:xx.girls.and-more}}. In words: {{fig:xx.girls|words}}.

{{table:t.victims}}

{{chart:c.victims}}
"""


def ledger_of(*releases: Files, unsafe: bool = False) -> bytes:
    data = disclosure.begin(today=DAY)
    for files in releases:
        found, told = disclosure.read_release(files, name="r")
        assert found is not None and not told, told
        data += disclosure.release_line(disclosure.read_ledger(data), found, today=DAY, unsafe=unsafe)
    return data


def with_release(files: Files, released: Files, ledger: bytes | None = None) -> Files:
    """The report over another release, and the ledger that holds it."""
    kept = {path: content for path, content in files.items() if not path.startswith("releases/")}
    laid = {f"{DIR}/{path}": content for path, content in released.items()}
    return {**kept, **laid, "ledger.jsonl": ledger if ledger is not None else ledger_of(released)}


@pytest.fixture(scope="session")
def released() -> Files:
    return release("annual-2025", counts=SAFE, hidden=INNER)


@pytest.fixture
def gated(released: Files) -> Files:
    """A report whose one protected dataset is a table of a release."""
    other = b"YEAR,N\n2025,3\n"
    files = {
        "report.yml": REPORT.replace("OTHER", sha(other)).encode(),
        "indicators/victims.yml": VICTIMS.encode(),
        "indicators/other.yml": OTHER.encode(),
        "text/main.en.md": TEXT.encode(),
        "data/other.csv": other,
    }
    return with_release(files, released)


Edit = Callable[[str, str, str], Files]


@pytest.fixture
def edit(gated: Files) -> Edit:
    def change(path: str, old: str, new: str) -> Files:
        text = gated[path].decode()
        assert old in text, f"{old!r} does not stand in {path}"
        return {**gated, path: text.replace(old, new).encode()}

    return change


def refused(files: Files, ports: Ports, **options: object) -> set[str]:
    with pytest.raises(Refused) as refusal:
        report.build(files, ports=ports, **options)  # type: ignore[arg-type]
    assert refusal.value.exit_code == 3
    return {one.code for one in refusal.value.findings if one.code.startswith(("data.", "figure.sdc", "report."))}


def rows(out: Files) -> dict[str, dict[str, object]]:
    return {row["id"]: row for row in json.loads(out["figures.json"])}


# ── through the gate ───────────────────────────────────────────────────────────────────────────────────────────────
@pytest.fixture(scope="session")
def out(released: Files, ports: Ports) -> Files:
    other = b"YEAR,N\n2025,3\n"
    files = {
        "report.yml": REPORT.replace("OTHER", sha(other)).encode(),
        "indicators/victims.yml": VICTIMS.encode(),
        "indicators/other.yml": OTHER.encode(),
        "text/main.en.md": TEXT.encode(),
        "data/other.csv": other,
    }
    return dict(report.build(with_release(files, released), ports=ports).files)


def test_figures_of_a_release_carry_a_rule_that_was_computed(out: Files) -> None:
    figures = rows(out)
    assert figures["xx.women"]["value"] == "64"
    assert figures["xx.women"]["sdc_applied"] == "suppress, threshold 10, release annual-2025"
    assert figures["xx.all"]["sdc_applied"] == "suppress, threshold 10, release annual-2025"
    assert figures["xx.women"]["data_sha256"] == sha(out[f"{DIR}/t1.csv"])


def test_totals_are_those_that_were_published(out: Files) -> None:
    assert rows(out)["xx.victims"]["value"] == "134"
    assert rows(out)["xx.all"]["value"] == "134"


def test_a_hidden_cell_is_a_figure_without_a_number(out: Files) -> None:
    girls = rows(out)["xx.girls"]
    assert (girls["value"], girls["conf_status"], girls["rendered"]) == (None, "C", {"en": "··"})
    assert "low" not in girls and "high" not in girls


def test_what_rests_on_a_hidden_cell_is_hidden_too(out: Files) -> None:
    for id in ("xx.girls.share", "xx.girls.and-more"):
        figure = rows(out)[id]
        assert (figure["value"], figure["conf_status"], figure["rendered"]) == (None, "C", {"en": "··"}), id


def test_primary_and_secondary_look_alike(out: Files) -> None:
    """The girls are few; the men are hidden to protect them. No file tells which is which."""
    few = {**rows(out)["xx.girls"]}
    many = {**rows(out)["xx.victims:age=18%2B;sex=M"]}
    for name in ("id", "code", "cell"):
        few.pop(name), many.pop(name)
    assert few == many


def test_no_file_of_the_edition_holds_a_hidden_number(out: Files) -> None:
    bound = [one for one in read_page(out["en/index.html"]).bound if one.figure.startswith("xx.girls")]
    assert bound and {one.text for one in bound} == {"··"} and not any(one.value for one in bound)
    assert (
        out["tables/t.victims.csv"].decode() == "Sex,0-17,18+,Total\nwomen,··,··,64\nmen,··,··,70\nTotal,34,100,134\n"
    )
    chart = out["charts/en/c.victims.svg"].decode()
    for hidden in ("60", "30", "40"):
        assert f">{hidden}<" not in chart
    signs = [one for one in read_page(out["charts/en/c.victims.svg"]).bound if one.text == "··"]
    assert len(signs) == 4


def test_the_table_says_what_the_sign_means(out: Files) -> None:
    assert "is hidden to protect people" in out["en/index.html"].decode()


def test_the_edition_holds_the_public_frame_and_no_ledger(out: Files, released: Files) -> None:
    assert {path for path in out if path.startswith(("data/", "releases/"))} == {
        "data/other.csv",
        f"{DIR}/manifest.json",
        f"{DIR}/t1.csv",
    }
    assert out[f"{DIR}/t1.csv"] == released["t1.csv"]
    assert not [path for path in out if "ledger" in path]


def test_the_edition_keeps_where_the_ledger_stood(out: Files, released: Files) -> None:
    ledger = disclosure.read_ledger(ledger_of(released))
    receipts = json.loads(out["definitions/releases.json"])
    assert receipts["ledger"] == {"head": ledger.head, "lines": 2}
    assert receipts["releases"]["annual-2025"]["sha256"] == ledger.hashes[1]


def test_it_verifies_by_its_receipts_and_by_a_ledger(out: Files, released: Files, ports: Ports) -> None:
    assert report.verify(out, ports=ports) == ()
    assert report.verify(out, ports=ports, ledger=ledger_of(released)) == ()


def test_the_same_folder_gives_the_same_bytes(gated: Files, out: Files, ports: Ports) -> None:
    assert dict(report.build(gated, ports=ports).files) == out


def test_codes_stand_in_the_order_they_were_declared(gated: Files, ports: Ports) -> None:
    codes = {"sex": ["M", "F"], "age": ["18+", "0-17"]}
    files = with_release(gated, release("annual-2025", counts=SAFE, hidden=INNER, codes=codes))
    table = report.build(files, ports=ports).files["tables/t.victims.csv"].decode()
    assert [line.split(",")[0] for line in table.splitlines()] == ["Sex", "men", "women", "Total"]


def test_what_the_release_is_can_be_shown(out: Files) -> None:
    chain = report.show(out, "xx.women")
    assert chain.data[0]["release"] == DIR
    assert any("released, releases/annual-2025" in line for line in chain.lines())


def test_a_claim_about_a_hidden_cell_may_stand_beside_it_and_not_be_measured_by_it(gated: Files, ports: Ports) -> None:
    """ "Equal" or "differs" beside a hidden cell would tell what is hidden."""
    gated["evidence/e.yml"] = b"""format: palermo.evidence/1
documents: [{id: item, kind: news, publisher: News, language: en, published_on: "2026-01-01"}]
occasions: [{id: o, claimant: "Speaker", said_on: "2026-01-01", occasion: briefing, reported_by: item}]
claims:
  - {id: c.girls, said: o, passage: {snapshot: item.a, line: 1, exact: "4 girls"}, atom: "There were so many girls.",
     stated: {value: "4", counting_unit: person, area: XX},
     trace: {level: T0, source_figure: xx.girls, facets: {value: equal}}, rivals: [xx.girls]}
"""
    with pytest.raises(Refused) as refusal:
        report.build(gated, ports=ports)
    told = [one for one in refusal.value.findings if one.code == "figure.hidden-operand"]
    assert [one.path for one in told] == ["evidence/e.yml"]


def test_no_number_is_written_over_a_hidden_operand(gated: Files, ports: Ports) -> None:
    gated["evidence/e.yml"] = b"""format: palermo.evidence/1
figures:
  - {id: d.girls, origin: derived, value: "4", formula: "xx.girls * 1", operands: [xx.girls],
     sdc_applied: none-invented}
"""
    with pytest.raises(Refused) as refusal:
        report.build(gated, ports=ports)
    assert "figure.hidden-operand" in {one.code for one in refusal.value.findings}


# ── around the gate: the release ───────────────────────────────────────────────────────────────────────────────────
def shown(files: Files) -> Files:
    """The release with what it hides written in."""
    table = files["t1.csv"]
    for cell, value in {b"F,0-17": b"4", b"F,18+": b"60", b"M,0-17": b"30", b"M,18+": b"40"}.items():
        table = table.replace(cell + b",,hidden", cell + b"," + value + b",exact")
    return {**files, "t1.csv": table}


def test_one_byte_of_a_table(gated: Files, ports: Ports) -> None:
    gated[f"{DIR}/t1.csv"] = gated[f"{DIR}/t1.csv"].replace(b"134", b"135")
    assert refused(gated, ports) == {"data.release-differs"}


def test_a_table_with_its_hash_in_the_manifest(gated: Files, released: Files, ports: Ports) -> None:
    files = with_release(gated, resealed(shown(released)), gated["ledger.jsonl"])
    assert refused(files, ports) == {"data.release-differs"}


def test_a_manifest_that_says_more_than_it_did(gated: Files, ports: Ports) -> None:
    path = f"{DIR}/manifest.json"
    gated[path] = gated[path].replace(b'"method": "suppress"', b'"method": "perfect"')
    assert refused(gated, ports) == {"data.release-differs"}


def test_a_manifest_without_hashes(gated: Files, ports: Ports) -> None:
    path = f"{DIR}/manifest.json"
    manifest = json.loads(gated[path])
    del manifest["tables"][0]["sha256"]
    gated[path] = json.dumps(manifest).encode()
    assert refused(gated, ports) == {"data.release-differs"}


def test_no_manifest(gated: Files, ports: Ports) -> None:
    del gated[f"{DIR}/manifest.json"]
    assert refused(gated, ports) == {"data.release-missing"}


@pytest.mark.parametrize("manifest", [b"{", b"[]", b'{"format": 9, "tables": []}', b"\xff"])
def test_a_manifest_that_is_none(gated: Files, ports: Ports, manifest: bytes) -> None:
    gated[f"{DIR}/manifest.json"] = manifest
    assert refused(gated, ports) == {"data.release-manifest"}


def test_a_manifest_that_was_made_for_the_ledger(gated: Files, released: Files, ports: Ports) -> None:
    """A table without manifest may be on record; what is on record so was never held to our rules."""
    found, _ = disclosure.read_release(
        {"t1.csv": released["t1.csv"]}, name="r", release="annual-2025", population="registered-to-date"
    )
    assert found is not None
    assert refused(with_release(gated, dict(found.files)), ports) == {"data.release-manifest"}


def test_a_hidden_cell_whose_value_stands_beside_the_word(gated: Files, released: Files, ports: Ports) -> None:
    table = released["t1.csv"].replace(b"F,0-17,,hidden", b"F,0-17,4,hidden")
    files = with_release(gated, resealed({**released, "t1.csv": table}), gated["ledger.jsonl"])
    assert refused(files, ports) == {"data.release-manifest"}


def test_a_release_nobody_added(gated: Files, ports: Ports) -> None:
    gated["ledger.jsonl"] = disclosure.begin(today=DAY)
    assert refused(gated, ports) == {"data.release-unknown"}


def test_another_release_under_the_name_of_one_that_is_held(gated: Files, ports: Ports) -> None:
    swapped = release("annual-2025", counts=SAFE | {("M", "18+"): 50}, hidden=INNER)
    assert refused(with_release(gated, swapped, gated["ledger.jsonl"]), ports) == {"data.release-differs"}


def test_a_release_that_was_withdrawn(gated: Files, ports: Ports) -> None:
    ledger = disclosure.read_ledger(gated["ledger.jsonl"])
    gated["ledger.jsonl"] += disclosure.withdrawal_line(ledger, "annual-2025", why="a body twice", today=DAY)
    assert refused(gated, ports) == {"data.release-withdrawn"}


def test_a_release_that_was_out_before_anybody_asked(gated: Files, released: Files, ports: Ports) -> None:
    files = with_release(gated, released, ledger_of(released, unsafe=True))
    assert refused(files, ports) == {"data.release-unsafe"}


def test_a_table_or_a_population_the_release_does_not_have(edit: Edit, ports: Ports) -> None:
    assert refused(edit("report.yml", "table: t1", "table: t2"), ports) == {"data.release-table"}
    said = edit("report.yml", "table: t1", "table: t1, population: cases-of-2025")
    assert refused(said, ports) == {"data.release-population"}
    right = edit("report.yml", "table: t1", "table: t1, population: registered-to-date")
    assert report.build(right, ports=ports).files


# ── around the gate: the ledger ────────────────────────────────────────────────────────────────────────────────────
def test_no_ledger(edit: Edit, ports: Ports) -> None:
    assert refused(edit("report.yml", "ledger: ledger.jsonl\n", ""), ports) == {"data.ledger-missing"}


def test_an_altered_line_of_the_ledger_is_named(gated: Files, ports: Ports) -> None:
    gated["ledger.jsonl"] = gated["ledger.jsonl"].replace(b"134", b"135")
    with pytest.raises(Refused) as refusal:
        report.build(gated, ports=ports)
    told = next(one for one in refusal.value.findings if one.code == "data.ledger-broken")
    assert "ledger.jsonl, line 2" in told.text


def test_a_file_that_is_no_ledger(gated: Files, ports: Ports) -> None:
    gated["ledger.jsonl"] = b"{}\n"
    assert refused(gated, ports) == {"data.ledger-broken"}


def test_a_ledger_written_anew_around_what_is_unsafe(gated: Files, released: Files, ports: Ports) -> None:
    """The chain of a forger holds. The attack does not believe it: small counts stand there."""
    forged = resealed(shown(released))
    assert refused(with_release(gated, forged), ports) == {"data.release-unsafe"}


def test_a_ledger_written_anew_with_a_threshold_of_one(gated: Files, released: Files, ports: Ports) -> None:
    forged = resealed(shown(released))
    manifest = json.loads(forged["manifest.json"]) | {"threshold": 1}
    forged["manifest.json"] = json.dumps(manifest).encode()
    from palermo.disclosure.ledger.chain import seal

    begun = disclosure.read_ledger(disclosure.begin(today=DAY))
    files = {path: content.decode() for path, content in forged.items()}
    fields = {"kind": "release", "at": "2026-03-31", "release": "annual-2025", "files": files, "unsafe": False}
    ledger = disclosure.begin(today=DAY) + seal(fields, begun.head)
    assert refused(with_release(gated, forged, ledger), ports) == {"data.ledger-broken", "data.release-manifest"}


def test_a_ledger_that_forgot_the_release_before(gated: Files, released: Files, ports: Ports) -> None:
    """Three men fewer a year ago. A ledger without that year is whole; held against the office's it is another."""
    before = release("annual-2024", counts=SAFE | {("M", "18+"): 37}, hidden=INNER, as_of="2024-12-31")
    office = ledger_of(before, released, unsafe=False)
    assert refused(with_release(gated, released, office), ports) == {"data.release-unsafe"}
    forgetful = with_release(gated, released, ledger_of(released))
    assert report.build(forgetful, ports=ports).files  # alone, nobody can tell: so the office's is given
    assert "data.ledger-forked" in refused(forgetful, ports, ledger=office)


def test_a_copy_of_the_ledger_from_before_the_withdrawal(gated: Files, ports: Ports) -> None:
    held = disclosure.read_ledger(gated["ledger.jsonl"])
    office = gated["ledger.jsonl"] + disclosure.withdrawal_line(held, "annual-2025", why="wrong", today=DAY)
    assert refused(gated, ports, ledger=office) == {"data.release-withdrawn"}


def test_a_ledger_given_is_enough(edit: Edit, gated: Files, ports: Ports) -> None:
    files = edit("report.yml", "ledger: ledger.jsonl\n", "")
    assert report.build(files, ports=ports, ledger=gated["ledger.jsonl"]).files


# ── around the gate: the report ────────────────────────────────────────────────────────────────────────────────────
@pytest.mark.parametrize("rule", ["none-invented", "none-public-source", "suppress, threshold 10, release annual-2025"])
def test_a_rule_written_by_hand(edit: Edit, ports: Ports, rule: str) -> None:
    files = edit("indicators/victims.yml", "version: 1", f'version: 1\nsdc_applied: "{rule}"')
    assert refused(files, ports) == {"figure.sdc"}


@pytest.mark.parametrize(
    "more",
    ["sensitivity: public", "sensitivity: invented", "path: data/other.csv", f"sha256: {'a' * 64}", "sql: SELECT 1"],
)
def test_words_beside_a_release_that_would_make_it_something_else(edit: Edit, ports: Ports, more: str) -> None:
    assert refused(edit("report.yml", "table: t1", f"table: t1, {more}"), ports) == {"report.bad-value"}


def test_a_file_given_by_hand_in_its_place(gated: Files, ports: Ports) -> None:
    assert refused(gated, ports, given={"d": b"sex,age,value,status\n"}) == {"data.release-by-hand"}


def test_the_table_as_a_file_of_its_own(edit: Edit, released: Files, ports: Ports) -> None:
    as_file = f"path: data/t1.csv, sha256: {sha(released['t1.csv'])}, sensitivity: invented"
    files = edit("report.yml", "release: releases/annual-2025, table: t1", as_file)
    files["data/t1.csv"] = released["t1.csv"]
    assert "data.release-file" in refused(files, ports)


def test_the_table_beside_its_release_under_another_name(edit: Edit, released: Files, ports: Ports) -> None:
    as_file = f"  e: {{path: data/t1.csv, sha256: {sha(released['t1.csv'])}, sensitivity: invented}}\n  other:"
    files = edit("report.yml", "  other:", as_file)
    files["data/t1.csv"] = released["t1.csv"]
    assert {"data.protected", "data.release-file"} <= refused(files, ports)


@pytest.mark.parametrize(
    "query",
    [
        "{from: d, sum: value, by: [sex, age]}",
        "{from: d, count: rows, by: [sex, age]}",
        "{from: d, value: status, by: [sex, age]}",
        "{from: d, value: value, by: [sex]}",
        '{from: d, value: value, by: [sex], where: {age: ["0-17", "18+"]}}',
        '{from: d, value: value, by: [sex, age], where: {age: {from: "0", to: "9"}}}',
        '{from: d, value: V, by: [sex, age], sql: "SELECT sex, age, value AS V FROM d"}',
        '{from: other, value: V, by: [], sql: "SELECT SUM(CAST(value AS INT)) AS V FROM d, other"}',
    ],
)
def test_queries_that_would_reckon_with_hidden_cells(edit: Edit, ports: Ports, query: str) -> None:
    files = edit("indicators/victims.yml", "{from: d, value: value, by: [sex, age]}", query)
    assert "data.release-query" in refused(files, ports)


def test_a_dimension_the_table_does_not_have(edit: Edit, ports: Ports) -> None:
    files = edit("indicators/victims.yml", "by: [sex, age]", "by: [sex, age, region]")
    assert refused(files, ports) == {"data.column-missing"}


@pytest.mark.parametrize("place", ["../elsewhere", "/elsewhere/r", "en", "definitions/r", "tables", "releases/../en"])
def test_a_release_that_lies_elsewhere(edit: Edit, ports: Ports, place: str) -> None:
    told = refused(edit("report.yml", "releases/annual-2025", place), ports)
    assert told & {"report.path-outside", "report.bad-value"}


def test_a_release_with_a_table_that_was_never_attacked(gated: Files, ports: Ports) -> None:
    gated[f"{DIR}/more.csv"] = b"sex,value,status\nF,4,exact\n"
    assert refused(gated, ports) == {"data.release-manifest"}


def test_receipts_in_a_folder_open_nothing(edit: Edit, out: Files, ports: Ports) -> None:
    files = edit("report.yml", "ledger: ledger.jsonl\n", "")
    files["releases.yml"] = out["definitions/releases.json"]
    assert refused(files, ports) == {"data.ledger-missing"}


# ── around the gate: the edition ───────────────────────────────────────────────────────────────────────────────────
def test_a_number_written_into_an_edition_is_found(out: Files, released: Files, ports: Ports) -> None:
    forged = dict(out) | {f"{DIR}/{path}": content for path, content in resealed(shown(released)).items()}
    told = {one.code for one in report.verify(forged, ports=ports)}
    assert {"verify.hash-differs", "data.release-differs"} <= told


def test_an_edition_forged_with_its_receipts_is_found_by_the_ledger(out: Files, released: Files, ports: Ports) -> None:
    other = resealed({**released, "t1.csv": released["t1.csv"].replace(b"134", b"135")})
    forged = dict(out) | {f"{DIR}/{path}": content for path, content in other.items()}
    receipts = json.loads(out["definitions/releases.json"])
    receipts["releases"]["annual-2025"]["files"] = {path: sha(content) for path, content in other.items()}
    forged["definitions/releases.json"] = json.dumps(receipts).encode()
    told = {one.code for one in report.verify(forged, ports=ports, ledger=ledger_of(released))}
    assert "data.release-differs" in told


def test_an_edition_without_receipts_proves_nothing(out: Files, ports: Ports) -> None:
    bare = {path: content for path, content in out.items() if path != "definitions/releases.json"}
    told = {one.code for one in report.verify(bare, ports=ports)}
    assert {"verify.file-missing", "data.ledger-missing"} <= told


def test_a_release_withdrawn_after_the_edition_is_told_with_the_ledger(
    out: Files, released: Files, ports: Ports
) -> None:
    ledger = ledger_of(released)
    ledger += disclosure.withdrawal_line(disclosure.read_ledger(ledger), "annual-2025", why="wrong", today=DAY)
    assert "data.release-withdrawn" in {one.code for one in report.verify(out, ports=ports, ledger=ledger)}


# ── other tables ───────────────────────────────────────────────────────────────────────────────────────────────────
def test_shares_are_percent_or_nothing(gated: Files, ports: Ports) -> None:
    codes = {"sex": ["F", "M"], "age": ["0-17", "18+"]}
    table = b"sex,age,value,status\nF,_T,48,exact\nM,_T,52,exact\n_T,_T,100,exact\n"
    specs = {"t1": {"by": ["sex", "age"], "measure": "percent", "decimals": 0}}
    files = with_release(gated, with_manifest({"t1.csv": table}, "annual-2025", codes, "2025-12-31", specs))
    for path in ("indicators/victims.yml", "text/main.en.md"):
        files[path] = files[path].replace(b'  xx.girls: {sex: F, age: "0-17"}\n', b"")
    text = VICTIMS.replace('  xx.girls: {sex: F, age: "0-17"}\n', "").split("derived:")[0]
    files["indicators/victims.yml"] = text.encode()
    files["text/main.en.md"] = b"# Victims\n\nOf all, {{fig:xx.women}} are women.\n\n{{table:t.victims}}\n"
    assert refused(files, ports) == {"data.release-query"}
    files["indicators/victims.yml"] = text.replace("unit: count", "unit: percent").encode()
    assert rows(dict(report.build(files, ports=ports).files))["xx.women"]["rendered"] == {"en": "48%"}


# ── around the gate: edit upon edit ────────────────────────────────────────────────────────────────────────────────
def _swapped(path: str, old: str, new: str) -> Callable[[Files], Files]:
    return lambda files: {**files, path: files[path].replace(old.encode(), new.encode(), 1)}


def _byte_changed(files: Files) -> Files:
    path = f"{DIR}/t1.csv"
    return {**files, path: files[path][:-2] + bytes([files[path][-2] ^ 1]) + files[path][-1:]}


def _written_in(files: Files) -> Files:
    """Hidden cells written into the table, and the manifest made to fit it again."""
    laid = {path.removeprefix(f"{DIR}/"): content for path, content in files.items() if path.startswith(DIR)}
    return {**files, **{f"{DIR}/{path}": content for path, content in resealed(shown(laid)).items()}}


def _copied_out(change: Callable[[bytes], bytes], sensitivity: str) -> Callable[[Files], Files]:
    """The table as a file of its own, said to be public or invented, in place of the release."""

    def edit(files: Files) -> Files:
        copy = change(files[f"{DIR}/t1.csv"])
        words = f"path: data/copy.csv, sha256: {sha(copy)}, sensitivity: {sensitivity}"
        made = _swapped("report.yml", "release: releases/annual-2025, table: t1", words)(files)
        rule = "none-invented" if sensitivity == "invented" else "none-public-source"
        made = _swapped("indicators/victims.yml", "version: 1\n", f"version: 1\nsdc_applied: {rule}\n")(made)
        return {**made, "data/copy.csv": copy}

    return edit


def _withdrawn(files: Files) -> Files:
    try:
        ledger = disclosure.read_ledger(files["ledger.jsonl"])
        line = disclosure.withdrawal_line(ledger, "annual-2025", why="counted twice", today=DAY)
    except PalermoError:  # there is nothing left to withdraw, or it was withdrawn before
        return files
    return {**files, "ledger.jsonl": files["ledger.jsonl"] + line}


def _as_it_is(content: bytes) -> bytes:
    return content


EDITS: dict[str, Callable[[Files], Files]] = {
    "one byte of a table": _byte_changed,
    "hidden cells written in, hash and all": _written_in,
    "the manifest says another method": _swapped(f"{DIR}/manifest.json", '"suppress"', '"perfect"'),
    "the manifest says another threshold": _swapped(f"{DIR}/manifest.json", '"threshold": 10', '"threshold": 3'),
    "a release nobody added": _swapped(f"{DIR}/manifest.json", '"annual-2025"', '"annual-2026"'),
    "a ledger that never held it": lambda files: {**files, "ledger.jsonl": disclosure.begin(today=DAY)},
    "a line of the ledger altered": _swapped("ledger.jsonl", "suppress", "compress"),
    "withdrawn": _withdrawn,
    "no ledger": lambda files: {path: content for path, content in files.items() if path != "ledger.jsonl"},
    "a rule by hand": _swapped("indicators/victims.yml", "version: 1\n", "version: 1\nsdc_applied: suppressed\n"),
    "called public": _swapped("report.yml", "table: t1", "table: t1, sensitivity: public"),
    "called invented": _swapped("report.yml", "table: t1", "table: t1, sensitivity: invented"),
    "copied out as invented": _copied_out(_as_it_is, "invented"),
    "copied out as public": _copied_out(_as_it_is, "public"),
    "copied out with other line ends": _copied_out(lambda data: data.replace(b"\n", b"\r\n"), "invented"),
    "copied out in another order": _copied_out(
        lambda data: b"".join((lines := data.splitlines(keepends=True))[:1] + lines[:0:-1]), "invented"
    ),
}


@pytest.mark.parametrize("name", sorted(EDITS))
def test_each_edit_of_the_folder_alone_is_refused(gated: Files, ports: Ports, name: str) -> None:
    edited = EDITS[name](gated)
    assert edited != gated
    with pytest.raises(PalermoError):
        report.build(edited, ports=ports)


def _in_french(line: bytes) -> bytes:
    words = {b"F": b"femmes", b"M": b"hommes", b"0-17": b"mineurs", b"18+": b"adultes", b"_T": b"tous", b"exact": b"vu"}
    return b",".join(words.get(one, one) for one in line.strip().split(b",")) + b"\n"


IN_OTHER_BYTES: dict[str, Callable[[list[bytes]], list[bytes]]] = {
    "other line ends": lambda lines: [line.replace(b"\n", b"\r\n") for line in lines],
    "another order": lambda lines: lines[:1] + lines[:0:-1],
    "other headings": lambda lines: [b"who,how old,many,said\n", *lines[1:]],
    "only what is shown, without its status": lambda lines: (
        [b"sex,age,value\n"] + [line.replace(b",exact", b"") for line in lines[1:] if b"hidden" not in line]
    ),
    "codes in another language": lambda lines: [_in_french(line) for line in lines],
    "codes in another language, out of order, without what is hidden": lambda lines: [
        _in_french(line) for line in [lines[0], *sorted(lines[1:], reverse=True)] if b"hidden" not in line
    ],
    "columns turned round": lambda lines: [b",".join(line.strip().split(b",")[::-1]) + b"\n" for line in lines],
}


@pytest.mark.parametrize("way", sorted(IN_OTHER_BYTES))
def test_the_table_copied_out_in_other_bytes_is_known_again(gated: Files, ports: Ports, way: str) -> None:
    change = IN_OTHER_BYTES[way]
    edited = _copied_out(lambda data: b"".join(change(data.splitlines(keepends=True))), "invented")(gated)
    assert edited["data/copy.csv"] != gated[f"{DIR}/t1.csv"]
    assert "data.release-file" in refused(edited, ports)


@settings(max_examples=15, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(names=st.lists(st.sampled_from(sorted(EDITS)), min_size=2, max_size=5, unique=True))
def test_no_walk_of_edits_leads_around_the_gate(gated: Files, ports: Ports, names: list[str]) -> None:
    """However the files are edited: nothing is built, and the refusal says why and quotes no hidden number."""
    edited = dict(gated)
    for name in names:
        edited = EDITS[name](edited) if "ledger.jsonl" in edited else edited
    with pytest.raises(PalermoError) as refusal:
        report.build(edited, ports=ports)
    assert refusal.value.exit_code in (2, 3, 4)
    assert refusal.value.findings or refusal.value.hint
