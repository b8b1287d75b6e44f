"""Binding an account to somebody at the provider, and undoing it: by its own person alone."""

from hashlib import sha256
from hmac import new as hmac

from django.db import transaction
from django.utils import timezone

from palermo.site.access.actor import Actor, returning, signing_in
from palermo.site.access.refusals import Forbidden
from palermo.site.access.scope import scoped
from palermo.site.accounts.installation import installation_key
from palermo.site.accounts.models import Account
from palermo.site.audit.actions import record
from palermo.site.oidc.models import ProviderBinding
from palermo.site.oidc.refusals import NotLetIn, Reason


def digest(issuer: str, subject: str) -> str:
    """What is kept of somebody at a provider. Keyed: whoever has the database cannot try names on it."""
    said = f"{len(issuer)}:{issuer}:{subject}".encode()
    return hmac(installation_key(), b"palermo.oidc.1\0" + said, sha256).hexdigest()


@transaction.atomic
def bind(actor: Actor, account: Account, *, issuer: str, subject: str) -> ProviderBinding:
    """From now on ``subject`` opens the account. Raises Forbidden for another's, NotLetIn where either is bound."""
    _own(actor, account)
    said = digest(issuer, subject)
    with scoped(signing_in(said)):
        elsewhere = ProviderBinding.objects.exclude(account_id=account.pk).exists()
    kept = binding_of(account)
    if elsewhere or kept is not None:
        raise NotLetIn(Reason.TAKEN)
    for void in ProviderBinding.objects.filter(account=account):
        void.delete()
    bound = ProviderBinding(agency_id=account.agency_id, account=account, login=said)
    bound.save()
    record(actor, "account.bind-provider", account, fields=["provider"])
    return bound


@transaction.atomic
def unbind(actor: Actor, account: Account) -> None:
    """The provider opens the account no longer."""
    _own(actor, account)
    for bound in ProviderBinding.objects.filter(account=account):
        bound.delete()
        record(actor, "account.unbind-provider", account, fields=["provider"])


def binding_of(account: Account) -> ProviderBinding | None:
    """The account's binding, if it has one that was not made void with its second factor."""
    found: ProviderBinding | None = ProviderBinding.objects.filter(account=account).first()
    return found if found is not None and _good(found, account) else None


def account_of(issuer: str, subject: str) -> Account:
    """The open account that ``subject`` has bound. Raises NotLetIn: none, more than one, or not open."""
    with scoped(signing_in(digest(issuer, subject))):
        held = list(ProviderBinding.objects.all()[:2])
    if len(held) != 1:
        raise NotLetIn(Reason.UNKNOWN)
    with scoped(returning(held[0].account_id)):
        account: Account | None = Account.objects.filter(pk=held[0].account_id).first()
    # An invitation takes the password away and is then the one way in.
    if account is None or not (account.open_on(timezone.localdate()) and account.has_usable_password()):
        raise NotLetIn(Reason.UNKNOWN)
    if not _good(held[0], account):
        raise NotLetIn(Reason.UNKNOWN)
    return account


def _good(bound: ProviderBinding, account: Account) -> bool:
    return account.factors_since is None or bound.made_at >= account.factors_since


def _own(actor: Actor, account: Account) -> None:
    if actor.account != account.pk:
        raise Forbidden("This is done by the account's own person.")
