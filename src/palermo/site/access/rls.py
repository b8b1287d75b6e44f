"""Row policies of PostgreSQL as operations of a migration, written out there: a migration never asks today's models.

Three roles. ``palermo_owner`` owns the tables and runs migrations. ``palermo_web`` serves requests: not the owner, no
superuser, bound by every policy. ``palermo_backup`` reads everything, for copies alone. On SQLite the operations do
nothing; its guards are set for each connection (see ``guards``).
"""

from abc import ABC, abstractmethod
from collections.abc import Sequence
from typing import Any

from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.operations.base import Operation
from django.db.migrations.state import ProjectState

AGENCY = "nullif(current_setting('app.agency', true), '')::uuid"
ACTOR = "nullif(current_setting('app.actor', true), '')::uuid"
ROLE = "coalesce(current_setting('app.role', true), '')"
EMERGENCY = "nullif(current_setting('app.emergency', true), '')::uuid"
LOGIN = "nullif(current_setting('app.login', true), '')"

WEB = "palermo_web"
BACKUP = "palermo_backup"

ROLES_SQL = """\
-- The roles of a Palermo database. Run once as a superuser, then give the first two a password of their own.
CREATE ROLE palermo_owner LOGIN NOSUPERUSER NOBYPASSRLS NOCREATEDB NOCREATEROLE;
CREATE ROLE palermo_web LOGIN NOSUPERUSER NOBYPASSRLS NOCREATEDB NOCREATEROLE;
CREATE ROLE palermo_backup LOGIN NOSUPERUSER BYPASSRLS NOCREATEDB NOCREATEROLE;
"""


class _ForPostgres(Operation, ABC):
    """An operation that changes no model's state and does nothing on another engine."""

    reduces_to_sql = True
    reversible = True

    def state_forwards(self, app_label: str, state: ProjectState) -> None:
        """Models stay as they are."""

    def database_forwards(
        self, app_label: str, schema_editor: BaseDatabaseSchemaEditor, from_state: ProjectState, to_state: ProjectState
    ) -> None:
        _run(schema_editor, self.forwards())

    def database_backwards(
        self, app_label: str, schema_editor: BaseDatabaseSchemaEditor, from_state: ProjectState, to_state: ProjectState
    ) -> None:
        _run(schema_editor, self.backwards())

    @abstractmethod
    def forwards(self) -> list[str]:
        """The statements that do it."""

    @abstractmethod
    def backwards(self) -> list[str]:
        """The statements that undo it."""


class Protect(_ForPostgres):
    """Put a table behind row policies, one a verb; ``ends`` are its columns that name a body, the owner's first.

    ``opened`` is the rule by which an approved emergency access shows a row to read.
    ``only`` names the verbs the web role gets at all: a table of moves takes INSERT and never UPDATE. ``inserts``
    stands in place of the rule for INSERT. The rest as in ``declared.Protection``, with columns for fields.
    """

    def __init__(
        self,
        table: str,
        *,
        ends: Sequence[str] = ("agency_id",),
        readers: Sequence[str] = (),
        writers: Sequence[str] = (),
        inserters: Sequence[str] = (),
        personal: str = "",
        by_login: bool = False,
        body_sees: bool = True,
        body_writes: bool = True,
        inserts: str = "",
        opened: str = "",
        only: Sequence[str] = ("SELECT", "INSERT", "UPDATE", "DELETE"),
    ) -> None:
        self.table, self.ends, self.personal, self.by_login = table, tuple(ends), personal, by_login
        self.readers, self.writers, self.only = tuple(readers), tuple(writers), tuple(only)
        self.inserters = tuple(inserters)
        self.body_sees, self.body_writes, self.inserts = body_sees, body_writes, inserts
        self.opened = opened

    def forwards(self) -> list[str]:
        return [
            f"ALTER TABLE {self.table} ENABLE ROW LEVEL SECURITY",
            f"ALTER TABLE {self.table} FORCE ROW LEVEL SECURITY",
            *(f"CREATE POLICY {self._name(verb)} ON {self.table} FOR {verb} {self._rule(verb)}" for verb in self.only),
            f"GRANT {', '.join(self.only)} ON {self.table} TO {WEB}",
            f"GRANT SELECT ON {self.table} TO {BACKUP}",
        ]

    def backwards(self) -> list[str]:
        return [
            f"REVOKE ALL ON {self.table} FROM {WEB}, {BACKUP}",
            *(f"DROP POLICY {self._name(verb)} ON {self.table}" for verb in self.only),
            f"ALTER TABLE {self.table} NO FORCE ROW LEVEL SECURITY",
            f"ALTER TABLE {self.table} DISABLE ROW LEVEL SECURITY",
        ]

    def describe(self) -> str:
        return f"Row policies of {self.table}"

    def _name(self, verb: str) -> str:
        return f"{self.table}_{verb.lower()}"

    def _rule(self, verb: str) -> str:
        seen, written = self._seen(), self._written()
        return {
            "SELECT": f"USING ({seen})",
            "INSERT": f"WITH CHECK ({self.inserts or self._inserted()})",
            "UPDATE": f"USING ({written}) WITH CHECK ({written})",
            "DELETE": f"USING ({written})",
        }[verb]

    def _seen(self) -> str:
        parts = [f"{end} = {AGENCY}" for end in self.ends] if self.body_sees else []
        parts += _in_role((*self.readers, *self.writers))
        parts += [f"{self.personal} = {ACTOR}"] if self.personal else []
        parts += [self.opened] if self.opened else []
        return " OR ".join([*parts, *([f"login = {LOGIN}"] if self.by_login else [])])

    def _written(self) -> str:
        parts = [f"{self.ends[0]} = {AGENCY}"] if self.body_writes else []
        parts += [f"{self.personal} = {ACTOR}"] if self.personal else []
        return " OR ".join([*parts, *_in_role(self.writers)])

    def _inserted(self) -> str:
        return " OR ".join([self._written(), *_in_role(self.inserters)])


