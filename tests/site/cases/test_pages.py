"""The pages of a case as a worker of the shelter uses them, with the keys open and with the keys closed."""

import pytest
from django.test import Client
from tests.site.cast import Cast
from tests.site.keys.keyring import make_keys, opened

from palermo.site.access.scope import scoped
from palermo.site.audit.models import AuditEvent
from palermo.site.cases.models import Case, PersonName

pytestmark = pytest.mark.django_db
NAME = "Amina"
FIRST = {
    "opened_on": "2026-03-02", "source": "hotline", "given": NAME, "family": "Haddad", "sex": "Feminine",
    "born": "1999", "nationality": "MD", "language": "Romanian", "channels": ["phone"], "address": "after nine",
    "note": "she called from a shop",
}  # fmt: skip


def page_of(client: Client, address: str) -> str:
    answer = client.get(address)
    assert answer.status_code == 200, (address, answer.status_code, answer.get("Location"))
    assert answer.headers["Cache-Control"] == "no-store"
    return answer.content.decode()


@pytest.fixture
def worker(cast: Cast) -> Client:
    make_keys(cast)
    return cast.client(cast.accounts["case_worker"])


def record(cast: Cast, client: Client, **told: object) -> Case:
    with opened(cast):
        answer = client.post("/cases/new/", {**FIRST, **told})
    assert answer.status_code == 302, answer.content.decode()
    with scoped(cast.actor("case_worker")):
        return Case.objects.get(pk=answer["Location"].rstrip("/").rsplit("/", 1)[1])


def test_a_first_contact_needs_a_day_and_a_way_and_nothing_else(cast: Cast, worker: Client) -> None:
    answer = worker.post("/cases/new/", {"opened_on": "2026-03-02", "source": "hotline"})
    assert answer.status_code == 302
    assert "sections" not in worker.get("/cases/new/").content.decode()
    again = worker.post("/cases/new/", {"opened_on": "2026-03-02"})
    assert again.status_code == 200 and "id_source-error" in again.content.decode()


def test_a_name_is_read_while_the_keys_are_open_and_stands_as_a_reference_when_they_are_closed(
    cast: Cast, worker: Client
) -> None:
    case = record(cast, worker)
    with opened(cast):
        page = page_of(worker, f"/cases/{case.pk}/")
        assert NAME in page and "she called from a shop" in page and "keys of the body are closed" not in page
        assert NAME in page_of(worker, "/cases/")
    page = page_of(worker, f"/cases/{case.pk}/")
    assert NAME not in page and "she called" not in page and "keys of the body are closed" in page
    assert NAME not in page_of(worker, "/cases/")


WHO = {"version": ""}
ADDED = {
    "name": {"kind": "birth", "family": "Haddad", "given": "Amal"},
    "person": {"role": "relative", "given": "Sami", "sex": "Masculine"},
    "event": {"acts": ["recruitment"], "means": ["deception"], "purposes": ["servitude"], "place": "a farm"},
    "clock": {"code": "rg_decision", "rulebook": "uk", "started": "2022-12-22", "holidays": "gb_eaw"},
    "risk": {"level": "individual", "on": "2026-03-02", "threats": "the man who drove"},
    "plan": {"type": "Shelter", "objectives": "a quiet room", "planned_end": "2026-09-01"},
    "service": {"type": "Health", "requested": "2026-03-03", "provider": "shelter"},
    "note": {"text": "the lawyer called back"},
    "return": {"kind": "assisted", "consented_on": "2026-03-02", "left_on": "2026-03-05", "months": "1 6"},
}  # fmt: skip


def add(client: Client, case: Case, what: str, **told: object) -> str:
    """What the page of the case says afterwards."""
    form = client.get(f"/cases/{case.pk}/add/{what}/").context["form"]
    who = {"who": form.fields["who"].choices[0][0]} if "who" in form.fields else {}
    answer = client.post(f"/cases/{case.pk}/add/{what}/", {**who, **told})
    assert answer.status_code == 302, (what, answer.context["form"].errors)
    return page_of(client, f"/cases/{case.pk}/")


def change(client: Client, case: Case, what: str, row: object, **told: object) -> str:
    address = f"/cases/{case.pk}/change/{what}/{row}/"
    held = client.get(address).context["form"]
    started = {name: held.initial.get(name) for name in held.fields}
    answer = client.post(address, {**{k: v for k, v in started.items() if v not in (None, False)}, **told})
    assert answer.status_code == 302, (what, answer.status_code, answer.context and answer.context["form"].errors)
    return page_of(client, f"/cases/{case.pk}/")


def links(page: str, kind: str) -> list[str]:
    """Keys of the rows that the page lets one change in that way."""
    return [part.split("/")[0] for part in page.split(f"/change/{kind}/")[1:]]


