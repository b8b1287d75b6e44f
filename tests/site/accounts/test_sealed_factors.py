"""The secret of a second factor is of no use to whoever has the database alone, and only in its own row."""

import stat
from collections.abc import Callable
from importlib import import_module
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from django.db import connection, connections, transaction
from hypothesis import HealthCheck, given
from hypothesis import settings as told
from hypothesis import strategies as st
from tests.site.accounts.test_sign_in import code_now, give_name, with_device
from tests.site.cast import PASSWORD, Cast
from tests.site.cluster import new_database
from tests.site.conftest import _open
from tests.site.test_startup import codes

from palermo.ground.errors import UnreadableInput, UsageError
from palermo.site.access.actor import of
from palermo.site.access.guards import remove_guards
from palermo.site.access.scope import scoped
from palermo.site.accounts import actions, installation
from palermo.site.accounts.first_key import make_first_key
from palermo.site.accounts.installation import KeyMissing, make_installation_key, open_secret, seal_secret
from palermo.site.accounts.models import Account, SecondFactor


@pytest.fixture
def amal(cast: Cast) -> Account:
    account = cast.accounts["case_worker"]
    with scoped(of(account)) as actor:
        actions.set_password(actor, account, PASSWORD)
    return account


@pytest.fixture
def new_key(settings: Any, tmp_path: Path) -> Path:
    """The settings name a file that is not there."""
    settings.PALERMO_INSTALLATION_KEY = tmp_path / "etc" / "installation.key"
    return tmp_path / "etc" / "installation.key"


@pytest.mark.django_db
def test_the_table_does_not_hold_the_secret_and_its_codes_are_good_all_the_same(amal: Account, client: Any) -> None:
    secret, _ = with_device(amal)
    with scoped(of(amal)):
        [held] = SecondFactor.objects.filter(account=amal)
        assert secret not in bytes(held.secret) and len(bytes(held.secret)) > len(secret)
        assert actions.secret_of(held) == secret
    give_name(client, amal.login)
    assert client.post("/sign-in/code/", {"code": code_now(secret)}).headers["Location"] == "/"


@pytest.mark.django_db
def test_a_secret_that_was_put_into_another_row_opens_for_nobody(amal: Account, cast: Cast) -> None:
    noor = cast.other["case_worker"]
    with_device(amal)
    with scoped(of(amal)):
        [hers] = SecondFactor.objects.filter(account=amal)
    with scoped(of(noor)) as actor:
        his = actions.start_factor(actor, noor)
        his.secret = hers.secret
        with pytest.raises(UnreadableInput):
            actions.secret_of(his)


