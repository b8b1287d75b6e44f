"""palermo migrate: bring the tables of the database to what this version needs, as the role that owns them."""

from argparse import ArgumentParser
from collections.abc import Sequence

import django


def run(words: Sequence[str]) -> int:
    """Apply what is pending."""
    ArgumentParser(prog="palermo migrate", description=__doc__).parse_args(words)
    django.setup()
    from django.core.management import call_command

    from palermo.site.owner import as_owner

    with as_owner():
        call_command("migrate", interactive=False, verbosity=1)
    return 0
