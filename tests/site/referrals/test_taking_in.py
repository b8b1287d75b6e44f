"""A file from another installation is taken in, answered here and made a case of; no other file leaves anything."""

import json
import re
from collections.abc import Callable
from datetime import timedelta
from hashlib import sha256
from html import unescape
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import DatabaseError, transaction
from django.http import HttpResponse
from django.test import Client
from pyrage import x25519
from tests.site.keys.keyring import PASSPHRASE
from tests.site.referrals.a_referral import DAY, DETAILS, NOW, Scene, mark_in

from palermo.engines import sealed_for
from palermo.ground.errors import UsageError
from palermo.register import payload
from palermo.site.access.actor import of
from palermo.site.access.refusals import Forbidden, LostRace
from palermo.site.access.scope import scoped
from palermo.site.audit.models import AuditEvent
from palermo.site.cases.models import Case, PersonName
from palermo.site.keys import actions as keys
from palermo.site.keys.holding import holder
from palermo.site.keys.models import RecordKey
from palermo.site.keys.refusals import Erased
from palermo.site.keys.retention import due
from palermo.site.keys.sealing import LARGEST_FILE
from palermo.site.referrals.models import OutsideReferral, ReceivedFile
from palermo.site.referrals.taking_in import actions

pytestmark = pytest.mark.django_db
FIELDS = ["given", "family", "prs_Gender", "prs_Birthdate", "cas_OutgoingReferralDetails"]
TAKE_IN = "/referrals/from-outside/take-in/"


def text(answer: HttpResponse) -> str:
    return unescape(answer.content.decode())


@pytest.fixture
def clinician(stage: Scene) -> Client:
    return stage.cast.client(stage.accounts["case_worker"])


@pytest.fixture
def recipient(clinician: Client) -> str:
    """The key of the clinic, as its people find it on their page of keys."""
    [shown] = re.findall("age1[a-z0-9]{58}", text(clinician.get("/keys/")))
    return str(shown)


@pytest.fixture
def sent(stage: Scene, recipient: str) -> bytes:
    """A file that the shelter made for a body outside; then all that the sender wrote is gone from this database."""
    worker = stage.cast.client(stage.cast.accounts["case_worker"])
    with transaction.atomic():
        worker.post("/referrals/outside/", {"code": "abroad", "name": "A clinic abroad", "recipient": recipient})
        consent = stage.consent(recipients=["outside:abroad"], fields=FIELDS)
        filled = {"addressee": "abroad", "fields_": FIELDS, "details": DETAILS}
        preview = worker.post(f"/referrals/consents/{consent.pk}/outside/", filled).headers["Location"]
        answer = worker.post(preview, {"seen": mark_in(text(worker.get(preview)))})
        assert answer.headers["Content-Type"] == "application/octet-stream"
        transaction.set_rollback(True)
    with scoped(stage.worker):
        assert not OutsideReferral.objects.exists()
    return bytes(answer.content)


def handed_in(client: Client, content: bytes, **told: str) -> HttpResponse:
    answer: HttpResponse = client.post(TAKE_IN, {"file": SimpleUploadedFile("referral-Amina.age", content), **told})
    return answer


def taken_in(stage: Scene, content: bytes) -> ReceivedFile:
    with scoped(stage.clinician) as actor:
        return actions.take_in(actor, content, now=NOW)


def test_a_file_from_another_installation_is_read_accepted_and_becomes_a_case(
    stage: Scene, clinician: Client, sent: bytes
) -> None:
    digest = sha256(sent).hexdigest()
    answer = handed_in(clinician, sent, told_sha256=f" {digest[:32].upper()} {digest[32:]}")
    assert answer.status_code == 302, text(answer)
    address = answer.headers["Location"]
    page = text(clinician.get(address))
    assert "from outside: <bdi>shelter</bdi>" in page and "medical care" in page and "given name (sealed)" in page
    assert digest in page and "as the sender told it" in page and "tell them your answer by your own means" in page
    for place in (address, "/referrals/", "/"):
        page = text(clinician.get(place))
        assert "Amina" not in page and DETAILS not in page
    assert "Files from outside that wait for our answer" in page and address in page
    read = text(clinician.get(f"{address}contents/"))
    assert "Amina" in read and "Haddad" in read and DETAILS in read and "female" in read
    assert clinician.post(f"{address}answer/", {"to": "accepted", "reason": "There is a bed."}).status_code == 302
    page = text(clinician.get(address))
    assert "taken" in page and "There is a bed." in page and address not in text(clinician.get("/"))
    form = text(clinician.get(f"{address}case/"))
    assert 'value="Amina"' in form and 'value="1999-05"' in form and DETAILS in form
    first = {"opened_on": "2026-03-02", "source": "ngo", "given": "Amina", "sex": "Feminine"}
    opened = clinician.post(f"{address}case/", first)
    assert opened.status_code == 302, text(opened)
    assert opened.headers["Location"] in text(clinician.get(address))
    assert clinician.post(f"{address}case/", first).status_code == 409
    with scoped(stage.clinician):
        assert ReceivedFile.objects.get().case == Case.objects.get()
        assert PersonName.objects.get().given == "Amina"
        acts = AuditEvent.objects.filter(agency=stage.clinic.pk).values_list("verb", flat=True)
        told = ("take-in", "read-file", "file-accepted", "file-case")
        assert {f"referral.{act}" for act in told} <= set(acts) and "case.open" in acts


