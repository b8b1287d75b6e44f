"""palermo restore: a backup into an empty database, verified before it is called done."""

import json
import os
import sys
from argparse import ArgumentParser
from collections.abc import Sequence
from pathlib import Path

import django

UNLIKE = 1


def run(words: Sequence[str]) -> int:
    """0 in place; 1 it does not verify, and the target is empty; 2 it cannot be opened, or the target is not empty."""
    parser = ArgumentParser(prog="palermo restore", description=__doc__)
    parser.add_argument("file", type=Path, metavar="FILE.age")
    parser.add_argument("--identity", type=Path, required=True, metavar="KEYFILE")
    parser.add_argument("--into", required=True, metavar="TARGET")
    parser.add_argument("--json", action="store_true")
    told = parser.parse_args(words)
    django.setup()
    from palermo.site.audit.heads import public_key
    from palermo.site.configuration import configuration
    from palermo.site.copies.loading import restore

    ours = public_key(configuration().audit_key)
    found = restore(told.file, told.identity, told.into, ours=ours, environment=os.environ)
    if told.json:
        sys.stdout.write(json.dumps(found.to_dict(), indent=1) + "\n")
        return 0 if found.done else UNLIKE
    sys.stderr.writelines(f"palermo restore: {finding}\n" for finding in found.findings)
    if not found.done:
        sys.stdout.write("Nothing was put in place.\n")
        return UNLIKE
    made = found.manifest
    sys.stdout.write(f"Restored as of {made.made_at}: {made.rows} rows in {len(made.counts)} tables.\n")
    sys.stdout.write(f"audit: whole, {made.seq} events, {made.hash}\n")
    return 0
