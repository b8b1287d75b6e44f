"""Who plays: a shelter with people in every role of a body, the police as the other body, an office, a rapporteur."""

from dataclasses import dataclass

from django.test import Client

from palermo.site.access.actor import Actor, keeper, of
from palermo.site.access.scope import scoped
from palermo.site.accounts.actions import add_account, add_agency
from palermo.site.accounts.models import Account, Agency
from palermo.site.accounts.roles import ROLES

PASSWORD = "a-long-and-quiet-password"  # noqa: S105
OF_THE_OFFICE = ("linkage_operator", "statistician", "plan_secretary", "report_editor", "system_admin")


@dataclass(frozen=True, kw_only=True)
class Cast:
    """Bodies by code and accounts by role; ``other`` are those of the police."""

    bodies: dict[str, Agency]
    accounts: dict[str, Account]
    other: dict[str, Account]

    @classmethod
    def gather(cls) -> "Cast":
        with scoped(keeper()) as actor:
            names = {"shelter": "A shelter", "police": "Police", "office": "Office", "rapporteur": "Rapporteur"}
            bodies = {
                code: add_agency(actor, code=code, kind="agency", names={"en": name}) for code, name in names.items()
            }
            accounts = {role: _account(actor, bodies[_home(role)], role) for role, _ in ROLES}
            other = {role: _account(actor, bodies["police"], role) for role in ("case_worker", "agency_manager")}
        return cls(bodies=bodies, accounts=accounts, other=other)

    def actor(self, role: str) -> Actor:
        return of(self.accounts[role])

    def stranger(self, role: str) -> Actor:
        """The one in the same role in the other body."""
        return of(self.other[role])

    def client(self, account: Account) -> Client:
        """A browser in which the account has signed in."""
        client = Client()
        with scoped(of(account)):
            client.force_login(account, backend="palermo.site.accounts.backend.ByLogin")
        return client


def _home(role: str) -> str:
    return "office" if role in OF_THE_OFFICE else "rapporteur" if role in ("auditor", "custody_monitor") else "shelter"


def _account(actor: Actor, body: Agency, role: str) -> Account:
    return add_account(actor, body, name=role.replace("_", "-"), display_name=role, role=role)
