"""No figure of protected data is built, whatever words the folder uses; rules by hand fit the data they speak of."""

from collections.abc import Callable

import pytest

from palermo import report
from palermo.ground.errors import Refused, UsageError
from palermo.report import Ports

Files = dict[str, bytes]
Replace = Callable[[str, str, str], Files]
HASH = "a" * 64


def codes(files: Files, ports: Ports, given: Files | None = None) -> set[str]:
    with pytest.raises(Refused) as refusal:
        report.build(files, ports=ports, given=given)
    assert refusal.value.exit_code == 3
    return {one.code for one in refusal.value.findings}


def test_protected_data_are_refused_and_their_figures_named(replace_in: Replace, ports: Ports) -> None:
    files = replace_in("report.yml", "sensitivity: invented", "sensitivity: protected")
    with pytest.raises(Refused) as refusal:
        report.build(files, ports=ports)
    told = next(one for one in refusal.value.findings if one.code == "data.protected")
    assert (told.path, told.line) == ("report.yml", 7)
    assert "xx.cases.2024" in told.text
    assert "xx.days" in told.text


@pytest.mark.parametrize("rule", ["none-public-source", "none-invented", "cell-key", "suppressed by hand"])
def test_no_author_can_write_protection_away(replace_in: Replace, ports: Ports, rule: str) -> None:
    replace_in("report.yml", "sensitivity: invented", "sensitivity: protected")
    files = replace_in("indicators/cases.yml", "sdc_applied: none-invented", f"sdc_applied: {rule}")
    assert "data.protected" in codes(files, ports)


def test_data_without_sensitivity_count_as_protected(replace_in: Replace, ports: Ports) -> None:
    files = replace_in("report.yml", ", sensitivity: invented}\n  status", "}\n  status")
    assert {"data.protected", "report.missing-field"} <= codes(files, ports)


def test_a_file_given_by_hand_does_not_open_protected_data(replace_in: Replace, ports: Ports) -> None:
    files = replace_in("report.yml", "sensitivity: invented", "sensitivity: protected")
    assert "data.protected" in codes(files, ports, {"cases": files["data/cases.csv"]})


def test_the_same_bytes_under_another_name_stay_protected(replace_in: Replace, ports: Ports) -> None:
    files = replace_in(
        "report.yml", "data:\n", "data:\n  copy: {path: data/copy.csv, sha256: CASES, sensitivity: protected}\n"
    )
    files["data/copy.csv"] = files["data/cases.csv"]
    written = files["report.yml"].decode()
    own = written.split("path: data/cases.csv, sha256: ")[1][:64]
    files["report.yml"] = written.replace("sha256: CASES", f"sha256: {own}").encode()
    with pytest.raises(Refused) as refusal:
        report.build(files, ports=ports)
    told = [one.text for one in refusal.value.findings if one.code == "data.protected"]
    assert any("data cases" in text for text in told)


def test_what_is_computed_from_a_protected_file_is_protected(replace_in: Replace, ports: Ports) -> None:
    replace_in("report.yml", "data:\n", f"sources: {{raw: {{sha256: {HASH}, sensitivity: protected}}}}\ndata:\n")
    files = replace_in(
        "report.yml", "sensitivity: invented}\n  status", "sensitivity: invented, source: raw, sql: SELECT 1}\n  status"
    )
    assert "data.protected" in codes(files, ports)


def test_a_release_that_is_not_there_is_refused_whatever_stands_beside_it(replace_in: Replace, ports: Ports) -> None:
    written = replace_in("report.yml", "id: ", "id: ")["report.yml"].decode()
    start, end = written.index("  cases: {"), written.index("  status: {")
    released = "  cases: {release: releases/r1, table: t1, sensitivity: public}\n"
    files = replace_in("report.yml", written[start:end], released)
    assert {"data.release-missing", "data.ledger-missing", "report.bad-value"} <= codes(files, ports)


