"""Replacements of keys that end without a click: the worker goes on with them while the keys of the body are open."""

from datetime import datetime
from uuid import UUID

from palermo.site.access.actor import PUBLIC, Actor
from palermo.site.access.scope import scoped
from palermo.site.accounts.models import Agency
from palermo.site.keys import actions
from palermo.site.keys.holding import holder
from palermo.site.keys.models import PublicKey, Rotation
from palermo.site.keys.refusals import KeyAbsent


def go_on_once(now: datetime) -> bool:
    """The next part of every replacement under way whose body's keys are open; whether there was one.

    It is done in the name of whoever began it. One that waits for a sign-in is looked at again at the next call.
    """
    with scoped(Actor(role=PUBLIC)):
        replaced = PublicKey.objects.filter(replaced_at__isnull=False, retired_at__isnull=True)
        bodies = list(replaced.order_by("agency_id").values_list("agency_id", flat=True).distinct())
    went_on = [_go_on(body, now) for body in bodies]
    return any(went_on)


def _go_on(body: UUID, now: datetime) -> bool:
    if not holder().state(agency=body)["keys"]:
        return False
    with scoped(Actor(role=PUBLIC, agency=body)):
        work = Rotation.objects.filter(agency_id=body, ended_at__isnull=True, account__isnull=False).first()
    if work is None:
        return False
    actor = Actor(role="agency_manager", account=work.account, agency=body, purpose="replacement of the keys")
    try:
        with scoped(actor):
            return actions.rotate_some(actor, Agency.objects.get(pk=body), now=now) is not None
    except KeyAbsent:  # the last of the body signed out meanwhile
        return False
