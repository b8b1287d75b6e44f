"""palermo migrate: bring the tables of the database to what this version needs, as the role that owns them."""

import sys
from argparse import ArgumentParser
from collections.abc import Sequence

import django


def run(words: Sequence[str]) -> int:
    """Apply what is pending."""
    ArgumentParser(prog="palermo migrate", description=__doc__).parse_args(words)
    django.setup()
    from django.core.management import call_command

    from palermo.site.accounts.first_key import make_first_key
    from palermo.site.owner import as_owner

    with as_owner():
        call_command("migrate", interactive=False, verbosity=1)
        if make_first_key():
            sys.stdout.write("The key of the installation was made. Keep a copy of it apart from the database.\n")
    return 0
