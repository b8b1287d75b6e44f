"""The directory searched, by the rules of the register."""

from collections.abc import Collection
from datetime import date

from palermo import register
from palermo.site.referrals.models import ServiceOffer
from palermo.site.referrals.rooms import codes


def search(
    *, today: date, type: str = "", area: str = "", languages: Collection[str] = (), for_whom: str = "", places: int = 1
) -> tuple[register.Found, ...]:
    """Offers that stand today and fit; those that did not tell their free places come last."""
    known = codes()
    standing = ServiceOffer.objects.filter(ended_on__isnull=True) | ServiceOffer.objects.filter(ended_on__gt=today)
    offers = (
        register.ServiceOffer(
            id=str(row.pk),
            agency=known[row.agency_id],
            type=row.type,
            area=row.area,
            languages=frozenset(row.languages),
            for_whom=frozenset(row.for_whom),
            places=row.places,
            free=row.free,
            as_of=row.as_of,
        )
        for row in standing
    )
    return register.services.search(
        offers, today=today, type=type, area=area, languages=languages, for_whom=for_whom, places=places
    )
