"""What must hold before the server opens its door; each refusal with its remedy, all of them at once.

The room of keys adds its own check to ``CHECKS``. What is refused here is refused at every start: a wall that was
taken down while the server stood is found when it starts again, and by the doctor.
"""

from collections.abc import Callable
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.db.models import Model

from palermo.engines import read_bytes, readable_by_others
from palermo.ground.errors import PalermoError
from palermo.ground.finding import Finding, Severity
from palermo.site.access.actor import keeper
from palermo.site.access.declared import PROTECTED
from palermo.site.access.scope import scoped
from palermo.site.accounts.installation import KeyMissing, installation_key
from palermo.site.accounts.models import Account
from palermo.site.audit.chain import missing_guards
from palermo.site.configuration import WEAK_KEY, Provider
from palermo.site.keys.ring import rings

SHORTEST_KEY = 50  # characters
LOOPBACK = ("127.0.0.1", "localhost", "::1", "[::1]")
NETWORK_FILE_SYSTEMS = (
    "nfs",
    "nfs4",
    "cifs",
    "smb3",
    "smbfs",
    "fuse.sshfs",
    "9p",
    "afs",
    "ceph",
    "glusterfs",
    "fuse.glusterfs",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Start:
    """How the server is about to be started."""

    host: str
    demo: bool = False
    mounts: str = ""
    """What the kernel says is mounted, as in /proc/self/mounts."""

    @property
    def on_loopback(self) -> bool:
        return self.host in LOOPBACK


def refusals(start: Start) -> tuple[Finding, ...]:
    """Every reason not to start. Empty: the server may open."""
    pending = pending_migrations(start)
    if pending:  # nothing else can be asked of tables that are not there
        return (*pending, *weak_settings(start))
    return tuple(finding for check in CHECKS for finding in check(start))


def pending_migrations(start: Start) -> list[Finding]:
    """The tables must be those of this version."""
    executor = MigrationExecutor(connection)
    plan = executor.migration_plan(executor.loader.graph.leaf_nodes())
    told = f"{len(plan)} migrations are pending."
    return [_no("site.migrations-pending", told, "Run: palermo migrate")] if plan else []


def weak_settings(start: Start) -> list[Finding]:
    """Off loopback: no debugging, a secret key that nobody knows, and TLS before it."""
    if start.on_loopback:
        return []
    found = []
    if settings.DEBUG:
        found.append(_no("site.debug-on", "PALERMO_DEBUG is on.", "Take it off: its pages print what they hold."))
    if settings.SECRET_KEY == WEAK_KEY or len(settings.SECRET_KEY) < SHORTEST_KEY:
        told = f"PALERMO_SECRET_KEY is missing or shorter than {SHORTEST_KEY} characters."
        found.append(_no("site.secret-weak", told, "Make one: openssl rand -base64 60"))
    if not settings.SECURE_PROXY_SSL_HEADER:
        told = "The site would be reached from outside without TLS."
        found.append(_no("site.no-tls", told, "Put a proxy with TLS before it and set PALERMO_BEHIND_TLS=1."))
    return found


def role_too_strong(start: Start) -> list[Finding]:
    """The server's role is bound by the policies: no superuser, no owner, none who passes them by."""
    if connection.vendor != "postgresql":
        return []
    with connection.cursor() as cursor:
        cursor.execute("SELECT rolsuper, rolbypassrls FROM pg_roles WHERE rolname = current_user")
        superuser, bypasses = cursor.fetchone()
        cursor.execute(
            "SELECT count(*) FROM pg_class WHERE relname = ANY(%s) AND pg_has_role(current_user, relowner, 'MEMBER')",
            [_tables()],
        )
        [owned] = cursor.fetchone()
    remedy = "Let PALERMO_DATABASE name the role palermo_web."
    found = [
        (superuser, "site.role-superuser", "is a superuser"),
        (bypasses, "site.role-bypasses", "passes row policies by"),
    ]
    found.append((owned and not superuser, "site.role-owner", "owns the tables, or is a member of their owner"))
    return [_no(code, f"The role of the server {what}.", remedy) for holds, code, what in found if holds]


def walls_down(start: Start) -> list[Finding]:
    """Every protected table has its policies, and they bind its owner too."""
    if connection.vendor != "postgresql":
        return []
    found = []
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT relname, relrowsecurity, relforcerowsecurity,"
            " ARRAY(SELECT polcmd::text FROM pg_policy WHERE polrelid = pg_class.oid)"
            " FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relname = ANY(%s)",
            [_tables()],
        )
        state = {name: (enabled, forced, set(verbs)) for name, enabled, forced, verbs in cursor.fetchall()}
        cursor.execute(
            "SELECT table_name, privilege_type FROM information_schema.role_table_grants"
            " WHERE grantee = current_user AND table_name = ANY(%s)",
            [_tables()],
        )
        granted = cursor.fetchall()
    for table in _tables():
        enabled, forced, verbs = state.get(table, (False, False, set()))
        needed = {_LETTERS[right] for name, right in granted if name == table and right in _LETTERS}
        if not enabled or not forced:
            found.append(_no("site.table-unprotected", f"Row security of {table} is not enabled and forced.", _REMEDY))
        if not {"r", "a"} | needed <= verbs:
            found.append(_no("site.policy-missing", f"The table {table} lacks a policy for a verb it allows.", _REMEDY))
    return found


