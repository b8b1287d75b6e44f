"""Row policies of emergency access: moves, which are written once."""

from django.db import migrations

from palermo.site.access.rls import Protect

MOVES = ("SELECT", "INSERT")


class Migration(migrations.Migration):
    dependencies = [("emergency", "0001_initial")]
    operations = [
        Protect("emergency_emergencyaccess", ends=("agency_id", "owner_id"), readers=("auditor",), only=MOVES),
        Protect("emergency_emergencyapproval", ends=("agency_id", "owner_id"), readers=("auditor",), only=MOVES),
        Protect("emergency_emergencyanswer", ends=("agency_id", "asker_id"), readers=("auditor",), only=MOVES),
    ]
