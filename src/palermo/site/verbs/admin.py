"""palermo admin: the first body and its administrator, whose invitation is printed; for whoever holds the machine."""

import sys
from argparse import ArgumentParser
from collections.abc import Sequence

import django


def run(words: Sequence[str]) -> int:
    """Make them, and print the address by which the administrator sets a password."""
    parser = ArgumentParser(prog="palermo admin", description=__doc__)
    parser.add_argument("--body", required=True, metavar="CODE", help="a short code, never changed")
    parser.add_argument("--body-name", required=True, metavar="NAME")
    parser.add_argument("--kind", default="agency")
    parser.add_argument("--name", required=True, help="sign-in name, without @")
    told = parser.parse_args(words)
    django.setup()
    sys.stdout.write(f"{_invited(told.body, told.body_name, told.kind, told.name)}\n")
    return 0


def _invited(code: str, body_name: str, kind: str, name: str) -> str:
    from django.contrib.auth.tokens import default_token_generator
    from django.core.exceptions import ValidationError
    from django.urls import reverse

    from palermo.ground.errors import UsageError
    from palermo.site.access.actor import keeper
    from palermo.site.access.scope import scoped
    from palermo.site.accounts import actions

    try:
        with scoped(keeper()) as actor:
            body = actions.add_agency(actor, code=code, kind=kind, names={"en": body_name})
            account = actions.add_account(actor, body, name=name, display_name=name, role="system_admin")
            token = default_token_generator.make_token(account)
    except ValidationError as error:
        raise UsageError(" ".join(error.messages), hint="Take another code for the body.") from error
    return reverse("accounts:invitation", args=[account.pk, token])
