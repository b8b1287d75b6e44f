"""What an attacker can pin down: the least and the most each unknown count can be, by linear programmes.

Every solution is a table that fits all that was published: what it shows of the other cells is remembered, and a cell
seen wide needs no question. Small models are asked for whole numbers. In large ones rougher bounds, of the tables not
laid side by side, are taken where they tell already.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from math import ceil, floor, inf, nan

import numpy as np

from palermo.disclosure.attacker.facts import Key, Part
from palermo.disclosure.attacker.models import Model, is_whole
from palermo.disclosure.attacker.narrowing import OUTWARD, Narrowed, narrow
from palermo.disclosure.attacker.spreading import AT_ONCE, Spreader
from palermo.disclosure.attacker.system import Floats, Ints, System, build_system

_MOST_ROUNDS = 12
_MOST_KEPT = 24
_MOST_SOUGHT = 160
"""Tables that fit are kept to look at many unprinted cells at once: of all found, and with those sought for it."""
_FAR_OUTWARD = 1e-5
"""What an interior point is rounded outward by: it stops a little before the end."""


@dataclass(frozen=True, slots=True)
class Bounds:
    """The least and the most a count can be; infinite where nothing holds it."""

    low: float
    high: float

    @property
    def exact(self) -> bool:
        return self.low == self.high


Wide = Callable[[Bounds], bool]
_NOTHING = Bounds(-inf, inf)


def solver_of(part: Part, *, also: Iterable[Key] = (), whole: bool = True) -> "Solver":
    """The facts of ``part`` to be asked about its keys, and those of ``also`` that it may not print."""
    asked = tuple(also)
    return Solver(
        build_system(part, also=asked, whole=whole),
        lambda: Solver(build_system(part, also=asked, whole=whole, side_by_side=False)),
    )


@dataclass(slots=True)
class Solver:
    """The published facts as linear models, asked again and again. ``outline``: the same, tables not side by side.

    ``unsolved``: a model that should have had an answer gave none; then nothing may be called safe.
    """

    system: System
    outline: "Callable[[], Solver] | None" = None
    consistent: bool = field(init=False)
    unsolved: bool = field(init=False, default=False)
    _narrowed: Narrowed = field(init=False)
    _seen_low: Floats = field(init=False)
    _seen_high: Floats = field(init=False)
    _models: dict[int, Model] = field(init=False, default_factory=dict)
    _centres: dict[int, Floats] = field(init=False, default_factory=dict)
    _determined: dict[int, float] = field(init=False, default_factory=dict)
    _latest: Floats = field(init=False)
    _kept: list[Floats] = field(init=False, default_factory=list)
    _rough: "Solver | None" = field(init=False, default=None)

    def __post_init__(self) -> None:
        self._narrowed = narrow(self.system)
        settled = self._narrowed.group < 0
        self._seen_low = np.where(settled, self._narrowed.low, inf)
        self._seen_high = np.where(settled, self._narrowed.high, -inf)
        self._latest = np.where(settled, self._narrowed.low, nan)
        self.consistent = self._narrowed.consistent and all(self._fits(at) for at in range(self._narrowed.groups))
        self._kept.append(self._latest.copy())

    def _fits(self, group: int) -> bool:
        model = self._models[group] = Model.of(self.system, self._narrowed, group)
        found = model.first()
        if found is None:
            return False
        self._remember(model, found)
        if model.large:
            self._centres[group] = found
        whole = not self.system.whole or not model.small or bool(np.all(is_whole(found)))
        return whole or model.fits_whole()

    # ── questions ──────────────────────────────────────────────────────────────────────────────────────────────────
    def bounds(self, key: Key) -> Bounds:
        """The bounds of a key; those that are known come back as they are, of a stranger nothing is known."""
        at, settled = self._settled(key)
        if at is None or settled is not None:
            return settled or _NOTHING
        return Bounds(self._end(at, 1.0), self._end(at, -1.0))

    def seen(self, key: Key) -> Bounds:
        """The span in which tables that fit were seen to put a key: its true bounds are no narrower."""
        at, settled = self._settled(key)
        if at is None or settled is not None:
            return settled or Bounds(inf, -inf)
        return self._seen(at)

    def outer(self, key: Key) -> Bounds:
        """Bounds that hold, though narrower ones may: those of the outline where the key hangs in a large model."""
        at, settled = self._settled(key)
        if at is None or settled is not None:
            return settled or _NOTHING
        if not self._model(at).large:
            return self.bounds(key)
        own = Bounds(float(self._narrowed.low[at]), float(self._narrowed.high[at]))
        if self.outline is None:
            return own
        if self._rough is None:
            self._rough = self.outline()
        rough = self._rough.outer(key)
        return Bounds(max(own.low, rough.low), min(own.high, rough.high))

    def bounds_of(
        self, keys: Iterable[Key], wide: Wide, enough: Callable[[Key, Bounds], bool] = lambda key, held: False
    ) -> dict[Key, Bounds]:
        """The bounds of each key; of those that ``wide`` says so of, the span that was seen.

        Where bounds that may be too wide are ``enough`` already, in a large model, they are given.
        """
        waiting = list(dict.fromkeys(keys))
        found: dict[Key, Bounds] = {}
        for key in waiting:
            if self.hangs_in_large(key) and ((rough := self.outer(key)).exact or enough(key, rough)):
                found[key] = rough
        self.widen((key for key in waiting if key not in found), wide)
        for key in waiting:
            if key not in found:
                seen = self.seen(key)
                found[key] = seen if wide(seen) else self._narrowest(key, wide)
        return found

    def _narrowest(self, key: Key, wide: Wide) -> Bounds:
        """The bounds, unless on the way to them the key is seen wide."""
        at, settled = self._settled(key)
        if at is None or settled is not None:
            return settled or _NOTHING
        high = self._end(at, -1.0)
        seen = self.seen(key)
        return seen if wide(seen) else Bounds(self._end(at, 1.0), high)

    def _settled(self, key: Key) -> tuple[int | None, Bounds | None]:
        """The column of a key that is asked for, and its bounds where they need no model."""
        known = self.system.constants.get(key)
        at = self.system.columns.get(key)
        if known is None and at is not None:
            known = self._determined.get(at)
        if known is None and at is not None and self._narrowed.group[at] < 0:
            known = float(self._narrowed.low[at])
        return at, None if known is None else Bounds(known, known)

    def _model(self, at: int) -> Model:
        return self._models[int(self._narrowed.group[at])]

    def hangs_in_large(self, key: Key) -> bool:
        """Whether a key is an unknown of a large model, where each question takes seconds."""
        at, settled = self._settled(key)
        return at is not None and settled is None and self._model(at).large

    def _seen(self, at: int) -> Bounds:
        return Bounds(float(self._seen_low[at]), float(self._seen_high[at]))

    # ── many at once ───────────────────────────────────────────────────────────────────────────────────────────────
    def widen(self, keys: Iterable[Key], wide: Wide) -> None:
        """Look for tables in which many of ``keys`` are large, and others in which many are small."""
        columns = [at for key in keys for at, settled in (self._settled(key),) if at is not None and settled is None]
        for group in sorted({int(self._narrowed.group[at]) for at in columns}):
            here = sorted({at for at in columns if self._narrowed.group[at] == group})
            if group in self._centres:
                self._spread(group, self._narrow_ones(here, wide), wide)
                self._determine(group, self._narrow_ones(here, wide))
                here = [at for at in here if at not in self._determined]
            self._pull(self._models[group], here, wide)

    def _narrow_ones(self, columns: Iterable[int], wide: Wide) -> list[int]:
        return [at for at in columns if not wide(self._seen(at))]

    def _spread(self, group: int, left: list[int], wide: Wide) -> None:
        """Each cell pushed from the centre of a large model, as long as it was not seen wide by another's push."""
        model = self._models[group]
        spreader = Spreader.around(model.room, self._centres[group]) if left else None
        while left and spreader is not None:
            some, left = left[:AT_ONCE], left[AT_ONCE:]
            for sign in (1.0, -1.0):
                found = spreader.push(np.searchsorted(model.columns, np.array(some, np.int64)), sign)
                if found.shape[1]:
                    self._see(model, found.min(axis=1))
                    self._see(model, found.max(axis=1))
            left = self._narrow_ones(left, wide)

    def _determine(self, group: int, left: list[int]) -> None:
        """Cells that the sums of a large model settle by themselves."""
        model, centre = self._models[group], self._centres[group]
        places = np.searchsorted(model.columns, np.array(left, np.int64))
        for at, place, sure in zip(left, places, model.room.determined(places), strict=True):
            value = float(round(centre[place])) if self.system.whole else float(centre[place])
            if sure and abs(value - centre[place]) < 1e-4:
                self._determined[at] = value

    def _pull(self, model: Model, here: list[int], wide: Wide) -> None:
        for turn in range(_MOST_ROUNDS):
            left = self._narrow_ones(here, wide)
            if len(left) < 3:
                break
            places = np.searchsorted(model.columns, np.array(left, np.int64))
            # Weights that differ keep a solution from trading one cell for another all the time.
            weights = 1.0 + (np.arange(len(places)) * (turn * 7 + 3) % 11) / 10.0
            for sign in (-1.0, 1.0):
                if (found := self._solve(model, places, weights * sign)) is not None:
                    self._remember(model, found)
                after = self._narrow_ones(left, wide)
                if model.large and len(after) <= 0.6 * len(left):
                    break  # more there was enough for many: ask of the rest anew
            if len(after) > 0.9 * len(left):
                break

    # ── one end of one count ───────────────────────────────────────────────────────────────────────────────────────
    def _end(self, at: int, sign: float) -> float:
        """The least (sign 1) or the most (sign -1) of a column."""
        model = self._model(at)
        place = int(np.searchsorted(model.columns, at))
        least, most = float(self._narrowed.low[at]), float(self._narrowed.high[at])
        if (self._seen_low[at] <= least) if sign > 0 else (self._seen_high[at] >= most):
            return least if sign > 0 else most
        found = self._solve(model, np.array([place], np.int64), np.array([sign]))
        if found is None:
            return least if sign > 0 else most
        self._remember(model, found)
        end = float(found[place])
        if not self.system.whole:
            return end
        outward = _FAR_OUTWARD if model.large else OUTWARD
        end = float(ceil(end - outward) if sign > 0 else floor(end + outward))
        if model.small:
            end = sign * model.whole_least(np.array([place], np.int64), np.array([sign]), sign * end)
        return end

    # ── sums of counts ─────────────────────────────────────────────────────────────────────────────────────────────
    def value(self, terms: Sequence[tuple[Key, float]]) -> Floats | None:
        """A weighted sum of keys in each of the tables kept; None where the system does not know one of them."""
        split = self._split(terms)
        if split is None:
            return None
        columns, weights, known = split
        return np.array([weights @ table[columns] + known for table in self._kept], np.float64)

    def least(self, terms: Sequence[tuple[Key, float]]) -> float:
        """The least a sum of keys by whole weights can be; endless where the system does not know one of them."""
        split = self._split(terms)
        return -inf if split is None else self.least_of(split[0], split[1]) + split[2]

    def _split(self, terms: Sequence[tuple[Key, float]]) -> tuple[Ints, Floats, float] | None:
        """Columns with their weights, each once, and the sum of what is known."""
        gathered: dict[int, float] = {}
        known = 0.0
        for key, weight in terms:
            at = self.system.columns.get(key)
            if key in self.system.constants:
                known += weight * self.system.constants[key]
            elif at is None:
                return None
            else:
                gathered[at] = gathered.get(at, 0.0) + weight
        return np.array(list(gathered), np.int64), np.array(list(gathered.values()), np.float64), known

    def least_of(self, columns: Ints, weights: Floats) -> float:
        """The least that columns can sum to by whole ``weights``; endless where nothing holds it."""
        settled = self._narrowed.group[columns] < 0
        total = float(weights[settled] @ self._narrowed.low[columns[settled]])
        columns, weights = columns[~settled], weights[~settled]
        for group in np.unique(self._narrowed.group[columns]):
            here = self._narrowed.group[columns] == group
            total += self._least_in(self._models[int(group)], columns[here], weights[here])
        return total

    def _least_in(self, model: Model, columns: Ints, weights: Floats) -> float:
        order = np.argsort(columns)
        places, costs = np.searchsorted(model.columns, columns[order]), weights[order]
        found = self._solve(model, places, costs)
        if found is None:
            return -inf
        self._remember(model, found, most=_MOST_SOUGHT)
        least = float(costs @ found[places])
        if not self.system.whole:
            return least
        least = float(ceil(least - (_FAR_OUTWARD if model.large else OUTWARD)))
        return model.whole_least(places, costs, least) if model.small else least

    def hang_in_large(self, columns: Ints) -> bool:
        """Whether one of the columns hangs in a large model."""
        groups = {int(group) for group in self._narrowed.group[columns] if group >= 0}
        return any(self._models[group].large for group in groups)

    def scatter(self, columns: Ints, turn: int) -> None:
        """Look for tables that fit and differ: other cells full, others empty, from ``turn`` to ``turn``."""
        for group in sorted({int(group) for group in self._narrowed.group[columns] if group >= 0}):
            model = self._models[group]
            here = np.unique(columns[self._narrowed.group[columns] == group])
            # Weights without a pattern that could follow the codes; the same in every run.
            weights = np.cos(1.0 + np.arange(len(here)) * (2.0 * turn + 3.0)) * (1 if turn % 2 else -1)
            if (found := self._solve(model, np.searchsorted(model.columns, here), weights)) is not None:
                self._remember(model, found, most=_MOST_SOUGHT)

    def tables(self, since: int = 0) -> list[Floats]:
        """Tables that fit, every unknown of them, from the ``since``-th kept on; nan where none was found."""
        return self._kept[since:]

    def _solve(self, model: Model, places: Ints, costs: Floats) -> Floats | None:
        found = model.solve(places, costs)
        self.unsolved |= found is None and not model.endless
        return found

    def _remember(self, model: Model, found: Floats, *, most: int = _MOST_KEPT) -> None:
        if self.system.whole and model.small and not np.all(is_whole(found)):
            return  # no table of people: it proves nothing where whole numbers are asked for
        self._latest[model.columns] = found
        if 0 < len(self._kept) < most:
            self._kept.append(self._latest.copy())
        self._see(model, found)

    def _see(self, model: Model, found: Floats) -> None:
        at = model.columns
        self._seen_low[at] = np.minimum(self._seen_low[at], found)
        self._seen_high[at] = np.maximum(self._seen_high[at], found)
