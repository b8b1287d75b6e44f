"""Row policies of the audit: a body writes and reads its own events, the auditor reads all, nobody changes one."""

from django.db import migrations

from palermo.site.access.rls import AGENCY, Protect


class Migration(migrations.Migration):
    dependencies = [("audit", "0001_initial")]
    operations = [
        Protect(
            "audit_auditevent",
            readers=("auditor",),
            inserts=f"agency_id IS NOT DISTINCT FROM {AGENCY}",  # acts of nobody's body have none
            only=("SELECT", "INSERT"),
        )
    ]
