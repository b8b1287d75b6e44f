"""LAYOUT.yml: read safely, every scalar as the text that was written, every fault named at once."""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from difflib import get_close_matches
from typing import Any, TypeVar

import yaml

from palermo.ground.errors import BadDefinition
from palermo.ground.finding import Finding, Severity

_LARGEST = 1 << 20
_DEEPEST = 12  # values: {list: {seen: code}} goes down three
_LONGEST_NUMBER = 9  # digits
_HINTED = 100  # faults that come with what was probably meant, which takes long to find
_SHOWN = 40  # words a hint spells out
_T = TypeVar("_T")


class _Texts(yaml.SafeLoader):
    """YAML whose scalars stay text (``NO`` is Norway, ``-99`` a cell): no tags, no aliases, no key twice, no abyss."""

    yaml_implicit_resolvers: dict[str, list[Any]] = {}  # noqa: RUF012  # the base class declares it so
    _level = 0

    def compose_node(self, parent: Any, index: Any) -> Any:
        event: Any = self.peek_event()  # type: ignore[no-untyped-call]
        self._level += 1
        refused = (
            "aliases are not allowed" * self.check_event(yaml.AliasEvent)
            or "tags are not allowed" * (getattr(event, "tag", None) is not None)
            or "nested too deep" * (self._level > _DEEPEST)
        )
        if refused:
            raise yaml.composer.ComposerError(None, None, refused, event.start_mark)
        node = super().compose_node(parent, index)
        self._level -= 1
        return node

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Any, Any]:
        often = Counter(key.value for key, _ in node.value if isinstance(key, yaml.ScalarNode))
        if twice := sorted(key for key, times in often.items() if times > 1):
            raise yaml.constructor.ConstructorError(None, None, f"a key stands twice: {twice[0]}", node.start_mark)
        return super().construct_mapping(node, deep=deep)


class Faults:
    """What is wrong with a definition, gathered while it is read."""

    def __init__(self) -> None:
        self.findings: list[Finding] = []

    def add(self, where: str, text: str, hint: str = "") -> None:
        said = f"{where}: {text}" if where else text
        self.findings.append(
            Finding(code="intake.layout-fault", severity=Severity.ERROR, text=said, hint=hint, count=1)
        )

    def near(self, word: str, known: Iterable[str]) -> str:
        """A hint: the word that was probably meant, or those that are allowed; none after a hundred faults."""
        allowed = list(known)
        if len(self.findings) >= _HINTED:
            return ""
        if close := get_close_matches(word, allowed, n=1):
            return f"Did you mean {close[0]!r}?"
        more = f" and {len(allowed) - _SHOWN} more" if len(allowed) > _SHOWN else ""
        return f"Allowed are {', '.join(allowed[:_SHOWN])}{more}."

    def raise_any(self, name: str) -> None:
        """Raises BadDefinition when anything was added."""
        if self.findings:
            many = f"{len(self.findings)} faults" if len(self.findings) > 1 else "a fault"
            raise BadDefinition(
                f"The layout {name or 'handed in'} has {many}.",
                hint="docs/reference/check.md lists what may stand in a layout.",
                findings=self.findings,
            )


