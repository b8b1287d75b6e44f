"""Files beside the tables are searched: what is hidden in them is told, and a number that tells a cell is unsafe."""

import io
import json
import zipfile
import zlib

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl.comments import Comment
from openpyxl.workbook.defined_name import DefinedName

from palermo import disclosure, engines
from palermo.ground.finding import Finding, Severity

TABLE = b"sex,age,value,status\nF,minor,,hidden\nF,adult,,hidden\nF,_T,47,exact\nM,minor,,hidden\nM,adult,,hidden\nM,_T,60,exact\n_T,minor,35,exact\n_T,adult,72,exact\n_T,_T,107,exact\n"  # noqa: E501
LIST = b"region,value,status\nn1,,hidden\nn2,,hidden\nn3,20,exact\nn4,30,exact\nn5,44,exact\n_T,107,exact\n"
TRUTH = [("F", "minor", 7), ("F", "adult", 40), ("M", "minor", 28), ("M", "adult", 32)]


def scan(**files: bytes) -> tuple[Finding, ...]:
    folder = {name.replace("_", "."): data for name, data in files.items()} | {"t.csv": TABLE, "u.csv": LIST}
    published = disclosure.read_publication(folder)
    found = disclosure.scan_files(folder, engines.open_contents(folder), published)
    attack = disclosure.attack(published, other=found)
    assert attack.safe is not any(one.severity is Severity.ERROR for one in found)
    return found


def codes(found: tuple[Finding, ...]) -> set[str]:
    return {one.code for one in found}


def told(found: tuple[Finding, ...]) -> set[str]:
    """The cells that a file tells."""
    return {one.cell or "" for one in found if one.code == "attack.hidden-value"}


def hidden(found: tuple[Finding, ...]) -> str:
    return " ".join(one.text for one in found if one.code == "attack.hidden-content")


def workbook() -> tuple[openpyxl.Workbook, openpyxl.worksheet.worksheet.Worksheet]:
    book = openpyxl.Workbook()
    book.properties.creator = ""
    sheet = book.active
    assert sheet is not None
    sheet.append(["sex", "age", "count"])
    sheet.append(["F", "_T", 47])
    sheet.append(["M", "_T", 60])
    return book, sheet


def saved(book: openpyxl.Workbook) -> bytes:
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


# ── workbooks ────────────────────────────────────────────────────────────────────────────────────────────────────────
def test_a_workbook_with_the_published_numbers_alone_is_safe() -> None:
    book, _ = workbook()
    assert scan(book_xlsx=saved(book)) == ()


@pytest.mark.parametrize("state", ["hidden", "veryHidden"])
def test_a_hidden_sheet_with_the_full_table_tells_every_cell(state: str) -> None:
    book, _ = workbook()
    full = book.create_sheet("raw")
    full.sheet_state = state
    for row in [("sex", "age", "n"), *TRUTH]:
        full.append(row)
    found = scan(book_xlsx=saved(book))
    assert told(found) == {f"sex={sex}, age={age}" for sex, age, _ in TRUTH}
    assert "a hidden sheet" in hidden(found)


def test_a_crosstab_is_read_by_its_headings() -> None:
    book, sheet = workbook()
    sheet.append([])
    for row in (["", "minor", "adult"], ["F", 7, 40], ["M", 28, 32]):
        sheet.append(row)
    assert len(told(scan(book_xlsx=saved(book)))) == 4


def test_hidden_rows_columns_comments_names_and_properties_are_told() -> None:
    book, sheet = workbook()
    book.properties.creator = "somebody"
    sheet["A1"].comment = Comment("look at row 9", "somebody")
    sheet["E1"] = "kept"
    sheet.column_dimensions["E"].hidden = True
    sheet["C9"] = "=SUM(C2:C3)"
    sheet.row_dimensions[9].hidden = True
    book.defined_names["secret"] = DefinedName("secret", attr_text="Sheet!$C$2")
    said = hidden(scan(book_xlsx=saved(book)))
    for kind in ("hidden rows or columns", "comments", "a defined name", "properties of the document", "formulas"):
        assert kind in said


def test_the_store_of_a_pivot_table_is_counted_person_by_person() -> None:
    book, _ = workbook()
    people = [(sex, age) for sex, age, n in TRUTH for _ in range(n)]
    definition = (
        '<pivotCacheDefinition xmlns="http://x"><cacheFields count="2">'
        '<cacheField name="sex"><sharedItems><s v="F"/><s v="M"/></sharedItems></cacheField>'
        '<cacheField name="age"><sharedItems><s v="minor"/><s v="adult"/></sharedItems></cacheField>'
        "</cacheFields></pivotCacheDefinition>"
    )
    place = {"F": 0, "M": 1, "minor": 0, "adult": 1}
    rows = "".join(f'<r><x v="{place[sex]}"/><x v="{place[age]}"/></r>' for sex, age in people)
    records = f'<pivotCacheRecords xmlns="http://x">{rows}</pivotCacheRecords>'
    data = with_parts(
        saved(book),
        {"xl/pivotCache/pivotCacheDefinition1.xml": definition, "xl/pivotCache/pivotCacheRecords1.xml": records},
    )
    table = b"sex,age,value,status\nF,minor,,hidden\nF,adult,40,exact\nM,minor,,hidden\nM,adult,32,exact\n"
    folder = {"book.xlsx": data, "t.csv": table}
    published = disclosure.read_publication(folder)
    found = disclosure.scan_files(folder, engines.open_contents(folder), published)
    assert told(found) == {"sex=F, age=minor", "sex=M, age=minor"}
    assert "the store behind a pivot table" in hidden(found)


