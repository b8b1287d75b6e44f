"""A folder that breaks its format is refused, with every fault at its file and line; nothing outside it is read."""

from collections.abc import Callable

import pytest

from palermo import report
from palermo.ground.errors import BadDefinition, Refused, UnreadableInput
from palermo.ground.finding import Finding
from palermo.report import Ports
from palermo.report.sql import asks_outside

Files = dict[str, bytes]
Replace = Callable[[str, str, str], Files]


def faults_of(files: Files, ports: Ports) -> tuple[Finding, ...]:
    with pytest.raises(Refused) as refusal:
        report.build(files, ports=ports)
    return refusal.value.findings


def named(found: tuple[Finding, ...]) -> set[tuple[str, str, int | None]]:
    return {(one.code, one.path or "", one.line) for one in found}


def test_the_folder_of_the_tests_is_built(files: Files, ports: Ports) -> None:
    assert report.build(files, ports=ports).findings == ()


def test_a_folder_without_report_is_no_report_folder(files: Files, ports: Ports) -> None:
    del files["report.yml"]
    with pytest.raises(UnreadableInput, match=r"no report\.yml"):
        report.build(files, ports=ports)


@pytest.mark.parametrize("content", ["", "[]", "format: palermo.report/2\n", "a: [", "- 1"])
def test_another_format_is_not_guessed(files: Files, ports: Ports, content: str) -> None:
    files["report.yml"] = content.encode()
    with pytest.raises(BadDefinition) as refusal:
        report.build(files, ports=ports)
    assert refusal.value.exit_code == 2
    assert all(one.path == "report.yml" for one in refusal.value.findings)
    assert refusal.value.findings


@pytest.mark.parametrize(
    ("path", "old", "new", "code", "line"),
    [
        ("report.yml", "id: made-up-2024", "id: made-up-2024\nsize: large", "report.unknown-field", 3),
        ("report.yml", "id: made-up-2024\n", "", "report.missing-field", 1),
        ("report.yml", 'built_at: "2025-03-01T00:00:00Z"', "built_at: yesterday", "report.bad-value", 5),
        ("report.yml", 'built_at: "2025-03-01T00:00:00Z"', 'built_at: "2025-03-01T00:00:00"', "report.bad-value", 5),
        ("report.yml", "languages: [en]", "languages: [English]", "report.bad-value", 4),
        ("report.yml", "rows: SEX,", "rows: AGE,", "report.unknown-id", 11),
        ("report.yml", "indicator: xx.status", "indicator: xx.state", "report.unknown-id", 12),
        ("report.yml", "table: t.years", "table: t.year", "report.unknown-id", 14),
        ("report.yml", "kind: bar", "kind: pie", "report.bad-value", 14),
        ("report.yml", "sensitivity: invented}\n  status", "secret: no}\n  status", "report.missing-field", 7),
        ("indicators/cases.yml", "version: 1", "version: 1\ncolour: red", "report.unknown-field", 3),
        ("indicators/cases.yml", "sum: CASES, ", "", "report.bad-value", 7),
        ("indicators/cases.yml", "from: cases", "from: case", "report.unknown-id", 7),
        ("indicators/cases.yml", "  xx.cases.2023: {", "  xx cases 2023: {", "report.bad-value", 9),
        ("indicators/status.yml", "id: xx.status", "id: xx.cases", "report.duplicate-id", 1),
        ("indicators/days.yml", "id: xx.days", "id: q.yearbook", "report.duplicate-id", 1),
        ("evidence/press.yml", "kind: news", "kind: rumour", "evidence.bad-value", 3),
        ("indicators/days.yml", "version: 2", "version: 2\nid: again", "report.yaml", 3),
    ],
)
def test_a_fault_is_named_with_its_file_and_line(
    replace_in: Replace, ports: Ports, path: str, old: str, new: str, code: str, line: int
) -> None:
    found = faults_of(replace_in(path, old, new), ports)
    assert (code, path, line) in named(found), [str(one) for one in found]


