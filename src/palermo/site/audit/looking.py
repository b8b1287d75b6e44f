"""The whole chain looked through, with the eyes of an auditor, for the verbs and for a restored copy."""

from collections.abc import Sequence

from django.db import connection

from palermo.site.access.actor import Actor
from palermo.site.access.scope import scoped
from palermo.site.audit.chain import lines, tail
from palermo.site.audit.verifying import Kept, Verdict, verify

AUDITOR = Actor(role="auditor")


def look(kept: Sequence[Kept] = ()) -> Verdict:
    """What the chain in the database is worth, held against the heads that somebody kept."""
    if connection.vendor == "sqlite":
        # No scope: it would open a transaction, and a transaction here keeps every writer out.
        return verify(lines(), kept)
    with scoped(AUDITOR):
        seq, digest = tail()
        own = Kept(seq=seq, hash=digest, whose="the head that the database keeps apart")
        return verify(lines(), [*kept, *([own] if seq else [])])
