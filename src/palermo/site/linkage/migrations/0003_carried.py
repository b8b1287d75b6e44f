"""What one reviewer said holds for the pair when it stands again."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("linkage", "0002_walls")]
    operations = [migrations.AddField("pairanswer", "carried", models.BooleanField(default=False))]
