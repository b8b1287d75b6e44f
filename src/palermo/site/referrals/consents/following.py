"""What came of a sharing and cannot be taken back: services, figures, files that went outside."""

from collections.abc import Iterable
from datetime import date

from django.utils.timezone import localdate

from palermo import register
from palermo.site.publications.models import Release, State
from palermo.site.referrals.models import Consent, OutsideReferral


def delivered(referrals: Iterable[register.Referral]) -> list[register.Delivered]:
    """A service of every referral that was accepted, by the body that took it up."""
    return [
        register.Delivered(
            referral=one.id,
            body=one.receiver,
            type=one.purpose,
            on=accepted.date(),
            ended=one.at("completed") is not None,
        )
        for one in referrals
        if (accepted := one.at("accepted")) is not None
    ]


def published(since: date | None, today: date) -> list[register.Published]:
    """Releases that went out since the consent was given: the person may be counted in them."""
    if since is None:
        return []
    out = Release.objects.filter(state=State.APPROVED, decided_at__date__gte=since, decided_at__date__lte=today)
    return [
        register.Published(figure=name, on=localdate(at))
        for name, at in out.values_list("name", "decided_at").order_by("decided_at")
        if at is not None
    ]


def went_outside(consent: Consent) -> list[register.Unrecallable]:
    """Files for bodies outside the system; the room knows of the inside alone."""
    files = OutsideReferral.objects.filter(consent__consent=consent.consent, at__isnull=False).order_by("at")
    return [
        register.Unrecallable(kind="payload_opened", ref=one.reference, who=one.outside.name, on=localdate(one.at))
        for one in files.prefetch_related("outside")
    ]
