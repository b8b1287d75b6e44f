"""Names and numbers are planted wherever people write them, and looked for wherever they must not stand."""

import json
import re
import sqlite3
import time
import zlib
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from urllib.parse import quote, quote_plus

import psycopg
import pytest
from django.core.signing import b64_decode
from django.db import connections
from django.test import override_settings
from psycopg.sql import SQL, Identifier
from pytest_django import DjangoDbBlocker
from tests.site.cluster import new_database
from tests.site.conftest import _open
from tests.site.serving import PATIENCE, Served, serving
from tests.site.visitor import Answer, Visitor

from palermo.site import demo
from palermo.site.demo_people import DEMO_PASSWORD

GIVEN, FAMILY, NUMBER = "Zéphyrine", "Quillabamba", "+373 60 918 273"
LISTED, REJECTED, LATER = "Иванка Ходжич", "Oyelarán Brîndușa", "Tsegaye Woldeyes"
TITLE, BROKEN, SOUGHT = "Xóchitl Vântu", "Ngozi Mbürg", "Hrvoje Łęcka"
KNOCKED, SECRET, LOST, FORGED, FAILED = "Ysolde Märchett", "Wanjikũ", "Ruzgâr-Dıl", "Eilidh Ødegård", "Fiorenza Çelik"
PLANTS = (
    GIVEN, FAMILY, NUMBER, LISTED, REJECTED, LATER, TITLE, BROKEN, SOUGHT, KNOCKED, SECRET, LOST, FORGED, FAILED
)  # fmt: skip
HEAD = "prs_FirstName,prs_Gender,prs_Birthdate,prs_Citizenship,note\n"
FILE = f"{HEAD}{LISTED},Feminine,1999-05-01,MA,{NUMBER}\n{REJECTED},{REJECTED},2001-02-03,MA,x\n".encode()
LONG = (HEAD + "".join(f"{LATER},Feminine,1999-05-01,MA,{at:0600}\n" for at in range(500))).encode()
"""More than is checked while one waits: the worker does it."""


QUICK = ["django.contrib.auth.hashers.MD5PasswordHasher"]
HOLD_THEM = (
    "submissions_submission", "submissions_submittedfile", "submissions_sourcerow", "cases_personname",
    "cases_note", "referrals_consent", "referrals_referral", "referrals_referralpayload",
    "referrals_receivedfile", "axes_accessattempt",
)  # fmt: skip
"""Tables in which what was planted lies sealed, or by a mark."""


def forms_of(plant: str) -> Iterator[bytes]:
    """A text as it is written, in an address, in a form, in JSON, and as PostgreSQL or a trace shows bytes."""
    plain = plant.encode()
    yield from (plain, quote(plant).encode(), quote(plant, safe="").encode(), quote_plus(plant).encode())
    yield from (json.dumps(plant)[1:-1].encode(), repr(plain)[2:-1].encode(), plain.hex().encode())


FORMS = {plant: {form.lower() for form in forms_of(plant)} for plant in PLANTS}


def named(text: bytes | str) -> set[str]:
    """The planted texts that stand in there, in whichever form."""
    held = (text.encode() if isinstance(text, str) else text).lower()
    return {plant for plant, forms in FORMS.items() if any(form in held for form in forms)}


@dataclass
class Story:
    """What happened while the server ran, and what it left."""

    pages: dict[str, Answer]
    """Pages on which the names belong."""
    own: list[Answer]
    """All that the people of the body that wrote the names were answered."""
    others: list[Answer]
    refused: list[Answer]
    left: dict[str, bytes]
    """Every file the server wrote, what it said, every table, and what the sessions held."""


@pytest.fixture(scope="module")
def on_postgres(
    cluster: Path, postgres_database: str, tmp_path_factory: pytest.TempPathFactory, django_db_blocker: DjangoDbBlocker
) -> Iterator[Served]:
    """A server of the bodies and people of the demonstration, with a database of its own."""
    kept, key = connections["default"], tmp_path_factory.mktemp("key") / "key"
    kept.close()
    new_database(cluster, "planted", template="palermo")
    told = {"PALERMO_DATABASE": f"postgresql://palermo_web@/planted?host={cluster}", "PALERMO_DEMO": "1"}
    key.write_text("5a" * 32, "ascii")
    key.chmod(0o600)
    with django_db_blocker.unblock(), override_settings(KEY_WRAP_COST=2, PASSWORD_HASHERS=QUICK):
        _open(told["PALERMO_DATABASE"])
        demo.load()
        connections["default"].close()
    connections["default"] = kept
    with serving({**told, "PALERMO_INSTALLATION_KEY": str(key)}, said=tmp_path_factory.mktemp("said")) as running:
        yield running


