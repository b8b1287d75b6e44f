"""JSON, CSV and plain text as pieces: rows of labels and numbers, however they are nested."""

import csv
import io
import json
from collections.abc import Iterator
from typing import Any

from palermo.disclosure.attacker.pieces import LONGEST_TEXT, MOST_ROWS, Piece, Row, Unread

_DEEPEST = 100


def json_pieces(file: str, data: bytes, hidden: str = "") -> Iterator[Piece]:
    """The rows of a JSON file. Raises Unread where it is none, or nested without end."""
    try:
        found = json.loads(data.decode("utf-8-sig"))
    except (ValueError, RecursionError) as error:
        raise Unread("it is no JSON") from error
    rows: list[Row] = []
    for row in _rows_of(found, (), (), 0):
        rows.append(row)
        if len(rows) >= MOST_ROWS:
            raise Unread("it holds more than can be searched")
    yield Piece(file, "data", hidden, "", tuple(rows))


def _rows_of(value: Any, near: Row, names: Row, depth: int) -> Iterator[Row]:
    """Rows: an object's plain values with those around it; parallel lists, item by item; a list of plain values.

    ``near``: the plain texts of the objects around; ``names``: the nearest list of texts around, for lists as long.
    """
    if depth > _DEEPEST:
        raise Unread("it is nested deeper than can be searched")
    if isinstance(value, dict):
        plain = tuple(str(one) for one in value.values() if _is_plain(one))
        here = (*near, *(one for one in value.values() if isinstance(one, str) and len(one) < 200))[-12:]
        lists = [one for one in value.values() if isinstance(one, list)]
        labels = next((tuple(map(str, one)) for one in lists if one and all(isinstance(x, str) for x in one)), names)
        keyed = [(key, one) for key, one in value.items() if isinstance(one, int | float) and not isinstance(one, bool)]
        if plain:
            yield (*near, *plain)[-24:]
        # {"F": 3, "M": 30}: the name of a value is what it counts.
        yield from ((*here, key, str(one)) for key, one in keyed)
        for key, one in value.items():
            yield from _rows_of(one, (*here, key)[-12:] if isinstance(one, dict) else here, labels, depth + 1)
        flat = [one for one in lists if one and all(map(_is_plain, one))]
        for size in {len(one) for one in flat}:
            together = [one for one in flat if len(one) == size]
            if len(together) > 1:
                yield from (tuple(map(str, row)) for row in zip(*together, strict=True))
    elif isinstance(value, list):
        if value and all(map(_is_plain, value)):
            if len(names) == len(value) and not isinstance(value[0], str):
                yield from ((*near, label, str(one)) for label, one in zip(names, value, strict=True))
            yield tuple(map(str, value))
        for one in value:
            if isinstance(one, dict | list):
                yield from _rows_of(one, near, names, depth + 1)


def _is_plain(value: Any) -> bool:
    return value is None or isinstance(value, str | int | float)


def text_pieces(file: str, data: bytes) -> Iterator[Piece]:
    """A plain text, or a CSV file that is no table of the release. Raises Unread where it is no text."""
    try:
        text = data.decode("utf-8-sig")
        if "\0" in text:
            raise Unread("it is no text")
        rows: tuple[Row, ...] = ()
        if file.lower().endswith((".csv", ".tsv")):
            sign = "\t" if file.lower().endswith(".tsv") else ","
            rows = tuple(map(tuple, csv.reader(io.StringIO(text, newline=""), delimiter=sign)))[:MOST_ROWS]
    except (UnicodeDecodeError, csv.Error) as error:
        raise Unread("it is no text in UTF-8") from error
    yield Piece(file, "text", "", "" if rows else text[:LONGEST_TEXT], rows)
