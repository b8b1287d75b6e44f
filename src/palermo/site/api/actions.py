"""The acts on tokens, and the memory of answered writes: the only place that writes either."""

import secrets
from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime, timedelta
from hashlib import sha256
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils.crypto import salted_hmac
from django.utils.timezone import localdate

from palermo.ground.errors import UsageError
from palermo.site.access.actor import Actor, of, returning
from palermo.site.access.gate import person
from palermo.site.access.refusals import Forbidden, LostRace, NothingWritten
from palermo.site.access.scope import scoped
from palermo.site.accounts.models import Account
from palermo.site.api.models import Answered, Token
from palermo.site.api.verbs import NAMES
from palermo.site.audit.actions import record

LONGEST = timedelta(days=366)
KEPT_DAYS = 7
"""How long a write is remembered by its key."""
_MARK = "plm"


@transaction.atomic
def make_token(
    actor: Actor, account: Account, *, label: str, verbs: Sequence[str], last_day: date, now: datetime
) -> tuple[Token, str]:
    """A token for one's own account, and its text, which is shown this once. Raises Forbidden, UsageError."""
    _own(actor, account)
    if not verbs or not set(verbs) <= set(NAMES):
        raise UsageError("A token is good for some of the verbs there are.", hint=f"There are: {', '.join(NAMES)}.")
    if not localdate(now) <= last_day <= localdate(now) + LONGEST:
        raise UsageError("A token ends within a year from today.", hint="Make a new one when it has ended.")
    secret = secrets.token_urlsafe(32)
    token = Token(
        agency_id=account.agency_id,
        account=account,
        role=account.role,
        label=label.strip(),
        verbs=sorted(set(verbs)),
        digest=_digest(secret),
        made_at=now,
        last_day=last_day,
    )
    token.save()
    record(actor, "token.make", token, fields=["label", "last_day", "verbs"])
    return token, f"{_MARK}.{account.pk.hex}.{secret}"


@transaction.atomic
def revoke_token(actor: Actor, token: Token, *, now: datetime) -> None:
    """It opens nothing from now on. Raises Forbidden for another's."""
    if actor.account is None or actor.account != token.account_id:
        raise Forbidden("This is done by the account's own person.")
    try:
        Token.objects.filter(pk=token.pk, revoked_at__isnull=True).update(revoked_at=now)
    except NothingWritten as error:
        raise LostRace("The token was revoked meanwhile.") from error
    record(actor, "token.revoke", token, fields=["revoked_at"])


def bearer(written: str, *, today: date, request: str) -> tuple[Actor, Token] | None:
    """Who carries the token ``written``, and the token itself; None where it is none that is good today."""
    mark, _, rest = written.partition(".")
    account_key, _, secret = rest.partition(".")
    if mark != _MARK or not secret or len(written) > 200:
        return None
    try:
        key = UUID(hex=account_key)
    except ValueError:
        return None
    with scoped(returning(key)):
        token: Token | None = Token.objects.filter(digest=_digest(secret)).first()
        account: Account | None = Account.objects.filter(pk=key).first() if token else None
        if token is None or account is None or not token.good_on(today):
            return None
    if token.role != account.role or token.agency_id != account.agency_id or not account.open_on(today):
        return None
    return of(account, request=request), token


def once(
    actor: Actor, key: str, asked: bytes, act: Callable[[], tuple[int, dict[str, Any]]], *, now: datetime
) -> tuple[int, Mapping[str, Any]]:
    """What ``act`` answers, done once a ``key``: sent again, the same write gets the same answer and does nothing.

    Raises UsageError where the key was given to another write, LostRace where that write is under way.
    """
    # Keyed: names and texts of a write could be guessed from a bare hash of it.
    digest = salted_hmac("palermo.api.once", asked, algorithm="sha256").hexdigest()
    account, agency = person(actor), actor.agency
    if agency is None:
        raise Forbidden("A person of a body does this.")
    for old in Answered.objects.filter(account_id=account, at__lt=now - timedelta(days=KEPT_DAYS)):
        old.delete()
    before: Answered | None = Answered.objects.filter(account_id=account, key=key).first()
    if before is not None:
        if before.asked != digest:
            raise UsageError("The Idempotency-Key was given to another write.", hint="Take a new key for a new write.")
        return before.status, before.answer
    one = Answered(agency_id=agency, account_id=account, key=key, asked=digest, at=now)
    try:
        with transaction.atomic():
            one.save()
    except IntegrityError as error:
        raise LostRace("The same write is under way.") from error
    status, answer = act()
    one.status, one.answer = status, answer
    one.save(update_fields=["status", "answer"])
    return status, answer


def _own(actor: Actor, account: Account) -> None:
    if actor.account != account.pk:
        raise Forbidden("This is done by the account's own person.")


def _digest(secret: str) -> str:
    """A fast hash is enough: the secret is 32 random bytes, which nobody guesses."""
    return sha256(b"palermo.token\0" + secret.encode()).hexdigest()
