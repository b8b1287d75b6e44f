"""The report of a walk: its folder put together out of what the stages made, built, and verified."""

import re
from collections.abc import Iterator, Mapping
from pathlib import Path

from palermo import engines, report
from palermo.cli.report import report_ports
from palermo.cli.walking.order import Order
from palermo.cli.walking.releases import LEDGER
from palermo.cli.walking.stages import STAMP, Files, Made, below, digest
from palermo.ground.counted import counted
from palermo.ground.errors import Differs

FOLDER, EDITION = "folder/", "edition/"
_OWN = re.compile(r"(report\.yml|README\.md|text/.*)")
"""What of the folder beside is its own report, and stays there."""


def build(order: Order, out: Path) -> Made:
    """The report folder with data, releases and ledger in it, and the edition built from it, every figure recomputed.

    Raises Refused with what stands in the way of a build, Differs where a figure does not come out again.
    """
    folder = {**_beside(order), **engines.read_folder(order.folder / order.report), **_made(out)}
    folder["report.yml"] = _with_hashes(folder)
    edition = report.build(folder, ports=report_ports()).files
    wrong = [one for one in report.verify(edition, ports=report_ports()) if one.severity == "error"]
    if wrong:
        raise Differs("The edition does not verify.", findings=wrong)
    files = dict(_below(FOLDER, folder)) | dict(_below(EDITION, edition))
    figures = counted(report.count_figures(edition), "figure")
    return Made(files, f"{figures} built and recomputed: {out / 'report' / 'edition' / 'en' / 'index.html'}")


def _beside(order: Order) -> Files:
    if not order.beside:
        return {}
    held = engines.read_folder(order.folder / order.beside)
    return {name: data for name, data in held.items() if not _OWN.fullmatch(name)}


def _made(out: Path) -> Files:
    """The data that the walk has made, by the names the report knows them by."""
    released, received = below(out, "release"), below(out, "receive")
    files = {f"releases/{name}": data for name, data in released.items() if name not in (LEDGER, STAMP)}
    files[LEDGER] = released[LEDGER]
    files["data/rows.csv"] = below(out, "check")["rows.csv"]
    files["data/estimates.csv"] = below(out, "estimate")["estimates.csv"]
    if "truth.csv" in received:
        files["data/truth.csv"] = received["truth.csv"]
    return files


def _with_hashes(folder: Files) -> bytes:
    """The report.yml with the hash of every file that the walk made in place of the word ``made``."""
    written = folder["report.yml"].decode()
    for name in re.findall(r"path: (data/[^,}\s]+), sha256: made\b", written):
        if name in folder:
            written = written.replace(f"path: {name}, sha256: made", f"path: {name}, sha256: {digest(folder[name])}")
    return written.encode()


def _below(place: str, files: Mapping[str, bytes]) -> Iterator[tuple[str, bytes]]:
    return ((f"{place}{name}", data) for name, data in files.items())


def rests_on(order: Order) -> dict[str, object]:
    """The files of the report folder and of the one beside it."""
    own = engines.read_folder(order.folder / order.report)
    return {**dict(_below("beside/", _beside(order))), **dict(_below("report/", own))}
