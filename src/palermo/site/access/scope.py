"""The scope: whose eyes the database is read with. Without one nothing protected can be read or written.

On PostgreSQL the scope is also told to the database, for the running transaction only, so that a pooled connection
never carries it on; on SQLite the guards ask for it through a function.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

from django.db import connection, transaction

from palermo.site.access.actor import Actor
from palermo.site.access.refusals import ScopeMissing

_current: ContextVar[Actor | None] = ContextVar("palermo_scope", default=None)


def current() -> Actor:
    """The actor in whose scope we are. Raises ScopeMissing outside all scopes."""
    actor = _current.get()
    if actor is None:
        raise ScopeMissing("Protected rows were asked for outside any scope.")
    return actor


def current_or_none() -> Actor | None:
    """The actor in whose scope we are, if any: for guards that must not raise."""
    return _current.get()


@contextmanager
def scoped(actor: Actor) -> Iterator[Actor]:
    """Within, everything is seen with the eyes of ``actor``; in one transaction, which an error undoes."""
    before = _current.get()
    with transaction.atomic():
        _tell_database(actor)
        token = _current.set(actor)
        try:
            yield actor
        finally:
            _current.reset(token)
        # Not after an error: the rollback to the savepoint takes the settings back by itself.
        _tell_database(before)


def _tell_database(actor: Actor | None) -> None:
    if connection.vendor != "postgresql":
        return
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT set_config('app.agency', %s, true), set_config('app.actor', %s, true),"
            " set_config('app.role', %s, true), set_config('app.purpose', %s, true), set_config('app.login', %s, true),"
            " set_config('app.emergency', %s, true)",
            _settings(actor),
        )


def _settings(actor: Actor | None) -> list[str]:
    if actor is None:
        return [""] * 6
    opened = str(actor.opened.access) if actor.opened else ""
    return [str(actor.agency or ""), str(actor.account or ""), actor.role, actor.purpose, actor.login, opened]
