"""What the gate answers when it does not open.

ScopeMissing     a fault of ours: rows were touched outside any scope
Hidden           404: the thing is not there for you, whether or not it exists
Forbidden        403: you see it, and may not do this with it
LostRace         409: somebody changed it since you looked
NothingWritten   a fault or an attack: a write changed no row, which a database with row policies says in silence
"""

from django.core.exceptions import PermissionDenied
from django.http import Http404


class ScopeMissing(RuntimeError):
    """Protected rows were touched outside any scope."""


class Hidden(Http404):
    """There is nothing here for the one who asks."""


class Forbidden(PermissionDenied):
    """The thing may be seen, and this may not be done with it."""


class LostRace(Exception):
    """The row was changed after the reader had looked at it."""


class NothingWritten(RuntimeError):
    """A write that had to change a row changed none."""
