"""Row policies of tokens and answered writes: their own person's alone."""

from django.db import migrations

from palermo.site.access.rls import Protect


class Migration(migrations.Migration):
    dependencies = [("api", "0001_initial")]
    operations = [
        Protect(
            "api_token", personal="account_id", body_sees=False, body_writes=False, only=("SELECT", "INSERT", "UPDATE")
        ),
        Protect("api_answered", personal="account_id", body_sees=False, body_writes=False),
    ]