def test_a_query_that_names_protected_data_reads_them_and_is_refused(replace_in: Replace, ports: Ports) -> None:
    replace_in("report.yml", "status.csv, sha256", "status.csv, note: secret, sha256")
    written = replace_in("report.yml", "id: ", "id: ")["report.yml"].decode()
    files = replace_in("report.yml", written, written[::-1].replace("invented"[::-1], "protected"[::-1], 1)[::-1])
    files["indicators/days.yml"] = files["indicators/days.yml"].replace(
        b'sum: DAYS, by: [YEAR], where: {SEX: [female, male], YEAR: {from: "2023", to: "2024"}}',
        b'value: V, by: [], sql: "SELECT COUNT(*) AS V FROM cases, STATUS"',
    )
    with pytest.raises(Refused) as refusal:
        report.build(files, ports=ports)
    told = next(one for one in refusal.value.findings if one.code == "data.protected")
    assert "xx.days" in told.text
    assert not [one for one in refusal.value.findings if one.code == "data.query-fails"]


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("sdc_applied: none-invented\n", ""),
        ("none-invented", "none-public-source"),
        ("none-invented", "none"),
        ("none-invented", "cell-key"),
    ],
)
def test_a_rule_by_hand_must_fit_the_data(replace_in: Replace, ports: Ports, old: str, new: str) -> None:
    assert "figure.sdc" in codes(replace_in("indicators/cases.yml", old, new), ports)


def test_public_data_name_their_document(replace_in: Replace, ports: Ports) -> None:
    for path in ("indicators/cases.yml", "indicators/days.yml"):
        replace_in(path, "none-invented", "none-public-source")
    files = replace_in("report.yml", "sensitivity: invented", "sensitivity: public")
    assert codes(files, ports) == {"data.no-document"}
    files = replace_in("report.yml", "sensitivity: public", "sensitivity: public, document: yearbook")
    assert report.build(files, ports=ports).files


def test_a_changed_byte_of_the_data_is_refused_with_its_figures(files: Files, ports: Ports) -> None:
    files["data/cases.csv"] = files["data/cases.csv"].replace(b"12,1.25", b"13,1.25")
    with pytest.raises(Refused) as refusal:
        report.build(files, ports=ports)
    told = next(one for one in refusal.value.findings if one.code == "data.hash-differs")
    assert "xx.cases.2024" in told.text


def test_a_name_given_by_hand_must_be_one_of_the_report(files: Files, ports: Ports) -> None:
    with pytest.raises(UsageError, match="called other") as error:
        report.build(files, ports=ports, given={"other": b""})
    assert "cases, status, item.a, yearbook.a" in error.value.hint


def test_a_snapshot_given_by_hand_is_held_against_its_hash(replace_in: Replace, ports: Ports) -> None:
    files = replace_in("evidence/press.yml", "file: evidence/snapshots/item.txt", "file: null")
    item = files["evidence/snapshots/item.txt"]
    assert report.build(files, ports=ports, given={"item.a": item}).files
    assert "evidence.hash-differs" in codes(files, ports, {"item.a": item + b" "})


