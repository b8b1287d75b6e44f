"""Whoever changes a byte of an edition is found out, and the figures it changes are named."""

import hashlib
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass

import pytest

from palermo import report
from palermo.ground.errors import UnreadableInput, UsageError
from palermo.report import Ports

Files = dict[str, bytes]


@pytest.fixture(scope="module")
def built(ports: Ports, folder: Files) -> Files:
    return dict(report.build(folder, ports=ports).files)


@dataclass(frozen=True)
class Planted:
    """One change to one file, and the figures that must be named for it."""

    name: str
    path: str
    content: bytes
    figures: tuple[str, ...]


def planted_in_data(built: Files) -> Iterator[Planted]:
    """Each cell of the summed column, one more."""
    lines = built["data/cases.csv"].decode().splitlines()
    for at in range(1, len(lines)):
        cells = lines[at].rsplit(",", 2)
        changed = [*lines[:at], f"{cells[0]},{int(cells[1]) + 1},{cells[2]}", *lines[at + 1 :]]
        year = lines[at][:4]
        yield Planted(
            f"data line {at + 1}",
            "data/cases.csv",
            ("\n".join(changed) + "\n").encode(),
            (f"xx.cases.{year}", "xx.cases", "xx.rise", "xx.ratio"),
        )


def planted_in_values(built: Files) -> Iterator[Planted]:
    """Each stored value, each stored print, and fields of the chain."""
    rows = json.loads(built["figures.json"])
    for row in rows:
        changes: list[dict[str, object]] = [{"rendered": {"en": "3,141"}}]
        changes += [{"value": f"{row['value']}1"}] if row["value"] else [{"low": "1"}]
        for change in changes:
            yield Planted(
                f"{row['id']} {next(iter(change))}",
                "figures.json",
                json.dumps([one if one is not row else {**row, **change} for one in rows]).encode(),
                (row["id"],),
            )
    for name, value in (("unit", "person"), ("area", "YY"), ("query_sha256", "0" * 64), ("formula", "xx.cases.2024")):
        row = next(one for one in rows if one.get(name))
        changed = json.dumps([one if one is not row else {**row, name: value} for one in rows]).encode()
        yield Planted(f"{row['id']} {name}", "figures.json", changed, (row["id"],))
    yield Planted("a row taken out", "figures.json", json.dumps(rows[1:]).encode(), (rows[0]["id"],))
    ghost = {**rows[0], "id": "xx.ghost"}
    yield Planted("a row put in", "figures.json", json.dumps([*rows, ghost]).encode(), ("xx.ghost",))


_DATA = re.compile(
    r'<data value="(?P<value>[^"]*)"[^>]*data-(?:figure|claim)="(?P<id>[^"]*)"[^>]*>(?P<text>[^<]*)</data>'
)


def planted_in_pages(built: Files) -> Iterator[Planted]:
    """The text and the value of bound elements in the report and in the register."""
    for path in ("en/index.html", "en/register.html"):
        page = built[path].decode()
        for at, match in enumerate(_DATA.finditer(page)):
            part = "text" if at % 2 else "value"
            start, end = match.span(part)
            yield Planted(
                f"{path} {match['id']} {part} at {start}",
                path,
                f"{page[:start]}99{page[end:]}".encode(),
                (match["id"],),
            )


