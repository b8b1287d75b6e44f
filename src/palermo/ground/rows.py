"""YAML read safely and with its lines: scalars stay the text that was written, no tag is obeyed, no alias followed."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

import yaml
from yaml.events import (
    AliasEvent,
    CollectionEndEvent,
    CollectionStartEvent,
    MappingEndEvent,
    MappingStartEvent,
    ScalarEvent,
    SequenceEndEvent,
    StreamEndEvent,
)

from palermo.ground.finding import Finding, Severity

_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)  # the C reader where it was built, the same result without
_DEPTH = 16  # a measure four deep, its indicators and their words lie 14 deep
_STANDARD = "tag:yaml.org,2002:"
_BOOLS = ("yes", "no", "true", "false", "on", "off")
_WORDS = {
    **{word: "bool" for plain in _BOOLS for word in (plain, plain.capitalize(), plain.upper())},
    **dict.fromkeys(("", "~", "null", "Null", "NULL"), "null"),
    "<<": "merge",
    "=": "value",
}
"""The bare words that are no text in YAML 1.1; bare numbers and dates stay the text that was written."""
_LARGEST = 8_000_000


@dataclass(frozen=True, slots=True)
class Row:
    """A mapping of a file: its fields, and the line of each. ``room`` begins the codes of what is wrong with it."""

    path: str
    line: int
    fields: Mapping[str, object] = field(default_factory=dict)
    lines: Mapping[str, int] = field(default_factory=dict)
    room: str = "evidence"


def parse_rows(
    path: str, data: bytes, *, room: str = "evidence", format: str = ""
) -> tuple[Row | None, tuple[Finding, ...]]:
    """The top mapping of a YAML file, or None with the findings (``ROOM.format``) that say why it cannot be read.

    ``format`` is what the file should say it is, for the hint.
    """
    code = f"{room}.format"
    if len(data) > _LARGEST:
        return None, (fault(path, 1, f"the file has {len(data)} bytes, more than the {_LARGEST} allowed", code=code),)
    faults: list[Finding] = []
    try:
        value = _Reading(path, room, faults, data.decode("utf-8-sig")).document()
    except UnicodeDecodeError:
        return None, (fault(path, 1, "the file is not UTF-8", code=code),)
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        problem = getattr(error, "problem", None) or "not YAML"
        return None, (fault(path, mark.line + 1 if mark else 1, f"{problem}", code=code),)
    if not isinstance(value, Row):
        hint = f"begin with format: {format}" if format else "write fields into it, each as name: value"
        faults.append(fault(path, 1, "the file holds no mapping", hint, code=code))
        return None, tuple(faults)
    return value, tuple(faults)


def fault(path: str, line: int, text: str, hint: str = "", *, code: str = "evidence.format") -> Finding:
    """An error at a line of a file."""
    return Finding(code=code, severity=Severity.ERROR, text=text, hint=hint, path=path, line=line)


class _Reading:
    """Walks the events of one file and gathers what is wrong with it.

    Events, not nodes: the nodes of a large folder take longer to build than everything that is done with them.
    """

    def __init__(self, path: str, room: str, faults: list[Finding], text: str) -> None:
        self._path = path
        self._room = room
        self._faults = faults
        self._loader = _LOADER(text)
        self._next: Callable[[], Any] = self._loader.get_event

    def document(self) -> object:
        """What the one document of the file holds; None of an empty file."""
        try:
            self._next()  # the stream begins
            if isinstance(self._next(), StreamEndEvent):
                return None
            value = self._value(self._next(), 0)
            self._next()  # the document ends
            after = self._next()
            if not isinstance(after, StreamEndEvent):
                self._blame(after, "a file holds one document")
            return value
        finally:
            self._loader.dispose()

    def _value(self, event: Any, depth: int) -> object:
        kind = type(event)
        if kind is ScalarEvent:
            if event.tag is None and event.value not in _WORDS:
                return event.value  # nearly all of a file
            return self._scalar(event)
        if kind is AliasEvent or depth > _DEPTH:
            # An alias repeats a node; a few of them can grow into gigabytes.
            self._blame(event, "aliases and deep nesting are not part of the format")
            self._pass_over(event)
            return None
        if kind is MappingStartEvent:
            return self._row(event, depth)
        found = []
        while type(inner := self._next()) is not SequenceEndEvent:
            found.append(self._value(inner, depth + 1))
        return tuple(found)

    def _row(self, event: Any, depth: int) -> Row:
        fields: dict[str, object] = {}
        lines: dict[str, int] = {}
        next_event = self._next
        while type(key := next_event()) is not MappingEndEvent:
            if type(key) is not ScalarEvent:
                self._blame(key, "a field's name is one word")
                self._pass_over(key)
                self._pass_over(next_event())
                continue
            name: str = key.value
            if name in fields:
                self._blame(key, f"the field {name} stands twice")
            lines[name] = _line(key)
            fields[name] = self._value(next_event(), depth + 1)
        return Row(self._path, _line(event), fields, lines, self._room)

    def _pass_over(self, event: Any) -> None:
        """Reads to the end of what ``event`` begins."""
        open_now = int(isinstance(event, CollectionStartEvent))
        while open_now:
            inner = self._next()
            open_now += isinstance(inner, CollectionStartEvent) - isinstance(inner, CollectionEndEvent)

    def _scalar(self, event: Any) -> None | bool | str:
        value, tag = str(event.value), event.tag
        if tag is None or tag == "!":
            if not event.implicit[0] or value not in _WORDS:
                return value
            kind = _WORDS[value]
        else:
            kind = tag.removeprefix(_STANDARD)
        if kind == "null":
            return None
        if kind == "bool":
            return value.casefold() in ("true", "yes", "on")
        if kind not in ("str", "int", "float", "timestamp"):
            self._blame(event, f"the tag {tag or _STANDARD + kind} is not part of the format")
            return None
        return value

    def _blame(self, event: Any, text: str) -> None:
        self._faults.append(fault(self._path, _line(event), text, code=f"{self._room}.format"))


def _line(event: Any) -> int:
    line: int = event.start_mark.line
    return line + 1
