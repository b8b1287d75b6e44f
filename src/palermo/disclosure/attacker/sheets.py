"""A workbook's parts as pieces: its sheets, and everything in them that nobody sees who opens it."""

import re
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import ParseError, fromstring

from palermo.disclosure.attacker.pieces import LONGEST_TEXT, MOST_ROWS, Piece, Row, Unread

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

_LARGEST = 64 << 20
_KINDS = {
    "xl/comments": "comments",
    "xl/threadedComments": "comments",
    "xl/persons/": "names of those who commented",
    "xl/externalLinks/": "a link to another workbook, with its values",
    "xl/connections": "a connection to a data source",
    "xl/queryTables/": "a query to a data source",
    "xl/vbaProject": "a macro",
    "xl/embeddings/": "an embedded file",
    "xl/customProperty": "custom properties",
    "xl/revisions/": "earlier states of the cells",
    "docProps/custom": "custom properties",
    "customXml/": "custom XML",
}
_EMPTY_XML = re.compile(rb"<[^>]*>|\s")
_PERSONAL = ("creator", "lastModifiedBy", "Manager", "Company", "description", "keywords", "subject", "category")
_REFERENCE = re.compile(r"([A-Z]{1,3})(\d+)")


def workbook_pieces(file: str, parts: Mapping[str, bytes]) -> Iterator[Piece]:
    """Every piece of the workbook. Raises Unread where its XML is none, or holds entities."""
    book = _xml(parts, "xl/workbook.xml")
    strings = [_text(one) for one in _xml(parts, "xl/sharedStrings.xml")] if "xl/sharedStrings.xml" in parts else []
    state = {one.get("name", ""): one.get("state", "visible") for one in _all(book, "sheet")}
    for name, part in _sheets(book, parts).items():
        yield from _sheet(file, name, _xml(parts, part), strings, state.get(name, "visible"))
    for one in _all(book, "definedName"):
        name = one.get("name", "")
        if not name.startswith(("_xlnm.Print", "_xlnm._Filter")):
            yield Piece(file, f"the name {name}", "a defined name", _text(one))
    yield from _caches(file, parts)
    for part in parts:
        if part.startswith(("xl/charts/chart", "xl/chartEx")):
            yield Piece(file, part, "", "", tuple(_series(_xml(parts, part))))
        kind = next((kind for start, kind in _KINDS.items() if part.startswith(start)), None)
        if kind and "/_rels/" not in part:
            yield Piece(file, part, kind, _words(parts[part]))
    yield from _properties(file, parts)


def _xml(parts: Mapping[str, bytes], part: str) -> "Element":
    if part not in parts:
        raise Unread(f"its part {part} is missing")
    if len(parts[part]) > _LARGEST:
        raise Unread(f"its part {part} is larger than can be searched")
    try:
        return fromstring(parts[part], forbid_dtd=True)
    except (DefusedXmlException, ParseError, RecursionError, ValueError, LookupError) as error:
        raise Unread(f"its part {part} is no plain XML") from error


def _all(root: "Element", name: str) -> Iterator["Element"]:
    return (one for one in root.iter() if _local(one) == name)


def _local(one: "Element") -> str:
    return str(one.tag).rsplit("}", 1)[-1]


def _text(one: "Element") -> str:
    return "".join(one.itertext())[:LONGEST_TEXT]


def _words(data: bytes) -> str:
    """The texts between the tags of an XML part; what is no XML has none to be told."""
    return re.sub(r"<[^>]*>", " ", data[:LONGEST_TEXT].decode("utf-8", "replace"))


def _sheets(book: "Element", parts: Mapping[str, bytes]) -> dict[str, str]:
    targets = {
        one.get("Id", ""): one.get("Target", "")
        for one in _all(_xml(parts, "xl/_rels/workbook.xml.rels"), "Relationship")
    }
    found = {}
    for sheet in _all(book, "sheet"):
        relation = next((value for key, value in sheet.attrib.items() if key.endswith("}id")), "")
        target = targets.get(relation, "").removeprefix("/xl/")
        if f"xl/{target}" in parts:
            found[sheet.get("name", "")] = f"xl/{target}"
    return found


