"""Who began a replacement of keys, so that it can go on in that name."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("keys", "0002_walls")]
    operations = [migrations.AddField("rotation", "account", models.UUIDField(null=True))]
