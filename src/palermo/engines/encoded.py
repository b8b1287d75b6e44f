"""Encodings as Parquet, there and back; lasting subject ids; and joins over several threads."""

import io
import json
from collections.abc import Iterable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import fields as fields_of
from pathlib import Path

import numpy as np
import polars as pl
import pyarrow as pa
import pyarrow.parquet as pq

from palermo.engines.folder import write_file
from palermo.engines.reading import read_bytes
from palermo.ground.errors import UnreadableInput, UsageError
from palermo.linkage import BITS, Carried, Encodings, Held, Hits, Join, Passport, together

_PREFIX = "palermo."
_NOTE = (
    "Personal data, pseudonymous, not anonymous. Delete when the run is closed, at the latest on the day it expires."
)
_COLUMNS = ("record_id", "alias", "part", "filter", "ones", "plant_of")
_KINDS = {"record_id": pa.string(), "alias": pa.int16(), "ones": pa.int16(), "plant_of": pa.string()}
_PLAIN = {"PLAIN", "RLE", "BIT_PACKED"}
"""Values as they are, and levels, of which each row needs one at most."""
_SUBJECTS = ("source", "id", "subject_id", "since_run")


def encodings_bytes(encodings: Encodings) -> bytes:
    """The Parquet file of ``encodings``, without column statistics, which hold values."""
    passport, size = encodings.passport, encodings.passport.bits // 8
    data = np.ascontiguousarray(encodings.filters).view(np.uint8).reshape(len(encodings), size)
    metadata = {f"{_PREFIX}{one.name}": str(getattr(passport, one.name)) for one in fields_of(passport)}
    schema = pa.schema(
        [
            pa.field("record_id", pa.string(), nullable=False),
            pa.field("alias", pa.int16(), nullable=False),
            pa.field("part", pa.string(), nullable=False),
            pa.field("filter", pa.binary(size), nullable=False),
            pa.field("ones", pa.int16(), nullable=False),
            pa.field("plant_of", pa.string()),
        ],
        metadata={**metadata, f"{_PREFIX}note": _NOTE},
    )
    filters = pa.FixedSizeBinaryArray.from_buffers(pa.binary(size), len(encodings), [None, pa.py_buffer(data)])
    columns = [
        pa.array(list(encodings.ids), pa.string()),
        pa.array(encodings.alias),
        pa.array(["person"] * len(encodings), pa.string()),
        filters,
        pa.array(encodings.ones),
        pa.array(list(encodings.plant_of), pa.string()),
    ]
    out = io.BytesIO()
    table = pa.Table.from_arrays(columns, schema=schema)
    pq.write_table(table, out, compression="none", write_statistics=False, use_dictionary=False)
    return out.getvalue()


def read_encodings(path: Path) -> Encodings:
    """The encodings in a file. Raises UnreadableInput where it is cut short, or none of ours."""
    return encodings_in(read_bytes(path), path.name)


def encodings_in(data: bytes, path: str) -> Encodings:
    """The encodings in ``data``. Raises UnreadableInput where it is cut short, packed, or none of ours."""
    found = _taken_from(data, path)
    pa.default_memory_pool().release_unused()  # as much as the file again, and there are several files
    return found


def _taken_from(data: bytes, path: str) -> Encodings:
    try:
        file = pq.ParquetFile(pa.BufferReader(data))
        _demand_unpacked(file.metadata, path)
        table = file.read()
    except (pa.ArrowException, OSError) as error:
        raise _not_ours(path, "is no whole Parquet file") from error
    said = {key.decode(): value.decode() for key, value in (table.schema.metadata or {}).items()}
    missing = [one.name for one in fields_of(Passport) if f"{_PREFIX}{one.name}" not in said]
    if missing or not set(_COLUMNS) <= set(table.column_names):
        raise _not_ours(path, "lacks what a file of palermo encode holds")
    for name, kind in _KINDS.items():
        if table.schema.field(name).type != kind or (name != "plant_of" and table.column(name).null_count):
            raise _not_ours(path, "holds cells of another kind than palermo encode writes")
    passport = _passport(said, path)
    kind = table.schema.field("filter").type
    fixed = pa.types.is_fixed_size_binary(kind) and not table.column("filter").null_count
    if not fixed or kind.byte_width * 8 != passport.bits or passport.bits not in BITS:
        raise _not_ours(path, "has filters of another length than it says")
    whole = table.column("filter").combine_chunks()
    held = whole.chunk(0) if isinstance(whole, pa.ChunkedArray) else whole
    size = kind.byte_width
    buffer = held.buffers()[1]
    data_of = np.frombuffer(buffer, np.uint8)[held.offset * size : (held.offset + len(held)) * size]
    filters = data_of.reshape(len(held), size).copy().view(np.uint64)
    ones = np.asarray(table.column("ones").to_numpy(), np.int16)
    if not np.array_equal(np.bitwise_count(filters).sum(axis=1, dtype=np.int16), ones):
        raise _not_ours(path, "was changed: its filters do not have the ones it says")
    return Encodings(
        passport=passport,
        ids=table.column("record_id").to_pylist(),
        alias=np.asarray(table.column("alias").to_numpy(), np.int16),
        filters=filters,
        ones=ones,
        plant_of=table.column("plant_of").to_pylist(),
    )


