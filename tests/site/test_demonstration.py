"""What stands in the demonstration for each of its people to look at, beyond what the journeys do in it themselves."""

import re

import pytest
from tests.site.serving import Served
from tests.site.visitor import Visitor

from palermo.site.demo_people import DEMO_PASSWORD
from palermo.site.linkage.demo import CODE


def signed_in(served: Served, login: str, *, opens: bool = False) -> Visitor:
    visitor = Visitor(served.address)
    assert visitor.sign_in(login, DEMO_PASSWORD).status == 302
    if opens:
        assert visitor.post("/keys/open/", {"passphrase": DEMO_PASSWORD}).status == 302
    return visitor


def waiting(visitor: Visitor) -> int:
    found = re.search(rf"(\d+) doubtful pairs of the run {CODE} wait for your answer", visitor.get("/").page)
    assert found is not None
    return int(found[1])


def test_a_run_is_linked_and_a_few_pairs_wait_of_which_one_operator_has_answered_one(served: Served) -> None:
    leila, munir = (signed_in(served, login) for login in ("leila@office", "munir@office"))
    assert 3 <= waiting(leila) == waiting(munir) - 1 <= 10
    run = re.search(rf'href="(/linkage/[^"]+)">\d+ doubtful pairs of the run {CODE} ', leila.get("/").page)
    assert run is not None
    page = leila.get(run[1]).page
    assert all(body in page for body in ("shelters", "police", "border-guard")) and "Estimated recall" in page
    assert "waits for another reviewer" in page and "waits for another reviewer" not in munir.get(run[1]).page
    assert "Take the clusters" in signed_in(served, "sami@office").get(run[1]).page


@pytest.mark.parametrize("login", ["dina@shelters", "omar@police", "fadi@border-guard"])
def test_each_sender_sees_that_its_list_was_taken_in_and_nothing_of_the_result(served: Served, login: str) -> None:
    visitor = signed_in(served, login)
    run = re.search(rf'href="(/linkage/[0-9a-f-]+/)"[^>]*>(?:<bdi>)?{CODE}', visitor.get("/linkage/").page)
    assert run is not None
    page = visitor.get(run[1]).page
    assert "of this run, whole, and large enough" in page and "Estimated recall" not in page


def test_the_monitor_sees_what_one_person_agreed_to_show(served: Served) -> None:
    page = signed_in(served, "salma@rapporteur").get("/referrals/oversight/").page
    assert "Shelters of Meridia" in page and "presumed" in page
    assert "Mira" not in page


def test_a_file_from_abroad_waits_for_an_answer(served: Served) -> None:
    visitor = signed_in(served, "amal@shelters", opens=True)
    page = visitor.get("/").page
    assert "Files from outside that wait for our answer" in page
    file = re.search(r'href="(/referrals/from-outside/[0-9a-f-]+/)"', page)
    assert file is not None
    assert "clinic-abroad" in visitor.get(file[1]).page
    assert "nowhere to go" in visitor.get(f"{file[1]}contents/").page