def test_everything_that_can_be_recorded_of_a_case_stands_on_its_page(cast: Cast, worker: Client) -> None:
    case = record(cast, worker)
    with opened(cast):
        page = page_of(worker, f"/cases/{case.pk}/")
        for kind, told in ADDED.items():
            page = add(worker, case, kind, **told)
        for text in ("Amal Haddad", "Sami", "a farm", "the man who drove", "a quiet room", "the lawyer called back",
                     "elements recorded", "2023-01-03", "2026-09-05"):  # fmt: skip
            assert text in page, text
        page = add(worker, case, "family", **families(worker, case))
        assert "mother" in page
        page = change(worker, case, "case", case.pk, source="police")
        assert "police" in page
        [person, *_] = links(page, "person")
        assert "2001-05" in change(worker, case, "person", person, born="2001-05")
        assert "a lot of difficulty" in change(worker, case, "disability", person, seeing="a_lot")
        page = change(worker, case, "contact", person, days="1 2", start="09:00", end="12:00", do_not_contact="on")
        assert "1 2: 09:00–12:00" in page and "Do not contact" in page
        page = change(worker, case, "event", links(page, "event")[0], country="MD")
        page = change(worker, case, "signs", links(page, "signs")[0], on="2026-03-02", d1=["D1.01", "D1.02"])
        assert "wages or earnings" in page and "lists for sexual exploitation are missing" in page
        clock = links(page, "pause")[0]
        page = change(worker, case, "pause", clock, on="2022-12-23")
        assert clock in links(page, "restart")
        page = change(worker, case, "restart", clock, on="2022-12-28")
        assert "2023-01-04" in page
        page = change(worker, case, "stop", clock, on="2023-01-09")
        assert "overdue" in page and clock not in links(page, "pause")
        page = change(worker, case, "plan", links(page, "plan")[0], actual_end="2026-03-09")
        page = change(worker, case, "service", links(page, "service")[0], started="2026-03-04")
        assert "being given" in page
        parted = "Sami stays where he works."
        page = change(worker, case, "return", links(page, "return")[0], received_by="her aunt", apart_because=parted)
        assert parted in page
        page = change(worker, case, "follow-up", links(page, "follow-up")[0], result="unreachable", on="2026-04-05")
        assert "could not be reached" in page
        event = worker.get(f"/cases/{case.pk}/add/complaint/").context["form"].fields["event"].choices[0][0]
        page = add(worker, case, "complaint", event=event, made_on="2026-03-04", made_to="police")
        told = {"kind": "criminal", "stage": "trial", "on": "2026-03-05", "events": [event], "suspects": 2,
                "convicted": 1, "charged": 2, "sentences": "36s"}  # fmt: skip
        page = add(worker, case, "proceeding", **told)
        assert "36 (suspended)" in page
        page = change(worker, case, "proceeding", links(page, "proceeding")[0], victim_punished="yes")
        assert "A victim was punished for an act" in page
        answer = worker.post(
            f"/cases/{case.pk}/change/close/{case.pk}/", {"on": "2026-03-09", "reason": "x", "version": 2}
        )
        assert "no end" not in answer.content.decode() and answer.status_code == 302
        page = page_of(worker, f"/cases/{case.pk}/")
        assert "Open the case again" in page
        assert "Close the case" in change(worker, case, "reopen", case.pk)


def families(client: Client, case: Case) -> dict[str, str]:
    fields = client.get(f"/cases/{case.pk}/add/family/").context["form"].fields
    relations = iter(("mother", "sibling"))
    return {name: next(relations) for name in fields if name.startswith("of-")} | {"keep_together": "on"}


def test_a_manager_decides_and_the_clocks_that_hang_on_it_start_and_stop(cast: Cast, worker: Client) -> None:
    case = record(cast, worker)
    manager = cast.client(cast.accounts["agency_manager"])
    manager.post("/cases/purpose/", {"purpose": "decision"})
    assert worker.get(f"/cases/{case.pk}/add/status/").status_code == 403
    with opened(cast):
        add(worker, case, "clock", code="rg_decision", rulebook="uk", started="2022-12-12", holidays="gb_eaw")
        told = {"value": "presumed", "stage": "reasonable_grounds", "decided_by": "police", "rulebook": "uk",
                "decided_on": "2022-12-13", "reasons": "what she told fits", "holidays": "gb_eaw"}  # fmt: skip
        page = add(manager, case, "status", **told)
        assert "uk.reasonable_grounds/first" in page and "2023-01-13" in page  # not before the recovery period is over
        assert "2022-12-13" in page and "presumed victim" in page_of(manager, "/cases/?status=presumed")
        early = {**told, "decided_on": "2022-12-12", "value": "not_a_victim", "stage": "first_assessment"}
        add(manager, case, "status", **early)
    assert "No case is found" in page_of(manager, "/cases/?status=not_a_victim")  # an earlier day, recorded later
    refused = manager.post(f"/cases/{case.pk}/add/status/", {**told, "who": part_of(cast, case), "reasons": " "})
    assert refused.status_code == 200


def part_of(cast: Cast, case: Case) -> str:
    with scoped(cast.actor("case_worker")):
        return str(case.participations.first().pk)  # type: ignore[union-attr]