def with_parts(data: bytes, more: dict[str, str]) -> bytes:
    out = io.BytesIO(data)
    with zipfile.ZipFile(out, "a") as archive:
        for name, text in more.items():
            archive.writestr(name, text)
    return out.getvalue()


def test_a_link_to_another_workbook_and_a_macro_are_told() -> None:
    book, _ = workbook()
    data = with_parts(saved(book), {"xl/externalLinks/externalLink1.xml": "<x/>", "xl/vbaProject.bin": "macro"})
    said = hidden(scan(book_xlsx=data))
    assert "a link to another workbook" in said and "a macro" in said


# ── pages and drawings ───────────────────────────────────────────────────────────────────────────────────────────────
def test_a_tooltip_of_a_bar_tells_its_count() -> None:
    found = scan(chart_svg=b'<svg viewBox="0 0 9 9"><rect><title>F, minor: 7</title></rect></svg>')
    assert told(found) == {"sex=F, age=minor"}
    assert "a tooltip" in hidden(found)


def test_values_kept_in_the_bars_are_recognised_by_those_that_are_published() -> None:
    bars = "".join(f'<rect data-value="{n}"/>' for n in (6, 7, 20, 30, 44))
    assert told(scan(chart_svg=f'<svg viewBox="0 0 9 9">{bars}</svg>'.encode())) == {"region=n1", "region=n2"}


def test_what_a_drawing_does_not_draw_is_told() -> None:
    drawing = """<svg viewBox="0 0 100 100" xmlns="http://www.w3.org/2000/svg"><!-- from cases.xlsx -->
      <metadata>someone</metadata><desc>all</desc><g transform="translate(200,0)"><text x="5" y="5">aside</text></g>
      <text x="5" y="5" style="display:none">unseen</text><text x="5" y="5">shown</text></svg>"""
    said = hidden(scan(chart_svg=drawing.encode()))
    for kind in ("comments", "metadata", "a tooltip", "text outside the picture", "a hidden element"):
        assert kind in said


def test_what_a_page_does_not_show_is_told_and_its_numbers_tell() -> None:
    page = b"""<!doctype html><html><body><!-- F minor 7 --><p data-n="x">47 women</p><p hidden>M, minor: 28</p>
      <script>var d = {"F": 3}</script><table><tr><th></th><th>minor</th></tr><tr><td>F</td><td>47</td></tr></table>"""
    found = scan(page_html=page)
    for kind in ("comments", "data-* attributes", "a hidden element", "a script"):
        assert kind in hidden(found)
    assert {"sex=F, age=minor", "sex=M, age=minor"} <= told(found)


def test_a_page_that_shows_what_is_published_is_safe() -> None:
    page = b"<html><body><h1>2025</h1><table><tr><th>sex<th>n</tr><tr><td>F</td><td>47</td></tr></table></body></html>"
    assert scan(page_html=page) == ()


# ── data ─────────────────────────────────────────────────────────────────────────────────────────────────────────────
@pytest.mark.parametrize(
    "data",
    [
        [{"sex": "F", "age": "minor", "value": 7}],
        {"spec": {"data": {"values": [{"a": "minor", "b": "F", "n": 7}]}}},
        {"labels": ["minor", "adult"], "datasets": [{"label": "F", "data": [7, 40]}]},
        {"F": {"minor": 7}},
        [["F", "minor", 7]],
    ],
)
def test_a_chart_with_more_than_is_published_tells(data: object) -> None:
    assert "sex=F, age=minor" in told(scan(chart_json=json.dumps(data).encode()))


def test_a_bare_series_is_recognised_by_the_numbers_that_are_published() -> None:
    assert told(scan(chart_json=b'{"y": [6, 7, 20, 30, 44]}')) == {"region=n1", "region=n2"}
    assert scan(chart_json=b'{"y": [6, 7, 21, 30, 44]}') == ()


