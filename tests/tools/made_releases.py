"""Release folders as `palermo tables` writes them, made by hand from counts."""

import hashlib
import json
from collections.abc import Collection, Mapping
from itertools import product
from pathlib import Path
from typing import Any

Counts = Mapping[tuple[str, ...], int]
Files = dict[str, bytes]


def table(by: list[str], codes: Mapping[str, list[str]], counts: Counts, hidden: Collection[tuple[str, ...]]) -> bytes:
    """A table with all its margins; hidden cells by their codes, ``_T`` for a total."""
    lines = [",".join([*by, "value", "status"])]
    for cell in product(*([*codes[name], "_T"] for name in by)):
        value = sum(
            n for leaf, n in counts.items() if all(c in (part, "_T") for part, c in zip(leaf, cell, strict=True))
        )
        lines.append(",".join([*cell, *(["", "hidden"] if cell in hidden else [str(value), "exact"])]))
    return ("\n".join(lines) + "\n").encode()


def release(
    name: str = "annual-2025",
    *,
    counts: Counts,
    hidden: Collection[tuple[str, ...]] = (),
    codes: Mapping[str, list[str]] | None = None,
    as_of: str = "2025-12-31",
    **table_fields: object,
) -> Files:
    """A release with one table ``t1``; further fields go into the manifest's entry of that table."""
    dimensions = dict(codes or {"sex": ["F", "M"], "age": ["0-17", "18+"]})
    content = table(list(dimensions), dimensions, counts, hidden)
    return with_manifest({"t1.csv": content}, name, dimensions, as_of, {"t1": {"by": list(dimensions), **table_fields}})


def with_manifest(
    tables: Files, name: str, dimensions: Mapping[str, list[str]], as_of: str, specs: Mapping[str, Mapping[str, object]]
) -> Files:
    """The tables with the manifest that fits them."""
    manifest: dict[str, Any] = {
        "format": 1,
        "release": name,
        "population": {"id": "registered-to-date", "as_of": as_of},
        "threshold": 10,
        "zeros": "safe",
        "method": "suppress",
        "dimensions": {key: {"codes": values} for key, values in dimensions.items()},
        "tables": [
            {"id": id, "file": f"{id}.csv", "measure": "count", **spec, "sha256": sha(tables[f"{id}.csv"])}
            for id, spec in specs.items()
        ],
        "software": "palermo 0.1.0",
    }
    return {"manifest.json": json.dumps(manifest, indent=1).encode(), **tables}


def resealed(files: Files) -> Files:
    """The same files, every table's hash in the manifest made to fit again."""
    manifest = json.loads(files["manifest.json"])
    for spec in manifest["tables"]:
        spec["sha256"] = sha(files[spec["file"]])
    return {**files, "manifest.json": json.dumps(manifest, indent=1).encode()}


def sha(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def lay(folder: Path, files: Files) -> Path:
    """The files as a folder on the disk."""
    for path, content in files.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_bytes(content)
    return folder


SAFE = {("F", "0-17"): 4, ("F", "18+"): 60, ("M", "0-17"): 30, ("M", "18+"): 40}
"""One small cell; with the four inner cells hidden nobody can tell it."""
INNER = {("F", "0-17"), ("F", "18+"), ("M", "0-17"), ("M", "18+")}
