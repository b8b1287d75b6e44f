"""What a workbook's XML says and its reader does not: hidden rows, error cells, and how far a sheet really reaches."""

import posixpath
import re
import zipfile
from dataclasses import dataclass, field
from typing import Any
from xml.parsers import expat

from defusedxml.ElementTree import fromstring

from palermo.ground.errors import UnreadableInput

_REFERENCE = re.compile(r"([A-Z]{1,3})(\d{1,7})")
_RELATION = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"


@dataclass(slots=True)
class SheetFacts:
    """Rows counted from 1; ``errors`` maps row and column, counted from 0, to the error's text."""

    hidden_rows: list[int] = field(default_factory=list)
    errors: dict[tuple[int, int], str] = field(default_factory=dict)
    last_row: int = 0
    last_column: int = 0
    filled: int = 0


def sheet_parts(archive: zipfile.ZipFile) -> dict[str, str]:
    """The name of each sheet and the part of the archive that holds it."""
    book = fromstring(archive.read("xl/workbook.xml"), forbid_dtd=True)
    relations = fromstring(archive.read("xl/_rels/workbook.xml.rels"), forbid_dtd=True)
    targets = {relation.get("Id"): relation.get("Target", "") for relation in relations}
    found = {}
    for sheet in book.iter():
        if sheet.tag.rsplit("}", 1)[-1] == "sheet" and sheet.get(_RELATION) in targets:
            target = targets[sheet.get(_RELATION)]
            found[sheet.get("name", "")] = posixpath.normpath(posixpath.join("/xl", target)).lstrip("/")
    return found


def sheet_facts(archive: zipfile.ZipFile, part: str) -> SheetFacts:
    """One pass over a sheet's XML. A document type, which no workbook has and attacks are made of, is refused."""
    reader = _Reader()
    with archive.open(part) as stream:
        reader.parser.ParseFile(stream)
    return reader.facts


class _Reader:
    """Handlers of expat: C code walks the XML, and only what is asked for comes up into Python."""

    def __init__(self) -> None:
        self.facts = SheetFacts()
        self.parser = expat.ParserCreate()
        self.parser.buffer_text = True
        self.parser.StartElementHandler = self._start
        self.parser.EndElementHandler = self._end
        self.parser.StartDoctypeDeclHandler = self._refuse
        self._row = 0
        self._column = -1
        self._error: list[str] | None = None

    def _refuse(self, *_: Any) -> None:
        raise UnreadableInput("The workbook holds a document type declaration.", hint="Save it again with Excel.")

    def _start(self, tag: str, attributes: dict[str, str]) -> None:
        name = tag.rpartition(":")[2]
        if name == "c":
            self._cell(attributes)
        elif name in ("v", "is"):
            self._value(name)
        elif name == "row":
            self._row = int(attributes.get("r", self._row + 1))
            self._column = -1
            if attributes.get("hidden") in ("1", "true"):
                self.facts.hidden_rows.append(self._row)

    def _cell(self, attributes: dict[str, str]) -> None:
        match = _REFERENCE.fullmatch(attributes.get("r", ""))
        self._column = _column_number(match[1]) if match else self._column + 1
        self._error = [] if attributes.get("t") == "e" else None

    def _value(self, name: str) -> None:
        facts = self.facts
        facts.filled += 1
        facts.last_row = max(facts.last_row, self._row)
        facts.last_column = max(facts.last_column, self._column + 1)
        if self._error is not None and name == "v":
            self.parser.CharacterDataHandler = self._error.append

    def _end(self, tag: str) -> None:
        if self._error is not None and tag.rpartition(":")[2] == "v":
            self.parser.CharacterDataHandler = None
            self.facts.errors[self._row - 1, self._column] = "".join(self._error)
            self._error = None


def _column_number(letters: str) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - 64
    return number - 1
