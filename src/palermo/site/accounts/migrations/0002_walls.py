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
            personal="id",
            by_login=True,
            body_writes=False,
            only=("SELECT", "INSERT", "UPDATE"),
        ),
        Protect("accounts_secondfactor", personal="account_id", body_sees=False, body_writes=False),
        Protect("accounts_recoverycode", personal="account_id", body_sees=False, body_writes=False),
        Grant(("accounts_agency", "accounts_agencyname", "accounts_succession")),
    ]