def test_a_cell_that_no_table_prints_may_solve_a_hidden_one() -> None:
    """Half a region is in no table; with it the hidden region follows."""
    manifest = {
        "dimensions": {"region": {"codes": ["n1", "n2", "n3", "n4"], "hierarchy": {"north": ["n1", "n2"]}}},
        "tables": [{"id": "u", "by": ["region"]}],
    }
    rows = b"region,value,status\nn1,,hidden\nn2,,hidden\nn3,,hidden\nn4,40,exact\n_T,100,exact\n"
    files = {"manifest.json": json.dumps(manifest).encode(), "u.csv": rows, "x.json": b'{"north": 45}'}
    published = disclosure.read_publication(files)
    found = disclosure.scan_files(files, {}, published)
    assert codes(found) == {"attack.more-than-published", "attack.hidden-value"}
    assert told(found) == {"region=n3"}


# ── pictures ─────────────────────────────────────────────────────────────────────────────────────────────────────────
def png(*chunks: tuple[bytes, bytes], after: bytes = b"") -> bytes:
    parts = [b"\x89PNG\r\n\x1a\n"]
    for kind, body in (*chunks, (b"IEND", b"")):
        parts.append(len(body).to_bytes(4, "big") + kind + body + zlib.crc32(kind + body).to_bytes(4, "big"))
    return b"".join(parts) + after


def test_texts_in_the_bytes_of_a_picture_are_told() -> None:
    packed = zlib.compress(b"M, minor: 28")
    found = scan(
        a_png=png((b"tEXt", b"Comment\0F, minor: 7")),
        b_png=png((b"zTXt", b"k\0\0" + packed), (b"eXIf", b"MM")),
        c_png=png(after=b"more"),
        d_jpg=b"\xff\xd8\xff\xfe\x00\x06note\xff\xda\xff\xd9",
    )
    assert told(found) == {"sex=F, age=minor", "sex=M, age=minor"}
    for kind in ("a text in the picture's bytes", "EXIF data", "bytes after the picture's end"):
        assert kind in hidden(found)
    assert scan(e_png=png()) == ()


# ── what cannot be read ──────────────────────────────────────────────────────────────────────────────────────────────
def bomb() -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/workbook.xml", b"0" * (40 << 20))
    return out.getvalue()


ENTITIES = b'<!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;">]><svg><text>&b;</text></svg>'


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("a_xlsx", b"no archive"),
        ("a_xlsx", bomb()),
        ("a_svg", ENTITIES),
        ("a_svg", b"<svg>"),
        ("a_json", b"{"),
        ("a_json", b"[" * 100_000 + b"]" * 100_000),
        ("a_json", b"[" * 500 + b"]" * 500),
        ("a_png", b"\x89PNG\r\n\x1a\n\0\0"),
        ("a_jpg", b"GIF"),
        ("a_docx", b"PK"),
        ("a_parquet", b"PAR1"),
        ("a_txt", b"\0\1"),
        ("a_pdf", b"%PDF-1.4 cut off"),
    ],
)
def test_a_file_that_cannot_be_searched_is_never_called_safe(name: str, data: bytes) -> None:
    assert codes(scan(**{name: data})) == {"attack.unread-file"}


def test_a_workbook_that_would_fill_the_memory_is_not_unpacked() -> None:
    (found,) = scan(a_xlsx=bomb())
    assert "would unpack" in found.text


@settings(max_examples=60, deadline=None)
@given(st.sampled_from(["xlsx", "svg", "json", "html", "png", "jpg", "pdf", "txt"]), st.binary(max_size=300))
def test_no_file_makes_the_scan_fail(kind: str, data: bytes) -> None:
    scan(**{f"x_{kind}": data})


# ── the manifest ─────────────────────────────────────────────────────────────────────────────────────────────────────
def manifested(**more: object) -> dict[str, bytes]:
    """A release called as its year, with a manifest of what it declares; ``more`` goes into its dimension sex."""
    made = {
        "format": 1,
        "release": "2024",
        "population": {"id": "registered", "as_of": "2024-12-31"},
        "threshold": 10,
        "dimensions": {"sex": {"codes": ["F", "M"], **more}, "age": {"codes": ["minor", "adult"]}},
        "tables": [{"id": "t", "file": "t.csv", "by": ["sex", "age"], "measure": "count"}],
    }
    return {"manifest.json": json.dumps(made).encode(), "t.csv": TABLE}


def scanned(folder: dict[str, bytes]) -> tuple[Finding, ...]:
    return disclosure.scan_files(folder, {}, disclosure.read_publication(folder))


def test_a_release_called_as_its_year_is_no_count_beside_the_codes_it_declares() -> None:
    assert scanned(manifested()) == ()


def test_what_a_manifest_holds_beyond_its_own_fields_is_searched() -> None:
    told_by = scanned(manifested(labels=["women", "men"], by_age={"minor": {"F": 7}}))
    assert told(told_by) == {"sex=F, age=minor"}
    folder = manifested()
    noted = json.loads(folder["manifest.json"]) | {"primaries": [{"sex": "F", "age": "minor", "n": 7}]}
    assert told(scanned({**folder, "manifest.json": json.dumps(noted).encode()})) == {"sex=F, age=minor"}
