"""Another connection for a while: that of the owner of the tables for migrations, that of a copy for its verbs."""

from collections.abc import Iterator
from contextlib import contextmanager
from sqlite3 import Connection

from django.db import connection, connections
from django.db.utils import load_backend

from palermo.site.configuration import configuration
from palermo.site.database import database


@contextmanager
def as_owner() -> Iterator[None]:
    """Within, the default connection is that of PALERMO_DATABASE_OWNER, where one is set."""
    address = configuration().database_owner
    if not address:
        yield
        return
    web = connection.settings_dict
    connection.close()
    connection.settings_dict = {**web, **database(address)}
    try:
        yield
    finally:
        connection.close()
        connection.settings_dict = web


@contextmanager
def connected_to(address: str) -> Iterator[None]:
    """Within, the default connection is one to ``address``, on whichever engine that is."""
    before = connections["default"]
    settings = {**before.settings_dict, **database(address)}
    connections["default"] = load_backend(settings["ENGINE"]).DatabaseWrapper(settings, "default")
    try:
        yield
    finally:
        connections["default"].close()
        connections["default"] = before


def opened_sqlite() -> Connection:
    """The default connection as SQLite's own, with the functions that Django's tables need."""
    connection.ensure_connection()
    raw: Connection = connection.connection
    return raw
