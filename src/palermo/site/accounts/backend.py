"""Who signs in: found by a name, or by the account a session names; each in a scope that sees that one row."""

from typing import Any
from uuid import UUID

from django.contrib.auth.backends import BaseBackend
from django.http import HttpRequest
from django.utils import timezone

from palermo.site.access.actor import returning, signing_in
from palermo.site.access.scope import scoped
from palermo.site.accounts.models import Account


class ByLogin(BaseBackend):
    """Name and password. The second factor is asked for by the pages, before there is a session."""

    def authenticate(
        self, request: HttpRequest | None, login: str | None = None, password: str | None = None, **kwargs: Any
    ) -> Account | None:
        """The open account of that name, where the password is right. Takes as long for a name that is none."""
        if login is None or password is None:
            return None
        with scoped(signing_in(login)):
            account = Account.objects.filter(login=login).first()
            if account is None:
                Account().set_password(password)
                return None
            right = account.check_password(password)
        return account if right and account.open_on(timezone.localdate()) else None

    def get_user(self, user_id: object) -> Account | None:
        """The account a session names, while it is open."""
        key = user_id if isinstance(user_id, UUID) else UUID(str(user_id))
        with scoped(returning(key)):
            account = Account.objects.filter(pk=key).first()
        return account if account and account.open_on(timezone.localdate()) else None
