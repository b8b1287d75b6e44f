"""Rights on publications: nothing is ever deleted, and a file is never changed."""

from django.db import migrations

from palermo.site.access.rls import Grant


class Migration(migrations.Migration):
    dependencies = [("publications", "0001_initial")]
    operations = [
        Grant(("publications_release", "publications_edition"), only=("SELECT", "INSERT", "UPDATE")),
        Grant(("publications_releasefile", "publications_editionfile"), only=("SELECT", "INSERT")),
    ]
