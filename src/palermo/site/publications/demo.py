"""A release and an edition of the invented country, for a demonstration: proposed by one, approved by the other."""

import json
from hashlib import sha256

from django.utils import timezone

from palermo.site.access.actor import keeper, of
from palermo.site.access.scope import scoped
from palermo.site.accounts.models import Account
from palermo.site.publications import actions, register
from palermo.site.publications.folders import release_in
from palermo.site.publications.reading import releases_out

NAME, POPULATION, DAY = "assisted-2025", "persons-assisted-in-2025", "2025-12-31"
BODIES, SEXES = ("shelters", "police", "border-guard", "labour-inspection"), ("F", "M")
_ROWS = """\
body,sex,value,status
shelters,F,212,exact
shelters,M,64,exact
shelters,_T,276,exact
police,F,87,exact
police,M,41,exact
police,_T,128,exact
border-guard,F,,hidden
border-guard,M,,hidden
border-guard,_T,46,exact
labour-inspection,F,,hidden
labour-inspection,M,,hidden
labour-inspection,_T,73,exact
_T,F,345,exact
_T,M,178,exact
_T,_T,523,exact
"""


def made_up_release() -> dict[str, bytes]:
    """A folder as `palermo tables` writes it. Nobody was counted for it."""
    table = _ROWS.encode()
    manifest = {
        "format": 1,
        "release": NAME,
        "population": {"id": POPULATION, "as_of": DAY},
        "threshold": 10,
        "zeros": "safe",
        "method": "suppress",
        "dimensions": {"body": {"codes": list(BODIES)}, "sex": {"codes": list(SEXES)}},
        "tables": [
            {
                "id": "t1",
                "file": "t1.csv",
                "by": ["body", "sex"],
                "measure": "count",
                "sha256": sha256(table).hexdigest(),
            }
        ],
    }
    return {"manifest.json": json.dumps(manifest, indent=1).encode(), "t1.csv": table}


def load() -> None:
    """The statistician proposes the release and the editor approves it; the edition goes the other way round."""
    with scoped(keeper()):
        people = {one.role: one for one in Account.objects.filter(role__in=("statistician", "report_editor"))}
    statistician, editor, now = of(people["statistician"]), of(people["report_editor"]), timezone.now()
    files = made_up_release()
    with scoped(statistician):
        release = actions.propose_release(statistician, release_in(files), files=files, now=now)
    with scoped(editor):
        actions.approve_release(editor, release, version=release.version, now=now)
        standing = {one.name: held for one, held in releases_out(timezone.localdate(now))}
        folder = register.plain_report(standing, today=timezone.localdate(now))
        edition = actions.propose_edition(editor, folder, now=now)
    with scoped(statistician):
        actions.approve_edition(statistician, edition, version=edition.version, now=now)
