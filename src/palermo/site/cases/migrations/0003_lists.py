"""Indexes by which a list of many cases is read from its place on."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("cases", "0002_walls")]
    operations = [
        migrations.AddIndex(
            "case",
            models.Index(
                fields=["agency", "-opened_on", "-id"],
                name="case_list_closed",
                condition=models.Q(closed_on__isnull=False),
            ),
        ),
        migrations.AddIndex(
            "case", models.Index(fields=["agency", "source", "-opened_on", "-id"], name="case_list_source")
        ),
    ]
