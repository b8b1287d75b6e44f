"""The only floor that opens files and databases: files in, folders out, the store, queries over frames.

What an engine rests on is heavy; each is imported when it is first asked for, so that a verb waits for its own only.
"""

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from palermo.engines.agefile import open_sealed, sealed_for, write_sealed
    from palermo.engines.agekeys import age_recipient, opened_with
    from palermo.engines.contents import open_contents
    from palermo.engines.country import country_files, write_country
    from palermo.engines.dumping import (
        copy_sqlite,
        file_parts,
        pg_dump_parts,
        pg_restore_sections,
        private_folder,
        put_in_place,
        sound_sqlite,
        write_parts,
    )
    from palermo.engines.encoded import (
        draws_bytes,
        encodings_bytes,
        encodings_in,
        read_encodings,
        read_subjects,
        readable_by_others,
        run_join,
        write_encodings,
        write_subjects,
    )
    from palermo.engines.folder import check_target, read_folder, write_file, write_files, write_folder
    from palermo.engines.formbook import FormSheet, return_book, return_csv, write_form
    from palermo.engines.frames import read_csv_cells, read_csv_frame, read_parquet_frame, write_csv
    from palermo.engines.growing import begin_file, extend_file
    from palermo.engines.matching import predict, train
    from palermo.engines.outward import Answer, NoAnswer, ask_outside, fit_to_ask
    from palermo.engines.packed import pack_folder, unpack_folder
    from palermo.engines.private_line import Answering, PrivateLine
    from palermo.engines.query import DuckQuery
    from palermo.engines.reading import read_as, read_bytes, read_raw, read_raw_bytes, read_text
    from palermo.engines.results import write_results, write_rows
    from palermo.engines.return_files import read_returns
    from palermo.engines.spark import joins_on_spark
    from palermo.engines.spreadsheet import write_workbook
    from palermo.engines.store import keep
    from palermo.engines.tarred import tar_members, tar_stream

__all__ = [
    "Answer",
    "NoAnswer",
    "ask_outside",
    "fit_to_ask",
    "Answering",
    "DuckQuery",
    "PrivateLine",
    "check_target",
    "FormSheet",
    "begin_file",
    "extend_file",
    "keep",
    "open_contents",
    "read_as",
    "pack_folder",
    "read_bytes",
    "read_returns",
    "return_book",
    "return_csv",
    "unpack_folder",
    "read_csv_cells",
    "read_csv_frame",
    "read_parquet_frame",
    "read_folder",
    "read_raw",
    "read_raw_bytes",
    "read_text",
    "country_files",
    "write_country",
    "write_csv",
    "write_file",
    "write_files",
    "write_folder",
    "write_form",
    "write_results",
    "write_rows",
    "draws_bytes",
    "encodings_bytes",
    "encodings_in",
    "read_encodings",
    "read_subjects",
    "readable_by_others",
    "joins_on_spark",
    "run_join",
    "write_encodings",
    "write_subjects",
    "predict",
    "train",
    "write_workbook",
    "age_recipient",
    "opened_with",
    "open_sealed",
    "sealed_for",
    "write_sealed",
    "copy_sqlite",
    "file_parts",
    "pg_dump_parts",
    "pg_restore_sections",
    "private_folder",
    "put_in_place",
    "sound_sqlite",
    "write_parts",
    "tar_members",
    "tar_stream",
]

_MODULES = {
    "agefile": ("open_sealed", "sealed_for", "write_sealed"),
    "agekeys": ("age_recipient", "opened_with"),
    "dumping": (
        "copy_sqlite",
        "file_parts",
        "pg_dump_parts",
        "pg_restore_sections",
        "private_folder",
        "put_in_place",
        "sound_sqlite",
        "write_parts",
    ),
    "tarred": ("tar_members", "tar_stream"),
    "contents": ("open_contents",),
    "country": ("country_files", "write_country"),
    "encoded": (
        "draws_bytes",
        "encodings_bytes",
        "encodings_in",
        "read_encodings",
        "read_subjects",
        "readable_by_others",
        "run_join",
        "write_encodings",
        "write_subjects",
    ),
    "folder": ("check_target", "read_folder", "write_file", "write_files", "write_folder"),
    "formbook": ("FormSheet", "return_book", "return_csv", "write_form"),
    "frames": ("read_csv_cells", "read_csv_frame", "read_parquet_frame", "write_csv"),
    "growing": ("begin_file", "extend_file"),
    "matching": ("predict", "train"),
    "private_line": ("Answering", "PrivateLine"),
    "outward": ("Answer", "NoAnswer", "ask_outside", "fit_to_ask"),
    "packed": ("pack_folder", "unpack_folder"),
    "query": ("DuckQuery",),
    "reading": ("read_as", "read_bytes", "read_raw", "read_raw_bytes", "read_text"),
    "return_files": ("read_returns",),
    "results": ("write_results", "write_rows"),
    "spark": ("joins_on_spark",),
    "spreadsheet": ("write_workbook",),
    "store": ("keep",),
}
_MODULE_OF = {name: module for module, names in _MODULES.items() for name in names}


def __getattr__(name: str) -> object:
    if name not in _MODULE_OF:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"{__name__}.{_MODULE_OF[name]}"), name)
