"""A replacement of keys ends without a click while somebody of the body is signed in, and waits while nobody is."""

from collections.abc import Callable
from datetime import timedelta
from uuid import uuid4

import pytest
from django.utils import timezone
from tests.site.cast import Cast
from tests.site.keys.keyring import PASSPHRASE, make_keys

from palermo.site.access.scope import scoped
from palermo.site.audit.looking import AUDITOR
from palermo.site.audit.models import AuditEvent
from palermo.site.jobs import working
from palermo.site.keys import actions, going_on
from palermo.site.keys.holding import holder
from palermo.site.keys.models import Rotation
from palermo.site.keys.sealing import Place, seal, unseal
from palermo.site.verbs.worker import all_else

pytestmark = pytest.mark.django_db
NEW = "another five words here"


def turns(count: int) -> Callable[[], bool]:
    """Told to end after so many looks."""
    left = iter([False] * count)
    return lambda: next(left, True)


def test_the_worker_ends_a_replacement_in_the_name_of_whoever_began_it(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    shelter, now = cast.bodies["shelter"], timezone.now()
    monkeypatch.setattr(working, "PAUSE", 0.0)
    monkeypatch.setattr(working, "close_old_connections", lambda: None)  # the test holds a transaction open
    make_keys(cast)
    with scoped(cast.actor("agency_manager")) as actor:
        actions.unlock(actor, shelter, kind="passphrase", told=PASSPHRASE, session="m")
        key = actions.make_record_key(actor, shelter, kind="submission", thing=uuid4(), made_on=now.date())
        here = Place("row", "raw", uuid4())
        sealed, old = seal(shelter, here, b"Amal", record=key), actions.PublicKey.objects.get(agency=shelter)
        actions.rotate(actor, shelter, passphrase=NEW, now=now)
        holder().lock(agency=shelter.pk)
    working.work_on(all_else(), until=turns(3))
    assert rotation(cast).ended_at is None and rotation(cast).done == 0  # nobody is here
    with scoped(cast.actor("case_worker")) as colleague:
        actions.unlock(colleague, shelter, kind="passphrase", told=NEW, session="c")
    working.work_on(all_else(), until=turns(6))
    assert rotation(cast).ended_at is not None and rotation(cast).done == 1
    with scoped(AUDITOR):
        [ended] = AuditEvent.objects.filter(verb="keys.rotated")
        assert ended.actor == cast.accounts["agency_manager"].pk
    with scoped(cast.actor("agency_manager")) as actor:
        actions.retire(actor, shelter, old.pk, now=now + timedelta(days=1))
        assert unseal(shelter, here, sealed) == b"Amal"
    assert going_on.go_on_once(now) is False
    holder().lock(agency=shelter.pk)


def rotation(cast: Cast) -> Rotation:
    with scoped(cast.actor("agency_manager")):
        found: Rotation = Rotation.objects.get(agency=cast.bodies["shelter"])
    return found