def planted_in_definitions(built: Files) -> Iterator[Planted]:
    """Queries, formulas, claims and passages."""
    changes = [
        ("definitions/indicators/cases.json", '"sum": "CASES"', '"sum": "DAYS"', ("xx.cases.2024", "xx.rise")),
        ("definitions/indicators/cases.json", '"xx.cases.2024 - xx.cases.2023"', '"xx.cases.2024 - 1"', ("xx.rise",)),
        ("definitions/indicators/cases.json", '"places": "2"', '"places": "3"', ("xx.ratio",)),
        ("definitions/indicators/cases.json", '"YEAR": "2023"', '"YEAR": "2024"', ("xx.cases.2023", "xx.rise")),
        ("definitions/indicators/cases.json", '"version": "1"', '"version": "2"', ("xx.cases.2024",)),
        ("definitions/indicators/cases.json", '"none-invented"', '"none-public-source"', ("xx.cases.2024",)),
        ("definitions/indicators/cases.json", '"Cases recorded', '"Victims recorded', ("xx.cases.2024", "xx.rise")),
        ("definitions/indicators/days.json", '"from": "2023"', '"from": "2024"', ("xx.days",)),
        ("definitions/indicators/status.json", '"Office of returns"', '"No"', ("xx.status:BODY=hotline;YEAR=2024",)),
        ("definitions/evidence/press.json", '"value": "28"', '"value": "29"', ("q.yearbook", "d.per-case")),
        ("definitions/evidence/press.json", '"value": "40"', '"value": "41"', ("xx.claim.helped", "xx.gap")),
        ("definitions/evidence/press.json", '"high": "70"', '"high": "80"', ("q.estimate", "xx.spread")),
        ("definitions/evidence/press.json", "helped 28 people", "helped 27 people", ("q.yearbook",)),
        ("definitions/evidence/press.json", '"confirmed_by": "ben"', '"confirmed_by": "eve"', ("xx.claim.helped",)),
        ("en/register.html", "helped 28 people", "helped 27 people", ("q.yearbook",)),
        ("tables/t.years.csv", "2024,17,", "2024,18,", ("xx.cases:BODY=hotline;YEAR=2024",)),
        ("tables/t.sex.csv", "38", "39", ("xx.cases:SEX=female",)),
    ]  # fmt: skip
    for path, old, new, figures in changes:
        text = built[path].decode()
        assert old in text, f"{old} does not stand in {path}"
        yield Planted(f"{path} {old}", path, text.replace(old, new, 1).encode(), figures)


