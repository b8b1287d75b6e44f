"""A file by a token: handed in, looked after, mended, checked again; and for another body it is not there."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from tests.site.api.conftest import Program
from tests.site.cast import Cast
from tests.site.submissions.handing_in import CASES, hand_in_for_the_police, with_keys

from palermo.site.access.scope import scoped
from palermo.site.submissions.models import Job, Submission

pytestmark = pytest.mark.django_db
Programs = Callable[..., Program]
Told = tuple[int, Any]


@pytest.fixture
def officer(cast: Cast, program: Programs) -> Iterator[Program]:
    """A program of the shelter's data officer, while somebody of the shelter is signed in with its key."""
    with with_keys(cast):
        yield program("agency_data_officer")


def hand_in(one: Program, *, key: str = "nightly-run-1", data: bytes = CASES, standard: str = "htcds") -> Told:
    headers = {"Authorization": f"Bearer {one.token}", "Idempotency-Key": key}
    sent = {"packed": SimpleUploadedFile("cases.csv", data), "standard": standard}
    answer = Client().post("/api/v1/submissions", sent, headers=headers)
    return answer.status_code, answer.json()


def test_a_file_is_checked_and_its_rejects_say_where_and_why_and_no_cell(officer: Program) -> None:
    status, made = hand_in(officer)
    assert (status, made["stage"], made["check"], made["current"]) == (201, "checked", "done", 1)
    [run] = made["runs"]
    assert (run["received"], run["accepted"], run["rejected"]) == (4, 2, 2)
    status, told = officer.get(f"/submissions/{made['id']}/rejects")
    assert [(row["row"], [one["code"] for one in row["issues"]]) for row in told["items"]] == [
        (3, ["value.not_in_list"]),
        (4, ["date.future"]),
    ]
    assert [one["header"] for row in told["items"] for one in row["issues"]] == ["prs_Gender", "prs_Birthdate"]
    assert "Nadia" not in str(told) and "Femenine" not in str(told)
    _, receipt = officer.get(f"/submissions/{made['id']}/checks/1/receipt")
    assert receipt["receipt"]["received"] == 4
    assert officer.get(f"/submissions/{made['id']}/checks/2/receipt")[0] == 404


def test_rejects_come_page_by_page(officer: Program) -> None:
    _, made = hand_in(officer)
    address = f"/submissions/{made['id']}/rejects?limit=1"
    first = officer.get(address)[1]
    second = officer.get(f"{address}&after={first['next']}")[1]
    assert [one["row"] for told in (first, second) for one in told["items"]] == [3, 4]
    assert second["next"] == 0


def test_mended_and_checked_again_the_old_check_stays(officer: Program) -> None:
    _, made = hand_in(officer)
    _, told = officer.get(f"/submissions/{made['id']}/rejects")
    gender = told["items"][0]["issues"][0]["column"]
    address = f"/submissions/{made['id']}"
    assert officer.post(f"{address}/rows/3", {"seen": 1, "cells": {str(gender): "Feminine"}})[0] == 201
    status, now = officer.post(f"{address}/again", {"seen": 1})
    assert (status, now["current"]) == (200, 2)
    assert [(run["number"], run["rejected"], run["corrections"]) for run in now["runs"]] == [(2, 1, 1), (1, 2, 0)]


def test_who_mends_what_was_checked_again_since_is_told_both(officer: Program) -> None:
    _, made = hand_in(officer)
    address = f"/submissions/{made['id']}"
    assert officer.post(f"{address}/again", {"seen": 1})[0] == 200
    for path, sent in ((f"{address}/rows/3", {"seen": 1, "cells": {"1": "x"}}), (f"{address}/again", {"seen": 1})):
        status, told = officer.post(path, sent)
        assert (status, told["there"], told["sent"]) == (409, {"run": 2, "stage": "checked"}, {"run": 1})


def test_sent_again_after_a_lost_answer_a_file_is_there_once(officer: Program, cast: Cast) -> None:
    assert hand_in(officer) == hand_in(officer)
    with scoped(cast.actor("agency_data_officer")):
        assert Submission.objects.count() == 1
    assert hand_in(officer, data=CASES + b"Lina,Feminine,1999,MA\n")[0] == 422
    assert hand_in(officer, key="nightly-run-2")[0] == 201


def test_while_nobody_is_signed_in_it_is_sealed_and_waits(cast: Cast, program: Programs) -> None:
    with with_keys(cast):
        pass
    status, made = hand_in(program("agency_data_officer"))
    assert (status, made["check"], made["runs"]) == (201, "keyless", [])
    with scoped(cast.actor("agency_data_officer")):
        assert Job.objects.get().attempts == 0


def test_a_body_without_keys_is_told_so(program: Programs) -> None:
    status, told = hand_in(program("agency_data_officer"))
    assert (status, told["findings"][0]["code"]) == (409, "api.no-keys")


def test_an_empty_file_and_a_standard_that_is_none_are_refused(officer: Program) -> None:
    assert hand_in(officer, data=b"")[0] == 422
    assert hand_in(officer, standard="somebody's")[0] == 422


def test_for_another_body_a_file_is_not_there_and_for_another_role_the_door_is_shut(
    officer: Program, cast: Cast, program: Programs
) -> None:
    from tests.site.keys.keyring import make_keys

    make_keys(cast, other=True)
    address = f"/submissions/{hand_in_for_the_police(cast)}"
    assert [officer.get(address)[0], officer.get(f"{address}/rejects")[0]] == [404, 404]
    assert officer.post(f"{address}/again", {"seen": 0})[0] == 404
    assert officer.get("/submissions")[1]["items"] == []
    assert [hand_in(program(role))[0] for role in ("case_worker", "agency_manager", "auditor")] == [403, 403, 403]
    assert program("agency_manager").get("/submissions")[0] == 200
