"""What the database itself holds the chain with: statements of the migration, one list an engine.

PostgreSQL gives each event its place, its time and its hash, under a lock that only one transaction has; the head of
the chain lies in a table of one row that no serving role can read, since row policies would hide the others' events
from whoever writes. SQLite has one writer and no such functions: it refuses whatever is not the next event. On both
nothing is changed or taken away, not even by the owner of the table while the triggers stand.
"""

from typing import Any

from palermo.site.access.rls import BACKUP, WEB

LOCK = 0x70616C65  # "pale"; the number of the lock that whoever writes an event holds until the commit

GUARDS = {
    "postgresql": ("audit_event_chained", "audit_event_only_grows", "audit_event_never_emptied"),
    "sqlite": ("audit_event_chained", "audit_event_numbered", "audit_event_no_update", "audit_event_no_delete"),
}
"""The triggers that must stand, by engine; the server's start looks for them."""

POSTGRES_UP = [
    """
    CREATE TABLE audit_head (
      one boolean PRIMARY KEY DEFAULT true CHECK (one), seq bigint NOT NULL, hash bytea NOT NULL
    ) WITH (fillfactor = 10)
    """,
    "INSERT INTO audit_head (seq, hash) VALUES (0, decode(repeat('00', 32), 'hex'))",
    # The names and their order are those of canonical.py, which says why it looks as it does.
    """
    CREATE FUNCTION audit_canonical(e audit_event) RETURNS text LANGUAGE sql STABLE SET search_path = pg_catalog AS $$
      SELECT json_build_object(
        'seq', e.seq, 'id', e.id, 'at', to_char(e.at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"+00:00"'),
        'actor', e.actor, 'role', e.role, 'agency', e.agency_id, 'purpose', e.purpose, 'verb', e.verb, 'kind', e.kind,
        'key', e.key, 'fields', e.fields, 'rows', e.rows, 'before', encode(e.before_digest, 'hex'),
        'after', encode(e.after_digest, 'hex'), 'request', e.request)::text
    $$
    """,
    f"""
    CREATE FUNCTION audit_chain() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
    SET search_path = pg_catalog, pg_temp AS $$
    BEGIN
      PERFORM pg_advisory_xact_lock({LOCK});
      SELECT h.seq + 1, h.hash INTO NEW.seq, NEW.prev_hash FROM public.audit_head h;
      NEW.at := clock_timestamp();
      NEW.hash := sha256(NEW.prev_hash || convert_to(public.audit_canonical(NEW), 'UTF8'));
      UPDATE public.audit_head SET seq = NEW.seq, hash = NEW.hash;
      RETURN NEW;
    END $$
    """,  # noqa: S608  # nothing in it comes from outside
    """
    CREATE FUNCTION audit_refuse() RETURNS trigger LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
    BEGIN
      RAISE EXCEPTION 'the audit only grows: % of % is refused', TG_OP, TG_TABLE_NAME;
    END $$
    """,
    # For a look at the head without a look at anybody's events.
    """
    CREATE FUNCTION audit_head_now() RETURNS TABLE (seq bigint, hash bytea) LANGUAGE sql STABLE SECURITY DEFINER
    SET search_path = pg_catalog, pg_temp AS $$ SELECT h.seq, h.hash FROM public.audit_head h $$
    """,
    "REVOKE ALL ON FUNCTION audit_chain(), audit_head_now() FROM PUBLIC",
    f"GRANT EXECUTE ON FUNCTION audit_head_now() TO {WEB}, {BACKUP}",
    f"GRANT SELECT ON audit_head TO {BACKUP}",
    "CREATE TRIGGER audit_event_chained BEFORE INSERT ON audit_event FOR EACH ROW EXECUTE FUNCTION audit_chain()",
    # By statement: a row policy hides rows even from the owner, and a trigger by row would then not fire at all.
    "CREATE TRIGGER audit_event_only_grows BEFORE UPDATE OR DELETE ON audit_event"
    " FOR EACH STATEMENT EXECUTE FUNCTION audit_refuse()",
    "CREATE TRIGGER audit_event_never_emptied BEFORE TRUNCATE ON audit_event"
    " FOR EACH STATEMENT EXECUTE FUNCTION audit_refuse()",
    # ALWAYS: they also fire in a session that calls itself a replica.
    *(f"ALTER TABLE audit_event ENABLE ALWAYS TRIGGER {name}" for name in GUARDS["postgresql"]),
]
POSTGRES_DOWN = [
    *(f"DROP TRIGGER {name} ON audit_event" for name in GUARDS["postgresql"]),
    "DROP FUNCTION audit_head_now(), audit_refuse(), audit_chain(), audit_canonical(audit_event)",
    "DROP TABLE audit_head",
]

# INSERT OR REPLACE deletes without a word to a DELETE trigger where recursive_triggers is off. So no key may be given
# that is there already: not the place, not the id, and not SQLite's own number of the row, which is -1 in a trigger
# before the insert whenever none was given.
SQLITE_UP = [
    """
    CREATE TRIGGER audit_event_chained BEFORE INSERT ON audit_event
    WHEN NEW.seq IS NOT (SELECT coalesce(max(seq), 0) + 1 FROM audit_event)
      OR NEW.prev_hash IS NOT coalesce((SELECT hash FROM audit_event ORDER BY seq DESC LIMIT 1), zeroblob(32))
      OR length(NEW.hash) IS NOT 32
      OR EXISTS (SELECT 1 FROM audit_event WHERE id = NEW.id)
      OR NEW.rowid <> -1
    BEGIN SELECT RAISE(ABORT, 'the audit only grows: this is not its next event'); END
    """,
    """
    CREATE TRIGGER audit_event_numbered AFTER INSERT ON audit_event WHEN NEW.rowid < 1
    BEGIN SELECT RAISE(ABORT, 'the audit only grows: a number of a row was given'); END
    """,
    """
    CREATE TRIGGER audit_event_no_update BEFORE UPDATE ON audit_event
    BEGIN SELECT RAISE(ABORT, 'the audit only grows: nothing in it is changed'); END
    """,
    """
    CREATE TRIGGER audit_event_no_delete BEFORE DELETE ON audit_event
    BEGIN SELECT RAISE(ABORT, 'the audit only grows: nothing of it is taken away'); END
    """,
]
SQLITE_DOWN = [f"DROP TRIGGER {name}" for name in GUARDS["sqlite"]]


def raise_walls(apps: Any, schema_editor: Any) -> None:
    """For a migration: set them."""
    _run(schema_editor, {"postgresql": POSTGRES_UP, "sqlite": SQLITE_UP})


def lower_walls(apps: Any, schema_editor: Any) -> None:
    """For a migration that goes back: take them off."""
    _run(schema_editor, {"postgresql": POSTGRES_DOWN, "sqlite": SQLITE_DOWN})


def _run(schema_editor: Any, by_engine: dict[str, list[str]]) -> None:
    for statement in by_engine[schema_editor.connection.vendor]:
        schema_editor.execute(statement, params=None)
