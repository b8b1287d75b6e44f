"""Folders to propose: releases of the example, a report on one of them, one on invented data, one on protected data."""

from functools import cache
from hashlib import sha256
from pathlib import Path

from palermo import engines
from palermo.disclosure import ReleaseFolder
from palermo.site.publications.folders import release_in

EXAMPLE = Path(__file__).parents[3] / "examples" / "annual-tables"
HEAD = """\
format: palermo.report/1
id: short-note
title: {en: "A short note", ar: "مذكرة قصيرة"}
languages: [en]
built_at: "2020-01-01T00:00:00Z"
maps: false
"""


@cache
def release_files(name: str = "returns-2024") -> dict[str, bytes]:
    """A release of the example, file by file."""
    return engines.read_folder(EXAMPLE / "releases" / name)


def a_release(name: str = "returns-2024") -> ReleaseFolder:
    """The same as a release."""
    return release_in(release_files(name), name=name)


def unsafe_files() -> dict[str, bytes]:
    """A release that shows a count of two."""
    table = b"sex,value,status\nF,40,exact\nM,2,exact\n_T,42,exact\n"
    manifest = (
        b'{"format":1,"release":"careless","population":{"id":"somebody","as_of":"2025-12-31"},"threshold":10,'
        b'"zeros":"safe","method":"suppress","dimensions":{"sex":{"codes":["F","M"]}},'
        b'"tables":[{"id":"t1","file":"t1.csv","by":["sex"],"measure":"count","sha256":"'
        + sha256(table).hexdigest().encode()
        + b'"}]}'
    )
    return {"manifest.json": manifest, "t1.csv": table}


def a_report(data: str, indicator_end: str, **files: bytes) -> dict[str, bytes]:
    """A report of one figure over one dataset."""
    indicator = (
        "id: note.counted\nversion: 1\nname: {en: Counted}\n"
        "definition: {text: What was counted, unit: count}\nperiod: {kind: unstated}\n" + indicator_end
    )
    return {
        "report.yml": (HEAD + f"data: {{d: {data}}}\n").encode(),
        "text/main.en.md": b"# A short note\n\nCounted: {{fig:note.all}}.\n",
        "indicators/counted.yml": indicator.encode(),
        **{path.replace("__", "/").replace("_csv", ".csv"): held for path, held in files.items()},
    }


def a_public_report(sensitivity: str = "invented", sdc: str = "sdc_applied: none-invented\n") -> dict[str, bytes]:
    """A report on a table of its own."""
    table = b"kind,n\na,20\nb,30\n"
    data = f"{{path: data/d.csv, sha256: {sha256(table).hexdigest()}, sensitivity: {sensitivity}}}"
    return a_report(data, sdc + "query: {from: d, sum: n, by: [kind]}\nfigures: {note.all: {}}\n", data__d_csv=table)


def a_protected_report() -> dict[str, bytes]:
    """The same, where the table is said to be protected: no word lets it through."""
    return a_public_report("protected", "")


def a_released_report(name: str = "returns-2024") -> dict[str, bytes]:
    """A report on a table of a release, which is not in the folder."""
    data = f"{{release: releases/{name}, table: t1, population: returns-of-2024}}"
    return a_report(data, "query: {from: d, value: value, by: [body, sex]}\nfigures: {note.all: {}}\n")
