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
from tests.site.referrals.a_referral import NOW, Scene, scene

from palermo.site.access.actor import Actor
from palermo.site.access.refusals import LostRace
from palermo.site.access.scope import scoped
from palermo.site.referrals import actions
from palermo.site.referrals.consents import actions as consents
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