@told(max_examples=30, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(secret=st.binary(min_size=1, max_size=64), factor=st.uuids(), account=st.uuids(), other=st.uuids())
def test_whatever_was_sealed_comes_back_in_its_place_and_in_no_other(
    secret: bytes, factor: Any, account: Any, other: Any
) -> None:
    sealed = seal_secret(secret, factor=factor, account=account)
    assert open_secret(sealed, factor=factor, account=account) == secret
    for place in ({"factor": other, "account": account}, {"factor": factor, "account": other}):
        if place != {"factor": factor, "account": account}:
            with pytest.raises(UnreadableInput):
                open_secret(sealed, **place)
    with pytest.raises(UnreadableInput):
        open_secret(sealed[:-1] + bytes([sealed[-1] ^ 1]), factor=factor, account=account)


@pytest.mark.django_db
def test_with_another_key_no_code_is_taken_and_the_error_quotes_nothing(amal: Account, new_key: Path) -> None:
    assert make_installation_key()
    with scoped(of(amal)) as actor:
        device = actions.start_factor(actor, amal)
        new_key.write_text("ab" * 32, "ascii")
        installation._key_in.cache_clear()
        with pytest.raises(UnreadableInput) as refused:
            actions.secret_of(device)
    assert "another installation key" in str(refused.value) and "abab" not in str(refused.value)


@pytest.mark.django_db
def test_when_the_key_was_lost_recovery_codes_open_the_account_and_a_new_device_is_set_up(
    amal: Account, new_key: Path, client: Any
) -> None:
    assert make_installation_key()
    secret, recovery = with_device(amal)
    new_key.write_text("ab" * 32, "ascii")
    installation._key_in.cache_clear()
    give_name(client, amal.login)
    assert client.post("/sign-in/code/", {"code": code_now(secret)}).status_code == 200  # not taken
    assert client.post("/sign-in/code/", {"code": recovery[0]}).headers["Location"] == "/"
    assert client.get("/account/second-factor/").status_code == 200
    anew, _ = with_device(amal)
    assert anew != secret
    give_name(client, amal.login)
    assert client.post("/sign-in/code/", {"code": code_now(anew)}).headers["Location"] == "/"


@pytest.mark.django_db
def test_the_key_is_made_once_for_its_owner_alone_and_never_again_when_it_is_lost(amal: Account, new_key: Path) -> None:
    assert make_first_key() and stat.S_IMODE(new_key.stat().st_mode) == 0o600
    written = new_key.read_bytes()
    assert not make_first_key() and new_key.read_bytes() == written
    with_device(amal)
    new_key.unlink()
    installation._key_in.cache_clear()
    assert not make_first_key() and not new_key.exists()
    assert "site.installation-key-missing" in codes()
    with pytest.raises(KeyMissing), scoped(of(amal)) as actor:
        actions.start_factor(actor, amal)


@pytest.mark.django_db
@pytest.mark.engines("sqlite")
def test_the_start_and_the_doctor_tell_a_key_that_is_missing_or_read_by_others_or_none(
    new_key: Path, settings: Any
) -> None:
    assert make_installation_key() and codes() == set()
    new_key.chmod(0o640)
    assert codes() == {"site.installation-key-open"}
    new_key.chmod(0o600)
    for wrong in ("hunter2", "zz" * 32, "ab" * 31, "é" * 64):
        new_key.write_text(wrong, "utf-8")
        installation._key_in.cache_clear()
        assert codes() == {"site.installation-key-unreadable"}
    settings.PALERMO_INSTALLATION_KEY = None
    assert codes() == {"site.installation-key-missing"}
    with pytest.raises(UsageError) as refused:
        seal_secret(b"x", factor=uuid4(), account=uuid4())
    assert "PALERMO_INSTALLATION_KEY" in refused.value.hint


def before_and_after(amal: Account, wall_off: Callable[[], None]) -> None:
    """A secret from before the migration stands sealed after it, and as it was when the migration goes back."""
    migration = import_module("palermo.site.accounts.migrations.0003_sealed_factors")
    plain = b"twenty bytes of rand"
    with scoped(of(amal)):
        device = SecondFactor(agency=amal.agency, account=amal, secret=plain)
        device.save()
    wall_off()

    class Editor:
        connection = connections["default"]

    migration.seal_all(None, Editor)
    with scoped(of(amal)):
        held = SecondFactor.objects.get(pk=device.pk)
        assert plain not in bytes(held.secret) and actions.secret_of(held) == plain
        sealed = bytes(held.secret)
    migration.seal_all(None, Editor)  # nothing is sealed twice
    with scoped(of(amal)):
        assert bytes(SecondFactor.objects.get(pk=device.pk).secret) == sealed
    migration.open_all(None, Editor)
    with scoped(of(amal)):
        assert bytes(SecondFactor.objects.get(pk=device.pk).secret) == plain


@pytest.mark.django_db
@pytest.mark.engines("sqlite")
def test_on_sqlite_secrets_from_before_are_sealed_by_the_migration(amal: Account) -> None:
    before_and_after(amal, lambda: remove_guards(connection))


@pytest.mark.postgres
def test_on_postgres_the_owner_whom_the_walls_bind_seals_them_too(
    cluster: Path, postgres_database: str, own_connection: None
) -> None:
    new_database(cluster, "sealing", template="palermo")
    _open(f"postgresql://palermo_owner@/sealing?host={cluster}")
    with transaction.atomic():
        before_and_after(Cast.gather().accounts["case_worker"], lambda: None)
