"""Row policies of submissions: a body sees and writes its own; the worker's role sees jobs and nothing else."""

from django.db import migrations

from palermo.site.access.rls import Protect

_READ, _ADD, _CHANGE, _TAKE = "SELECT", "INSERT", "UPDATE", "DELETE"


class Migration(migrations.Migration):
    dependencies = [("submissions", "0001_initial")]
    operations = [
        Protect("submissions_mapping", only=(_READ, _ADD)),
        Protect("submissions_submission", only=(_READ, _ADD, _CHANGE)),
        Protect("submissions_submittedfile", only=(_READ, _ADD, _TAKE)),
        Protect("submissions_run", only=(_READ, _ADD, _CHANGE)),
        Protect("submissions_sourcerow", only=(_READ, _ADD, _TAKE)),
        Protect("submissions_rowissue", only=(_READ, _ADD, _TAKE)),
        Protect("submissions_correction", only=(_READ, _ADD, _TAKE)),
        Protect("submissions_job", writers=("job_worker",), only=(_READ, _ADD, _CHANGE)),
    ]
