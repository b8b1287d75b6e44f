"""JSON and JSON Lines: flat objects as rows, every value as the text it was written in."""

import json
from collections.abc import Iterator
from typing import Any

import polars as pl

from palermo.ground.errors import UnreadableInput
from palermo.intake.raw import RawSheet, RawTable

_SHAPE = 'Allowed are a list of objects, {"records": [...]}, or one object a line in a .jsonl file.'


class _Number(str):
    """A number as it was written: ``2.50`` stays so, and is told from the text ``"2.50"`` inside nested values."""

    __slots__ = ()


def read_json(data: bytes, name: str, *, lines: bool) -> RawSheet:
    """The objects of ``data`` as one table; its header gathers all keys in order of first appearance."""
    text = data.decode().removeprefix("\ufeff")
    found = list(_from_lines(text, name)) if lines else list(_from_list(text, name))
    numbers = [number for number, _ in found]
    keys = tuple(dict.fromkeys(key for _, record in found for key in record))
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


def _nested(value: Any) -> str:
    """Lists and objects as JSON text, numbers in them as written."""
    if isinstance(value, _Number):
        return str(value)
    if isinstance(value, dict):
        return "{" + ", ".join(f"{_nested(str(key))}: {_nested(part)}" for key, part in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(map(_nested, value)) + "]"
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
        return json.loads(
            text, parse_int=_Number, parse_float=_Number, parse_constant=_Number, object_pairs_hook=_without_repeats
        )
    except json.JSONDecodeError as error:
        raise UnreadableInput(
            f"{name} is no valid JSON: line {error.lineno + lines_above}, character {error.colno}: {error.msg}.",
            hint="It may be cut off; export it again.",
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
