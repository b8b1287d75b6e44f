"""palermo backup: the whole database at one moment, in a file that only the holder of an age identity can open."""

import json
import os
import sys
from argparse import ArgumentParser
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

import django

BROKEN = 1


def run(words: Sequence[str]) -> int:
    """0 written; 1 the audit is broken and nothing is written; 2 a wrong call, no database, no room."""
    parser = ArgumentParser(prog="palermo backup", description=__doc__)
    parser.add_argument("--to", type=Path, required=True, metavar="FILE.age")
    parser.add_argument("--recipient", required=True, metavar="KEY")
    parser.add_argument("--json", action="store_true")
    told = parser.parse_args(words)
    django.setup()
    from palermo.site.configuration import configuration
    from palermo.site.copies.taking import take

    taken = take(told.to, told.recipient, told=configuration(), environment=os.environ, now=datetime.now(UTC))
    if told.json:
        sys.stdout.write(json.dumps(taken.to_dict(), indent=1) + "\n")
    elif taken.manifest:
        made = taken.manifest
        sys.stdout.write(f"{told.to}: {taken.bytes} bytes, {made.rows} rows in {len(made.counts)} tables\n")
        sys.stdout.write(f"audit: {made.seq} events, {made.hash}, signed by {taken.key or 'nobody'}\n")
    if not told.json:
        sys.stderr.writelines(f"palermo backup: {finding}\n" for finding in taken.findings)
    return 0 if taken.done else BROKEN
