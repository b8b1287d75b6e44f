"""The attack on oneself: a plain list, the public scheme and a key of one's own against encodings under another key.

Similarities survive a change of key. So two tables of similarities, one of the encodings and one of the attacker's own,
are matched as graphs: first by how each record's similarities are spread, then by how it stands to the records matched
so far, over and over, the surest first.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from palermo.linkage.diffuse import Bytes
from palermo.linkage.encode import bare_filters, hardened
from palermo.linkage.fields import Fields
from palermo.linkage.keys import Keys
from palermo.linkage.people import People

Table = NDArray[np.float32]
Whole = NDArray[np.int64]
_QUANTILES = 64
_TOP = 24
_SPECTRUM = 24
_ROUNDS = 25
_ASSIGNED_EXACTLY = 1500  # records; beyond it the mutual best of a row and a column is taken
_SETTLED = 0.6  # tables that agree so well are matched: no other start is needed
FEWEST_ATTACKED = 300
CONTROL_NEEDS = 0.5


@dataclass(frozen=True, slots=True, kw_only=True)
class Attack:
    """One attack: of ``victims`` known to the attacker at this ``overlap`` so many were found again."""

    attack: str
    victims: int
    overlap: float
    reidentified: int
    share: float
    chance: float
    control_share: float
    judged: bool
    seconds: float = 0.0

    def to_dict(self) -> dict[str, str | int | float | bool]:
        return {name: getattr(self, name) for name in self.__slots__}


def similarities(filters: Bytes) -> Table:
    """The Dice coefficients of all pairs, the diagonal 0."""
    bits = np.unpackbits(filters, axis=1).astype(np.float32)
    ones = bits.sum(axis=1)
    table: Table = 2 * (bits @ bits.T) / np.maximum(ones[:, None] + ones[None, :], 1)
    np.fill_diagonal(table, 0)
    return table


def rematched(victims: Bytes, known: Bytes, *, seed: int, starts: int = 2) -> Whole:
    """For each encoded victim the row of the attacker's list it is taken for, -1 for none: the best of several starts.

    The attacker judges a start by what he can see: how well the two tables agree where he matched them.
    """
    left, right = similarities(victims), similarities(known)
    best, best_agreement = np.full(len(victims), -1, np.int64), -np.inf
    generator = np.random.Generator(np.random.PCG64(seed))
    for start in range(starts):
        closeness = _by_spread(left, right) if start % 2 == 0 else _by_spectrum(left, right)
        if start > 1:
            closeness += generator.normal(0, 0.05, closeness.shape).astype(np.float32)
        match = _refined(left, right, closeness)
        agreement = _agreement(left, right, match)
        if agreement > best_agreement:
            best, best_agreement = match, agreement
        if best_agreement > _SETTLED:
            break
    return best


def _by_spread(left: Table, right: Table) -> Table:
    """How alike the spreads of similarities are: quantiles, and the highest ones one by one."""
    return _nearness(_spread(left), _spread(right))


def _spread(table: Table) -> Table:
    ordered = -np.sort(-table, axis=1)
    places = np.linspace(0, ordered.shape[1] - 2, _QUANTILES).astype(np.int64)
    return np.hstack([ordered[:, places], ordered[:, :_TOP]])


def _by_spectrum(left: Table, right: Table) -> Table:
    """How alike records lie in the space of the leading eigenvectors, with signs settled by the spread along each."""
    return _nearness(np.hstack([_spread(left), _embedding(left)]), np.hstack([_spread(right), _embedding(right)]))


def _embedding(table: Table) -> Table:
    centred = table - table.mean(axis=0) - table.mean(axis=1)[:, None] + table.mean()
    values, vectors = np.linalg.eigh(centred)
    order = np.argsort(-np.abs(values))[:_SPECTRUM]
    chosen = vectors[:, order] * np.sqrt(np.abs(values[order]))
    signs = np.sign((chosen**3).sum(axis=0))  # an eigenvector has no sign of its own; its skew has one
    embedding: Table = (chosen * np.where(signs == 0, 1, signs)).astype(np.float32)
    return embedding


def _nearness(left: Table, right: Table) -> Table:
    """Minus the distance between the rows of two tables of features, each feature measured in its own spread."""
    middle, wide = left.mean(axis=0), left.std(axis=0) + 1e-9
    one, two = (left - middle) / wide, (right - middle) / wide
    squares = (one**2).sum(axis=1)[:, None] + (two**2).sum(axis=1)[None, :] - 2 * one @ two.T
    nearness: Table = -np.sqrt(np.maximum(squares, 0)).astype(np.float32)
    return nearness


def _refined(left: Table, right: Table, closeness: Table) -> Whole:
    """Match, keep the surest, compare everybody by their similarity to those, and again with more of them."""
    most = min(closeness.shape)
    match = _assigned(closeness)
    for turn in range(_ROUNDS):
        sure = _surest(closeness, match, max(20, min(most, int(most * (0.05 + 0.05 * turn)))))
        one, two = _standing(left[:, sure]), _standing(right[:, match[sure]])
        closeness = one @ two.T
        after = _assigned(closeness)
        if np.array_equal(after, match) and turn > 18:
            break
        match = after
    return match


def _standing(table: Table) -> Table:
    """Each record's similarities to the seeds, centred by seed and by record, of length one."""
    centred = table - table.mean(axis=0)
    centred -= centred.mean(axis=1)[:, None]
    standing: Table = centred / (np.linalg.norm(centred, axis=1)[:, None] + 1e-9)
    return standing


