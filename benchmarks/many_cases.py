"""A database on which benchmarks/site_requests.py asks for pages: one body with many cases, its conference, its files.

    PALERMO_DATABASE=ADDRESS PYTHONPATH=src:. python -m benchmarks.many_cases OUT [--cases 100000]

The tables must be there. The cases are loaded past the acts, each with a person and a status, nine in ten with a sealed
name; one is recorded by the acts with something of each kind. Then each page is asked for once in this process, and
what it asked the database is written to OUT, for `bare_replay.py`, with sessions of people who may see it.
"""

import argparse
import json
import os
import pickle
import random
import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, date, datetime, timedelta
from hashlib import sha256
from itertools import islice
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import django
from benchmarks.asked_pages import Page
from psycopg.types.json import Jsonb

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "palermo.site.settings")
django.setup()

from django.conf import settings  # noqa: E402
from django.db import connection  # noqa: E402
from django.test import Client  # noqa: E402

from palermo.site.access.actor import Actor, keeper, of  # noqa: E402
from palermo.site.access.bulk import new_ids, promote  # noqa: E402
from palermo.site.access.scope import scoped  # noqa: E402
from palermo.site.accounts.actions import add_account, add_agency  # noqa: E402
from palermo.site.accounts.models import Account, Agency  # noqa: E402
from palermo.site.cases import actions, words  # noqa: E402
from palermo.site.cases.finding_cases import _written, page_of  # noqa: E402
from palermo.site.cases.help import actions as helping  # noqa: E402
from palermo.site.cases.importing.rows import NAME_COLUMNS, names_of  # noqa: E402
from palermo.site.cases.models import Case, Participation, PersonName, PersonRecord  # noqa: E402
from palermo.site.coordination import actions as conference  # noqa: E402
from palermo.site.coordination.demo import made_up_folder  # noqa: E402
from palermo.site.coordination.models import Plan  # noqa: E402
from palermo.site.jobs.actions import hold  # noqa: E402
from palermo.site.keys import actions as keys  # noqa: E402
from palermo.site.submissions import actions as submissions  # noqa: E402
from palermo.site.submissions.demo import file  # noqa: E402
from palermo.site.submissions.queue.work import perform  # noqa: E402

PASSPHRASE = "seven herons over the delta"  # noqa: S105  # of invented people
CLIENTS, SUBMISSIONS, AT_ONCE = 8, 12, 5_000
NOW = datetime(2026, 11, 2, 9, 0, tzinfo=UTC)
GIVEN = ("Mira", "Tomas", "Lina", "Ivo", "Sana", "Petar", "Dalia", "Anton", "Rosa", "Karel", "Hiba", "Milan")
FAMILY = ("Donu", "Bela", "Marin", "Haddad", "Tesfay", "Linh", "Okoro", "Reyes", "Petrov", "Cruz")
_SPACE = re.compile("SAVEPOINT|RELEASE|BEGIN|COMMIT")
_INSERT = re.compile(r'INSERT INTO "(\w+)" \(([^)]*)\)')
_REFERENCE = re.compile(r"(P-)?\d{4}-[0-9A-Z]{4}-[0-9A-Z]{4}")


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("out", type=Path)
    options.add_argument("--cases", type=int, default=100_000)
    told = options.parse_args()
    settings.KEY_WRAP_COST = 2  # what a guess costs is measured nowhere here
    settings.ALLOWED_HOSTS = ["*"]
    people = _people()
    worker = people["case_worker"]
    _open_keys(people)
    _conference(people["plan_secretary"])
    _submissions(people["agency_data_officer"])
    with scoped(of(worker)) as actor:
        fill(actor, told.cases, random.Random(7))
        whole = _whole_case(actor)
    told.out.write_bytes(pickle.dumps(_pages(people, whole)))


def _people() -> Mapping[str, Account]:
    """One body, since a SQLite file may hold no more that have accounts."""
    with scoped(keeper()) as actor:
        body = add_agency(actor, code="shelters", kind="agency", names={"en": "Shelters"})
        roles = ("case_worker", "agency_manager", "agency_data_officer", "plan_secretary")
        return {role: add_account(actor, body, name=role, display_name=role, role=role) for role in roles}


def _open_keys(people: Mapping[str, Account]) -> None:
    with scoped(of(people["agency_manager"])) as manager:
        body = Agency.objects.get(pk=manager.agency)
        keys.make_keys(manager, body, passphrase=PASSPHRASE, now=NOW)
        keys.unlock(manager, body, kind="passphrase", told=PASSPHRASE, session="bench")


