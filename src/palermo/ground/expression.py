"""One small grammar for what users may write: formulas of derived figures and checks of a layout. No eval.

    sum      = product {("+" | "-") product}
    product  = unary {("*" | "/") unary}
    unary    = "-" unary | number | 'text' | name | function "(" expression {"," expression} ")" | "(" expression ")"
    with logic: comparison = sum [("=" | "==" | "!=" | "<" | "<=" | ">" | ">=") sum];  "not", "and", "or" above it

A name is one of the names handed in, the longest that matches, so ids may hold ``.`` ``-`` ``:`` and ``=``;
operators next to such ids stand between blanks. A name with blanks may be written in double quotes.
"""

import re
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Context, Decimal, DivisionByZero, InvalidOperation, localcontext
from itertools import islice

from palermo.ground.decimals import PRECISION

_NUMBER = re.compile(r"\d+(?:\.\d+)?")
_SYMBOL = re.compile(r"<=|>=|==|!=|[-+*/()<>=,]")
_WORD = re.compile(r"[^\W\d]\w*")
_TEXT = re.compile(r"'([^']*)'")
_QUOTED = re.compile(r'"([^"]*)"')
_NESTED = 40  # brackets in brackets; the reader takes a dozen calls for each
_DEEPEST = 200  # operations below each other, which the longest chain has: everybody who walks a tree calls itself
_MOST_SIGNS = 2_000
_MOST_DIGITS = 40


class BadExpression(ValueError):
    """The text is no expression of the grammar; the message says where and what was expected."""


@dataclass(frozen=True, slots=True)
class Number:
    value: Decimal


@dataclass(frozen=True, slots=True)
class Text:
    value: str


@dataclass(frozen=True, slots=True)
class Name:
    name: str


@dataclass(frozen=True, slots=True)
class Operation:
    """``operator`` over ``operands``: + - * / neg = != < <= > >= not and or, or a function's name."""

    operator: str
    operands: tuple["Node", ...]


Node = Number | Text | Name | Operation


@dataclass(frozen=True, slots=True)
class _Token:
    kind: str
    text: str
    at: int


@dataclass(frozen=True, slots=True)
class Names:
    """The names an expression may use, ready to be found in many texts. By length: most names share a few."""

    all: frozenset[str]
    lengths: tuple[int, ...]

    @classmethod
    def of(cls, names: Iterable[str]) -> "Names":
        some = frozenset(name for name in names if name)
        return cls(some, tuple(sorted({len(name) for name in some}, reverse=True)))

    def longest_at(self, text: str, at: int) -> str:
        """The longest name that stands whole at this place; empty when none does."""
        for length in self.lengths:
            name = text[at : at + length]
            if name in self.all and not _goes_on(text, at + len(name)):
                return name
        return ""


def parse(
    text: str,
    *,
    names: Collection[str] | Names,
    logic: bool = False,
    functions: Collection[str] = ("sum", "min", "max"),
) -> Node:
    """The tree of ``text``. Raises BadExpression on an unknown name, a stray sign, or more than anybody writes."""
    known = names if isinstance(names, Names) else Names.of(names)
    tokens = tuple(islice(_tokens(text, known, logic, functions), _MOST_SIGNS + 1))
    if len(tokens) > _MOST_SIGNS:
        raise BadExpression(f"more than {_MOST_SIGNS} names, numbers and signs")
    reader = _Reader(tokens, logic)
    node = reader.expression()
    reader.expect("end")
    if _depth(node) > _DEEPEST:
        raise BadExpression(f"more than {_DEEPEST} operations in a chain; sum(a, b, …) adds any number")
    return node


def _depth(node: Node) -> int:
    depth, level = 0, [node]
    while level:
        depth += 1
        level = [part for one in level if isinstance(one, Operation) for part in one.operands]
    return depth


def names_in(node: Node) -> tuple[str, ...]:
    """Every name the tree uses, in order of appearance, once each."""
    return tuple(dict.fromkeys(_walk_names(node)))


def evaluate(node: Node, values: Mapping[str, Decimal]) -> Decimal:
    """The arithmetic value of ``node``, exact to 50 digits. Raises ZeroDivisionError and KeyError (a missing name)."""
    with localcontext(Context(prec=PRECISION, traps=[DivisionByZero, InvalidOperation])):
        try:
            return _value(node, values)
        except InvalidOperation as error:
            raise ZeroDivisionError("division of zero by zero") from error


def _tokens(text: str, names: Names, logic: bool, functions: Collection[str]) -> Iterator[_Token]:
    at = 0
    while at < len(text):
        if text[at].isspace():
            at += 1
            continue
        token, length = _token(text, at, names, logic, functions)
        yield token
        at += length
    yield _Token("end", "", at)