@pytest.fixture(scope="module", params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def story(request: pytest.FixtureRequest) -> Story:
    on_sqlite = request.param == "sqlite"
    served: Served = request.getfixturevalue("served" if on_sqlite else "on_postgres")
    worker, officer, receiver, guest = (Visitor(served.address) for _ in range(4))
    pages = {**a_file_is_handed_in(officer), **a_case_is_opened_and_the_person_referred(worker)}
    pages["received"] = the_receiver_opens_it(receiver, pages["sent"].address)
    pages["taken in"] = a_file_goes_out_and_comes_in(worker, receiver, pages["case"].address)
    refused = [*what_fails(worker, guest)]
    names_are_sent_in_the_clear(Visitor(served.address), officer)
    others = [*what_others_see(served.address, pages)]
    left = files_of(*served.folders)
    tables = tables_of(Path(served.database)) if on_sqlite else tables_on(request.getfixturevalue("cluster"))
    left |= {f"table {name}": data for name, data in tables.items()}
    left |= {f"session {at}": unpacked(row) for at, row in enumerate(sessions_in(tables["django_session"]))}
    for visitor in (worker, officer, receiver):
        assert visitor.post("/sign-out/", {}, form="/account/").status == 302
    own = [*worker.answers, *officer.answers, *receiver.answers, *guest.answers]
    return Story(pages=pages, own=own, others=others, refused=refused, left=left)


def led(answer: Answer) -> str:
    """Where a form led to that was taken."""
    assert answer.status == 302, (answer.address, answer.status, re.findall(r"<main.*</main>", answer.page, re.S))
    return answer.leads_to


def enters(visitor: Visitor, login: str) -> None:
    led(visitor.sign_in(login, DEMO_PASSWORD))
    led(visitor.post("/keys/open/", {"passphrase": DEMO_PASSWORD}))


def a_file_is_handed_in(officer: Visitor) -> dict[str, Answer]:
    """One checked at once, one that is no table, and one that waits for the worker; each named after a person."""
    enters(officer, "dina@shelters")
    files = {"small": (f"{TITLE}.csv", FILE), "none": (f"{TITLE}.xlsx", BROKEN.encode()), "long": ("x.csv", LONG)}
    at = {}
    for key, (name, data) in files.items():
        at[key] = led(officer.upload("/submissions/hand-in/", name, data, {"reading": "htcds", "sheet": ""}))
    until = time.monotonic() + PATIENCE
    while f"{at['long']}receipts/1/" not in officer.get(at["long"]).page:
        assert time.monotonic() < until, officer.answers[-1].page
        time.sleep(0.2)
    pages = {"small": officer.get(at["small"]), "none": officer.get(at["none"])}
    pages["rejects"] = officer.get(f"{at['small']}rejects/")
    officer.get(f"{at['small']}receipts/1/")
    officer.get(f"{at['small']}receipts/1/json/")
    pages["taken out"] = officer.get(f"{at['small']}rejects.csv")
    return pages


def names_are_sent_in_the_clear(operator: Visitor, officer: Visitor) -> None:
    """In place of an encoded list; it is refused, and nothing of it is kept."""
    assert operator.sign_in("leila@office", DEMO_PASSWORD).status == 302
    last = (datetime.now(UTC) + timedelta(days=9)).date().isoformat()
    terms = {"code": "in-the-clear", "purpose": "a count", "basis": "Act 7", "scheme": "palermo-1/1024/diffusion-5"}
    run = led(operator.post("/linkage/open/", {**terms, "expires_on": last}))
    answer = officer.upload(f"{run}send/", f"{TITLE}.parquet", FILE, {"basis": "Act 1"})
    assert answer.status == 200 and "govuk-error-summary" in answer.page


def a_case_is_opened_and_the_person_referred(worker: Visitor) -> dict[str, Answer]:
    enters(worker, "amal@shelters")
    first = {
        "opened_on": "2026-03-02", "source": "hotline", "given": GIVEN, "family": FAMILY, "channels": ["phone"],
        "address": NUMBER, "note": f"{GIVEN} called from {NUMBER}",
    }  # fmt: skip
    case = led(worker.post("/cases/new/", first))
    pages = {"case": worker.get(case), "found": worker.post("/cases/", {"text": FAMILY})}
    worker.post("/cases/", {"text": SOUGHT})
    person = re.search(r"/referrals/people/[0-9a-f-]{36}/consent/add/", worker.get(f"/referrals{case}").page)
    assert person is not None
    fields = ["given", "family", "safe_contact", "cas_OutgoingReferralDetails"]
    consent = {
        "purpose": "shelter", "recipients": ["police"], "fields_": fields, "given_by": "self", "given_on": "2026-03-02"
    }  # fmt: skip
    draft = {"addressee": "police", "fields_": fields, "details": f"Ask under {NUMBER}.", "desk": "our desk"}
    agreed = led(worker.post(person[0], consent))
    preview = led(worker.post(f"{agreed}refer/", draft))
    pages["preview"] = worker.get(preview)
    pages["sent"] = worker.get(led(worker.post(preview, {"seen": mark_in(pages["preview"])})))
    worker.get(agreed)
    return pages


def mark_in(preview: Answer) -> str:
    found = re.search(r'name="seen" value="([0-9a-f]+)"', preview.page)
    assert found is not None, preview.page
    return found[1]


def the_receiver_opens_it(receiver: Visitor, address: str) -> Answer:
    enters(receiver, "yara@police")
    return receiver.post(f"{address}payload/", {})


def a_file_goes_out_and_comes_in(worker: Visitor, receiver: Visitor, case: str) -> Answer:
    """For a body outside, whose key is that of the receiver; named after a person on its way."""
    recipient = re.search("age1[a-z0-9]{58}", receiver.get("/keys/").page)
    person = re.search(r"/referrals/people/[0-9a-f-]{36}/consent/add/", worker.get(f"/referrals{case}").page)
    assert recipient is not None and person is not None
    led(worker.post("/referrals/outside/", {"code": "abroad", "name": "Abroad", "recipient": recipient[0]}))
    fields = ["given", "family", "contact_address"]
    consent = {
        "purpose": "shelter", "recipients": ["outside:abroad"], "fields_": fields, "given_by": "self",
        "given_on": "2026-03-02",
    }  # fmt: skip
    agreed = led(worker.post(person[0], consent))
    preview = led(worker.post(f"{agreed}outside/", {"addressee": "abroad", "fields_": fields, "details": ""}))
    file = worker.post(preview, {"seen": mark_in(worker.get(preview))}).body
    came = led(receiver.upload("/referrals/from-outside/take-in/", f"{TITLE}.age", file, {"told_sha256": ""}))
    receiver.get(came)
    return receiver.get(f"{came}contents/")


def what_fails(worker: Visitor, guest: Visitor) -> Iterator[Answer]:
    """Wrong sign-ins up to the lock, addresses that are none, a form without its token, and forms filled wrongly."""
    for _ in range(6):
        guest.sign_in(KNOCKED, SECRET)
    yield guest.answers[-1]
    yield guest.get(f"/cases/{quote(LOST)}/?of={quote(LOST)}")
    yield worker.get(f"/cases/{quote(LOST)}/?of={quote(LOST)}")
    yield worker.bare(f"/cases/?of={quote(FORGED)}", {"text": FORGED})
    yield worker.get(f"/api/v1/{quote(LOST)}")
    yield worker.post("/cases/new/", {"opened_on": FAILED, "source": FAILED, "given": f"{FAILED}\0", "born": FAILED})
    yield worker.post("/referrals/outside/", {"code": FAILED, "name": FAILED, "recipient": FAILED})
    yield worker.get(f"/cases/?after={quote(SOUGHT)}&source={quote(SOUGHT)}")


def what_others_see(server: str, pages: dict[str, Answer]) -> Iterator[Answer]:
    """Other bodies at the addresses where the names belong, at their own lists, and the office and the auditor."""
    for login in ("lamia@hotline", "hana@office", "adam@office", "ziad@rapporteur"):
        other = Visitor(server)
        assert other.sign_in(login, DEMO_PASSWORD).status == 302
        for address in ("/", "/cases/", "/referrals/", "/submissions/", "/audit/", "/referrals/office/", "/accounts/"):
            other.get(address)
        for answer in pages.values():
            other.get(answer.address)
        yield from other.answers


def files_of(*folders: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for folder in folders for path in folder.rglob("*") if path.is_file()}


def tables_of(database: Path) -> dict[str, bytes]:
    """Each table of a SQLite file, as its rows are read."""
    with closing(sqlite3.connect(f"file:{database}?mode=ro", uri=True)) as connection:
        names = [row[0] for row in connection.execute("select name from sqlite_master where type = 'table'")]
        rows = {name: connection.execute(f'select * from "{name}"').fetchall() for name in names}  # noqa: S608
    return {name: "\n".join(map(as_written, found)).encode() for name, found in rows.items()}


def as_written(row: tuple[object, ...]) -> str:
    return "\t".join(cell.hex() if isinstance(cell, bytes) else str(cell) for cell in row)


def tables_on(socket: Path) -> dict[str, bytes]:
    """Each table of the database on PostgreSQL, as it is taken out; bytes stand there as hexadecimal digits."""
    with psycopg.connect(host=str(socket), user="postgres", dbname="planted") as server:
        found = server.execute("select tablename from pg_tables where schemaname = 'public'").fetchall()
        return {name: copied(server, name) for (name,) in found}


def copied(server: psycopg.Connection[Any], table: str) -> bytes:
    with server.cursor().copy(SQL("COPY {} TO STDOUT").format(Identifier(table))) as rows:
        return b"".join(bytes(row) for row in rows)


def sessions_in(table: bytes) -> Iterator[str]:
    """What a session's row holds: compressed or not, in base 64, and signed."""
    for row in table.decode().splitlines():
        yield from (cell for cell in row.split("\t") if cell.count(":") == 2 and " " not in cell)


def unpacked(session: str) -> bytes:
    """The inside of a session."""
    data = session.rsplit(":", 2)[0]
    return zlib.decompress(b64_decode(data[1:].encode())) if data.startswith(".") else b64_decode(data.encode())


def test_the_search_finds_each_of_them_where_it_belongs(story: Story) -> None:
    assert {GIVEN, FAMILY, NUMBER} <= named(story.pages["case"].page)
    assert {GIVEN, FAMILY} <= named(story.pages["found"].page)
    assert {GIVEN, FAMILY, NUMBER} <= named(story.pages["preview"].page)
    assert {GIVEN, FAMILY, NUMBER} <= named(story.pages["received"].page)
    assert {GIVEN, FAMILY, NUMBER} <= named(story.pages["taken in"].page)
    assert {TITLE} <= named(story.pages["small"].page) & named(story.pages["none"].page)
    assert {REJECTED} <= named(story.pages["rejects"].page) & named(story.pages["taken out"].body)
    asked = [answer.address for answer in story.own]
    assert {LOST, FORGED, SOUGHT} <= named("\n".join(asked))


@pytest.mark.parametrize("plant", PLANTS)
def test_the_search_knows_every_form(plant: str) -> None:
    for text in (plant, plant.upper() if plant.isascii() else plant, f"/x/?q={quote(plant)}", json.dumps({"a": plant}),
                 f"q={quote_plus(plant)}", repr(plant.encode()), plant.encode().hex()):  # fmt: skip
        assert named(f"before {text} after") == {plant}
    assert not named("before and after")


def test_what_was_looked_through_is_what_the_server_wrote(story: Story) -> None:
    """Were a file empty or a session closed to the search, nothing would be found there either."""
    assert story.left["stdout"].startswith(b"http://127.0.0.1:")
    assert b"Started worker" in story.left["stdout"] + story.left["stderr"]
    assert b"shelters" in story.left["table accounts_agency"]
    assert all(story.left[f"table {name}"] for name in HOLD_THEM)
    assert any(b"_auth_user_id" in data for name, data in story.left.items() if name.startswith("session "))
    for verb in (b"submission.receive", b"submission.check", b"case.open", b"referral.send", b"referral.read-payload",
                 b"referral.outside", b"referral.take-in", b"referral.read-file", b"encodings.refuse"):  # fmt: skip
        assert verb in story.left["table audit_event"], verb
    if "demo.sqlite3" in story.left:
        assert b"border-guard" in story.left["demo.sqlite3"]
        assert {"demo.sqlite3-wal", "demo.sqlite3-journal"} & story.left.keys()


def test_each_failure_was_one(story: Story) -> None:
    assert [answer.status for answer in story.refused] == [429, 404, 404, 403, 404, 200, 200, 200]


def test_no_header_and_no_redirect_holds_one(story: Story) -> None:
    for answer in [*story.own, *story.others]:
        assert not named(str(answer.headers)), answer.address


def test_no_address_on_a_page_holds_one(story: Story) -> None:
    """Nor where the server leads to, nor what a page links."""
    for answer in story.own:
        if not named(answer.address):
            links = re.findall(r'(?:href|action|src|hx-get)="([^"]*)"', answer.page)
            assert not named("\n".join(links)), answer.address


def test_no_title_of_a_page_holds_one(story: Story) -> None:
    titles = [
        (answer.address, title)
        for answer in story.own
        for title in re.findall(r"<title>.*?</title>", answer.page, re.S)
    ]
    assert len(titles) > 20
    assert [one for one in titles if named(one[1])] == []


def test_others_see_none(story: Story) -> None:
    assert len(story.others) > 40
    for answer in story.others:
        assert not named(answer.page), answer.address


def test_nothing_the_server_wrote_or_said_holds_one(story: Story) -> None:
    """Neither the events of the audit nor any other row, file or session."""
    assert {name: found for name, data in story.left.items() if (found := named(data))} == {}
