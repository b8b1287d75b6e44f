"""Which account opens to whom at the provider: bound by its own person, and seen by nobody else."""

from typing import ClassVar

from django.db import models

from palermo.site.access.declared import Protection, protected
from palermo.site.access.rows import ProtectedModel, ScopedManager
from palermo.site.accounts.models import ACCOUNTS, Account, Agency


@protected(
    Protection(resource=ACCOUNTS, personal="account_id", by_login=True, body_sees=False, body_writes=False),
)
class ProviderBinding(ProtectedModel):
    """An account, and the keyed digest of issuer and subject that open it.

    The digest stands where a sign-in name would: whoever was proved by the provider is known by nothing else, and sees
    this one row. It is no key over all bodies; what is bound twice opens nothing.
    """

    agency = models.ForeignKey(Agency, models.PROTECT, related_name="+")
    account = models.ForeignKey(Account, models.CASCADE, related_name="bindings")
    login = models.CharField(max_length=100, db_index=True)
    made_at = models.DateTimeField(auto_now_add=True)

    objects: ClassVar[ScopedManager] = ScopedManager()

    class Meta:
        base_manager_name = "objects"
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["agency", "account"], name="oidc_one_binding_an_account")
        ]