class ChangeInserts(_ForPostgres):
    """Another rule for INSERT in place of the one a table was protected with; ``before`` is that one, to undo it."""

    def __init__(self, table: str, *, inserts: str, before: str) -> None:
        self.table, self.inserts, self.before = table, inserts, before

    def forwards(self) -> list[str]:
        return [self._alter(self.inserts)]

    def backwards(self) -> list[str]:
        return [self._alter(self.before)]

    def describe(self) -> str:
        return f"Rule for new rows of {self.table}"

    def _alter(self, rule: str) -> str:
        return f"ALTER POLICY {self.table}_insert ON {self.table} WITH CHECK ({rule})"


class Function(_ForPostgres):
    """A question that policies ask, in SQL; asked with the rights and the scope of whoever reads."""

    def __init__(self, head: str, body: str) -> None:
        self.head, self.body = head, body

    def forwards(self) -> list[str]:
        return [f"CREATE FUNCTION {self.head} RETURNS boolean LANGUAGE sql STABLE AS $$ {self.body} $$"]

    def backwards(self) -> list[str]:
        return [f"DROP FUNCTION {self.head}"]

    def describe(self) -> str:
        return f"Function {self.head}"


class Grant(_ForPostgres):
    """Give the web role the named verbs on tables without a wall, and the backup role its reading."""

    def __init__(self, tables: Sequence[str], only: Sequence[str] = ("SELECT", "INSERT", "UPDATE", "DELETE")) -> None:
        self.tables, self.only = tuple(tables), tuple(only)

    def forwards(self) -> list[str]:
        named = ", ".join(self.tables)
        return [
            f"GRANT {', '.join(self.only)} ON {named} TO {WEB}",
            f"GRANT SELECT ON {named} TO {BACKUP}",
            # Counters of the tables that count their rows; harmless for those that do not.
            f"GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA public TO {WEB}",
            f"GRANT SELECT ON ALL SEQUENCES IN SCHEMA public TO {BACKUP}",
        ]

    def backwards(self) -> list[str]:
        return [f"REVOKE ALL ON {', '.join(self.tables)} FROM {WEB}, {BACKUP}"]

    def describe(self) -> str:
        return f"Rights on {', '.join(self.tables)}"


def _in_role(roles: Sequence[str]) -> list[str]:
    return [f"{ROLE} IN ({', '.join(repr(role) for role in roles)})"] if roles else []


def _run(schema_editor: Any, statements: Sequence[str]) -> None:
    if schema_editor.connection.vendor == "postgresql":
        for statement in statements:
            schema_editor.execute(statement, params=None)
