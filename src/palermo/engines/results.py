"""What `check` leaves behind: its own files and no other, all of them or none."""

import os
import shutil
import tempfile
from collections.abc import Collection, Mapping, Sequence
from pathlib import Path

import polars as pl

from palermo.engines.folder import write_folder
from palermo.engines.frames import write_csv
from palermo.ground.errors import UsageError


def write_results(path: Path, files: Mapping[str, bytes], *, own: Collection[str]) -> None:
    """``path`` afterwards holds ``files``, none of the rest of ``own``, and whatever else it held before.

    Raises UsageError where it cannot be written; then it is as it was, but for files already exchanged when a disk
    fails between two renames.
    """
    target = Path(path)
    try:
        known = target.exists()
    except OSError as error:  # a name too long, a folder above that may not be entered
        raise _not_writable(target, error) from error
    if not known:
        write_folder(target, files)
        return
    if not target.is_dir():
        raise UsageError(f"{target} is no folder.", hint="Name a folder for the results.")
    for name in own:
        if (target / name).is_dir():
            raise UsageError(f"{target / name} is a folder, and a result has that name.", hint="Name another folder.")
    made = _staged(target, files)
    try:
        for name in files:
            (made / name).replace(target / name)
        for name in set(own) - files.keys():
            (target / name).unlink(missing_ok=True)
    except OSError as error:
        raise _not_writable(target, error) from error
    finally:
        shutil.rmtree(made, ignore_errors=True)


def write_rows(header: Sequence[Sequence[str]], rows: pl.DataFrame) -> bytes:
    """``rows`` as CSV under the header lines as they came, however often a name stands there."""
    names = rows.columns
    texts = rows.select(pl.all().cast(pl.String).fill_null(""))
    lines = pl.DataFrame([list(line) for line in header], schema=dict.fromkeys(names, pl.String), orient="row")
    return write_csv(pl.concat([lines, texts]), header=False)


def _staged(target: Path, files: Mapping[str, bytes]) -> Path:
    """A folder beside the results, on the same disk, that holds all of them."""
    try:
        made = Path(tempfile.mkdtemp(prefix=".palermo-", dir=target))
    except OSError as error:
        raise _not_writable(target, error) from error
    try:
        for name, data in files.items():
            with (made / name).open("wb") as out:
                out.write(data)
                out.flush()
                os.fsync(out.fileno())
    except OSError as error:
        shutil.rmtree(made, ignore_errors=True)
        raise _not_writable(target, error) from error
    return made


def _not_writable(target: Path, error: OSError) -> UsageError:
    return UsageError(
        f"{target} cannot be written: {error.strerror or type(error).__name__}.",
        hint="Name a folder you may write to, on a disk with room.",
    )
