"""JSON and JSON Lines: flat objects as rows, every value as the text it was written in."""

import json
import re
from collections.abc import Iterator
from typing import Any

import polars as pl

from palermo.ground.errors import UnreadableInput
from palermo.intake.raw import RawSheet, RawTable

_SHAPE = 'Allowed are a list of objects, {"records": [...]}, or one object a line in a .jsonl file.'


_MOST_CELLS = 10_000_000  # where most objects lack most keys; else each cell takes more than a byte of the file
_DEEPEST = 50
_HALF = re.compile(r"\\u[dD][89a-fA-F]")  # may be half a character, which no text can hold


class _Number(str):
    """A number as it was written: ``2.50`` stays so, and is told from the text ``"2.50"`` inside nested values."""

    __slots__ = ()


def read_json(data: bytes, name: str, *, lines: bool) -> RawSheet:
    """The objects of ``data`` as one table; its header gathers all keys in order of first appearance."""
    text = data.decode().removeprefix("\ufeff")
    found = list(_from_lines(text, name)) if lines else list(_from_list(text, name))
    numbers = [number for number, _ in found]
    keys = tuple(dict.fromkeys(key for _, record in found for key in record))
    if len(keys) * len(found) > max(_MOST_CELLS, len(data)):
        raise UnreadableInput(f"{name} holds {len(found)} objects with {len(keys)} different keys.", hint=_SHAPE)
    columns = {f"c{at}": [_cell(record, key) for _, record in found] for at, key in enumerate(keys)}
    cells = pl.DataFrame(columns, schema=dict.fromkeys(columns, pl.String))
    blank = ~pl.Series([any(_cell(record, key).strip() for key in record) for _, record in found], dtype=pl.Boolean)
    empty_lines = sum(1 for line in text.removesuffix("\n").split("\n") if not line.strip()) if lines else 0
    table = RawTable(
        cells=cells.filter(~blank) if keys else cells,
        rows=pl.Series("row", numbers, dtype=pl.UInt32).filter(~blank),
        header=(keys,) if keys else (),
        header_rows=(0,) if keys else (),
        blank=int(blank.sum()) + empty_lines,
    )
    return RawSheet(tables=(table,))


def _cell(record: dict[str, Any], key: str) -> str:
    value = record.get(key)
    if value is None:
        return ""
    if isinstance(value, str):
        return str(value)
    if isinstance(value, bool):
        return "true" if value else "false"
    return _nested(value)


def _nested(value: Any, depth: int = 0) -> str:
    """Lists and objects as JSON text, numbers in them as written."""
    if depth > _DEEPEST:
        raise UnreadableInput(f"A value is nested more than {_DEEPEST} deep.", hint=_SHAPE)
    if isinstance(value, _Number):
        return str(value)
    if isinstance(value, dict):
        parts = (f"{_nested(str(key))}: {_nested(part, depth + 1)}" for key, part in value.items())
        return "{" + ", ".join(parts) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(_nested(part, depth + 1) for part in value) + "]"
    return json.dumps(value, ensure_ascii=False)


def _from_lines(text: str, name: str) -> Iterator[tuple[int, dict[str, Any]]]:
    for number, line in enumerate(text.split("\n"), 1):
        if line.strip():
            yield number, _object(_parsed(line, name, number - 1), name, number)


def _from_list(text: str, name: str) -> Iterator[tuple[int, dict[str, Any]]]:
    whole = _parsed(text, name, 0)
    if isinstance(whole, dict):
        whole = whole.get("records")
    if not isinstance(whole, list):
        raise UnreadableInput(f"{name} holds no list of objects.", hint=_SHAPE)
    for number, record in enumerate(whole, 1):
        yield number, _object(record, name, number)


def _object(value: Any, name: str, number: int) -> dict[str, Any]:
    if isinstance(value, dict):
        return value
    raise UnreadableInput(f"{name}: record {number} is no object.", hint=_SHAPE)


def _parsed(text: str, name: str, lines_above: int) -> Any:
    """Keys given twice in one object are refused: keeping either would drop the other."""
    try:
        value = json.loads(
            text, parse_int=_Number, parse_float=_Number, parse_constant=_Number, object_pairs_hook=_without_repeats
        )
        if _HALF.search(text):
            json.dumps(value, ensure_ascii=False).encode()
        return value
    except json.JSONDecodeError as error:
        raise UnreadableInput(
            f"{name} is no valid JSON: line {error.lineno + lines_above}, character {error.colno}: {error.msg}.",
            hint="It may be cut off; export it again.",
        ) from error
    except UnicodeEncodeError as error:
        raise UnreadableInput(
            f"{name} holds half a character: an escape \\ud800 to \\udfff without its other half.",
            hint="A text was cut in the middle of a character; export it again.",
        ) from error
    except RecursionError as error:
        raise UnreadableInput(f"{name} is nested too deep to be a list of records.", hint=_SHAPE) from error
    except _RepeatedKey as error:
        raise UnreadableInput(f"{name} holds an object with one key twice.", hint="Rename one of the two.") from error


class _RepeatedKey(ValueError):
    pass


def _without_repeats(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    record = dict(pairs)
    if len(record) < len(pairs):
        raise _RepeatedKey
    return record