def _sheet(file: str, name: str, xml: "Element", strings: list[str], state: str) -> Iterator[Piece]:
    cells: dict[tuple[int, int], str] = {}
    formulas = 0
    hidden_rows: set[int] = set()
    for row in _all(xml, "row"):
        for cell in _all(row, "c"):
            if (at := _REFERENCE.fullmatch(cell.get("r", ""))) is not None and len(cells) < MOST_ROWS * 10:
                place = int(at[2]), _column(at[1])
                cells[place] = _value(cell, strings)
                formulas += any(_local(one) == "f" for one in cell)
        if row.get("hidden") in ("1", "true") or row.get("ht") == "0":
            hidden_rows.add(int(row.get("r", "0")))
    hidden_columns = {
        at
        for one in _all(xml, "col")
        if one.get("hidden") in ("1", "true") or one.get("width") == "0"
        for at in range(int(one.get("min", "0")), min(int(one.get("max", "0")), 16_384) + 1)
    }
    where = f"sheet {name}"
    kind = {"hidden": "a hidden sheet", "veryHidden": "a hidden sheet"}.get(state, "")
    if cells:
        yield Piece(file, where, kind, "", _rows(cells))
    unseen = {at: text for at, text in cells.items() if text and (at[0] in hidden_rows or at[1] in hidden_columns)}
    if unseen:
        yield Piece(file, where, "hidden rows or columns", " ".join(list(unseen.values())[:1000]))
    if formulas:
        yield Piece(file, where, "formulas, with the values they were last computed to")


def _rows(cells: Mapping[tuple[int, int], str]) -> tuple[Row, ...]:
    found: dict[int, dict[int, str]] = {}
    for (row, column), text in cells.items():
        found.setdefault(row, {})[column] = text
    wide = min(max(column for _, column in cells) + 1, 2_000)
    return tuple(tuple(one.get(at, "") for at in range(wide)) for _, one in sorted(found.items())[:MOST_ROWS])


def _value(cell: "Element", strings: list[str]) -> str:
    kind = cell.get("t", "n")
    if kind == "inlineStr":
        return _text(cell)
    text = next((one.text or "" for one in cell if _local(one) == "v"), "")
    if kind == "s":
        return strings[int(text)] if text.isdigit() and int(text) < len(strings) else ""
    return text


def _column(letters: str) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - 64
    return number


# ── stores behind pivot tables and charts ────────────────────────────────────────────────────────────────────────────
def _caches(file: str, parts: Mapping[str, bytes]) -> Iterator[Piece]:
    kind = "the store behind a pivot table"
    for part in parts:
        if not part.startswith("xl/pivotCache/pivotCacheDefinition"):
            continue
        fields = [
            [one.get("v", "") for items in _all(field, "sharedItems") for one in items]
            for field in _all(_xml(parts, part), "cacheField")
        ]
        names = tuple(field.get("name", "") for field in _all(_xml(parts, part), "cacheField"))
        records = part.replace("Definition", "Records")
        rows = [_record(one, fields) for one in _all(_xml(parts, records), "r")] if records in parts else []
        yield Piece(file, part, kind, " ".join(item for field in fields for item in field), (names, *rows[:MOST_ROWS]))


def _record(one: "Element", fields: list[list[str]]) -> Row:
    found = []
    for at, item in enumerate(one):
        text = item.get("v", "")
        if _local(item) == "x" and at < len(fields) and text.isdigit() and int(text) < len(fields[at]):
            text = fields[at][int(text)]
        found.append(text)
    return tuple(found)


def _series(xml: "Element") -> Iterator[Row]:
    """The values a chart keeps, each beside its category and its series' name."""
    for one in _all(xml, "ser"):
        name = " ".join(_text(part).strip() for part in one if _local(part) == "tx")
        points = {
            kind: [p for part in one if _local(part) == kind for p in _all(part, "pt")] for kind in ("cat", "val")
        }
        categories = {point.get("idx"): _text(point).strip() for point in points["cat"]}
        yield from ((name, categories.get(point.get("idx"), ""), _text(point).strip()) for point in points["val"])


def _properties(file: str, parts: Mapping[str, bytes]) -> Iterator[Piece]:
    for part in ("docProps/core.xml", "docProps/app.xml"):
        if part in parts:
            held = {_local(one): _text(one).strip() for one in _xml(parts, part).iter() if _local(one) in _PERSONAL}
            if any(held.values()):
                names = ", ".join(sorted(name for name, value in held.items() if value))
                yield Piece(file, f"{part} ({names})", "properties of the document", " ".join(held.values()))
