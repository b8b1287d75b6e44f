"""What a body is called to the one who reads."""

from uuid import UUID

from django.utils import timezone
from django.utils.translation import get_language

from palermo.site.accounts.models import Agency


def body_name(agency_id: UUID) -> str:
    """Its name today, in the reader's language where there is one."""
    return Agency.objects.get(pk=agency_id).name_on(timezone.localdate(), get_language() or "en")
