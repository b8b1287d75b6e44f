"""The only floor that opens files and databases: files in, folders out, the store, queries over frames."""

from palermo.engines.country import write_country
from palermo.engines.folder import read_folder, write_file, write_files, write_folder
from palermo.engines.frames import read_csv_frame, write_csv
from palermo.engines.query import DuckQuery
from palermo.engines.reading import read_bytes, read_raw, read_raw_bytes
from palermo.engines.results import write_results, write_rows
from palermo.engines.spreadsheet import write_workbook
from palermo.engines.store import keep

__all__ = [
    "DuckQuery",
    "keep",
    "read_bytes",
    "read_csv_frame",
    "read_folder",
    "read_raw",
    "read_raw_bytes",
    "write_country",
    "write_csv",
    "write_file",
    "write_files",
    "write_folder",
    "write_results",
    "write_rows",
    "write_workbook",
]
