"""How the two engines are opened: one dictionary for Django, with the pragmas and options that hold what we promise."""

import sqlite3
from typing import Any

from psycopg.conninfo import conninfo_to_dict

from palermo.site.configuration import POSTGRES

SOUND_WAL = (3, 51, 3)
"""SQLite below this may corrupt a database in WAL mode when two connections write at once."""


def journal_mode(version: tuple[int, ...] = sqlite3.sqlite_version_info) -> str:
    """WAL where this SQLite keeps it whole; else TRUNCATE, which costs nothing measurable."""
    return "WAL" if version >= SOUND_WAL else "TRUNCATE"


def database(address: str) -> dict[str, Any]:
    """Django's entry for a ``postgresql://`` address or the path of a SQLite file."""
    return _postgres(address) if address.startswith(POSTGRES) else _sqlite(address)


def no_room(error: BaseException) -> bool:
    """Whether an error of Django's was that the database has no room left on its disk."""
    cause = error.__cause__
    full = (
        getattr(cause, "sqlstate", None) == "53100",
        getattr(cause, "sqlite_errorcode", None) == sqlite3.SQLITE_FULL,
    )
    return any(full)


def _sqlite(path: str) -> dict[str, Any]:
    pragmas = (
        f"PRAGMA journal_mode={journal_mode()};"
        "PRAGMA synchronous=FULL;"  # NORMAL may lose the last commits when the power fails
        "PRAGMA recursive_triggers=ON;"  # else INSERT OR REPLACE deletes past a BEFORE DELETE trigger
        "PRAGMA temp_store=MEMORY;"
        "PRAGMA secure_delete=ON;"  # a destroyed key leaves no trace in a free page
    )
    options = {"timeout": 20, "transaction_mode": "IMMEDIATE", "init_command": pragmas}
    return {"ENGINE": "django.db.backends.sqlite3", "NAME": path, "OPTIONS": options, **_EVERY}


def _postgres(address: str) -> dict[str, Any]:
    told = {name: str(value) for name, value in conninfo_to_dict(address).items() if value is not None}
    named = {key: told.pop(name, "") for key, name in _NAMED.items()}
    return {"ENGINE": "django.db.backends.postgresql", **named, "OPTIONS": {**told, "pool": False}, **_EVERY}


_EVERY: dict[str, Any] = {"ATOMIC_REQUESTS": True, "CONN_MAX_AGE": 60, "CONN_HEALTH_CHECKS": True}
_NAMED = {"NAME": "dbname", "USER": "user", "PASSWORD": "password", "HOST": "host", "PORT": "port"}
