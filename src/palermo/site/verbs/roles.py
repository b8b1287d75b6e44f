"""palermo roles: the statements that make the three roles of a PostgreSQL database, to be run once as a superuser."""

import sys
from collections.abc import Sequence

from palermo.site.access.rls import ROLES_SQL


def run(words: Sequence[str]) -> int:
    """Print them."""
    sys.stdout.write(ROLES_SQL)
    return 0