def test_who_does_not_read_payloads_sees_that_it_came_and_another_body_sees_nothing(
    stage: Scene, clinician: Client, sent: bytes
) -> None:
    address = handed_in(clinician, sent).headers["Location"]
    assert "not compared with what the sender has" in text(clinician.get(address))
    officer = stage.cast.client(stage.accounts["agency_data_officer"])
    assert officer.get(address).status_code == 200
    for way in (f"{address}contents/", f"{address}answer/", f"{address}case/", TAKE_IN):
        assert officer.get(way).status_code == 403
    desk = stage.cast.client(stage.accounts["referral_desk"])
    assert "Amina" in text(desk.get(f"{address}contents/"))
    assert desk.get(f"{address}case/").status_code == 403  # the desk writes no cases
    police = stage.cast.client(stage.cast.other["case_worker"])
    for part in ("", "contents/", "answer/", "case/"):
        assert police.get(f"{address}{part}").status_code == 404
    assert address not in text(police.get("/referrals/"))
    with scoped(of(stage.accounts["agency_data_officer"])) as actor, pytest.raises(Forbidden):
        actions.read_file(actor, ReceivedFile.objects.get())
    with scoped(of(stage.accounts["agency_data_officer"])) as actor, pytest.raises(Forbidden):
        actions.take_in(actor, sent, now=NOW)


def changed(plain: bytes, **told: object) -> bytes:
    body, *names = plain.splitlines(keepends=True)
    return payload.canonical({**json.loads(body), **told}) + b"".join(names)


NOT_TAKEN: dict[str, tuple[Callable[[bytes, str], bytes], str]] = {
    "empty": (lambda sent, to: b"", "The submitted file is empty."),
    "of another kind": (lambda sent, to: b"%PDF-1.7", "This is no age file, or it is cut off, or was changed."),
    "for another body": (
        lambda sent, to: sealed_for(str(x25519.Identity.generate().to_public()), b"{}"),
        "The file is sealed to another key than yours.",
    ),
    "cut off": (lambda sent, to: sent[:-20], "This is no age file, or it is cut off, or was changed."),
    "changed": (lambda sent, to: sent[:-1] + bytes([sent[-1] ^ 1]), "or was changed."),
    "too large": (lambda sent, to: sealed_for(to, bytes(LARGEST_FILE)), "The file is larger than one megabyte."),
    "no referral": (lambda sent, to: sealed_for(to, b"Dear colleagues"), "is no referral of this system"),
    "of a later version": (
        lambda sent, to: sealed_for(to, changed(b"{}\n", schema="palermo.referral-payload/2")),
        "that is not known here",
    ),
    "with a name in the open": (
        lambda sent, to: sealed_for(to, changed(b"{}\n", fields={"given": "Amina"})),
        "is no referral of this system",
    ),
}


def test_what_is_no_such_file_is_told_and_leaves_nothing(
    stage: Scene, clinician: Client, recipient: str, sent: bytes
) -> None:
    for how, (make, why) in NOT_TAKEN.items():
        told = text(handed_in(clinician, make(sent, recipient)))
        assert why in told and "Amina" not in told, how
    assert "The hash is not that of this file." in text(handed_in(clinician, sent, told_sha256="0" * 64))
    assert "Write all 64 signs" in text(handed_in(clinician, sent, told_sha256="0" * 63))
    holder().lock(agency=stage.clinic.pk)
    assert handed_in(clinician, sent).status_code == 409
    nothing_is_stored(stage)


def nothing_is_stored(stage: Scene) -> None:
    with scoped(stage.clinician):
        assert not ReceivedFile.objects.exists()
        assert not AuditEvent.objects.filter(verb="referral.take-in").exists()


def test_a_file_beyond_what_the_site_takes_at_all_is_told_so(
    stage: Scene, clinician: Client, settings: Any, sent: bytes
) -> None:
    settings.UPLOAD_LIMIT = 100
    told = text(handed_in(clinician, sent))
    assert "The file is larger than one megabyte." in told and "This field is required" not in told
    nothing_is_stored(stage)


