"""The version of a consent that counts, held against whoever narrows or withdraws it in the same moment."""

from palermo.site.access.refusals import LostRace
from palermo.site.referrals.models import Consent


def held_consent(consent: Consent) -> Consent:
    """The version that counts, held until the transaction ends. Raises LostRace where ``consent`` is another one."""
    # The first version is the lock of all: who waits for it looks only then, and sees what was written meanwhile.
    list(Consent.objects.select_for_update().filter(consent=consent.consent, version=1))
    versions: list[Consent] = list(Consent.objects.filter(consent=consent.consent).order_by("version"))
    if not versions or versions[-1].pk != consent.pk:
        raise LostRace("The consent was narrowed meanwhile.")
    return versions[-1]
