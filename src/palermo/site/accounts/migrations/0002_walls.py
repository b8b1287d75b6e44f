"""Row policies of accounts, and rights on the list of bodies."""

from django.db import migrations

from palermo.site.access.rls import Grant, Protect


class Migration(migrations.Migration):
    dependencies = [("accounts", "0001_initial")]
    operations = [
        Protect(
            "accounts_account",
            readers=("auditor",),
            writers=("system_admin",),
            personal=True,
            only=("SELECT", "INSERT", "UPDATE"),
        ),
        Grant(("accounts_agency", "accounts_agencyname", "accounts_succession")),
    ]
