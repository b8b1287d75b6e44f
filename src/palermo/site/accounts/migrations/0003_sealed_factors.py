"""Secrets of second factors, until now readable in the table, are sealed under the key of the installation.

A secret is seen by its own account alone, and on PostgreSQL this binds the owner too: so each account is taken in its
own scope, which is told to the database and not to a manager.
"""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.db import migrations

from palermo.site.accounts.factors import SECRET_BYTES
from palermo.site.accounts.installation import MARK, make_installation_key, open_secret, seal_secret

SELECT = "SELECT id, account_id, secret FROM accounts_secondfactor"


def seal_all(apps: Any, schema_editor: Any) -> None:
    def sealed(secret: bytes, factor: UUID, account: UUID) -> bytes:
        make_installation_key()
        return seal_secret(secret, factor=factor, account=account)

    _change(schema_editor.connection, lambda secret: len(secret) == SECRET_BYTES, sealed)


def open_all(apps: Any, schema_editor: Any) -> None:
    def opened(secret: bytes, factor: UUID, account: UUID) -> bytes:
        return open_secret(secret, factor=factor, account=account)

    _change(schema_editor.connection, lambda secret: secret.startswith(MARK), opened)


def _change(connection: Any, wanted: Callable[[bytes], bool], new: Callable[[bytes, UUID, UUID], bytes]) -> None:
    with connection.cursor() as cursor:
        for scope in _accounts(connection, cursor):
            if scope:
                cursor.execute("SELECT set_config('app.actor', %s, true)", [scope])
            cursor.execute(SELECT)
            for factor, account, secret in cursor.fetchall():
                if wanted(bytes(secret)):
                    changed = new(bytes(secret), UUID(str(factor)), UUID(str(account)))
                    cursor.execute("UPDATE accounts_secondfactor SET secret = %s WHERE id = %s", [changed, factor])
        if connection.vendor == "postgresql":
            cursor.execute("SELECT set_config('app.actor', '', true), set_config('app.role', '', true)")


def _accounts(connection: Any, cursor: Any) -> list[str]:
    """Whose eyes to look with, one after the other: every account's; on SQLite nobody's, who sees all."""
    if connection.vendor != "postgresql":
        return [""]
    cursor.execute("SELECT set_config('app.role', 'auditor', true)")
    cursor.execute("SELECT id::text FROM accounts_account ORDER BY id")
    return [key for (key,) in cursor.fetchall()]


class Migration(migrations.Migration):
    dependencies = [("accounts", "0002_walls")]
    operations = [migrations.RunPython(seal_all, open_all)]