def audit_unguarded(start: Start) -> list[Finding]:
    """The triggers that hold the audit stand and are switched on."""
    told = "The trigger {} of the audit is missing or switched off."
    remedy = "Run: palermo audit verify --head with a kept head; then look who changed the table."
    return [_no("site.audit-unguarded", told.format(name), remedy) for name in missing_guards()]


def keys_across_bodies(start: Start) -> list[Finding]:
    """A unique key over all bodies tells one of them what another holds."""
    found = [
        f"{model._meta.db_table} ({', '.join(columns)})"
        for model in PROTECTED
        for columns in _unique_keys(model)
        if _owner_column(model) not in columns
    ]
    told = "A unique key spans all bodies: {}."
    return [_no("site.key-global", told.format(key), "Add the body's column to it.") for key in found]


def several_bodies_on_sqlite(start: Start) -> list[Finding]:
    """A SQLite file is one trust domain: accounts of one body, or a demonstration."""
    if connection.vendor != "sqlite" or start.demo:
        return []
    with scoped(keeper()):
        bodies = Account.objects.order_by().values("agency_id").distinct().count()
    if bodies < 2:
        return []
    told = f"Accounts of {bodies} bodies share a SQLite file, which keeps no wall between them."
    return [_no("site.sqlite-shared", told, "Use PostgreSQL for several bodies, or start with --demo.")]


def network_file_system(start: Start) -> list[Finding]:
    """SQLite's locks do not hold over a network."""
    if connection.vendor != "sqlite":
        return []
    kind = file_system(str(connection.settings_dict["NAME"]), start.mounts)
    if kind not in NETWORK_FILE_SYSTEMS:
        return []
    told = f"The SQLite file lies on a network file system ({kind})."
    return [_no("site.sqlite-on-network", told, "Move it to a disk of this machine, or use PostgreSQL.")]


def ring_missing(start: Start) -> list[Finding]:
    """Both wraps of every key that something may stand sealed under."""
    told = "The ring of {code} lacks a wrapped secret of the key {fingerprint}."
    remedy = "Restore the database from a backup that holds it; without it nobody reads what the key sealed."
    return [
        _no("site.ring-missing", told.format(code=code, fingerprint=key.fingerprint), remedy)
        for code, ring in rings().items()
        for key in ring
        if not key.whole and not key.retired
    ]


def installation_key_unfit(start: Start) -> list[Finding]:
    """The key that seals second factors is there, is one, and is read by nobody else on this machine."""
    path: Path | None = settings.PALERMO_INSTALLATION_KEY
    try:
        installation_key()
    except KeyMissing as error:
        return [_no("site.installation-key-missing", error.message, error.hint)]
    except PalermoError as error:
        return [_no("site.installation-key-unreadable", error.message, error.hint)]
    if path is None or not readable_by_others(path):
        return []
    told = "The key of the installation can be read by others on this machine."
    return [_no("site.installation-key-open", told, f"Take their rights: chmod 600 {path}")]


def provider_unfit(start: Start) -> list[Finding]:
    """Where a provider is named: the extra is there, and its secret, which nobody else on this machine reads."""
    provider: Provider | None = settings.SIGN_IN_PROVIDER
    if provider is None:
        return []
    found = []
    if find_spec("authlib") is None:
        told = "A provider is named, and what speaks with it is not installed."
        found.append(_no("site.oidc-extra-missing", told, "Install palermo[oidc]."))
    try:
        secret = read_bytes(provider.secret_file).strip()
    except PalermoError as error:
        return [*found, _no("site.oidc-secret-missing", error.message, error.hint)]
    if not secret.isascii() or not secret:
        told = "The file of the provider's secret is empty or no text."
        found.append(_no("site.oidc-secret-missing", told, "Write the secret into it as the provider gave it."))
    if readable_by_others(provider.secret_file):
        told = "The secret of the provider can be read by others on this machine."
        found.append(_no("site.oidc-secret-open", told, f"Take their rights: chmod 600 {provider.secret_file}"))
    return found


def file_system(path: str, mounts: str) -> str:
    """The kind of file system that holds ``path``: that of the longest mount point above it."""
    place = Path(path).resolve()
    held = [line.split()[1:3] for line in mounts.splitlines() if len(line.split()) > 2]
    above = [(point, kind) for point, kind in held if place.is_relative_to(point)]
    return max(above, key=lambda one: len(one[0]))[1] if above else ""


def _unique_keys(model: type[Model]) -> list[tuple[str, ...]]:
    """The columns of every unique key in the database but the primary one."""
    with connection.cursor() as cursor:
        there = connection.introspection.get_constraints(cursor, model._meta.db_table).values()
    return [tuple(one["columns"]) for one in there if one["unique"] and not one["primary_key"]]


def _owner_column(model: type[Model]) -> str:
    field: Any = model._meta.get_field(PROTECTED[model].ends[0])
    return str(field.column)


def _tables() -> list[str]:
    return [model._meta.db_table for model in PROTECTED]


def _no(code: str, text: str, hint: str) -> Finding:
    return Finding(code=code, severity=Severity.ERROR, text=text, hint=hint)


_LETTERS = {"SELECT": "r", "INSERT": "a", "UPDATE": "w", "DELETE": "d"}
_REMEDY = "Run: palermo migrate, as the owner; then look who changed the table."

CHECKS: list[Callable[[Start], list[Finding]]] = [
    weak_settings,
    role_too_strong,
    walls_down,
    audit_unguarded,
    keys_across_bodies,
    several_bodies_on_sqlite,
    network_file_system,
    ring_missing,
    installation_key_unfit,
    provider_unfit,
]
