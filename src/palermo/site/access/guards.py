"""Guards of a SQLite connection: temporary triggers that compare a row's body with that of the scope, at each write.

They stop what the managers cannot see: bulk inserts for another body, a row moved to another, raw SQL, and any write
without a scope. Reading is guarded by the managers alone: a SQLite file is one trust domain.
"""

from typing import Any

from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import Model

from palermo.site.access.declared import PROTECTED, Protection
from palermo.site.access.scope import current


def install_guards(connection: BaseDatabaseWrapper) -> None:
    """Set the guards of every protected table that is there. Does nothing on another engine."""
    if connection.vendor != "sqlite":
        return
    with connection.cursor() as cursor:
        raw: Any = connection.connection
        raw.create_function("app_agency", 0, lambda: _hex(current().agency))
        raw.create_function("app_actor", 0, lambda: _hex(current().account))
        raw.create_function("app_role", 0, lambda: current().role)
        there = set(connection.introspection.table_names(cursor))
        for model, rule in PROTECTED.items():
            if model._meta.db_table in there:
                for statement in _triggers(model, rule):
                    cursor.execute(statement)


def remove_guards(connection: BaseDatabaseWrapper) -> None:
    """Take them off: a migration that rebuilds a table could not run past them."""
    if connection.vendor != "sqlite":
        return
    with connection.cursor() as cursor:
        cursor.execute("SELECT name FROM sqlite_temp_master WHERE type = 'trigger' AND name LIKE 'guard_%'")
        for (name,) in cursor.fetchall():
            cursor.execute(f"DROP TRIGGER temp.{name}")


def _triggers(model: type[Model], rule: Protection) -> list[str]:
    table = model._meta.db_table
    rows = {"INSERT": ("NEW",), "UPDATE": ("OLD", "NEW"), "DELETE": ("OLD",)}
    return [
        f"CREATE TEMP TRIGGER IF NOT EXISTS guard_{table}_{verb.lower()} BEFORE {verb} ON main.{table} "
        f"WHEN NOT ({' AND '.join(f'({_may_write(model, rule, row, verb)})' for row in names)}) "
        "BEGIN SELECT RAISE(ABORT, 'a row of another body'); END"
        for verb, names in rows.items()
    ]


def _may_write(model: type[Model], rule: Protection, row: str, verb: str) -> str:
    """The twin of a policy for writing; also asked where it allows nothing, so that no scope raises.

    What most rows pass by is asked first: each question is a call into Python.
    """
    roles = ("", *rule.writers, *(rule.inserters if verb == "INSERT" else ()))
    if rule.sides:
        parts = [_by_a_side(model, row, *side) for side in rule.sides] if verb == "INSERT" else []
    else:
        parts = [f"{row}.{_column(model, rule.ends[0])} IS app_agency()"] if rule.body_writes else []
    if rule.personal:
        parts.append(f"{row}.{_column(model, rule.personal)} IS app_actor()")
    allowed = " OR ".join([*parts, f"app_role() IN ({', '.join(map(repr, roles))})"])
    return f"({allowed}) AND {rule.holds.format(row=row)}" if rule.holds and verb == "INSERT" else allowed


def _by_a_side(model: type[Model], row: str, end: str, acting: tuple[str, ...]) -> str:
    own = f"{row}.{_column(model, end)} IS app_agency()"
    named = ", ".join(map(repr, acting))
    return f"({own} AND {row}.{_column(model, 'by')} IN ({named}))" if acting else own


def _column(model: type[Model], name: str) -> str:
    field: Any = model._meta.get_field(name)
    return str(field.column)


def _hex(value: Any) -> str | None:
    """A key as SQLite holds it."""
    return value.hex if value is not None else None
