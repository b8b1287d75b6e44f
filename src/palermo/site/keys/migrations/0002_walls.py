"""Row policies of the keys: wrapped secrets and keys of records are seen by their body; public halves by everybody."""

from django.db import migrations

from palermo.site.access.rls import Grant, Protect


class Migration(migrations.Migration):
    dependencies = [("keys", "0001_initial")]
    operations = [
        Protect("keys_wrappedkey", only=("SELECT", "INSERT", "DELETE")),
        Protect("keys_recordkey", only=("SELECT", "INSERT", "UPDATE")),
        Protect("keys_retentionschedule", only=("SELECT", "INSERT")),
        Protect("keys_rotation", only=("SELECT", "INSERT", "UPDATE")),
        Grant(("keys_publickey",), only=("SELECT", "INSERT", "UPDATE")),
    ]
