"""Row policies of bindings: one's own, and the one row of whoever the provider has proved. Undone, never changed."""

from django.db import migrations

from palermo.site.access.rls import Protect


class Migration(migrations.Migration):
    dependencies = [("oidc", "0001_initial"), ("accounts", "0002_walls")]
    operations = [
        Protect(
            "oidc_providerbinding",
            personal="account_id",
            by_login=True,
            body_sees=False,
            body_writes=False,
            only=("SELECT", "INSERT", "DELETE"),
        ),
    ]