def test_the_same_file_is_known_again_and_stored_once(stage: Scene, clinician: Client, sent: bytes) -> None:
    assert handed_in(clinician, sent).status_code == 302
    assert "This file was taken in before." in text(handed_in(clinician, sent))
    with scoped(stage.clinician):
        assert ReceivedFile.objects.count() == 1
        assert AuditEvent.objects.filter(verb="referral.take-in").count() == 1


def test_after_a_replacement_of_the_keys_a_file_for_the_old_one_still_opens(stage: Scene, sent: bytes) -> None:
    with scoped(of(stage.accounts["agency_manager"])) as manager:
        keys.rotate(manager, stage.clinic, passphrase=PASSPHRASE, now=NOW)
        keys.unlock(manager, stage.clinic, kind="passphrase", told=PASSPHRASE, session="of the clinic")
    assert taken_in(stage, sent).sender == "shelter"


def test_a_refusal_has_a_reason_and_is_final(stage: Scene, clinician: Client, sent: bytes) -> None:
    row = taken_in(stage, sent)
    address = f"/referrals/from-outside/{row.pk}/"
    assert "A refusal needs a reason." in text(clinician.post(f"{address}answer/", {"to": "refused", "reason": " "}))
    assert clinician.post(f"{address}answer/", {"to": "refused", "reason": "No bed is free."}).status_code == 302
    page = text(clinician.get(address))
    assert "not taken" in page and "No bed is free." in page and "Open a case" not in page
    with scoped(stage.clinician) as actor:
        with pytest.raises(LostRace):
            actions.answer(actor, row, "accepted", reason="", now=NOW)
        with pytest.raises(UsageError):
            actions.open_case(actor, row, None, now=NOW)  # type: ignore[arg-type]  # it does not come so far
        with pytest.raises(UsageError):
            actions.answer(actor, row, "completed", reason="", now=NOW)
        assert ReceivedFile.objects.get().reason == "No bed is free."
    holder().lock(agency=stage.clinic.pk)
    page = text(clinician.get(address))
    assert "No bed is free." not in page and "sealed: open the keys to read it" in page


def erased_after(stage: Scene, days: int) -> int:
    """The data officer of the clinic destroys all that is due so many days after the file came."""
    today = DAY + timedelta(days=days)
    with scoped(of(stage.accounts["agency_data_officer"])) as officer:
        chosen = [one.key.pk for one in due(stage.clinic.pk, today)]
        return keys.erase(officer, stage.clinic, chosen, today=today, now=NOW + timedelta(days=days))


def kept_for(stage: Scene, days: int) -> None:
    with scoped(of(stage.accounts["agency_data_officer"])) as officer:
        keys.set_schedule(officer, stage.clinic, kind="case", days=days, basis="the law on records", valid_from=DAY)


def test_at_the_end_of_the_schedule_for_cases_what_a_file_said_is_gone_and_its_hash_stays(
    stage: Scene, clinician: Client, sent: bytes
) -> None:
    kept_for(stage, 30)
    refused = taken_in(stage, sent)
    address = f"/referrals/from-outside/{refused.pk}/"
    clinician.post(f"{address}answer/", {"to": "refused", "reason": "Amina has moved on."})
    with scoped(stage.clinician):
        before = ReceivedFile.objects.get()
        kept = ReceivedFile.objects.get()
        assert RecordKey.objects.get(thing=refused.pk).made_on == DAY
    assert erased_after(stage, 30) == 0
    assert "Amina has moved on." in text(clinician.get(address))
    assert erased_after(stage, 31) == 1
    with scoped(stage.clinician):
        after = ReceivedFile.objects.get()
        assert after.is_erased and (after.body, after.names, after.reason) == (None, None, None)
        stays = ("file_sha256", "sha256", "sender", "reference", "purpose", "fields", "answer", "answered_at", "at")
        assert {name: getattr(after, name) for name in stays} == {name: getattr(before, name) for name in stays}
        for column in ("body", "names", "reason"):  # bytes that a backup kept open for nobody: their key is not there
            with pytest.raises(Erased):
                getattr(kept, column)
    for page in (address, f"{address}contents/", f"{address}held/"):
        shown = text(clinician.get(page))
        assert "Amina" not in shown
    assert "Its time is over and it was erased. Its hash stays." in text(clinician.get(f"{address}contents/"))
    assert "This file was taken in before." in text(handed_in(clinician, sent))


def test_a_file_whose_time_was_over_before_anybody_answered_waits_for_nobody_any_more(
    stage: Scene, clinician: Client, sent: bytes
) -> None:
    kept_for(stage, 30)
    address = f"/referrals/from-outside/{taken_in(stage, sent).pk}/"
    assert address in text(clinician.get("/"))
    assert erased_after(stage, 31) == 1
    assert address not in text(clinician.get("/"))
    assert "Answer the referral" not in text(clinician.get(address))
    told = text(clinician.post(f"{address}answer/", {"to": "accepted", "reason": ""}))
    assert "Its time is over and it was erased." in told
    with scoped(stage.clinician):
        assert ReceivedFile.objects.get().answer == ""
        with pytest.raises(DatabaseError), transaction.atomic():  # nor does anybody write into what is gone
            ReceivedFile.objects.update(reason=b"something")


