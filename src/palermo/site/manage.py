"""The verbs of the server: each names a module with ``run(words) -> exit code``."""

import os
import sys
from collections.abc import Sequence
from importlib import import_module

from palermo.ground.errors import PalermoError

VERBS = {
    "admin": "palermo.site.verbs.admin",
    "audit": "palermo.site.verbs.audit",
    "backup": "palermo.site.verbs.backup",
    "doctor": "palermo.site.verbs.doctor",
    "export-report": "palermo.site.verbs.export_report",
    "migrate": "palermo.site.verbs.migrate",
    "restore": "palermo.site.verbs.restore",
    "roles": "palermo.site.verbs.roles",
    "serve": "palermo.site.verbs.serve",
    "worker": "palermo.site.verbs.worker",
}
USAGE = 2


def main(words: Sequence[str]) -> int:
    """Run one verb and give its exit code; an error is told in a sentence on stderr."""
    if not words or words[0] not in VERBS:
        sys.stderr.write(f"usage: python -m palermo.site {'|'.join(VERBS)}\n")
        return USAGE
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "palermo.site.settings")
    try:
        code: int = import_module(VERBS[words[0]]).run(words[1:])
    except PalermoError as error:
        sys.stderr.write(f"palermo: {error.message}\n")
        sys.stderr.writelines(f"  {line}\n" for line in (*map(str, error.findings), error.hint) if line)
        return error.exit_code
    return code