def all_planted(built: Files) -> list[Planted]:
    pages = list(planted_in_pages(built))
    values = list(planted_in_values(built))
    return [*planted_in_data(built), *values[::2], *pages[:: max(1, len(pages) // 40)], *planted_in_definitions(built)]


def told(out: Files, ports: Ports) -> str:
    return "\n".join(str(one) for one in report.verify(out, ports=ports))


def names(text: str, figure: str) -> bool:
    """The figure's own id stands in the text, not a longer one that begins with it."""
    return re.search(rf"(?<![\w.:]){re.escape(figure)}(?![\w;%]|[.:]\w)", text) is not None


def with_right_hash(out: Files, path: str) -> Files:
    """The change as a careful forger makes it: the hash in build.json goes along."""
    record = json.loads(out["build.json"])
    record["files"][path] = hashlib.sha256(out[path]).hexdigest()
    return {**out, "build.json": json.dumps(record).encode()}


def test_an_untouched_edition_comes_out_as_stored(built: Files, ports: Ports) -> None:
    assert report.verify(built, ports=ports) == ()


def test_every_planted_change_names_its_figures(built: Files, ports: Ports) -> None:
    planted = all_planted(built)
    assert len(planted) >= 100
    missed = []
    for one in planted:
        assert one.content != built[one.path], one.name
        found = told({**built, one.path: one.content}, ports)
        missed += [f"{one.name}: {figure}" for figure in one.figures if not names(found, figure)]
    assert missed == []


# With the hash forged as well, a changed definition and what rests on it still come out otherwise; words alone do not.
_WORDS_ALONE = ("Cases recorded", "helped 27", '"confirmed_by"')


def test_a_forged_hash_does_not_help(built: Files, ports: Ports) -> None:
    missed = []
    for one in all_planted(built)[::2]:
        if any(words in one.name for words in _WORDS_ALONE):
            continue
        found = told(with_right_hash({**built, one.path: one.content}, one.path), ports)
        missed += [f"{one.name}: {figure}" for figure in one.figures[:1] if not names(found, figure)]
    assert missed == []


def test_data_changed_together_with_every_hash_still_differ_from_the_figures(built: Files, ports: Ports) -> None:
    one = next(planted_in_data(built))
    old, new = (hashlib.sha256(data).hexdigest().encode() for data in (built["data/cases.csv"], one.content))
    out = {**built, "data/cases.csv": one.content}
    out["definitions/report.json"] = out["definitions/report.json"].replace(old, new)
    out = with_right_hash(with_right_hash(out, "data/cases.csv"), "definitions/report.json")
    assert "xx.cases.2023: value stored 21, recomputed 22" in told(out, ports)


def test_a_difference_is_told_with_both_values(built: Files, ports: Ports) -> None:
    out = {**built, "figures.json": built["figures.json"].replace(b'"value": "28"', b'"value": "82"')}
    found = told(out, ports)
    assert "verify.figure-differs xx.cases.2024: value stored 82, recomputed 28" in found


def test_every_bound_element_is_held_against_its_figure(built: Files, ports: Ports) -> None:
    """Each text in turn, so that no element of a page can be changed unseen."""
    page = built["en/index.html"].decode()
    found = list(_DATA.finditer(page))
    assert len(found) > 30
    turned = _DATA.sub(lambda match: match[0].replace(f">{match['text']}</data>", ">0.5</data>"), page)
    told_of = report.verify({**built, "en/index.html": turned.encode()}, ports=ports)
    assert sum(one.code == "verify.page-differs" for one in told_of) == len(found)


@pytest.mark.parametrize("path", ["data/cases.csv", "en/index.html", "definitions/report.json", "figures.json"])
def test_a_missing_file_is_named(built: Files, ports: Ports, path: str) -> None:
    out = {name: content for name, content in built.items() if name != path}
    assert f"{path}:1 verify.file-missing" in told(out, ports)


def test_missing_data_make_their_figures_not_checkable(built: Files, ports: Ports) -> None:
    out = {name: content for name, content in built.items() if name != "data/cases.csv"}
    found = told(out, ports)
    assert "verify.not-checkable xx.cases.2024: not checkable, cases is not at hand (--data cases=FILE)" in found
    given = {"cases": built["data/cases.csv"]}
    rest = {one.code for one in report.verify(out, ports=ports, given=given)}
    assert rest == {"verify.file-missing"}


def test_a_file_put_in_is_named(built: Files, ports: Ports) -> None:
    assert "en/more.html:1 verify.file-unknown" in told({**built, "en/more.html": b"<p>12</p>"}, ports)


def test_protected_data_in_an_edition_are_named(built: Files, ports: Ports) -> None:
    forged = built["definitions/report.json"].replace(b'"invented"', b'"protected"', 1)
    found = told(with_right_hash({**built, "definitions/report.json": forged}, "definitions/report.json"), ports)
    assert "data.protected" in found
    assert "xx.cases.2024: not checkable" in found


@pytest.mark.parametrize("content", [b"", b"{}", b"not json", b'{"files": 1}'])
def test_a_folder_without_its_record_is_no_edition(built: Files, ports: Ports, content: bytes) -> None:
    with pytest.raises(UnreadableInput):
        report.verify({**built, "build.json": content}, ports=ports)


@pytest.mark.parametrize("path", ["figures.json", "definitions/report.json", "definitions/evidence/press.json"])
def test_a_broken_file_is_told_and_nothing_falls_over(built: Files, ports: Ports, path: str) -> None:
    found = told({**built, path: b"{["}, ports)
    assert f"{path}:1 verify.hash-differs" in found


def test_a_snapshot_at_hand_is_held_against_hash_and_passage(built: Files, ports: Ports, folder: Files) -> None:
    source = folder["evidence/snapshots/yearbook.txt"]
    assert report.verify(built, ports=ports, given={"yearbook.a": source}) == ()
    changed = source.replace(b"28", b"29")
    told_of = report.verify(built, ports=ports, given={"yearbook.a": changed})
    assert {one.code for one in told_of} == {"evidence.hash-differs", "evidence.passage-not-there"}
    assert any("q.yearbook" in one.text for one in told_of)


def test_a_name_that_is_not_of_the_edition_is_wrong_use(built: Files, ports: Ports) -> None:
    with pytest.raises(UsageError):
        report.verify(built, ports=ports, given={"other": b""})


def test_the_change_of_a_label_in_a_chart_names_its_figure(built: Files, ports: Ports) -> None:
    chart = built["charts/en/c.years.svg"].decode()
    label = re.search(r'data-figure="([^"]*)"[^>]*>([^<]+)<', chart)
    assert label is not None
    start, end = label.span(2)
    found = told({**built, "charts/en/c.years.svg": f"{chart[:start]}1{chart[end:]}".encode()}, ports)
    assert names(found, label[1].replace("&amp;", "&"))
