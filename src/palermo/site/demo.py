"""The demonstration: invented bodies and accounts in every role, on SQLite, in a fresh folder.

Other apps add their invented data behind ``load``: each gives a function that takes nothing and fills its own tables.
"""

from django.utils import timezone

from palermo.site.access.actor import keeper, of
from palermo.site.access.scope import scoped
from palermo.site.accounts import actions
from palermo.site.accounts.models import Account, Agency
from palermo.site.demo_people import BODIES, DEMO_PASSWORD, PEOPLE
from palermo.site.keys import actions as keys


def load() -> None:
    """Bodies, then accounts with a password."""
    with scoped(keeper()) as actor:
        bodies = {
            code: actions.add_agency(actor, code=code, kind=kind, names={"en": english, "ar": arabic})
            for code, kind, english, arabic in BODIES
        }
        accounts = [
            actions.add_account(actor, bodies[body], name=name, display_name=shown, role=role)
            for name, body, shown, role in PEOPLE
        ]
    for account in accounts:
        give_password(account)
    for account in accounts:
        if account.role == "agency_manager":
            make_keys(account)


def make_keys(account: Account) -> None:
    """The manager of a body makes its keys; their passphrase is that of everything here."""
    with scoped(of(account)) as manager:
        body = Agency.objects.get(pk=account.agency_id)
        keys.make_keys(manager, body, passphrase=DEMO_PASSWORD, now=timezone.now())


def give_password(account: Account) -> None:
    """Each account sets its own, as an invitation would have it."""
    with scoped(of(account)) as person:
        actions.set_password(person, account, DEMO_PASSWORD)