def test_the_data_of_a_file_stand_in_what_is_held_about_the_person_and_in_nobody_elses(
    stage: Scene, clinician: Client, sent: bytes
) -> None:
    address = f"/referrals/from-outside/{taken_in(stage, sent).pk}/"
    clinician.post(f"{address}answer/", {"to": "accepted", "reason": "There is a bed."})
    first = {"opened_on": "2026-03-02", "source": "ngo", "given": "Amina", "sex": "Feminine"}
    case = clinician.post(f"{address}case/", first).headers["Location"]
    clinician.post("/cases/purpose/", {"purpose": "support"})
    clinician.post(f"{case}add/person/", {"role": "victim", "given": "Sami"})
    with scoped(stage.clinician):
        people = {one.given: one.person_id for one in PersonName.objects.all()}
    told = text(clinician.get(f"{case}held/{people['Amina']}/"))
    came = told.split('id="came"')[1]
    for part in ("shelter", "medical care", "Haddad", "female", "1999-05", DETAILS, "There is a bed."):
        assert part in came, part
    other = text(clinician.get(f"{case}held/{people['Sami']}/"))
    assert "Haddad" not in other and DETAILS not in other and 'id="came"' not in other
    with scoped(stage.clinician):
        assert AuditEvent.objects.filter(verb="referral.read-file", key=str(ReceivedFile.objects.get().pk)).exists()
    holder().lock(agency=stage.clinic.pk)
    closed = text(clinician.get(f"{case}held/{people['Amina']}/"))
    assert 'id="came"' in closed and "closed: open the keys of the body to read it" in closed and "Haddad" not in closed


def test_who_asks_and_has_no_case_is_found_by_name_and_gets_what_the_file_says(
    stage: Scene, clinician: Client, sent: bytes
) -> None:
    row = taken_in(stage, sent)
    address = f"/referrals/from-outside/{row.pk}/"
    for name in ("amina haddad", "Haddad", " AMINA"):
        assert f'href="{address}"' in text(clinician.post("/cases/", {"text": name})), name
    for name in ("Amin", "Sami", row.reference):
        assert address not in text(clinician.post("/cases/", {"text": name})), name
    assert address not in text(clinician.get("/cases/"))
    told = text(clinician.get(f"{address}held/"))
    for part in ("What we hold about you", row.reference, "Haddad", "female", DETAILS):
        assert part in told, part
    officer = stage.cast.client(stage.accounts["agency_data_officer"])  # reads no payload
    assert officer.get(f"{address}held/").status_code == 403
    assert address not in text(officer.post("/cases/", {"text": "Haddad"}))
    police = stage.cast.client(stage.cast.other["case_worker"])
    assert police.get(f"{address}held/").status_code == 404
    assert address not in text(police.post("/cases/", {"text": "Haddad"}))
    holder().lock(agency=stage.clinic.pk)
    assert "a name cannot be looked for" in text(clinician.post("/cases/", {"text": "Haddad"}))


def test_a_file_of_the_same_name_that_became_no_case_is_named_to_whoever_answers_and_not_printed(
    stage: Scene, clinician: Client, sent: bytes
) -> None:
    row = taken_in(stage, sent)
    first = {"opened_on": "2026-03-02", "source": "ngo", "given": "Amina", "family": "Haddad"}
    case = clinician.post("/cases/new/", first).headers["Location"]
    alike = clinician.post("/cases/new/", {**first, "family": "Saleh"}).headers["Location"]
    with scoped(stage.clinician):
        people = {one.full: one.person_id for one in PersonName.objects.all()}
    told = text(clinician.get(f"{case}held/{people['Amina Haddad']}/"))
    assert '<p class="govuk-inset-text palermo-screen">These files from outside' in told
    assert f'href="/referrals/from-outside/{row.pk}/"' in told and DETAILS not in told
    assert row.reference not in text(clinician.get(f"{alike}held/{people['Amina Saleh']}/"))


def test_to_whom_what_was_sent_about_a_person_stands_in_what_is_held(stage: Scene) -> None:
    stage.sent()
    stage.draft()
    worker = stage.cast.client(stage.cast.accounts["case_worker"])
    held = f"/cases/{stage.participation.case_id}/held/{stage.participation.person_id}/"
    went = text(worker.get(held)).split('id="went"')[1]
    for part in ("A clinic", "medical care", "2026-03-02", "given name (sealed)", "how the person may be reached"):
        assert part in went, part
    assert went.count("govuk-summary-card__title-wrapper") == 1  # a draft went to nobody
