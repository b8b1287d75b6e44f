"""Is there a database to ask? Told as a wrong call, without a trace and without making an empty file."""

from pathlib import Path

from django.db import DatabaseError, connection

from palermo.ground.errors import UsageError

_MIGRATE = "Let PALERMO_DATABASE name it; where it is new, run: palermo migrate"


def demand_tables() -> None:
    """Raises UsageError where the database cannot be reached or holds no audit."""
    name = str(connection.settings_dict["NAME"])
    if connection.vendor == "sqlite" and not Path(name).is_file():  # opening it would make it
        raise UsageError(f"There is no database {name}.", hint=_MIGRATE)
    try:
        there = "audit_event" in connection.introspection.table_names()
    except DatabaseError:
        # The driver's text is left out: it may quote the address, and a password in it.
        raise UsageError("The database cannot be reached or read.", hint=_MIGRATE) from None
    if not there:
        raise UsageError("The database holds no audit.", hint=_MIGRATE)
