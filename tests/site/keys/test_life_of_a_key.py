"""A key goes with the last session of its body, is replaced in steps, and that of a record is destroyed in its time."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.utils import timezone
from tests.site.cast import Cast
from tests.site.keys.keyring import PASSPHRASE, make_keys, opened

from palermo.ground.errors import UsageError
from palermo.site.access.refusals import Forbidden
from palermo.site.access.scope import scoped
from palermo.site.keys import actions
from palermo.site.keys.holder import Holder
from palermo.site.keys.holding import Remote
from palermo.site.keys.keeping import holding_process
from palermo.site.keys.refusals import Erased, KeyAbsent, WrongKey
from palermo.site.keys.retention import erased
from palermo.site.keys.sealing import Place, seal, unseal


def test_the_key_goes_with_the_last_session_or_when_its_time_is_over() -> None:
    now = [0.0]
    held, body = Holder(lambda: now[0]), uuid4()
    made = held.make(agency=body, key_id=uuid4(), first=True, passphrase=PASSPHRASE, label="x", cost=2)
    wraps = [one for one in made["wraps"] if one[1] == "key_file"]
    held.unlock(agency=body, session="amal", seconds=10, wraps=wraps, told=made["key_file"])
    assert held.present(agency=body, session="noor", seconds=10)
    held.leave(agency=body, session="amal")
    assert held.state(agency=body)["keys"]
    now[0] = 11
    assert not held.state(agency=body)["keys"]
    with pytest.raises(WrongKey):
        held.unlock(agency=body, session="amal", seconds=10, wraps=made["wraps"][:1], told="another passphrase")


def test_two_workers_share_the_process_that_holds_the_keys_and_with_it_they_are_gone() -> None:
    body = uuid4()
    with holding_process() as socket:
        one, other = Remote(socket), Remote(socket)
        made = one.make(agency=body, key_id=uuid4(), first=True, passphrase=PASSPHRASE, label="x", cost=2)
        one.unlock(agency=body, session="amal", seconds=60, wraps=made["wraps"][:1], told=PASSPHRASE)
        assert other.state(agency=body)["sessions"] == 1
        other.leave(agency=body, session="amal")
        with pytest.raises(KeyAbsent):
            one.blind(agency=body, field="family", texts=["masri"])
        one.hang_up()
        other.hang_up()
    assert not socket.parent.exists()


@pytest.mark.django_db
def test_a_record_whose_time_is_over_is_erased_for_good_and_counted(cast: Cast) -> None:
    shelter, here, today = cast.bodies["shelter"], Place("row", "raw", uuid4()), timezone.localdate()
    make_keys(cast)
    with opened(cast), scoped(cast.actor("agency_data_officer")) as actor:
        old, new = (
            actions.make_record_key(actor, shelter, kind="case", thing=uuid4(), made_on=today - timedelta(days))
            for days in (400, 3)
        )
        sealed = seal(shelter, here, b"Amal", record=old)
        actions.set_schedule(actor, shelter, kind="case", days=365, basis="a law", valid_from=today)
        with pytest.raises(UsageError):
            actions.erase(actor, shelter, [old.pk, new.pk], today=today, now=timezone.now())
        assert unseal(shelter, here, sealed) == b"Amal"
        actions.erase(actor, shelter, [old.pk], today=today, now=timezone.now())
        with pytest.raises(Erased):
            unseal(shelter, here, sealed)
        assert erased(shelter.pk, "case") == 1


@pytest.mark.django_db
def test_a_replacement_takes_values_over_and_only_then_lets_the_old_key_go(cast: Cast) -> None:
    shelter, now = cast.bodies["shelter"], timezone.now()
    make_keys(cast)
    with opened(cast), scoped(cast.actor("agency_manager")) as actor:
        key = actions.make_record_key(actor, shelter, kind="submission", thing=uuid4(), made_on=now.date())
        here = Place("row", "raw", uuid4())
        sealed, old = seal(shelter, here, b"Amal", record=key), actions.PublicKey.objects.get(agency=shelter)
        actions.rotate(actor, shelter, passphrase="another five words here", now=now)  # noqa: S106
        actions.unlock(actor, shelter, kind="passphrase", told="another five words here", session="m")
        with pytest.raises(UsageError):
            actions.retire(actor, shelter, old.pk, now=now)
        while (work := actions.rotate_some(actor, shelter, now=now)) and not work.ended_at:
            assert work.left == 0
        actions.retire(actor, shelter, old.pk, now=now)
        assert unseal(shelter, here, sealed) == b"Amal"


@pytest.mark.django_db
def test_no_administrator_opens_or_makes_keys(cast: Cast) -> None:
    make_keys(cast)
    with scoped(cast.actor("system_admin")) as admin:
        with pytest.raises(Forbidden):
            actions.unlock(admin, cast.bodies["office"], kind="passphrase", told=PASSPHRASE, session="x")
        with pytest.raises(Forbidden):
            actions.make_keys(admin, cast.bodies["office"], passphrase=PASSPHRASE, now=timezone.now())
