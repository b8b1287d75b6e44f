"""The demonstration: invented bodies and accounts in every role, on SQLite, in a fresh folder.

Other apps add their invented data behind ``load``: each gives a function that takes nothing and fills its own tables.
"""

from palermo.site.access.actor import keeper, of
from palermo.site.access.scope import scoped
from palermo.site.accounts import actions
from palermo.site.accounts.models import Account

DEMO_PASSWORD = "only-for-the-demonstration"  # noqa: S105  # printed on the page itself

BODIES = (
    ("office", "commission", "Coordination Office of Meridia", "مكتب التنسيق في ميريديا"),
    ("shelters", "ngo", "Shelters of Meridia", "دور الإيواء في ميريديا"),
    ("police", "police", "Police of Meridia", "شرطة ميريديا"),
    ("rapporteur", "independent", "National Rapporteur", "المقرر الوطني"),
)
PEOPLE = (
    ("amal", "shelters", "Amal", "case_worker"),
    ("noor", "shelters", "Noor", "agency_manager"),
    ("dina", "shelters", "Dina", "agency_data_officer"),
    ("reem", "shelters", "Reem", "referral_desk"),
    ("karim", "police", "Karim", "agency_manager"),
    ("omar", "police", "Omar", "agency_data_officer"),
    ("yara", "police", "Yara", "case_worker"),
    ("alia", "police", "Alia", "alert_officer"),
    ("tariq", "police", "Tariq", "tip_desk"),
    ("salma", "rapporteur", "Salma", "custody_monitor"),
    ("ziad", "rapporteur", "Ziad", "auditor"),
    ("hana", "office", "Hana", "plan_secretary"),
    ("leila", "office", "Leila", "linkage_operator"),
    ("sami", "office", "Sami", "statistician"),
    ("rana", "office", "Rana", "report_editor"),
    ("adam", "office", "Adam", "system_admin"),
)


def demo_logins() -> list[str]:
    """The sign-in names of the demonstration."""
    return [f"{name}@{body}" for name, body, _, _ in PEOPLE]


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


def give_password(account: Account) -> None:
    """Each account sets its own, as an invitation would have it."""
    with scoped(of(account)) as person:
        actions.set_password(person, account, DEMO_PASSWORD)
