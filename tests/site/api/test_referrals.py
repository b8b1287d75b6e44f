"""Consents and referrals by a token: states, days and codes; never what was sent, a name or a reason."""

from collections.abc import Callable, Iterator

import pytest
from tests.site.api.conftest import Program, token_of
from tests.site.cast import Cast
from tests.site.referrals.a_referral import FIELDS, Scene, scene

from palermo.site.access.scope import scoped
from palermo.site.referrals.models import Consent, Notice

pytestmark = pytest.mark.django_db
Programs = Callable[..., Program]


@pytest.fixture
def stage(cast: Cast) -> Iterator[Scene]:
    with scene(cast) as played:
        yield played


def test_a_consent_is_given_narrowed_and_withdrawn_and_the_other_side_is_told(stage: Scene, program: Programs) -> None:
    worker = program("case_worker")
    terms = {
        "purpose": "health", "fields": [*FIELDS], "recipients": ["clinic"], "given_on": "2026-03-02", "given_by": "self"
    }  # fmt: skip
    status, given = worker.post(f"/participations/{stage.participation.pk}/consents", terms)
    assert status == 201 and given["version"] == 1
    with scoped(stage.worker):
        row = Consent.objects.get(pk=given["id"])
    stage.opened(stage.sent(stage.draft(row)))
    narrower = {"fields": ["prs_Gender"], "recipients": ["clinic"]}
    status, newer = worker.post(f"/consents/{given['id']}/narrow", narrower)
    assert (status, newer["version"], newer["consent"]) == (201, 2, given["consent"])
    assert worker.post(f"/consents/{given['id']}/withdraw", {"confirmed": True})[0] == 409
    status, ended = worker.post(f"/consents/{newer['id']}/withdraw", {"confirmed": True})
    assert status == 200 and ended["told"] == ["clinic"]
    assert [one["kind"] for one in ended["cannot_recall"]] == ["payload_opened"]
    assert [one["version"] for one in sorted(worker.get("/consents")[1]["items"], key=lambda one: one["version"])] == [
        1,
        2,
    ]
    clinic = Program(token_of(stage.accounts["case_worker"]))
    [row_of, *_] = clinic.get("/referrals")[1]["items"]
    assert row_of["state"] == "recalled" and len(row_of["payload_sha256"]) == 64
    with scoped(stage.clinician):
        notice = Notice.objects.order_by("at")[0]
    status, told = clinic.post(f"/notices/{notice.pk}/acknowledge", {"read": True})
    assert (status, told["standing"]) == (200, "acknowledged")


def test_a_referral_is_answered_once_and_nobody_else_finds_it(stage: Scene, program: Programs) -> None:
    row = stage.opened()
    clinic = Program(token_of(stage.accounts["case_worker"]))
    told = {"to": "accepted", "reason": "A bed is free.", "seen": 2}
    one, again = (clinic.post(f"/referrals/{row.pk}/moves", told, key="answer-0001") for _ in range(2))
    assert one == again and (one[0], one[1]["state"]) == (201, "accepted")
    assert clinic.post(f"/referrals/{row.pk}/moves", told)[0] == 409
    shown = program("case_worker").get(f"/referrals/{row.pk}")[1]
    assert [one["to"] for one in shown["moves"]] == ["sent", "received", "accepted"]
    assert not any(word in str(shown) for word in ("Amina", "Haddad", "bed", "Amharic"))
    police = Program(token_of(stage.cast.other["case_worker"]))
    assert police.get(f"/referrals/{row.pk}")[0] == 404
    assert police.get("/referrals")[1]["items"] == []
    assert police.get("/due-days")[0] == 403


def test_the_office_gets_two_bodies_a_state_and_a_day(stage: Scene, program: Programs) -> None:
    row = stage.sent()
    [line] = program("plan_secretary").get("/due-days")[1]["items"]
    assert (line["reference"], line["sender"], line["receiver"], line["state"]) == (
        row.reference, "shelter", "clinic", "sent",
    )  # fmt: skip
    assert "case" not in line and "id" not in line
