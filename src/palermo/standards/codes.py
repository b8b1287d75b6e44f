"""Code lists: what a cell may hold, and how what was written finds its code."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from types import MappingProxyType
from typing import Any, Literal

from palermo.ground.errors import BadDefinition, UsageError
from palermo.standards.loader import load, names

How = Literal["code", "trimmed", "case", "label", "alias"]


@dataclass(frozen=True, slots=True)
class Code:
    """One value of a list. ``own``: the standard does not have it; ``near``: aliases that mean almost the same."""

    code: str
    label: str
    parent: str | None = None
    aliases: tuple[str, ...] = ()
    own: bool = False
    near: tuple[str, ...] = ()
    extra: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}), compare=False)


@dataclass(frozen=True, slots=True)
class Match:
    """The code that was meant, and how it was found. ``near``: the meaning is close, not equal."""

    code: str
    how: How
    near: bool = False


@dataclass(frozen=True, slots=True)
class CodeList:
    """A named list of codes, in the standard's order."""

    name: str
    codes: tuple[Code, ...]
    _exact: frozenset[str] = field(init=False, repr=False, compare=False)
    _folded: Mapping[str, Match] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "_exact", frozenset(code.code for code in self.codes))
        object.__setattr__(self, "_folded", _folded(self))

    def lookup(self, seen: str) -> Match | None:
        """The code that ``seen`` means: as code, without blanks around it, in another case, as label, as alias."""
        if seen in self._exact:
            return Match(seen, "code")
        bare = seen.strip()
        return Match(bare, "trimmed") if bare in self._exact else self._folded.get(bare.casefold())

    def __contains__(self, code: object) -> bool:
        return code in self._exact

    def label(self, code: str) -> str:
        """The English label of ``code``. Raises KeyError on a code that is not in the list."""
        return next((one.label for one in self.codes if one.code == code), None) or _absent(code)


@cache
def code_list(name: str) -> CodeList:
    """The list called ``name``. Raises UsageError when there is none."""
    if f"lists/{name}" not in names():
        raise UsageError(f"There is no code list called {name!r}.", hint=f"There are {', '.join(code_lists())}.")
    return parse_code_list(load(f"lists/{name}"))


def code_lists() -> tuple[str, ...]:
    """The names of all code lists, sorted."""
    return tuple(name.removeprefix("lists/") for name in names() if name.startswith("lists/"))


def parse_code_list(written: Mapping[str, Any]) -> CodeList:
    """The list a definition holds. Raises BadDefinition on a code that is no text or an alias that means two codes."""
    every_own = bool(written.get("own_codes"))
    return CodeList(written["concept"], tuple(_code(row, every_own) for row in written["codes"]))


_COLUMNS = ("code", "label", "parent", "aliases", "own", "near")


def _code(row: Mapping[str, Any], every_own: bool) -> Code:
    texts = (row["code"], row["label"], *row.get("aliases", ()), *row.get("near", ()))
    if not all(isinstance(text, str) for text in texts):
        raise BadDefinition(f"A code is text: put {row['code']!r} in quotes, YAML reads NO as false and 1 as a number.")
    return Code(
        code=row["code"],
        label=row["label"],
        parent=row.get("parent"),
        aliases=row.get("aliases", ()),
        own=every_own or bool(row.get("own")),
        near=row.get("near", ()),
        extra=MappingProxyType({key: value for key, value in row.items() if key not in _COLUMNS}),
    )


def _folded(codes: CodeList) -> dict[str, Match]:
    """Every other way to write a code, lower-cased; codes win over labels, labels over aliases."""
    if len(codes._exact) != len(codes.codes):
        raise BadDefinition(f"A code stands twice in the list {codes.name}.")
    found: dict[str, Match] = {}
    for rank in (_cases, _labels, _aliases):
        level: dict[str, Match] = {}
        for text, match in rank(codes.codes):
            if level.setdefault(text, match).code != match.code:
                raise BadDefinition(f"In the list {codes.name} {text!r} means {level[text].code} and {match.code}.")
        found = level | found
    return found


def _cases(codes: tuple[Code, ...]) -> Iterator[tuple[str, Match]]:
    return ((code.code.casefold(), Match(code.code, "case")) for code in codes)


def _labels(codes: tuple[Code, ...]) -> Iterator[tuple[str, Match]]:
    return ((code.label.casefold(), Match(code.code, "label")) for code in codes)


def _aliases(codes: tuple[Code, ...]) -> Iterator[tuple[str, Match]]:
    for code in codes:
        yield from ((alias.casefold(), Match(code.code, "alias")) for alias in code.aliases)
        yield from ((alias.casefold(), Match(code.code, "alias", near=True)) for alias in code.near)


def _absent(code: str) -> str:
    raise KeyError(code)