def _conference(secretary: Account) -> None:
    with scoped(of(secretary)) as actor:
        conference.take_in(actor, made_up_folder(), today=NOW.date())


def _submissions(officer: Account) -> None:
    """Files of the demonstration, each checked."""
    data = file()
    reading = submissions.Reading(today=NOW.date(), standard="htcds")
    for at in range(SUBMISSIONS):
        with scoped(of(officer)) as actor:
            digest = sha256(data).hexdigest()
            now = NOW + timedelta(minutes=at)
            job = submissions.receive(actor, data, f"people-{at}.csv", sha256=digest, reading=reading, now=now)
            perform(hold(job, now), clock=lambda: NOW, tell=lambda step: None)


def fill(actor: Actor, count: int, draw: random.Random) -> None:
    """Cases of ten years, six in ten closed, past the acts."""
    shared = {"agency": actor.agency}
    made = {"made_at": NOW, "version": 1}
    known = iter(zip(new_ids(count), new_ids(count), new_ids(count), range(count), strict=True))
    coded = {"national": "", "language": "", "disability": {}}
    while chunk := list(islice(known, AT_ONCE)):
        cases = [(case, f"{at:08}", _day(draw), _source(draw)) for case, _, _, at in chunk]
        closed = [(*row, row[2] + timedelta(days=90)) for row in cases if draw.random() < 0.6]
        gone = {row[0] for row in closed}
        fields, every = ("id", "reference", "opened_on", "source"), {**shared, **made, "account": actor.account}
        promote(Case, (*fields, "closed_on"), closed, every=every)
        promote(Case, fields, [row for row in cases if row[0] not in gone], every=every)
        persons = [(who, f"P-{at:08}", draw.choice(("Feminine", "Masculine")), "1999", "MD") for _, who, _, at in chunk]
        promote(PersonRecord, ("id", "reference", "sex", "born", "nationality"), persons,
                every={**shared, **made, **coded})  # fmt: skip
        parts = [(part, case, who, _status(draw)) for case, who, part, _ in chunk]
        promote(Participation, ("id", "case", "person", "status"), parts,
                every={**shared, "role": "victim", "staff_of": ""})  # fmt: skip
        named = [(who, _name(draw)) for _, who, _, at in chunk if at % 10]
        assert actor.agency is not None
        promote(PersonName, NAME_COLUMNS, names_of(actor.agency, named), every={**shared, "kind": "used", "script": ""})


def _day(draw: random.Random) -> date:
    return NOW.date() - timedelta(days=draw.randrange(3650))


def _source(draw: random.Random) -> str:
    """One in a thousand from a school, one in five from a hotline."""
    at = draw.random()
    return "school" if at < 0.001 else "hotline" if at < 0.2 else draw.choice(("ngo", "police", "border", "self"))


def _status(draw: random.Random) -> str:
    at = draw.random()
    return "withdrawn" if at < 0.001 else draw.choice(("presumed", "identified", "not_a_victim", ""))


def _name(draw: random.Random) -> dict[str, str]:
    return {"given": draw.choice(GIVEN), "family": draw.choice(FAMILY)}


def _whole_case(actor: Actor) -> Case:
    """Recorded by the acts, with something of most kinds."""
    day = NOW.date()
    first = actions.First(
        opened_on=day, source="hotline", person={"sex": "Feminine", "born": "1999"}, note="The first call.",
        name={"given": "Mira", "family": "Donu"}, contact={"channels": ["phone"], "address": "after nine"},
    )  # fmt: skip
    case = actions.open_case(actor, first, now=NOW)
    part = Participation.objects.get(case=case)
    happened = {"acts": ["recruitment"], "means": ["deception"], "purposes": ["servitude"], "place": "a farm"}
    actions.add_event(actor, case, part, happened)
    actions.screen(actor, case, part, ["D1.01", "D1.02", "D1.05"], on=day)
    helping.assess_risk(actor, case, part, level="individual", on=day, answers={"threats": "the man who drove"})
    plan = helping.add_plan(actor, case, part, {"type": "SocialCare", "objectives": "papers, then a room"})
    for kind in ("Health", "Shelter"):
        helping.add_service(actor, case, part, {"type": kind, "plan": plan, "requested": day})
    for at in range(5):
        actions.add_note(actor, case, f"Call number {at}.", now=NOW)
    return case


