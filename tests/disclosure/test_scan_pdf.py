"""PDF files in a published folder: their pages, and what no page shows."""

import io

import pytest
from pypdf import PdfWriter
from pypdf.annotations import Text
from pypdf.generic import ArrayObject, DecodedStreamObject, DictionaryObject, NameObject, TextStringObject

from palermo import disclosure, engines
from palermo.ground.finding import Finding

TABLE = b"sex,value,status\nF,,hidden\nM,,hidden\nX,,hidden\n_T,60,exact\n"


def page(writer: PdfWriter, content: bytes) -> None:
    """A page that writes with one of the fonts every reader has."""
    made = writer.add_blank_page(200, 200)
    font = {"/Type": "/Font", "/Subtype": "/Type1", "/BaseFont": "/Helvetica"}
    held = DictionaryObject({NameObject(key): NameObject(value) for key, value in font.items()})
    fonts = DictionaryObject({NameObject("/F1"): held})
    made[NameObject("/Resources")] = DictionaryObject({NameObject("/Font"): fonts})
    stream = DecodedStreamObject()
    stream.set_data(content)
    made[NameObject("/Contents")] = writer._add_object(stream)


def scan(writer: PdfWriter) -> tuple[Finding, ...]:
    out = io.BytesIO()
    writer.write(out)
    files = {"report.pdf": out.getvalue(), "t.csv": TABLE}
    return disclosure.scan_files(files, engines.open_contents(files), disclosure.read_publication(files))


@pytest.fixture
def writer() -> PdfWriter:
    made = PdfWriter()
    page(made, b"BT /F1 12 Tf 20 100 Td (All: 60) Tj ET")
    return made


def test_a_plain_page_is_safe(writer: PdfWriter) -> None:
    assert scan(writer) == ()


def test_a_page_that_prints_a_hidden_count_is_unsafe(writer: PdfWriter) -> None:
    page(writer, b"BT /F1 12 Tf 20 100 Td (F 7) Tj ET")
    assert [one.code for one in scan(writer)] == ["attack.hidden-value"]


def test_an_attached_file_is_read(writer: PdfWriter) -> None:
    writer.add_attachment("cases.csv", b"F,7\nM,20\n")
    found = scan(writer)
    assert {one.cell for one in found if one.code == "attack.hidden-value"} == {"sex=F", "sex=M"}


def test_what_no_page_shows_is_told(writer: PdfWriter) -> None:
    page(writer, b"BT /F1 12 Tf 3 Tr 20 100 Td (unseen) Tj ET BT /F1 12 Tf 0 Tr 900 900 Td (aside) Tj ET")
    writer.add_metadata({"/Author": "somebody"})
    writer.add_annotation(0, Text(rect=(1, 1, 9, 9), text="a note"))
    run = {"/S": NameObject("/JavaScript"), "/JS": TextStringObject("app.alert(1)")}
    writer.root_object[NameObject("/OpenAction")] = DictionaryObject({NameObject(key): one for key, one in run.items()})
    layer = DictionaryObject({NameObject("/Type"): NameObject("/OCG"), NameObject("/Name"): TextStringObject("raw")})
    off = DictionaryObject({NameObject("/OFF"): ArrayObject([writer._add_object(layer)])})
    writer.root_object[NameObject("/OCProperties")] = DictionaryObject({NameObject("/D"): off})
    said = " ".join(one.text for one in scan(writer))
    kinds = ("invisible text", "text outside the page", "properties of the document", "comments", "a script")
    for kind in (*kinds, "hidden layers"):
        assert kind in said


def test_a_locked_file_is_never_called_safe(writer: PdfWriter) -> None:
    writer.encrypt("a word", algorithm="RC4-128")
    assert [one.code for one in scan(writer)] == ["attack.unread-file"]
