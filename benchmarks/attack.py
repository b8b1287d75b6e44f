"""How long the attacker takes on a large linked folder, and whether it is awake. No peer is known to measure against.

    python benchmarks/attack.py [--people 40000] [--seed 7]

Twenty tables with about 10,000 cells share seven dimensions, three with hierarchies. "threshold only" hides the small
cells and nothing else: the attacker must find it unsafe. "hidden widely" hides as many more, as a protector would; here
only the time counts. Exit 1 where the one is called safe, or where an attack takes longer than the limit.
"""

import argparse
import json
import resource
import sys
import time
from itertools import product

import numpy as np
from numpy.typing import NDArray

from palermo import disclosure

Dimensions = dict[str, tuple[list[str], dict[str, list[str]]]]
Codes = dict[str, list[list[int]]]


def _numbered(letter: str, many: int) -> list[str]:
    return [f"{letter}{at:02}" for at in range(many)]


def _nested(codes: list[str], letter: str, each: int) -> dict[str, list[str]]:
    return {f"{letter}{at:02}": codes[start : start + each] for at, start in enumerate(range(0, len(codes), each))}


_DISTRICTS = _numbered("d", 32)
_PROVINCES = _nested(_DISTRICTS, "p", 4)
_ORIGINS = _numbered("o", 24)
DIMENSIONS: Dimensions = {
    "district": (_DISTRICTS, {**_PROVINCES, **_nested(list(_PROVINCES), "z", 4)}),
    "origin": (_ORIGINS, _nested(_ORIGINS, "c", 6)),
    "age": (_numbered("a", 8), {"minor": ["a00", "a01"], "adult": _numbered("a", 8)[2:]}),
    "sex": (["F", "M", "X"], {}),
    "purpose": (_numbered("u", 7), {}),
    "body": (_numbered("b", 12), {}),
    "year": (_numbered("y", 4), {}),
}
TABLES = [
    ("district", "sex"), ("district", "age"), ("district", "purpose"), ("district", "year"), ("district", "body"),
    ("origin", "sex"), ("origin", "age"), ("origin", "purpose"), ("origin", "year"), ("origin", "body"),
    ("district", "origin"), ("age", "sex", "purpose"), ("age", "sex", "year"), ("body", "age", "sex"),
    ("body", "purpose", "year"), ("district", "sex", "year"), ("origin", "sex", "purpose"),
    ("age", "purpose", "body"), ("sex", "purpose", "body"), ("age", "sex", "body"),
]  # fmt: skip


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--people", type=int, default=40_000)
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--limit", type=float, default=30.0, help="seconds an attack may take")
    options = parser.parse_args()
    people = _people(options.people, options.seed)
    asleep = slow = False
    for name, more in (("threshold only", 0.0), ("hidden widely", 0.15)):
        files = _files(people, more, options.seed)
        began = time.perf_counter()
        found = disclosure.attack(disclosure.read_publication(files))
        took = time.perf_counter() - began
        asleep |= not more and found.safe
        slow |= took > options.limit
        print(
            f"{name:15} {found.tables} tables, {found.cells} cells, {found.hidden} hidden: "
            f"{len(found.recovered)} told exactly, {len(found.pinned)} held below the threshold, "
            f"{'safe' if found.safe else 'unsafe'}, {took:.1f} s"
        )
    print(f"memory at most {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:.0f} MiB")
    return int(asleep or slow)


def _people(many: int, seed: int) -> dict[str, NDArray[np.int64]]:
    """A code a dimension for each person, unevenly spread, as cases are."""
    dice = np.random.default_rng(seed)
    found = {}
    for name, (leaves, _) in DIMENSIONS.items():
        weights = 1.0 / np.arange(1, len(leaves) + 1) ** 0.9
        found[name] = dice.choice(len(leaves), many, p=weights / weights.sum())
    return found


def _files(people: dict[str, NDArray[np.int64]], more: float, seed: int) -> dict[str, bytes]:
    dice = np.random.default_rng(seed + 1)
    shared: dict[tuple[tuple[str, str], ...], bool] = {}
    files, specs = {}, []
    for at, by in enumerate(TABLES):
        id = f"t{at + 1:02}"
        specs.append({"id": id, "file": f"{id}.csv", "by": list(by)})
        counts = _counts(people, by)
        lines = [",".join((*by, "value", "status"))]
        for codes in product(*(_codes(name) for name in by)):
            value = counts[codes]
            cell = tuple(sorted((name, code) for name, code in zip(by, codes, strict=True) if code != "_T"))
            if cell not in shared:  # what two tables print alike, both hide
                shared[cell] = 1 <= value < 10 or (bool(cell) and float(dice.random()) < more)
            lines.append(",".join((*codes, *(("", "hidden") if shared[cell] else (str(value), "exact")))))
        files[f"{id}.csv"] = ("\n".join(lines) + "\n").encode()
    dimensions = {name: {"codes": leaves, "hierarchy": wider} for name, (leaves, wider) in DIMENSIONS.items()}
    manifest = {"format": 1, "release": "benchmark", "threshold": 10, "dimensions": dimensions, "tables": specs}
    return files | {"manifest.json": json.dumps(manifest).encode()}


def _codes(name: str) -> list[str]:
    leaves, wider = DIMENSIONS[name]
    return [*leaves, *wider, "_T"]


def _counts(people: dict[str, NDArray[np.int64]], by: tuple[str, ...]) -> dict[tuple[str, ...], int]:
    """The count of every cell of a table, wider codes and totals included."""
    shape = tuple(len(DIMENSIONS[name][0]) for name in by)
    cube = np.zeros(shape, np.int64)
    np.add.at(cube, tuple(people[name] for name in by), 1)
    for axis, name in enumerate(by):
        wider = [np.take(cube, _leaves(name, code), axis).sum(axis, keepdims=True) for code in _codes(name)]
        cube = np.concatenate(wider, axis)
    return dict(zip(product(*(_codes(name) for name in by)), map(int, cube.ravel()), strict=True))


def _leaves(name: str, code: str) -> list[int]:
    leaves, wider = DIMENSIONS[name]
    if code == "_T":
        return list(range(len(leaves)))
    if code in wider:
        return [at for part in wider[code] for at in _leaves(name, part)]
    return [leaves.index(code)]


if __name__ == "__main__":
    sys.exit(main())
