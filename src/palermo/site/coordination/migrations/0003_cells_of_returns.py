"""What stood in a row of a return that was not accepted, sealed."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("coordination", "0002_walls")]
    operations = [
        migrations.AddField(model_name="returnline", name="sealed", field=models.BinaryField(null=True)),
    ]