def _token(text: str, at: int, names: Names, logic: bool, functions: Collection[str]) -> tuple[_Token, int]:
    if name := names.longest_at(text, at):
        return _Token("name", name, at), len(name)
    if (quoted := _QUOTED.match(text, at)) and quoted[1] in names.all:
        return _Token("name", quoted[1], at), len(quoted[0])
    if (number := _NUMBER.match(text, at)) and not _goes_on(text, number.end()):
        if len(number[0]) > _MOST_DIGITS:
            raise BadExpression(f"character {at + 1}: a number of more than {_MOST_DIGITS} digits")
        return _Token("number", number[0], at), len(number[0])
    if logic and (string := _TEXT.match(text, at)):
        return _Token("text", string[1], at), len(string[0])
    if word := _WORD.match(text, at):
        if logic and word[0] in ("and", "or", "not"):
            return _Token(word[0], word[0], at), len(word[0])
        if word[0] in functions:
            return _Token("function", word[0], at), len(word[0])
    if symbol := _SYMBOL.match(text, at):
        return _Token(symbol[0], symbol[0], at), len(symbol[0])
    raise BadExpression(f"character {at + 1}: neither a known name, a number nor a sign")


def _goes_on(text: str, end: int) -> bool:
    """A match ends inside a longer word: ``rise`` in ``rise.2019`` is not the name ``rise``."""
    rest = text[end : end + 2]
    return bool(rest) and (rest[0].isalnum() or rest[0] == "_" or (rest[0] in ".:" and rest[1:].isalnum()))


class _Reader:
    """Recursive descent over the tokens."""

    def __init__(self, tokens: Sequence[_Token], logic: bool) -> None:
        self._tokens = tokens
        self._at = 0
        self._logic = logic
        self._depth = 0

    @property
    def _next(self) -> _Token:
        return self._tokens[self._at]

    def _take(self, *kinds: str) -> _Token | None:
        token = self._next
        if token.kind not in kinds:
            return None
        self._at += 1
        return token

    def expect(self, kind: str) -> None:
        if self._next.kind != kind or (kind != "end" and self._take(kind) is None):
            raise BadExpression(f"character {self._next.at + 1}: expected {kind}, found {self._next.text or 'the end'}")

    def expression(self) -> Node:
        return self._deeper(self._either if self._logic else self._sum)

    def _chain(self, part: Callable[[], Node], *operators: str) -> Node:
        node = part()
        while token := self._take(*operators):
            node = Operation(token.kind, (node, part()))
        return node

    def _either(self) -> Node:
        return self._chain(lambda: self._chain(self._negation, "and"), "or")

    def _negation(self) -> Node:
        if self._take("not"):
            return Operation("not", (self._deeper(self._negation),))
        return self._comparison()

    def _comparison(self) -> Node:
        node = self._sum()
        token = self._take("=", "==", "!=", "<", "<=", ">", ">=")
        return Operation("=" if token.kind == "==" else token.kind, (node, self._sum())) if token else node

    def _sum(self) -> Node:
        return self._chain(lambda: self._chain(self._unary, "*", "/"), "+", "-")

    def _deeper(self, part: Callable[[], Node]) -> Node:
        self._depth += 1
        if self._depth > _NESTED:
            raise BadExpression(f"nested more than {_NESTED} deep")
        node = part()
        self._depth -= 1
        return node

    def _unary(self) -> Node:
        if self._take("-"):
            return Operation("neg", (self._deeper(self._unary),))
        if token := self._take("number"):
            return Number(Decimal(token.text))
        if token := self._take("text"):
            return Text(token.text)
        if token := self._take("name"):
            return Name(token.text)
        if token := self._take("function"):
            return Operation(token.text, self._arguments())
        self.expect("(")
        node = self.expression()
        self.expect(")")
        return node

    def _arguments(self) -> tuple[Node, ...]:
        self.expect("(")
        arguments = [self.expression()]
        while self._take(","):
            arguments.append(self.expression())
        self.expect(")")
        return tuple(arguments)


def _walk_names(node: Node) -> Iterator[str]:
    waiting = [node]
    while waiting:
        one = waiting.pop()
        if isinstance(one, Name):
            yield one.name
        elif isinstance(one, Operation):
            waiting.extend(reversed(one.operands))


def _value(node: Node, values: Mapping[str, Decimal]) -> Decimal:
    match node:
        case Number(value):
            return value
        case Name(name):
            return values[name]
        case Operation(operator, operands) if operator in _ARITHMETIC:
            return _ARITHMETIC[operator]([_value(operand, values) for operand in operands])
    raise BadExpression("only numbers, names, + - * / and sum, min, max have a value")


_ARITHMETIC: Mapping[str, Callable[[list[Decimal]], Decimal]] = {
    "+": lambda parts: parts[0] + parts[1],
    "-": lambda parts: parts[0] - parts[1],
    "*": lambda parts: parts[0] * parts[1],
    "/": lambda parts: parts[0] / parts[1],
    "neg": lambda parts: -parts[0],
    "sum": lambda parts: sum(parts, Decimal(0)),
    "min": min,
    "max": max,
}
