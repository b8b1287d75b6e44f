"""Files from outside end with the key they are sealed under, and say of whom in a case they speak."""

import django.db.models.deletion
from django.db import migrations, models

import palermo.site.keys.fields


class Migration(migrations.Migration):
    dependencies = [("cases", "0003_lists"), ("referrals", "0004_moves_in_order")]
    operations = [
        migrations.AlterField("receivedfile", "body", palermo.site.keys.fields.EncryptedTextField(null=True)),
        migrations.AddField(
            "receivedfile",
            "participation",
            models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="received_files",
                to="cases.participation",
            ),
        ),
        migrations.AddConstraint(
            "receivedfile",
            models.CheckConstraint(
                condition=models.Q(body__isnull=False) | models.Q(names__isnull=True, reason__isnull=True),
                name="received_file_goes_whole",
            ),
        ),
    ]
