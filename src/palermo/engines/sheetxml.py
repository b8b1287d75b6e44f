"""What a workbook's XML says and its reader does not: hidden rows, error cells, and how far a sheet really reaches.

The sheets are searched as bytes, not parsed: a parser in Python would take longer than everything else together. No
entity is ever expanded that way.
"""

import posixpath
import re
import zipfile

from defusedxml.ElementTree import fromstring

_PREFIXED = re.compile(rb"<(\w+):worksheet\b")
_HIDDEN = re.compile(rb'<row\b(?=[^>]*\shidden="(?:1|true)")[^>]*?\sr="(\d+)"')
_ERROR = re.compile(rb'<c\b(?=[^>]*\st="e")[^>]*?\sr="([A-Z]+)(\d+)"[^>]*>(?:(?!</c>).)*?<v>([^<]*)</v>', re.DOTALL)
_FORMULA = re.compile(rb'<c\b[^>]*?\sr="([A-Z]+)(\d+)"[^>]*>\s*<f\b')
_FAR = re.compile(rb' r="(?:[A-Z]{2,3}\d|[A-Z]\d{6})')  # beyond column Z or row 99,999
_SIGNS = (b"'", b"\t", b"\n", b"\r")
_HEAD = 4096
_CELL = re.compile(rb'<c\b[^>]*?\sr="([A-Z]+)(\d+)"')


def sheet_parts(archive: zipfile.ZipFile) -> dict[str, str]:
    """The name of each sheet and the part of the archive that holds it."""
    book = fromstring(archive.read("xl/workbook.xml"), forbid_dtd=True)
    relations = fromstring(archive.read("xl/_rels/workbook.xml.rels"), forbid_dtd=True)
    targets = {relation.get("Id"): relation.get("Target", "") for relation in relations}
    found = {}
    for sheet in book.iter():
        relation = next((value for key, value in sheet.attrib.items() if key.endswith("}id")), None)
        if sheet.tag.rsplit("}", 1)[-1] == "sheet" and relation in targets:
            found[sheet.get("name", "")] = posixpath.normpath(posixpath.join("/xl", targets[relation])).lstrip("/")
    return found


def plain_xml(xml: bytes) -> bytes:
    """A sheet's XML as Excel writes it, where another program wrote ``<x:row``, single quotes or line breaks in tags.

    Texts in cells may change by this; what it is searched for does not.
    """
    if match := _PREFIXED.search(xml[:_HEAD]):
        prefix = match[1] + b":"
        xml = xml.replace(b"<" + prefix, b"<").replace(b"</" + prefix, b"</")
    if _is_unusual(xml[:_HEAD]) or (any(xml.find(sign, _HEAD) >= 0 for sign in _SIGNS) and _is_unusual(xml)):
        xml = re.sub(rb"\s*=\s*[\"']", b'="', re.sub(rb"[\t\r\n]", b" ", xml)).replace(b"'", b'"')
    return xml


def _is_unusual(xml: bytes) -> bool:
    return any(sign in xml for sign in (b"='", b'" =', b"\tr=", b"\nr=", b"\rr=", b" r =", b"= "))


def cells_and_area(xml: bytes) -> tuple[int, int]:
    """Cells on the sheet, and rows times columns of the rectangle around them; small ones are bounded, not measured."""
    if _FAR.search(xml) is None:
        return 0, 26 * 99_999
    places = _CELL.findall(xml)
    columns = max((_column(letters) for letters in {letters for letters, _ in places}), default=0)
    return len(places), (columns + 1) * max((int(row) for _, row in places), default=0)


def hidden_rows(xml: bytes) -> tuple[int, ...]:
    """The rows hidden on the sheet, from 1."""
    return tuple(map(int, _HIDDEN.findall(xml))) if b"hidden=" in xml else ()


def error_cells(xml: bytes) -> dict[tuple[int, int], str]:
    """The text of each cell in error by its row and column, from 0."""
    found = _ERROR.findall(xml) if b"#" in xml else []  # all of Excel's errors begin with it
    return {(int(row) - 1, _column(letters)): text.decode() for letters, row, text in found}


def formula_cells(xml: bytes) -> tuple[tuple[int, int], ...]:
    """Row and column, from 1, of each cell whose value is the result of a formula."""
    found = _FORMULA.findall(xml) if b"<f>" in xml or b"<f " in xml else []
    return tuple((int(row), _column(letters) + 1) for letters, row in found)


def _column(letters: bytes) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + letter - 64
    return number - 1
