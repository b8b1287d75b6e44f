"""YAML read safely and with its lines: scalars stay the text that was written, no tag is obeyed, no alias followed."""

from collections.abc import Mapping
from dataclasses import dataclass, field

import yaml

from palermo.ground.finding import Finding, Severity

_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)  # the C reader where it was built, the same result without
_DEPTH = 16  # a measure four deep, its indicators and their words lie 14 deep
_LARGEST = 8_000_000


@dataclass(frozen=True, slots=True)
class Row:
    """A mapping of a file: its fields, and the line of each. ``room`` begins the codes of what is wrong with it."""

    path: str
    line: int
    fields: Mapping[str, object] = field(default_factory=dict)
    lines: Mapping[str, int] = field(default_factory=dict)
    room: str = "evidence"


def parse_rows(path: str, data: bytes, *, room: str = "evidence") -> tuple[Row | None, tuple[Finding, ...]]:
    """The top mapping of a YAML file, or None with the findings (``ROOM.format``) that say why it cannot be read."""
    code = f"{room}.format"
    if len(data) > _LARGEST:
        return None, (fault(path, 1, f"the file has {len(data)} bytes, more than the {_LARGEST} allowed", code=code),)
    try:
        node = yaml.compose(data.decode("utf-8-sig"), Loader=_LOADER)
    except UnicodeDecodeError:
        return None, (fault(path, 1, "the file is not UTF-8", code=code),)
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        problem = getattr(error, "problem", None) or "not YAML"
        return None, (fault(path, mark.line + 1 if mark else 1, f"{problem}", code=code),)
    except RecursionError:
        return None, (fault(path, 1, "nested too deep", code=code),)
    faults: list[Finding] = []
    value = _Reading(path, room, faults).value(node) if node is not None else None
    if not isinstance(value, Row):
        faults.append(fault(path, 1, "the file holds no mapping", f"begin with format: palermo.{room}/1", code=code))
        return None, tuple(faults)
    return value, tuple(faults)


def fault(path: str, line: int, text: str, hint: str = "", *, code: str = "evidence.format") -> Finding:
    """An error at a line of a file."""
    return Finding(code=code, severity=Severity.ERROR, text=text, hint=hint, path=path, line=line)


class _Reading:
    """Walks the nodes of one file and gathers what is wrong with them."""

    def __init__(self, path: str, room: str, faults: list[Finding]) -> None:
        self._path = path
        self._room = room
        self._faults = faults
        self._seen: set[int] = set()

    def value(self, node: yaml.Node, depth: int = 0) -> object:
        line = node.start_mark.line + 1
        if id(node) in self._seen or depth > _DEPTH:
            # An alias repeats a node; a few of them can grow into gigabytes.
            self._blame(line, "aliases and deep nesting are not part of the format")
            return None
        self._seen.add(id(node))
        if isinstance(node, yaml.MappingNode):
            return self._row(node, line, depth)
        if isinstance(node, yaml.SequenceNode):
            return tuple(self.value(part, depth + 1) for part in node.value)
        return self._scalar(node, line)

    def _row(self, node: yaml.MappingNode, line: int, depth: int) -> Row:
        fields: dict[str, object] = {}
        lines: dict[str, int] = {}
        for key, value in node.value:
            at = key.start_mark.line + 1
            if not isinstance(key, yaml.ScalarNode):
                self._blame(at, "a field's name is one word")
                continue
            if key.value in fields:
                self._blame(at, f"the field {key.value} stands twice")
            fields[key.value], lines[key.value] = self.value(value, depth + 1), at
        return Row(self._path, line, fields, lines, self._room)

    def _scalar(self, node: yaml.Node, line: int) -> None | bool | str:
        kind = str(node.tag).removeprefix("tag:yaml.org,2002:")
        if kind == "null":
            return None
        if kind == "bool":
            return str(node.value).casefold() in ("true", "yes", "on")
        if kind not in ("str", "int", "float", "timestamp"):
            self._blame(line, f"the tag {node.tag} is not part of the format")
            return None
        return str(node.value)

    def _blame(self, line: int, text: str) -> None:
        self._faults.append(fault(self._path, line, text, code=f"{self._room}.format"))
