"""Only migrations run as the role that owns the tables, and only while they run."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection

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
