"""The key of the installation is made once: before anybody has set up a second factor, and never again."""

from palermo.site.access.scope import scoped
from palermo.site.accounts.installation import make_installation_key
from palermo.site.audit.looking import AUDITOR
from palermo.site.audit.models import AuditEvent


def make_first_key() -> bool:
    """Make it where no device was ever set up: whether it was made. Later a missing key is lost, and that is told."""
    with scoped(AUDITOR):
        if AuditEvent.objects.filter(verb="account.start-factor").exists():
            return False
    return make_installation_key()
