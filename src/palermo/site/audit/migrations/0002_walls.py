"""The chain and its triggers on both engines; on PostgreSQL row policies: a body writes and reads its own events, the
auditor reads all, nobody changes one. A body's salts are its own, and can be destroyed."""

from django.db import migrations

from palermo.site.access.rls import AGENCY, Protect
from palermo.site.audit.walls import lower_walls, raise_walls


class Migration(migrations.Migration):
    dependencies = [("audit", "0001_initial")]
    operations = [
        Protect(
            "audit_event",
            readers=("auditor",),
            inserts=f"agency_id IS NOT DISTINCT FROM {AGENCY}",  # acts of nobody's body have none
            only=("SELECT", "INSERT"),
        ),
        Protect("audit_subjectsalt", only=("SELECT", "INSERT", "DELETE")),
        migrations.RunPython(raise_walls, lower_walls),
    ]
