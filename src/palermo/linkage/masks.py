"""The bits of values: tokens under the keys of a run, many values at a time. What it remembers dies with it."""

from collections.abc import Mapping, Sequence
from functools import lru_cache
from itertools import chain

import numpy as np
from numpy.typing import NDArray

from palermo.linkage.dates import Born
from palermo.linkage.diffuse import Bytes
from palermo.linkage.encodings import Whole
from palermo.linkage.fields import Field
from palermo.linkage.keys import Keys, Marks
from palermo.linkage.normalise import name_parts
from palermo.linkage.tokens import (
    Tokens,
    as_one,
    tokens_of_code,
    tokens_of_date,
    tokens_of_number,
    tokens_of_part,
    tokens_of_text,
)

Cells = Mapping[str, Sequence[str] | Sequence[Born]]
_ROWS = 1 << 16  # records at a time: their values repeat each other
_VALUES = 1 << 11  # values at a time: their bits lie in the cache of the processor
_PARTS = 1 << 13  # parts of names remembered, some 3 KB each
_TOKENS = 1 << 16  # tokens remembered, some 200 bytes each
_WORDS = 32  # places for a bit in one digest
_OF_KIND = {
    "code": tokens_of_code,
    "identifier": tokens_of_code,
    "number": tokens_of_number,
    "text": tokens_of_text,
}


class Masks:
    """Bare filters under the keys of one run."""

    __slots__ = ("_bits", "_fields", "_keys", "_part", "_words")

    def __init__(self, keys: Keys, fields: Sequence[Field], bits: int) -> None:
        self._bits = bits
        self._fields = fields
        self._keys = {one.name: keys.key("token", one.name) for one in fields}
        self._words: dict[tuple[str, int], _Words] = {}
        self._part = lru_cache(_PARTS)(tokens_of_part)

    def filters(self, cells: Cells, places: Sequence[int]) -> Bytes:
        """The filters of the records at these places, records × bytes: all bits of all their fields."""
        whole = np.zeros((len(places), self._bits // 8), np.uint8)
        for start in range(0, len(places), _ROWS):
            some = places[start : start + _ROWS]
            for one in self._fields:
                held = cells[one.name]
                whole[start : start + len(some)] |= self._column(one, [held[at] for at in some])
        return whole

    def _column(self, field: Field, values: Sequence[str | Born]) -> Bytes:
        distinct: dict[str | Born, int] = {}
        at = [distinct.setdefault(value, len(distinct)) for value in values]
        each = list(distinct)
        parts = [self._insertions(field, each[start : start + _VALUES]) for start in range(0, len(each), _VALUES)]
        return np.concatenate(parts)[at]

    def _insertions(self, field: Field, values: Sequence[str | Born]) -> Bytes:
        """The bits of each value: the field's insertions, shared among its tokens by weight; none where nothing is."""
        held = [self._tokens(field, value) for value in values]
        flat = list(chain.from_iterable(held))
        tokens = [token for token, _ in flat]
        many = np.array([len(one) for one in held], np.int64)
        times = shared_out(field.bits, np.array([weight for _, weight in flat], np.int64), many)
        row = np.repeat(np.arange(len(values)) * self._bits, many)
        grid = np.zeros(len(values) * self._bits, np.uint8)
        for block in range(-(-int(times.max(initial=0)) // _WORDS)):
            here = np.clip(times - block * _WORDS, 0, _WORDS)
            chosen = np.flatnonzero(here)
            words = self._block(field.name, block).first([tokens[at] for at in chosen.tolist()], here[chosen])
            grid[np.repeat(row[chosen], here[chosen]) + words] = 1
        return np.packbits(grid.reshape(len(values), self._bits), axis=1, bitorder="little")

    def _block(self, name: str, block: int) -> "_Words":
        held = self._words.get((name, block))
        if held is None:
            salt = (block * _WORDS).to_bytes(4, "little")
            held = self._words[name, block] = _Words(Marks(self._keys[name], salt=salt), self._bits)
        return held

    def _tokens(self, field: Field, value: str | Born) -> Tokens:
        if isinstance(value, Born):
            return tokens_of_date(value)
        if field.kind == "name":
            return as_one([self._part(part) for part in name_parts(value)])
        return _OF_KIND[field.kind](value) if value else ()


class _Words:
    """The places in a filter that the digests of tokens name, 32 a token."""

    __slots__ = ("_bits", "_digest", "_known", "_table")

    def __init__(self, digest: Marks, bits: int) -> None:
        self._digest, self._bits = digest, bits
        self._known: dict[str, int] = {}
        self._table = np.empty((0, _WORDS), np.uint16)

    def first(self, tokens: Sequence[str], many: Whole) -> NDArray[np.uint16]:
        """The first so many places of each token, one token after the other."""
        self._learn(set(tokens))
        start = np.array([self._known[token] for token in tokens], np.int64) * _WORDS
        start -= np.cumsum(many) - many
        words: NDArray[np.uint16] = self._table.ravel()[np.repeat(start, many) + np.arange(int(many.sum()))]
        return words

    def _learn(self, tokens: set[str]) -> None:
        if len(self._known) > _TOKENS:
            self._known, self._table = {}, self._table[:0]
        fresh = tokens - self._known.keys()
        if fresh:
            self._known |= zip(fresh, range(len(self._known), len(self._known) + len(fresh)), strict=True)
            digests = np.frombuffer(b"".join([self._digest(token.encode()) for token in fresh]), "<u2")
            places = (digests % self._bits).astype(np.uint16).reshape(-1, _WORDS)
            self._table = np.concatenate([self._table, places])


def shared_out(bits: int, weights: Whole, many: Whole) -> Whole:
    """How many of a field's insertions each token gets; ``many`` tokens a value, one value after the other.

    All insertions of a value are given out, so that short values weigh as long ones.
    """
    ends = np.cumsum(many)
    so_far = np.cumsum(weights)
    before = np.append(0, so_far)[ends - many]  # the weights of earlier values
    whole = np.append(0, so_far)[ends] - before
    upto = bits * (so_far - np.repeat(before, many)) // np.repeat(whole, many)
    given = np.append(0, upto[:-1])
    given[(ends - many)[many > 0]] = 0
    times: Whole = upto - given
    return times