def _demand_unpacked(said: pq.FileMetaData, path: str) -> None:
    """We write each value once and unpacked. A file that is packed may swell to any size as it is read."""
    for group in range(said.num_row_groups):
        for at in range(said.num_columns):
            chunk = said.row_group(group).column(at)
            if chunk.compression != "UNCOMPRESSED" or not set(chunk.encodings) <= _PLAIN:
                raise _not_ours(path, "is packed, which palermo encode does not do")


def _passport(said: Mapping[str, str], path: str) -> Passport:
    whole = ("bits", "diffusion")
    try:
        numbers = {name: int(said[f"{_PREFIX}{name}"]) for name in whole}
    except ValueError as error:
        raise _not_ours(path, "has metadata that cannot be read") from error
    texts = {one.name: said[f"{_PREFIX}{one.name}"] for one in fields_of(Passport) if one.name not in whole}
    return Passport(**texts, bits=numbers["bits"], diffusion=numbers["diffusion"])


def _not_ours(path: str, what: str) -> UnreadableInput:
    return UnreadableInput(f"{path} {what}.", hint="Ask the body for a file made by palermo encode.")


def run_join(work: Join, *, threads: int = 1) -> Hits:
    """All blocks of a join over so many threads; the result is that of one."""
    prepared = work.prepared()
    if threads <= 1:
        return together([work.block(start, prepared) for start in work.blocks()])
    with ThreadPoolExecutor(threads) as pool:
        return together(list(pool.map(lambda start: work.block(start, prepared), work.blocks())))


def draws_bytes(records: Iterable[tuple[str, str]], draws: Iterable[Iterable[str]]) -> bytes:
    """Parquet of ``draw, source, id, subject``."""
    held = list(records)
    frames = [
        pl.DataFrame({"source": [one for one, _ in held], "id": [id for _, id in held], "subject": list(subjects)})
        .with_columns(draw=pl.lit(number, pl.Int32))
        .select("draw", "source", "id", "subject")
        for number, subjects in enumerate(draws, start=1)
    ]
    out = io.BytesIO()
    pl.concat(frames).write_parquet(out, statistics=False)
    return out.getvalue()


def read_subjects(path: Path) -> tuple[dict[tuple[str, str], Held], dict[str, int]]:
    """The lasting ids of a store, and its runs in order; nothing where there is no file yet."""
    if not path.exists():
        return {}, {}
    try:
        frame = pl.read_parquet(io.BytesIO(read_bytes(path)))
        rows = list(frame.select(_SUBJECTS).iter_rows())
    except (pl.exceptions.PolarsError, OSError) as error:
        raise UnreadableInput(
            f"{path.name} holds no lasting subjects.", hint="Name the file of the last run."
        ) from error
    order = {run: at for at, run in enumerate(frame["since_run"].unique(maintain_order=True).to_list())}
    return {(source, id): Held(subject, run) for source, id, subject, run in rows}, order


def write_subjects(path: Path, carried: Carried, order: Mapping[str, int]) -> None:
    """The store replaced whole, readable by its owner alone, and the events of the run added beside it."""
    rows = sorted(
        ((source, id, held.subject_id, held.since_run) for (source, id), held in carried.store.items()),
        key=lambda row: (order.get(row[3], len(order)), row),
    )
    out = io.BytesIO()
    pl.DataFrame(rows, schema=dict.fromkeys(_SUBJECTS, pl.String), orient="row").write_parquet(out, statistics=False)
    events = path.with_name(f"{path.name}.events.jsonl")
    told = events.read_bytes() if events.exists() else b""
    told += b"".join(json.dumps(event.to_dict()).encode() + b"\n" for event in carried.events)
    _write_private(events, told)
    _write_private(path, out.getvalue())


def _write_private(path: Path, data: bytes) -> None:
    try:
        write_file(path, data, private=True)
    except OSError as error:
        raise UsageError(f"{path} cannot be written.", hint="Name a file in a folder you may write to.") from error


def readable_by_others(path: Path) -> bool:
    """Whether anybody but the owner may read the file."""
    return bool(path.stat().st_mode & 0o077)


def write_encodings(path: Path, encodings: Encodings) -> None:
    """The file of ``encodings``, whole or not at all."""
    write_file(path, encodings_bytes(encodings))
