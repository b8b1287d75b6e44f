"""While nobody of a body is signed in no name of its people stands anywhere: not in the database, a copy, a log."""

import logging
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from django.db import connection, connections
from django.test import Client
from tests.site.cast import Cast
from tests.site.cluster import BINARIES, new_database
from tests.site.conftest import _open
from tests.site.keys.keyring import PASSPHRASE, make_keys, opened
from tests.site.serving import plain_environment
from tests.site.submissions.handing_in import NOW, READING, hand_in
from tests.site.test_startup import codes, run

from palermo.engines import copy_sqlite
from palermo.site.access.guards import remove_guards
from palermo.site.access.scope import scoped
from palermo.site.doctor import _ring
from palermo.site.jobs.actions import hold
from palermo.site.keys import actions
from palermo.site.keys.holding import Remote, holder
from palermo.site.keys.keeping import holding_process
from palermo.site.keys.refusals import WrongKey
from palermo.site.keys.sealing import KeyAbsent, Place, seal, unseal
from palermo.site.owner import opened_sqlite
from palermo.site.submissions.queue.work import perform

NAME, FAMILY = "Qamarulzaman", "Al-Zubaydiyya"
FILE = f"prs_FirstName,prs_LastName,prs_Gender\n{NAME},{FAMILY},Feminine\nOmar,{FAMILY},Femenine\n".encode()


def test_the_process_that_holds_keys_shows_none_to_whoever_lists_processes() -> None:
    with holding_process() as socket:
        remote, body = Remote(socket), uuid4()
        made = remote.make(agency=body, key_id=uuid4(), first=True, passphrase=PASSPHRASE, label="x", cost=2)
        remote.unlock(agency=body, session="amal", seconds=60, wraps=made["wraps"][:1], told=PASSPHRASE)
        seen = b"".join(
            (process / part).read_bytes()
            for process in Path("/proc").iterdir()
            if process.name.isdigit() and str(socket).encode() in command_of(process)
            for part in ("cmdline", "environ")
        )
        remote.hang_up()
    assert str(socket).encode() in seen  # it was looked at
    written = made["key_file"].split()[-1].encode()
    assert PASSPHRASE.encode() not in seen and written not in seen and b"PALERMO_" not in seen


def command_of(process: Path) -> bytes:
    try:
        return (process / "cmdline").read_bytes()
    except OSError:  # it ended meanwhile
        return b""


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def everything_stored(
    request: pytest.FixtureRequest, tmp_path: Path, own_connection: None, caplog: pytest.LogCaptureFixture
) -> Iterator[Any]:
    """A database of its own, committed to; a function that gives the bytes of all that is stored and logged."""
    template = request.getfixturevalue(f"{request.param}_database")
    caplog.set_level(logging.DEBUG)
    if request.param == "sqlite":
        (tmp_path / "own").write_bytes(Path(template).read_bytes())
        _open(str(tmp_path / "own"))
    else:
        socket = request.getfixturevalue("cluster")
        new_database(socket, "nobody", template="palermo")
        _open(f"postgresql://palermo_web@/nobody?host={socket}")

    def stored() -> bytes:
        if request.param == "sqlite":
            copy_sqlite(opened_sqlite(), tmp_path / "copy")
            files = b"".join(path.read_bytes() for path in tmp_path.rglob("*") if path.is_file())
        else:
            address = f"postgresql://palermo_backup@/nobody?host={request.getfixturevalue('cluster')}"
            words = [str(BINARIES[-1] / "pg_dump"), "--format=plain", address]
            files = subprocess.run(words, stdout=subprocess.PIPE, check=True, env=plain_environment()).stdout
        return files + caplog.text.encode()

    yield stored
    connections["default"].close()