def _surest(closeness: Table, match: Whole, many: int) -> Whole:
    """The rows whose match stands out most from their second best."""
    rows = np.flatnonzero(match >= 0)
    own = closeness[rows, match[rows]]
    top = np.partition(closeness[rows], -2, axis=1)[:, -2:]
    margin = own - np.where(own >= top[:, 1], top[:, 0], top[:, 1])
    return rows[np.argsort(-margin, kind="stable")[:many]]


def _assigned(closeness: Table) -> Whole:
    """The assignment of rows to columns with the highest sum; on large tables the mutual best, again and again."""
    match = np.full(len(closeness), -1, np.int64)
    if max(closeness.shape) <= _ASSIGNED_EXACTLY:
        from scipy.optimize import linear_sum_assignment  # here, as in resolve

        rows, columns = linear_sum_assignment(closeness, maximize=True)
        match[rows] = columns
        return match
    free_rows, free_columns = np.arange(closeness.shape[0]), np.arange(closeness.shape[1])
    for _ in range(12):
        if not len(free_rows) or not len(free_columns):
            break
        part = closeness[np.ix_(free_rows, free_columns)]
        best, back = part.argmax(axis=1), part.argmax(axis=0)
        mutual = back[best] == np.arange(len(free_rows))
        match[free_rows[mutual]] = free_columns[best[mutual]]
        taken = np.zeros(len(free_columns), bool)
        taken[best[mutual]] = True
        free_rows, free_columns = free_rows[~mutual], free_columns[~taken]
    return match


def _agreement(left: Table, right: Table, match: Whole) -> float:
    rows = np.flatnonzero(match >= 0)
    rows = rows[:: max(1, len(rows) // 1000)]
    one, two = left[np.ix_(rows, rows)].ravel(), right[np.ix_(match[rows], match[rows])].ravel()
    return float(np.corrcoef(one, two)[0, 1])


def attacked(victims: tuple[Bytes, Bytes], known: tuple[Bytes, Bytes], overlap: float, *, seed: int) -> Attack:
    """One attack on the scheme and its control on the bare filters.

    Each pair holds hardened and bare filters of the same people in the same order: of the victims under their key, of
    the attacker's list under his. At an overlap below 1 the attacker knows that share of the victims, and as many
    others in place of the rest.
    """
    size = len(victims[0])
    shared = round(size * overlap)
    generator = np.random.Generator(np.random.PCG64([seed, size, shared]))
    shuffled = generator.permutation(size)
    own = np.concatenate([np.arange(shared), np.arange(size, min(len(known[0]), 2 * size - shared))])
    own = own[generator.permutation(len(own))]
    found = []
    for held, mine in zip(victims, known, strict=True):
        match = rematched(held[shuffled], mine[own], seed=seed)
        taken = np.where(match >= 0, own[match], -1)
        found.append(int((taken == shuffled)[shuffled < shared].sum()))
    control = found[1] / max(shared, 1)
    return Attack(
        attack="graph-matching",
        victims=size,
        overlap=overlap,
        reidentified=found[0],
        share=round(found[0] / max(shared, 1), 6),
        chance=round(1 / max(len(own), 1), 6),
        control_share=round(control, 6),
        judged=control >= CONTROL_NEEDS,
    )


def verdict_of(attacks: Sequence[Attack], limit: float) -> str:
    """``passed``; ``failed`` when a share lies above the limit; ``control-failed`` when the attack is too weak."""
    if any(one.judged and one.share > limit for one in attacks):
        return "failed"
    full = [one for one in attacks if one.overlap >= 1]
    return "passed" if full and all(one.judged for one in full) else "control-failed"


def audit(
    people: People,
    fields: Fields,
    *,
    secrets: tuple[bytes, bytes],
    sizes: Sequence[int],
    overlaps: Sequence[float],
    seed: int,
    clock: Callable[[], float],
) -> tuple[list[Attack], int]:
    """Every attack asked for, and how many sizes were cut to what the list holds.

    An overlap below 1 needs others beside the victims; where the list has too few, the attacker's list is shorter.
    """
    filled = people.filled(fields)
    rows = [at for at in range(len(people)) if filled[at] >= fields.policy.min_fields]
    rows = [rows[at] for at in np.random.Generator(np.random.PCG64(seed)).permutation(len(rows)).tolist()]
    held = [_both(people, fields, rows, Keys.of(secret, "audit")) for secret in secrets]
    found = []
    for size in sorted({min(size, len(rows)) for size in sizes}):
        for overlap in overlaps:
            begun = clock()
            victims = held[0][0][:size], held[0][1][:size]
            done = attacked(victims, held[1], overlap, seed=seed)
            found.append(replace(done, seconds=round(clock() - begun, 3)))
    return found, sum(size > len(rows) for size in sizes)


def _both(people: People, fields: Fields, rows: Sequence[int], keys: Keys) -> tuple[Bytes, Bytes]:
    bare = bare_filters(people, fields, rows, keys)
    return hardened(bare, fields.scheme, keys), bare
