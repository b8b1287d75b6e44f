"""Sealed for a body at any hour, read while somebody of it is signed in with its key, and only in its own place."""

from uuid import uuid4

import pytest
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.site.cast import Cast
from tests.site.keys.keyring import PASSPHRASE, make_keys, opened

from palermo.site.access.scope import scoped
from palermo.site.keys import actions
from palermo.site.keys.holding import holder
from palermo.site.keys.sealing import KeyAbsent, NoKeys, Place, SealBroken, blind, seal, unseal

pytestmark = pytest.mark.django_db
NAME = "أمل Amal".encode()


def place() -> Place:
    return Place("register_personname", "given", uuid4())


def test_what_is_sealed_without_anybody_signed_in_is_read_once_the_key_is_open(cast: Cast) -> None:
    shelter, here = cast.bodies["shelter"], place()
    make_keys(cast)
    sealed = seal(shelter, here, NAME)
    with pytest.raises(KeyAbsent):
        unseal(shelter, here, sealed)
    with opened(cast):
        assert unseal(shelter, here, sealed) == NAME


def test_without_keys_of_the_body_nothing_is_sealed(cast: Cast) -> None:
    with pytest.raises(NoKeys):
        seal(cast.bodies["shelter"], place(), NAME)


def test_a_sealed_value_is_readable_in_its_own_place_alone(cast: Cast) -> None:
    shelter, here = cast.bodies["shelter"], place()
    make_keys(cast)
    sealed = seal(shelter, here, NAME)
    others = [Place(here.table, here.column, uuid4()), Place(here.table, "family", here.row)]
    others.append(Place(here.table + "g", here.column[1:], here.row))
    with opened(cast):
        for other in others:
            with pytest.raises(SealBroken):
                unseal(shelter, other, sealed)
        for byte in (0, 5, 25, 52, 60, len(sealed) - 1):
            changed = bytes([*sealed[:byte], sealed[byte] ^ 1, *sealed[byte + 1 :]])
            with pytest.raises((SealBroken, KeyAbsent)):
                unseal(shelter, here, changed)


def test_another_body_with_its_key_open_does_not_read_it(cast: Cast) -> None:
    shelter, police, here = cast.bodies["shelter"], cast.bodies["police"], place()
    make_keys(cast)
    make_keys(cast, other=True)
    sealed = seal(shelter, here, NAME)
    with opened(cast, other=True):
        for body in (police, shelter):
            with pytest.raises(KeyAbsent):
                unseal(body, here, sealed)


def test_the_index_finds_a_text_however_it_is_written_and_tells_no_other_body(cast: Cast) -> None:
    shelter, police = cast.bodies["shelter"], cast.bodies["police"]
    make_keys(cast)
    make_keys(cast, other=True)
    with opened(cast), opened(cast, other=True):
        one = blind(shelter, "personname.family", "Al  Masri")
        assert one == blind(shelter, "personname.family", " al masri ")
        assert one != blind(shelter, "personname.family", "al masr")
        assert one != blind(shelter, "personname.given", "al masri")
        assert one != blind(police, "personname.family", "al masri")
    with pytest.raises(KeyAbsent):
        blind(shelter, "personname.family", "al masri")


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(plain=st.binary(max_size=4000), table=st.text(max_size=20), column=st.text(max_size=20))
def test_whatever_was_sealed_comes_back(cast: Cast, plain: bytes, table: str, column: str) -> None:
    shelter, here = cast.bodies["shelter"], Place(table, column, uuid4())
    if not holder().state(agency=shelter.pk)["keys"]:
        make_keys(cast)
        with scoped(cast.actor("case_worker")) as actor:
            actions.unlock(actor, shelter, kind="passphrase", told=PASSPHRASE, session="one")
    sealed = seal(shelter, here, plain)
    assert len(plain) < 4 or plain not in sealed
    assert unseal(shelter, here, sealed) == plain
    assert seal(shelter, here, plain) != sealed


def test_a_record_key_seals_without_a_sign_in_too(cast: Cast) -> None:
    shelter, here, thing = cast.bodies["shelter"], place(), uuid4()
    make_keys(cast)
    with scoped(cast.actor("agency_data_officer")) as actor:
        key = actions.make_record_key(actor, shelter, kind="submission", thing=thing, made_on=timezone.now().date())
        sealed = seal(shelter, here, NAME, record=key)
        with pytest.raises(KeyAbsent):
            unseal(shelter, here, sealed)
        with opened(cast):
            assert unseal(shelter, here, sealed) == NAME