def test_rows_at_hand_are_computed_and_held_against_the_table(replace_in: Replace, ports: Ports) -> None:
    import hashlib

    raw = b"Y,BODY,SEX,N,DAYS\n2023,hotline,female,10,1.5\n2023,hotline,female,1,0\n"
    layout = "{sha256: %s, bytes: %d, layout: layouts/raw.yml, sensitivity: invented}"
    source = layout % (hashlib.sha256(raw).hexdigest(), len(raw))
    table = b"YEAR,BODY,SEX,CASES,DAYS\n2023,hotline,female,11,1.5\n"
    sql = (
        "SELECT Y AS YEAR, BODY, SEX, SUM(CAST(N AS INTEGER)) AS CASES, "
        "CAST(SUM(CAST(DAYS AS DECIMAL(9, 1))) AS VARCHAR) AS DAYS FROM raw GROUP BY Y, BODY, SEX"
    )
    replace_in("report.yml", "data:\n", f"sources: {{raw: {source}}}\ndata:\n")
    files = replace_in(
        "report.yml",
        "sensitivity: invented}\n  status",
        f'sensitivity: invented, source: raw, sql: "{sql}"}}\n  status',
    )
    old = files["data/cases.csv"]
    files["layouts/raw.yml"] = b"any: layout\n"
    files["data/cases.csv"] = table
    files["report.yml"] = files["report.yml"].replace(
        hashlib.sha256(old).hexdigest().encode(), hashlib.sha256(table).hexdigest().encode()
    )
    for path in ("indicators/cases.yml", "text/main.en.md"):
        files[path] = files[path].replace(b"YEAR=2024", b"YEAR=2023").replace(b'{YEAR: "2024"}', b'{YEAR: "2023"}')
    without, with_rows = (report.build(files, ports=ports, given=one) for one in ({}, {"raw": raw}))
    assert without.files["figures.json"] == with_rows.files["figures.json"]
    assert b'"rows_at_hand": true' in with_rows.files["build.json"]
    assert b'"rows_at_hand": false' in without.files["build.json"]

    assert codes(files, ports, {"raw": raw + b"\n"}) == {"data.hash-differs"}
    wrong = table.replace(b"11,1.5", b"12,1.5")
    files["report.yml"] = files["report.yml"].replace(
        hashlib.sha256(table).hexdigest().encode(), hashlib.sha256(wrong).hexdigest().encode()
    )
    files["data/cases.csv"] = wrong
    with pytest.raises(Refused) as refusal:
        report.build(files, ports=ports, given={"raw": raw})
    told = next(one.text for one in refusal.value.findings if one.code == "data.rows-differ")
    assert "1 cells of CASES" in told
    assert "xx.cases.2024" in told


def protect(files: Files, content: bytes) -> None:
    """The folder says that a file with these bytes, held elsewhere, is protected."""
    import hashlib

    source = f"sources: {{raw: {{sha256: {hashlib.sha256(content).hexdigest()}, sensitivity: protected}}}}\ndata:\n"
    files["report.yml"] = files["report.yml"].replace(b"data:\n", source.encode(), 1)


@pytest.mark.parametrize(
    "path",
    ["text/main.en.md", "indicators/days.yml", "evidence/press.yml", "data/cases.csv"],
)
def test_protected_bytes_get_out_under_no_other_name(files: Files, ports: Ports, path: str) -> None:
    protect(files, files[path])
    with pytest.raises(Refused) as refusal:
        report.build(files, ports=ports)
    told = [one for one in refusal.value.findings if one.code == "data.protected"]
    assert any(path in (one.path, "data/cases.csv") for one in told)


def test_protected_bytes_are_no_document_either(files: Files, ports: Ports) -> None:
    protect(files, files["evidence/snapshots/item.txt"])
    with pytest.raises(Refused) as refusal:
        report.build(files, ports=ports)
    (told,) = [one for one in refusal.value.findings if one.code == "data.protected"]
    assert told.path == "evidence/press.yml"
    assert "snapshot item.a has the bytes of source raw, which is protected" in told.text


def test_protected_bytes_are_no_layout_either(files: Files, ports: Ports) -> None:
    files["layouts/raw.yml"] = b"name: a woman of Torva\n"
    protect(files, files["layouts/raw.yml"])
    other = b"sources: {other: {sha256: %s, sensitivity: public, layout: layouts/raw.yml}, " % (b"b" * 64)
    files["report.yml"] = files["report.yml"].replace(b"sources: {", other)
    with pytest.raises(Refused) as refusal:
        report.build(files, ports=ports)
    (told,) = [one for one in refusal.value.findings if one.code == "data.protected"]
    assert told.path == "layouts/raw.yml"


def test_what_is_no_layout_is_not_copied_as_one(files: Files, ports: Ports) -> None:
    files["layouts/raw.yml"] = b"name,age\na woman of Torva,19\n"
    source = b"sources: {other: {sha256: %s, sensitivity: public, layout: layouts/raw.yml}}\ndata:\n" % (b"b" * 64)
    files["report.yml"] = files["report.yml"].replace(b"data:\n", source, 1)
    with pytest.raises(Refused) as refusal:
        report.build(files, ports=ports)
    assert ("report.bad-value", "report.yml") in [(one.code, one.path) for one in refusal.value.findings]
    assert "Torva" not in str(refusal.value.findings)
