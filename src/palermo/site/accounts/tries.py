"""Failed sign-ins, known by a mark of what was written: people write their own name there, or their password."""

from collections.abc import Mapping

from django.conf import settings
from django.http import HttpRequest
from django.utils.crypto import salted_hmac


def mark_of_name(request: HttpRequest, credentials: Mapping[str, object] | None = None) -> str:
    """The same for the same name, so that tries can be counted; under the secret key, so that no name is guessed."""
    field = settings.AXES_USERNAME_FORM_FIELD
    written = credentials.get(field) if credentials else request.POST.get(field)
    return salted_hmac("palermo.accounts.tries", str(written or ""), algorithm="sha256").hexdigest()