class Entry:
    """A mapping of the definition, read key by key; what nobody asked for is a fault."""

    def __init__(self, written: Any, where: str, faults: Faults, known: Sequence[str]) -> None:
        self.where = where
        self.faults = faults
        self._written: dict[str, Any] = written if isinstance(written, dict) else {}
        if not isinstance(written, dict) and written != "":
            faults.add(where, "a mapping is expected here")
        for key in self._written:
            if key not in known:
                faults.add(where, f"there is no key {key!r}", faults.near(key, known))

    def __contains__(self, key: str) -> bool:
        return key in self._written

    def place(self, key: str) -> str:
        return f"{self.where}.{key}" if self.where else key

    def text(self, key: str, otherwise: str = "") -> str:
        value = self._written.get(key, otherwise)
        if isinstance(value, str):
            return value
        self.faults.add(self.place(key), "one text is expected here")
        return otherwise

    def choice(self, key: str, allowed: Mapping[str, _T], otherwise: _T) -> _T:
        """What one of the ``allowed`` words stands for."""
        word = self.text(key)
        if not word:
            return otherwise
        if word not in allowed:
            self.faults.add(self.place(key), f"{word!r} is not allowed here", f"Allowed are {', '.join(allowed)}.")
        return allowed.get(word, otherwise)

    def texts(self, key: str) -> tuple[str, ...]:
        """A list of texts; one text stands for a list of one."""
        value = self._written.get(key, [])
        if isinstance(value, str):
            return (value,) if value else ()
        if isinstance(value, list) and all(isinstance(part, str) for part in value):
            return tuple(value)
        self.faults.add(self.place(key), "a list of texts is expected here")
        return ()

    def entries(self, key: str) -> dict[str, Any]:
        value = self._written.get(key, {})
        if isinstance(value, dict):
            return value
        if value != "":
            self.faults.add(self.place(key), "a mapping is expected here")
        return {}

    def pairs(self, key: str) -> dict[str, str]:
        """A mapping of text to text."""
        return {seen: text for seen, text in self.entries(key).items() if self._is_text(key, seen, text)}

    def _is_text(self, key: str, seen: str, text: Any) -> bool:
        if not isinstance(text, str):
            self.faults.add(self.place(key), f"{seen!r} stands for one text")
        return isinstance(text, str)

    def items(self, key: str) -> list[Any]:
        value = self._written.get(key, [])
        if not isinstance(value, list) and value != "":
            self.faults.add(self.place(key), "a list is expected here")
        return value if isinstance(value, list) else []

    def number(self, key: str, lowest: int, highest: int) -> int | None:
        word = self.text(key)
        if not word:
            return None
        if not word.isdecimal() or len(word) > _LONGEST_NUMBER or not lowest <= int(word) <= highest:
            self.faults.add(self.place(key), f"a whole number from {lowest} to {highest} is expected here")
            return None
        return int(word)

    def tried(self, key: str, value: str, read: Callable[[str], _T], hint: str = "") -> _T | None:
        """What ``read`` makes of ``value``; its ValueError is a fault of ``key``."""
        try:
            return read(value)
        except ValueError as error:
            self.faults.add(self.place(key), str(error), hint)
            return None


def as_mapping(data: bytes | Mapping[str, Any], faults: Faults) -> dict[str, Any]:
    """The definition as nested dicts, lists and texts. Raises BadDefinition where it is no YAML mapping."""
    written = data if isinstance(data, Mapping) else _loaded(data)
    try:
        return {str(key): _plain(value) for key, value in written.items()}
    except (RecursionError, ValueError) as error:  # a mapping in itself; a number or a text that cannot be written
        raise BadDefinition("The layout holds something that is neither text nor number.") from error


def _loaded(data: bytes) -> dict[str, Any]:
    if len(data) > _LARGEST:
        raise BadDefinition(f"The layout has {len(data)} bytes; allowed are {_LARGEST}.")
    try:
        loaded = yaml.load(data.decode("utf-8-sig"), Loader=_Texts)  # noqa: S506  # made from the safe loader
    except UnicodeDecodeError as error:
        raise BadDefinition("The layout is not UTF-8 text.", hint="Save it as UTF-8.") from error
    except (yaml.YAMLError, RecursionError) as error:
        raise BadDefinition(f"The layout is no readable YAML: {_short(error)}") from error
    if not isinstance(loaded, dict):
        raise BadDefinition("The layout is no mapping at its top.", hint="It begins with lines like `name: our-file`.")
    return loaded


def _plain(value: Any) -> Any:
    if isinstance(value, Mapping):
        return {_plain(key): _plain(part) for key, part in value.items()}
    if isinstance(value, (list, tuple)):
        return [_plain(part) for part in value]
    if isinstance(value, bool):
        return "true" if value else "false"
    text = "" if value is None else str(value)
    text.encode()  # half a character, which YAML lets one write as \\ud800, could not be told in a receipt
    return text


def _short(error: Exception) -> str:
    mark = getattr(error, "problem_mark", None)
    problem = getattr(error, "problem", None) or type(error).__name__
    return f"line {mark.line + 1}: {problem}" if mark else str(problem)
