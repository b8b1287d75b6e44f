"""Counts rounded to a base: at random by whom they count, or so that the parts still make their totals.

The random kind is unbiased, and the same people come out as the same number under any order, label or table: the draw
hangs on the members alone. The controlled kind keeps every printed sum exact, each count within one base of the truth.
"""

import hashlib
import hmac
from collections.abc import Mapping
from typing import Any

import highspy
import numpy as np
import polars as pl

from palermo.disclosure.catalogue import Catalogue, Place
from palermo.disclosure.counting import People
from palermo.disclosure.equations import Flags, Floats, Ints
from palermo.disclosure.layout import Layout, covered
from palermo.ground.errors import Refused

_BITS = 64
_NODES = 20_000


def round_counts(
    catalogue: Catalogue, people: People, layout: Layout, seed: bytes
) -> Mapping[str, Mapping[Place, int]]:
    """Every printed count rounded. Raises Refused where no rounding keeps all printed sums."""
    draws = _draws(catalogue, people, layout, seed)
    if catalogue.controlled:
        rounded = _controlled(layout, catalogue.base, draws)
    else:
        low = np.floor(layout.values / catalogue.base) * catalogue.base
        up = draws < (layout.values - low) / catalogue.base
        rounded = (low + np.where(up, catalogue.base, 0)).astype(np.int64)
    return {
        table: {place: int(rounded[layout.number(key)]) for place, key in cells.items()}
        for table, cells in layout.cells.items()
    }


def _draws(catalogue: Catalogue, people: People, layout: Layout, seed: bytes) -> Floats:
    """A number from 0 to 1 an unknown that is printed, keyed by its members; equal members draw equal numbers."""
    found = np.zeros(len(layout.values))
    frame = people.frame
    if catalogue.unit:
        frame = frame.unique("subject", keep="first", maintain_order=True)
    names = frame["subject"] if catalogue.unit else pl.Series([str(row) for row in range(frame.height)])
    marks = np.array([_mark(seed, name) for name in names.to_list()], np.uint64)
    done = set()
    for table in catalogue.tables:
        for place, key in layout.cells[table.id].items():
            at = layout.number(key)
            if at in done:
                continue
            done.add(at)
            held = covered(catalogue, table, place)
            inside = np.ones(frame.height, np.bool_)
            for name, codes in held.items():
                inside &= frame[name].is_in(sorted(codes)).to_numpy()
            # The marks of the members add up to a mark of their own, as cell keys do.
            total = int(marks[inside].sum(dtype=np.uint64)) if inside.any() else 0
            found[at] = _mark(seed, f"\x00{total}\x00{int(inside.sum())}") / 2.0**_BITS
    return found


def _mark(seed: bytes, words: str) -> int:
    return int.from_bytes(hmac.new(seed, words.encode(), hashlib.sha256).digest()[: _BITS // 8], "big")


def _controlled(layout: Layout, base: int, draws: Floats) -> Ints:
    """The rounding nearest to the random one in which every printed sum of printed parts is exact."""
    numbers = np.flatnonzero(layout.printed)
    column = {int(at): place for place, at in enumerate(numbers)}
    values = layout.values[numbers]
    low = np.floor(values / base)
    whole = values % base == 0
    wanted = low + (draws[numbers] < (values - low * base) / base)
    model: Any = highspy.Highs()
    model.silent()
    for name, value in (("threads", 1), ("random_seed", 1), ("parallel", "off"), ("mip_max_nodes", _NODES)):
        model.setOptionValue(name, value)
    model.passModel(_programme(layout, column, low, whole, wanted))
    model.run()
    if model.getModelStatus() != highspy.HighsModelStatus.kOptimal and model.getInfo().primal_solution_status != 2:
        raise Refused(
            "No rounding within one base keeps every printed sum.",
            hint="Take kind: random, a larger base, or fewer linked tables.",
        )
    up = np.round(np.array(model.getSolution().col_value)[: len(numbers)])
    found = np.zeros(len(layout.values), np.int64)
    found[numbers] = ((low + up) * base).astype(np.int64)
    return found


def _programme(layout: Layout, column: Mapping[int, int], low: Floats, whole: Flags, wanted: Floats) -> Any:
    """One choice a count: down (0) or up (1); counts that are multiples stay."""
    rows = [
        (head, parts)
        for head, parts in zip(layout.equations.heads, layout.equations.parts, strict=True)
        if head in column and all(part in column for part in parts)
    ]
    lp = highspy.HighsLp()
    lp.num_col_, lp.num_row_ = len(low), len(rows)
    down_wanted = wanted == low
    lp.col_cost_ = np.where(down_wanted, 1.0, -1.0)
    lp.col_lower_, lp.col_upper_ = np.zeros(len(low)), np.where(whole, 0.0, 1.0)
    lp.integrality_ = [highspy.HighsVarType.kInteger] * len(low)
    at = [(column[head], [column[part] for part in parts]) for head, parts in rows]
    ends = np.array([low[parts].sum() - low[head] for head, parts in at], np.float64)
    lp.row_lower_ = lp.row_upper_ = ends
    lp.a_matrix_.format_ = highspy.MatrixFormat.kRowwise
    lp.a_matrix_.start_ = np.cumsum([0, *(1 + len(parts) for _, parts in at)]).astype(np.int32)
    lp.a_matrix_.index_ = np.array([number for head, parts in at for number in (head, *parts)], np.int32)
    lp.a_matrix_.value_ = np.array([sign for _, parts in at for sign in (1.0, *[-1.0] * len(parts))], np.float64)
    return lp