def _pages(people: Mapping[str, Account], case: Case) -> list[Page]:
    """Each address twice in this process, the second time written down: what is read once a process is read by then."""
    found = []
    asked = _asked(people, case)
    signed_in = {role: [_client(people[role]) for _ in range(CLIENTS)] for role in sorted({one[1] for one in asked})}
    for name, role, address, told in asked:
        clients = signed_in[role]
        body = urlencode(told, doseq=True)
        for client in clients[:1] * 2:
            statements, session = list[tuple[str, Any]](), client.cookies[settings.SESSION_COOKIE_NAME].value
            with connection.execute_wrapper(_writing_down(statements)):
                answer = client.post(address, told) if told else client.get(address)
            assert answer.status_code == (302 if told else 200), (name, answer.status_code)
        sessions = tuple(one.cookies[settings.SESSION_COOKIE_NAME].value for one in clients)
        assert sessions[0] == session
        found.append(Page(name=name, address=address, body=body, sessions=sessions, statements=tuple(statements),
                          fresh=tuple(_fresh(statements))))  # fmt: skip
    return found


def _asked(people: Mapping[str, Account], case: Case) -> list[tuple[str, str, str, dict[str, Any]]]:
    """Name, role, address and what is sent."""
    with scoped(of(people["plan_secretary"])):
        plan = Plan.objects.all()[0].code
    with scoped(of(people["case_worker"])):
        narrowed = {"state": "open", "status": "presumed"}
        deep = f"/cases/?{urlencode({**narrowed, 'after': _deep(narrowed)})}"
    first = {
        "opened_on": "2026-11-02", "source": "hotline", "given": "Amina", "family": "Haddad", "sex": "Feminine",
        "born": "1999", "nationality": "MD", "language": "Romanian", "channels": ["phone"], "address": "after nine",
        "note": "she called from a shop",
    }  # fmt: skip
    return [
        ("submissions, list", "agency_data_officer", "/submissions/", {}),
        ("a plan", "plan_secretary", f"/conference/plans/{plan}/", {}),
        ("cases, first page", "case_worker", "/cases/", {}),
        ("cases, narrowed, deep", "case_worker", deep, {}),
        ("cases, a rare source", "case_worker", "/cases/?source=school", {}),
        ("cases, a rare status", "case_worker", "/cases/?status=withdrawn", {}),
        ("a case", "case_worker", f"/cases/{case.pk}/", {}),
        ("a first contact", "case_worker", "/cases/new/", first),
    ]


def _deep(narrowed: dict[str, str]) -> str:
    """The place of a page about six in ten of the way down."""
    there = NOW.date() - timedelta(days=2190)
    last = Case.objects.filter(opened_on__lte=there).order_by("-opened_on", "-pk")[0]
    place = _written(last)
    assert page_of(narrowed, after=place).lines
    return place


def _client(account: Account) -> Client:
    """Somebody signed in who has said what they look at cases for."""
    client = Client()
    with scoped(of(account)):
        client.force_login(account, backend="palermo.site.accounts.backend.ByLogin")
    session = client.session
    session["look"] = next(iter(words.PURPOSES_OF_LOOKING))
    session.save()
    return client


def _writing_down(into: list[tuple[str, Any]]) -> Any:
    def write(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        assert not many, sql
        if not _SPACE.match(sql):  # a bare page opens no transaction within its transaction
            into.append((sql.replace('INSERT INTO "audit_event"', 'INSERT INTO "bare_event"'), _plain(params)))
        return execute(sql, params, many, context)

    return write


def _plain(value: Any) -> Any:
    """A value that can be written to a file."""
    if isinstance(value, (list, tuple)):
        return [_plain(one) for one in value]
    if isinstance(value, Jsonb):
        return json.dumps(value.obj, ensure_ascii=False)
    if type(value).__name__ == "Binary":  # the driver's word for bytes
        return bytes(value.obj)
    return bytes(value) if isinstance(value, memoryview) else value


def _fresh(statements: Sequence[tuple[str, Any]]) -> Iterator[str]:
    for sql, params in statements:
        if (found := _INSERT.match(sql)) is None:
            continue
        columns = [one.strip('" ') for one in found[2].split(",")]
        if "id" in columns:
            yield str(params[columns.index("id")])
        yield from (one for one in params if isinstance(one, str) and _REFERENCE.fullmatch(one))


if __name__ == "__main__":
    main()
