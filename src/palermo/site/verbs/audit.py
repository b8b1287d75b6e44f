"""palermo audit: recompute the chain of the audit, or write its head, signed, for others to keep."""

import json
import sys
from argparse import ArgumentParser, Namespace
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import django

from palermo.ground.errors import UsageError

if TYPE_CHECKING:
    from palermo.site.audit.heads import Head
    from palermo.site.audit.verifying import Verdict

BROKEN = 1


def run(words: Sequence[str]) -> int:
    """``verify``: 0 whole, 1 broken, 2 no database. ``head``: 0 written, 1 broken and nothing written, 2."""
    told = _parser().parse_args(words)
    django.setup()
    from palermo.site.reachable import demand_tables

    demand_tables()
    return _head(told) if told.act == "head" else _verify(told)


def _parser() -> ArgumentParser:
    parser = ArgumentParser(prog="palermo audit", description=__doc__)
    acts = parser.add_subparsers(dest="act", required=True)
    check = acts.add_parser("verify")
    check.add_argument("--head", type=Path, metavar="FILE")
    check.add_argument("--json", action="store_true")
    acts.add_parser("head").add_argument("--out", type=Path, required=True, metavar="FILE")
    return parser


def _verify(told: Namespace) -> int:
    from palermo.site.audit.looking import look
    from palermo.site.audit.verifying import Kept

    head = _known(told.head) if told.head else None
    kept = [Kept(seq=head.seq, hash=head.hash, whose=f"the kept head of {head.at}")] if head else []
    verdict = look(kept)
    sys.stdout.write(_as_json(verdict, head) if told.json else _in_words(verdict, head))
    return BROKEN if verdict.broken else 0


def _head(told: Namespace) -> int:
    from palermo.engines import write_file
    from palermo.site.audit.heads import fingerprint, sign, signing_key
    from palermo.site.audit.looking import look
    from palermo.site.configuration import configuration

    key = signing_key(configuration().audit_key)
    if told.out.exists():
        raise UsageError(f"{told.out} is there already.", hint="Keep every head: name a new file, as of the day.")
    verdict = look()
    if verdict.broken:
        sys.stderr.write(f"palermo audit head: not signed. {verdict.broken}\n")
        return BROKEN
    head = sign(key, seq=verdict.events, digest=verdict.hash, at=datetime.now(UTC).isoformat(timespec="seconds"))
    try:
        write_file(told.out, head.to_bytes())
    except OSError as error:
        raise UsageError(f"{told.out} cannot be written.", hint="Name a file in a folder of yours.") from error
    sys.stdout.write(f"{told.out}: {head.seq} events, {head.hash.hex()}, key {fingerprint(head.public)}\n")
    return 0


def _known(path: Path) -> "Head":
    """The kept head; where this installation names a key, signed with that one."""
    from palermo.engines import read_bytes
    from palermo.site.audit.heads import fingerprint, public_key, read_head
    from palermo.site.configuration import configuration

    head, ours = read_head(read_bytes(path)), public_key(configuration().audit_key)
    if ours is not None and ours != head.public:
        told = f"The head is signed with key {fingerprint(head.public)}; PALERMO_AUDIT_KEY is {fingerprint(ours)}."
        raise UsageError(told, hint="Let it name the key of that day; its public half is enough.")
    return head


def _as_json(verdict: "Verdict", head: "Head | None") -> str:
    from palermo.site.audit.heads import fingerprint

    kept = {"seq": head.seq, "at": head.at, "key": fingerprint(head.public)} if head else None
    return json.dumps({**verdict.to_dict(), "head": kept}, indent=1) + "\n"


def _in_words(verdict: "Verdict", head: "Head | None") -> str:
    from palermo.site.audit.heads import fingerprint

    told = [f"{verdict.broken}"] if verdict.broken else [f"The audit is whole: {verdict.events} events."]
    told.append(f"last that holds: {verdict.events} {verdict.hash.hex()}")
    if head:
        told.append(f"held against the head of {head.at}: {head.seq} events, key {fingerprint(head.public)}")
    return "".join(f"{line}\n" for line in told)
