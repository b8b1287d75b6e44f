"""Two who move a referral in the same moment, each in a thread and a connection of its own, on both engines."""

import shutil
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from uuid import uuid4

import pytest
from django.db import connections, transaction
from tests.site.cast import Cast
from tests.site.cluster import new_database
from tests.site.conftest import _open
from tests.site.referrals.a_referral import DAY, NOW, Scene, scene

from palermo.ground.errors import Refused
from palermo.site.access.actor import Actor
from palermo.site.access.refusals import LostRace
from palermo.site.access.scope import scoped
from palermo.site.referrals import actions
from palermo.site.referrals.consents import actions as consents
from palermo.site.referrals.freezing import frozen, preview_mark
from palermo.site.referrals.models import Consent, Referral, ReferralMove, ReferralPayload

PATIENCE = 20
ENGINES = (pytest.param("sqlite"), pytest.param("postgres", marks=pytest.mark.postgres))


@pytest.fixture(params=ENGINES)
def address(request: pytest.FixtureRequest, tmp_path: Path, own_connection: None) -> str:
    """A database of its own, in which these tests commit."""
    if request.param == "sqlite":
        path = tmp_path / "at-once.sqlite3"
        shutil.copy(request.getfixturevalue("sqlite_database"), path)
        return str(path)
    request.getfixturevalue("postgres_database")
    cluster = request.getfixturevalue("cluster")
    name = f"at_once_{uuid4().hex}"
    new_database(cluster, name, template="palermo")
    return f"postgresql://palermo_web@/{name}?host={cluster}"


@pytest.fixture
def stage(address: str) -> Iterator[Scene]:
    _open(address)
    with scene(Cast.gather()) as played:
        yield played


def at_once(address: str, first: Callable[[], object], second: Callable[[], object]) -> list[BaseException | None]:
    """Both acts, the second while the first has written and not yet committed; what each of them raised."""
    raised: list[BaseException | None] = [None, None]
    written, begun = threading.Event(), threading.Event()

    def run(at: int, act: Callable[[], object]) -> None:
        _open(address)
        try:
            if at == 1:
                assert written.wait(PATIENCE)
                begun.set()
            with transaction.atomic():
                act()
                if at == 0:
                    written.set()
                    assert begun.wait(PATIENCE)
                    time.sleep(0.3)  # until the second stands before the same place
        except LostRace as error:
            raised[at] = error
        finally:
            written.set()
            connections["default"].close()

    threads = [threading.Thread(target=run, args=one) for one in enumerate((first, second))]
    for one in threads:
        one.start()
    for one in threads:
        one.join(PATIENCE)
    return raised


def acting(actor: Actor, act: Callable[[Actor, Referral], object], row: Referral) -> Callable[[], object]:
    def do() -> object:
        with scoped(actor):
            return act(actor, Referral.objects.get(pk=row.pk))

    return do


def test_of_an_answer_and_a_recall_in_one_moment_the_second_is_told(address: str, stage: Scene) -> None:
    row = stage.opened()
    accept = acting(stage.clinician, lambda who, it: actions.move(who, it, "accepted", seen=2, now=NOW), row)
    recall = acting(stage.worker, lambda who, it: actions.move(who, it, "recalled", reason="no", seen=2, now=NOW), row)
    first, second = at_once(address, accept, recall)
    assert first is None and isinstance(second, LostRace)
    with scoped(stage.worker):
        moves = ReferralMove.objects.filter(referral=row).order_by("seq")
        assert [one.state for one in moves] == ["sent", "received", "accepted"]


def test_a_withdrawal_is_not_lost_to_an_answer_in_the_same_moment(address: str, stage: Scene) -> None:
    row = stage.opened()
    accept = acting(stage.clinician, lambda who, it: actions.move(who, it, "accepted", seen=2, now=NOW), row)
    withdraw = acting(stage.worker, lambda who, it: consents.withdraw(who, Consent.objects.get(), now=NOW), row)
    assert at_once(address, accept, withdraw) == [None, None]
    with scoped(stage.worker):
        moves = ReferralMove.objects.filter(referral=row).order_by("seq")
        assert [one.state for one in moves] == ["sent", "received", "accepted", "recalled"]
        assert not ReferralPayload.objects.filter(body__isnull=False).exists()


def on_the_consent(actor: Actor, act: Callable[[Actor, Consent], object], given: Consent) -> Callable[[], object]:
    def do() -> object:
        with scoped(actor):
            return act(actor, Consent.objects.get(pk=given.pk))

    return do


def narrowing(who: Actor, given: Consent) -> Consent:
    return consents.narrow(who, given, fields=["prs_Gender"], recipients=["clinic"], expires_on=None, now=NOW)


def withdrawing(who: Actor, given: Consent) -> object:
    return consents.withdraw(who, given, now=NOW)


@pytest.mark.parametrize("second", [withdrawing, narrowing])
def test_of_two_who_change_a_consent_in_one_moment_the_second_is_told_and_no_version_slips_through(
    address: str, stage: Scene, second: Callable[[Actor, Consent], object]
) -> None:
    given = stage.consent()
    raised = at_once(
        address, on_the_consent(stage.worker, narrowing, given), on_the_consent(stage.worker, second, given)
    )
    assert raised[0] is None and isinstance(raised[1], LostRace)
    with scoped(stage.worker):
        versions = Consent.objects.filter(consent=given.consent).order_by("version")
        assert [(one.version, one.withdrawn_on) for one in versions] == [(1, None), (2, None)]


def test_of_two_who_send_a_draft_in_one_moment_the_second_is_told(address: str, stage: Scene) -> None:
    row = stage.draft()

    def send(who: Actor, it: Referral) -> object:
        try:
            return actions.send(who, it, seen=preview_mark(it, frozen(it, today=DAY)), now=NOW)
        except Refused as error:  # SQLite lets the second in when the first is done: it finds a referral that was sent
            raise LostRace("It was sent.") from error

    raised = at_once(address, acting(stage.worker, send, row), acting(stage.worker, send, row))
    assert raised[0] is None and isinstance(raised[1], LostRace)
    with scoped(stage.worker):
        assert ReferralPayload.objects.count() == ReferralMove.objects.count() == 1
