"""Where a backup is restored to: it must be empty, and is so again when the restoring fails."""

from pathlib import Path

from django.db import DatabaseError, connection

from palermo.ground.errors import UsageError
from palermo.site.access.rls import BACKUP, WEB
from palermo.site.configuration import POSTGRES
from palermo.site.owner import connected_to

_OURS = "n.nspname NOT LIKE 'pg\\_%' AND n.nspname <> 'information_schema'"
_NOT_OF_AN_EXTENSION = "NOT EXISTS (SELECT 1 FROM pg_depend d WHERE d.objid = {0}.oid AND d.deptype = 'e')"
_HELD = f"""
SELECT (SELECT count(*) FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
        WHERE {_OURS} AND {_NOT_OF_AN_EXTENSION.format("c")})
     + (SELECT count(*) FROM pg_proc p JOIN pg_namespace n ON n.oid = p.pronamespace
        WHERE {_OURS} AND {_NOT_OF_AN_EXTENSION.format("p")})
"""  # noqa: S608  # nothing in it comes from outside
_DROP = f"""
SELECT format('DROP TABLE IF EXISTS %I.%I CASCADE', n.nspname, c.relname)
FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
WHERE {_OURS} AND c.relkind IN ('r', 'p') AND {_NOT_OF_AN_EXTENSION.format("c")}
UNION ALL
SELECT format('DROP ROUTINE IF EXISTS %s CASCADE', p.oid::regprocedure)
FROM pg_proc p JOIN pg_namespace n ON n.oid = p.pronamespace
WHERE {_OURS} AND {_NOT_OF_AN_EXTENSION.format("p")}
"""  # noqa: S608


def demand_empty(target: str) -> None:
    """Raises UsageError where something stands in ``target``, or a role that the dump names is missing there."""
    if target.startswith(POSTGRES):
        _demand_empty_database(target)
    elif Path(target).is_symlink() or (Path(target).exists() and _holds_something(Path(target))):
        raise UsageError(f"{target} is not empty.", hint="Name a new file; nothing was changed.")


def empty_again(target: str) -> None:
    """Take away what was loaded into a database that was empty."""
    with connected_to(target), connection.cursor() as cursor:
        cursor.execute(_DROP)
        for (statement,) in cursor.fetchall():
            cursor.execute(statement)


def _demand_empty_database(target: str) -> None:
    try:
        with connected_to(target), connection.cursor() as cursor:
            cursor.execute("SELECT count(*) FROM pg_roles WHERE rolname = ANY(%s)", [[WEB, BACKUP]])
            [roles] = cursor.fetchone()
            cursor.execute(_HELD)
            [held] = cursor.fetchone()
    except DatabaseError:
        # The driver's text is left out: it may quote the address, and a password in it.
        told = "The database of --into cannot be reached."
        raise UsageError(told, hint="Make it, owned by palermo_owner, and name that role.") from None
    if roles < 2:
        raise UsageError("The server of --into lacks the roles.", hint="Run what palermo roles prints, as a superuser.")
    if held:
        raise UsageError(f"The database of --into is not empty: {held} things.", hint="Make a new one for it.")


def _holds_something(path: Path) -> bool:
    return not path.is_file() or path.stat().st_size > 0
