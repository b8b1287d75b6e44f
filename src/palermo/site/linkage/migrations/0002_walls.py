"""Row policies of linkage: a body sees what it sent, the operator all of it, nobody else's body what came of it.

What a reviewer or an auditor of the scheme said is only added; a file is only taken away.
"""

from django.db import migrations

from palermo.site.access.rls import Grant, Protect

_READ, _ADD, _CHANGE, _TAKE = "SELECT", "INSERT", "UPDATE", "DELETE"
_OPERATOR, _WORKER = "linkage_operator", "job_worker"
_BY_ROLE = {"readers": ("statistician",), "body_sees": False, "body_writes": False}


class Migration(migrations.Migration):
    dependencies = [("linkage", "0001_initial")]
    operations = [
        Grant(["linkage_linkagerun"], only=(_READ, _ADD, _CHANGE)),
        Protect("linkage_encodedlist", writers=(_OPERATOR,), only=(_READ, _ADD, _CHANGE)),
        Protect("linkage_encodedfile", writers=(_OPERATOR,), only=(_READ, _ADD, _TAKE)),
        Protect("linkage_schemeaudit", writers=(_OPERATOR,), only=(_READ, _ADD), **_BY_ROLE),
        Protect("linkage_linking", writers=(_OPERATOR, _WORKER), only=(_READ, _ADD, _CHANGE), **_BY_ROLE),
        Protect("linkage_doubtfulpair", writers=(_OPERATOR, _WORKER), only=(_READ, _ADD, _CHANGE), **_BY_ROLE),
        Protect("linkage_pairanswer", writers=(_OPERATOR,), only=(_READ, _ADD), **_BY_ROLE),
    ]
