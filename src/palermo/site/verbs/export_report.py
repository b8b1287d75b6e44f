"""palermo export-report: what is released, as a report folder that `palermo report build` builds unchanged."""

import sys
from argparse import ArgumentParser
from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path

import django

from palermo.ground.errors import Refused, UsageError

REFUSED = 1


def run(words: Sequence[str]) -> int:
    """Write the folder: 0. A figure without a release, or nothing released: 1, named, and nothing written."""
    parser = ArgumentParser(prog="palermo export-report", description=__doc__)
    parser.add_argument("folder", type=Path, metavar="DIR", help="a new or an empty folder")
    parser.add_argument("--today", metavar="DATE", help="the day of the report; default: the system's")
    told = parser.parse_args(words)
    day = _day(told.today)
    from palermo import engines

    engines.check_target(told.folder, marks=())
    django.setup()
    try:
        files = _files(day)
    except Refused as refused:
        sys.stderr.write(f"palermo: {refused.message}\n")
        sys.stderr.writelines(f"  {line}\n" for line in (*map(str, refused.findings), refused.hint) if line)
        return REFUSED
    engines.write_folder(told.folder, files, marks=())
    sys.stdout.write(f"{len(files)} files in {told.folder}\n")
    sys.stdout.write(f"Build it: palermo report build {told.folder} --out OUT\n")
    return 0


def _day(written: str | None) -> date | None:
    try:
        return date.fromisoformat(written) if written else None
    except ValueError as error:
        raise UsageError(f"--today is {written!r}.", hint="Write a day as 2026-11-26.") from error


def _files(day: date | None) -> Mapping[str, bytes]:
    from django.utils import timezone

    from palermo.site.access.actor import keeper
    from palermo.site.access.scope import scoped
    from palermo.site.audit.actions import record
    from palermo.site.publications.models import Edition
    from palermo.site.publications.reading import edition_now, report_folder

    with scoped(keeper()) as actor:
        edition = edition_now()
        files = report_folder(edition, today=day or timezone.localdate())
        record(actor, "edition.export", edition or Edition)
    return files
