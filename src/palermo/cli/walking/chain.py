"""The chain behind one figure of a walk: from the print through release and query to the files of the bodies."""

import json
from collections.abc import Iterator
from pathlib import Path

from palermo import report
from palermo.cli.walking.edition import EDITION
from palermo.cli.walking.order import Order
from palermo.cli.walking.releases import query
from palermo.cli.walking.stages import Files, below, digest


def chain_of(order: Order, out: Path, figure: str) -> Iterator[str]:
    """The lines of the chain. Raises UsageError where the edition has no such figure, or a stage is missing."""
    held = below(out, "report")
    edition = {name.removeprefix(EDITION): data for name, data in held.items() if name.startswith(EDITION)}
    found = report.show(edition, figure)
    yield from found.lines()
    used = {str(one["path"]) for chain in _all(found) for one in chain.data}
    for name in order.tables:
        if any(path.startswith(f"releases/{name}/") for path in used):
            yield from _released(order, out, name)
    if "data/estimates.csv" in used:
        yield from _estimated(order, out)


def _all(chain: report.Chain) -> Iterator[report.Chain]:
    yield chain
    for operand in chain.operands:
        yield from _all(operand)


def _released(order: Order, out: Path, name: str) -> Iterator[str]:
    catalogue, rows = order.file(f"catalogues/{name}.yml"), below(out, "records")[f"{name}.csv"]
    yield f"release     {name}: catalogue sha256 {digest(catalogue)}, held by the ledger"
    yield f"records     {name}.csv  sha256 {digest(rows)}, a row a person under a pseudonym, which is not shipped"
    yield f"query       queries/{name}.sql  sha256 {digest(query(order, name).encode())}, over:"
    yield from _persons(out, ("encode", "facts.csv"), ("link", "clusters.csv"))
    yield from _bodies(order, out)


def _estimated(order: Order, out: Path) -> Iterator[str]:
    told = json.loads(below(out, "estimate")["estimate.json"])[order.method]["provenance"]
    yield f"estimate    {order.method}, seed {told['seed']}, version {told['version']}, over:"
    yield from _persons(out, ("link", "clusters.csv"))
    yield from _bodies(order, out)


def _persons(out: Path, *files: tuple[str, str]) -> Iterator[str]:
    for stage, name in files:
        yield f"            {stage}/{name}  sha256 {digest(below(out, stage)[name])}"


def _bodies(order: Order, out: Path) -> Iterator[str]:
    """Each body's file as it was received, and how many of its rows were accepted."""
    checked: Files = below(out, "check")
    for name, bodies in order.lists.items():
        for body in bodies:
            receipt = json.loads(checked[f"{body}/receipt.json"])
            rows = f"{receipt['accepted']} of {receipt['received']} rows accepted"
            yield f"file        {name}: {body}  sha256 {receipt['file_sha256']}  {rows}"