def test_all_faults_of_all_files_are_named_at_once(replace_in: Replace, ports: Ports) -> None:
    replace_in("report.yml", "kind: bar", "kind: pie")
    replace_in("indicators/cases.yml", "version: 1", "version: 1\ncolour: red")
    replace_in("evidence/press.yml", "kind: news", "kind: rumour")
    files = replace_in("text/main.en.md", "there were", "there were 12 and")
    codes = {one.code for one in faults_of(files, ports)}
    assert {"report.bad-value", "report.unknown-field", "evidence.bad-value", "lint.unbound-number"} <= codes


@pytest.mark.parametrize(
    "path", ["/etc/passwd", "../outside.csv", "data/../../outside.csv", "data/./x.csv", "C:/x.csv", "data\\x.csv"]
)
def test_a_path_that_leads_out_is_refused(replace_in: Replace, ports: Ports, path: str) -> None:
    files = replace_in("report.yml", "path: data/cases.csv", f"path: '{path}'")
    files[path] = files["data/cases.csv"]
    assert ("report.path-outside", "report.yml", 7) in named(faults_of(files, ports))


def test_a_snapshot_that_leads_out_is_refused(replace_in: Replace, ports: Ports) -> None:
    files = replace_in("evidence/press.yml", "file: evidence/snapshots/item.txt", "file: ../item.txt")
    assert ("evidence.bad-value", "evidence/press.yml", 6) in named(faults_of(files, ports))


@pytest.mark.parametrize(
    "planted",
    [
        "!!python/object/apply:os.system ['touch /tmp/planted']",
        "&a [*a, *a]",
        "!include other.yml",
        '"\\ud800"',
    ],
)
def test_yaml_that_does_more_than_say_is_refused(files: Files, ports: Ports, planted: str) -> None:
    files["indicators/planted.yml"] = f"id: planted\nname: {planted}\n".encode()
    found = faults_of(files, ports)
    assert {one.code for one in found if one.path == "indicators/planted.yml"} & {"report.yaml", "report.bad-value"}


def test_yaml_that_grows_is_refused_quickly(files: Files, ports: Ports) -> None:
    lines = ["a0: &a0 [x, x, x, x, x, x, x, x, x, x]"]
    lines += [f"a{at}: &a{at} [{', '.join([f'*a{at - 1}'] * 10)}]" for at in range(1, 12)]
    files["indicators/planted.yml"] = "\n".join(lines).encode()
    assert "report.yaml" in {one.code for one in faults_of(files, ports)}


def test_a_text_that_is_not_utf8_is_named_with_its_line(files: Files, ports: Ports) -> None:
    files["text/main.en.md"] = b"# Title\n\ncaf\xe9\n"
    assert ("report.encoding", "text/main.en.md", 3) in named(faults_of(files, ports))


def test_files_a_folder_does_not_speak_of_change_nothing(files: Files, ports: Ports) -> None:
    before = report.build(files, ports=ports).files
    after = report.build({**files, "README.md": b"hello 12", "data/other.csv": b"a\n1\n"}, ports=ports).files
    assert after == before


@pytest.mark.parametrize("path", ["text/part.one.md", "text/more/main.md", "text/main.fr.md"])
def test_a_text_that_would_be_passed_over_is_named(files: Files, ports: Ports, path: str) -> None:
    files[path] = b"# More\n"
    assert ("report.bad-value", path, 1) in named(faults_of(files, ports))


@pytest.mark.parametrize(
    ("sql", "asked"),
    [
        ("SELECT now() AS V", "now"),
        ("SELECT CURRENT_DATE AS V", "current_date"),
        ("SELECT random () AS V FROM cases", "random"),
        ("SELECT * FROM cases USING SAMPLE 10", "using sample"),
        ("SELECT value AS V FROM duckdb_settings()", "duckdb_settings"),
        ("SELECT 'now()' AS V FROM cases", ""),
        ("SELECT known AS V FROM cases -- now()", ""),
        ('SELECT "today" AS V FROM cases', ""),
    ],
)
def test_a_query_may_not_ask_the_clock_chance_or_the_machine(sql: str, asked: str) -> None:
    assert asks_outside(sql) == asked


def test_a_query_that_asks_the_clock_is_refused(replace_in: Replace, ports: Ports) -> None:
    files = replace_in(
        "indicators/days.yml", "sum: DAYS, by: [YEAR], where", 'value: V, by: [], sql: "SELECT now() AS V", where'
    )
    assert ("report.bad-value", "indicators/days.yml", 6) in named(faults_of(files, ports))