def test_nobody_opens_a_case_before_saying_what_for_and_each_look_is_written_down(cast: Cast, worker: Client) -> None:
    case = record(cast, worker)
    officer = cast.client(cast.accounts["agency_data_officer"])
    asked = officer.get(f"/cases/{case.pk}/")
    assert asked["Location"] == f"/cases/purpose/?case={case.pk}"
    back = officer.post(asked["Location"], {"purpose": "quality"})
    assert back["Location"] == f"/cases/{case.pk}/"
    page_of(officer, back["Location"])
    with scoped(cast.actor("agency_manager")):
        looks = list(AuditEvent.objects.filter(verb="read", kind="cases.case"))
    assert [(one.purpose, one.key) for one in looks if one.role == "agency_data_officer"] == [("quality", str(case.pk))]


def test_no_name_and_no_text_stands_in_the_audit_in_an_address_or_in_a_title(cast: Cast, worker: Client) -> None:
    case = record(cast, worker)
    with opened(cast):
        page = page_of(worker, f"/cases/{case.pk}/")
        add(worker, case, "note", text="she called from a shop again")
    with scoped(cast.actor("agency_manager")):
        told = " ".join(str(vars(one)) for one in AuditEvent.objects.all())
    assert not any(word in told for word in (NAME, "Haddad", "shop", "1999", "Feminine", "after nine"))
    title = page.split("<title>")[1].split("</title>")[0]
    assert NAME not in title and case.reference not in title


@pytest.mark.parametrize("text", ["amina", "HADDAD", " Amina  Haddad "])
def test_a_case_is_found_by_a_whole_name_however_its_letters_are_written(cast: Cast, worker: Client, text: str) -> None:
    case = record(cast, worker)
    with opened(cast):
        assert case.reference in worker.post("/cases/", {"text": text}).content.decode()
        assert "No case is found" in worker.post("/cases/", {"text": "Amin"}).content.decode()
    assert "a name cannot be looked for" in worker.post("/cases/", {"text": text}).content.decode()
    assert case.reference in worker.post("/cases/", {"text": case.reference.lower()}).content.decode()


def test_of_two_who_change_one_case_the_second_sees_both_versions_and_loses_nothing(cast: Cast, worker: Client) -> None:
    case = record(cast, worker)
    with opened(cast):
        person = links(page_of(worker, f"/cases/{case.pk}/"), "person")[0]
        address = f"/cases/{case.pk}/change/person/{person}/"
        assert worker.post(address, {"version": 1, "born": "2001", "sex": "Feminine"}).status_code == 302
        second = worker.post(address, {"version": 1, "born": "2002", "sex": "Feminine"})
        page = second.content.decode()
        assert second.status_code == 409 and "2001" in page and "2002" in page
        assert worker.post(address, {"version": 2, "born": "2002", "sex": "Feminine"}).status_code == 302
        contact = f"/cases/{case.pk}/change/contact/{person}/"
        assert worker.post(contact, {"version": 1, "address": "mine"}).status_code == 302
        page = worker.post(contact, {"version": 1, "address": "yours"}).content.decode()
        assert "mine" in page and "yours" in page


def test_what_is_printed_for_a_person_holds_nothing_of_others_in_the_case(cast: Cast, worker: Client) -> None:
    case = record(cast, worker)
    with opened(cast):
        add(worker, case, "person", **ADDED["person"])
        add(worker, case, "risk", **ADDED["risk"])
        with scoped(cast.actor("case_worker")):
            names = {str(one.full): one.person_id for one in PersonName.objects.all()}
        printed = page_of(worker, f"/cases/{case.pk}/held/{names['Amina Haddad']}/")
        assert NAME in printed and "the man who drove" in printed and "Sami" not in printed and "shop" not in printed
        other = page_of(worker, f"/cases/{case.pk}/held/{names['Sami']}/")
        assert NAME not in other and "the man who drove" not in other


def test_what_makes_no_sense_is_refused_in_words_and_nothing_is_written(cast: Cast, worker: Client) -> None:
    case = record(cast, worker)
    who = part_of(cast, case)
    with opened(cast):
        wrong = [
            ("return", {"kind": "voluntary", "planned_on": "2026-04-01"}, "needs the day on which the person agreed"),
            ("service", {"type": "Health", "requested": "2026-03-03", "ended": "2026-03-01"}, "out of order"),
            ("event", {"started": "2026-02", "ended": "2025"}, "ended before it began"),
            ("clock", {"code": "rg_decision", "rulebook": "uk", "started": "2026-03-02"}, "Name the area"),
            ("risk", {"level": "individual", "on": "2026-03-02"}, "Write at least one"),
            ("proceeding", {"kind": "civil", "stage": "trial", "on": "2026-03-02", "suspects": 1, "convicted": 3},
             "do not fall"),
        ]  # fmt: skip
        for kind, told, text in wrong:
            answer = worker.post(f"/cases/{case.pk}/add/{kind}/", {"who": who, **told})
            assert answer.status_code == 200 and text in answer.content.decode(), kind
        add(worker, case, "service", type="Health", requested="2026-03-03", started="2026-03-03")
        answer = worker.post(
            f"/cases/{case.pk}/change/close/{case.pk}/", {"on": "2026-03-01", "reason": "over", "version": 1}
        )
        assert "closed before it was opened" in answer.content.decode()
