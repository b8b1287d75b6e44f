"""What the gate answers when it does not open.

ScopeMissing     a fault of ours: rows were touched outside any scope
Hidden           404: the thing is not there for you, whether or not it exists
Forbidden        403: you see it, and may not do this with it
LostRace         409: somebody changed it since you looked
NothingWritten   a fault or an attack: a write changed no row, which a database with row policies says in silence
"""

from collections.abc import Mapping

from django.core.exceptions import PermissionDenied
from django.db import DatabaseError, IntegrityError
from django.http import Http404


class ScopeMissing(RuntimeError):
    """Protected rows were touched outside any scope."""


class Hidden(Http404):
    """There is nothing here for the one who asks."""


class Forbidden(PermissionDenied):
    """The thing may be seen, and this may not be done with it."""


class LostRace(Exception):
    """The row was changed after the reader had looked at it.

    ``there``: what stands in it now, by field; ``sent``: what was to stand there. Empty where that is not known.
    """

    def __init__(
        self, text: str, *, there: Mapping[str, object] | None = None, sent: Mapping[str, object] | None = None
    ) -> None:
        super().__init__(text)
        self.there, self.sent = dict(there or {}), dict(sent or {})


class NothingWritten(RuntimeError):
    """A write that had to change a row changed none."""


_DEADLOCK, _NOT_SERIAL, _LOCKED = "40P01", "40001", "55P03"


def race_lost(error: BaseException) -> bool:
    """Whether ``error`` is a lost race, also one that the database ended: two that wait for each other are one.

    PostgreSQL gives one of them up; what it wrote is undone, and the same request may be sent again.
    """
    if isinstance(error, LostRace):
        return True
    return isinstance(error, DatabaseError) and getattr(error.__cause__, "sqlstate", None) in (
        _DEADLOCK,
        _NOT_SERIAL,
        _LOCKED,
    )


def race_lost_at_the_end(error: DatabaseError) -> bool:
    """The same of an error at the commit, where a constraint that waited until then is one too."""
    return race_lost(error) or isinstance(error, IntegrityError)