def test_a_name_that_was_handed_in_stands_in_no_file_no_dump_and_no_log(everything_stored: Any) -> None:
    cast = Cast.gather()
    make_keys(cast)
    with opened(cast):
        job = hand_in(cast, FILE, f"{NAME}.csv", READING)
        perform(hold_it(cast, job), clock=lambda: NOW, tell=lambda step: None)
        client = cast.client(cast.accounts["agency_data_officer"])
        page = client.get(f"/submissions/{job.submission_id}/rows/3/")
        assert page.status_code == 200 and FAMILY in page.content.decode()  # it was there to be found
    assert not holder().state(agency=cast.bodies["shelter"].pk)["keys"]
    found = everything_stored()
    assert b"submissions_sourcerow" in found and b"agency-data-officer" in found  # it was looked at
    # PostgreSQL writes bytes as hex in a dump.
    for name in (NAME, FAMILY, PASSPHRASE):
        assert name.encode() not in found and name.encode().hex().encode() not in found


def hold_it(cast: Cast, job: Any) -> Any:
    with scoped(cast.actor("agency_data_officer")):
        return hold(job, NOW)


@pytest.mark.django_db
def test_signing_out_drops_the_keys_when_the_last_of_the_body_leaves(cast: Cast) -> None:
    make_keys(cast)
    shelter = cast.bodies["shelter"].pk
    one, other = (signed_in(cast, role) for role in ("case_worker", "agency_manager"))
    for client in (one, other):
        assert client.post("/keys/open/", {"passphrase": PASSPHRASE}).status_code == 302
    assert holder().state(agency=shelter)["sessions"] == 2
    one.post("/sign-out/")
    assert holder().state(agency=shelter)["sessions"] == 1 and holder().state(agency=shelter)["keys"]
    other.post("/sign-out/")
    assert holder().state(agency=shelter) == {"keys": [], "sessions": 0}
    with pytest.raises(KeyAbsent):
        unseal(cast.bodies["shelter"], *sealed(cast))


def signed_in(cast: Cast, role: str) -> Client:
    return cast.client(cast.accounts[role])


def sealed(cast: Cast) -> tuple[Place, bytes]:
    here = Place("trial", "name", uuid4())
    return here, seal(cast.bodies["shelter"], here, NAME.encode())


@pytest.mark.django_db
def test_with_both_wraps_lost_the_names_are_lost_and_the_pages_said_so(cast: Cast, engine: str) -> None:
    shelter, manager = cast.bodies["shelter"], cast.client(cast.accounts["agency_manager"])
    before = manager.get("/keys/make/").content.decode()
    assert "Where both are lost, every name is lost: nobody can bring it back." in before
    make_keys(cast)
    kept = sealed(cast)
    wrong = manager.post("/keys/open/", {"passphrase": "not the passphrase at all"}).content.decode()
    assert "every name kept under these keys is lost: nobody can bring it back." in wrong
    with scoped(cast.actor("agency_manager")):
        for wrap in actions.WrappedKey.objects.filter(agency=shelter):
            wrap.delete()
    with scoped(cast.actor("agency_manager")) as actor, pytest.raises(WrongKey):
        actions.unlock(actor, shelter, kind="passphrase", told=PASSPHRASE, session="m")
    with pytest.raises(KeyAbsent):
        unseal(shelter, *kept)
    assert "site.ring-missing" in codes()


@pytest.mark.django_db
def test_the_doctor_counts_the_keys_and_names_no_body(cast: Cast, engine: str) -> None:
    make_keys(cast)
    make_keys(cast, other=True)
    with opened(cast), scoped(cast.actor("agency_manager")) as actor:
        actions.rotate(actor, cast.bodies["shelter"], passphrase="another five words here", now=NOW)  # noqa: S106
    assert _ring() == "2 seal, 1 replaced and kept, 3 of 3 wrapped twice"
    if engine == "sqlite":
        remove_guards(connection)
        run("DELETE FROM keys_wrappedkey WHERE kind = 'key_file'")
        assert _ring() == "2 seal, 1 replaced and kept, 0 of 3 wrapped twice"
