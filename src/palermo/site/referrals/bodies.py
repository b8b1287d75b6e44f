"""Bodies by code, as the reader calls them; also those outside the system that a body of ours refers to."""

from collections.abc import Mapping

from django.utils import timezone
from django.utils.translation import get_language

from palermo.site.accounts.models import Agency
from palermo.site.keys.models import PublicKey
from palermo.site.referrals.models import OutsideBody
from palermo.site.referrals.models.columns import OUTSIDE


def called() -> dict[str, str]:
    """The name of every body today; by its code, and by its key as text."""
    today, language = timezone.localdate(), get_language() or "en"
    found = {}
    for one in Agency.objects.prefetch_related("names"):
        found[one.code] = found[str(one.pk)] = one.name_on(today, language)
    return found


def outside() -> dict[str, str]:
    """Bodies outside the system, by the name under which a consent knows them."""
    return {f"{OUTSIDE}{one.code}": one.name for one in OutsideBody.objects.all()}


def recipients(own: object) -> list[tuple[str, str]]:
    """Whom a consent may name: the other bodies, and those outside."""
    names = called()
    inside = [(one.code, names[one.code]) for one in Agency.objects.all() if one.pk != own]
    return [*sorted(inside, key=lambda one: one[1]), *sorted(outside().items())]


def with_keys() -> set[str]:
    """Codes of the bodies that can open what is sent to them."""
    return set(PublicKey.objects.filter(replaced_at__isnull=True).values_list("agency__code", flat=True))


def named(codes: Mapping[str, str], code: str) -> str:
    """The name of a body; its code where nobody of ours knows one."""
    return codes.get(code, code.removeprefix(OUTSIDE))
