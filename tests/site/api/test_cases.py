"""Cases by a token: codes and days of one's own, a first contact done once, and nothing of a name."""

from collections.abc import Callable

import pytest
from tests.site.api.conftest import Program, token_of
from tests.site.cases.a_case import a_row_of_each
from tests.site.cast import Cast
from tests.site.keys.keyring import make_keys, opened

from palermo.site.access.scope import scoped
from palermo.site.audit.models import AuditEvent
from palermo.site.cases.models import Case, PersonName

pytestmark = pytest.mark.django_db
Programs = Callable[..., Program]
FIRST = {"opened_on": "2026-03-02", "source": "hotline", "sex": "Feminine", "born": "1999"}


@pytest.fixture
def case(cast: Cast) -> Case:
    make_keys(cast)
    made: Case = a_row_of_each(cast)[Case]
    return made


def test_a_case_is_answered_by_codes_and_written_down_as_read(cast: Cast, program: Programs, case: Case) -> None:
    worker = program("case_worker")
    with opened(cast):
        status, told = worker.get(f"/cases/{case.pk}?purpose=quality")
    assert status == 200 and told["reference"] == case.reference
    assert [one["value"] for one in told["decisions"]] == ["presumed"]
    assert [one["acts"] for one in told["events"]] == [["recruitment"]]
    assert not any(word in str(told) for word in ("Amina", "Haddad", "river", "as she told it"))
    with scoped(cast.actor("auditor")):
        assert AuditEvent.objects.get(verb="read", kind="cases.case").purpose == "quality"
    assert worker.get(f"/cases/{case.pk}")[0] == 422
    assert worker.get(f"/cases/{case.pk}?purpose=curiosity")[0] == 422


def test_a_list_goes_on_by_its_cursor(program: Programs, case: Case) -> None:
    worker = program("case_worker")
    for at in range(2):
        assert worker.post("/cases", {**FIRST, "opened_on": f"2026-03-0{at + 1}"})[0] == 201
    first = worker.get("/cases?limit=2")[1]
    second = worker.get(f"/cases?limit=2&after={first['next']}")[1]
    assert len({one["id"] for told in (first, second) for one in told["items"]}) == 3 and second["next"] == ""


def test_a_first_contact_sent_twice_is_recorded_once(cast: Cast, program: Programs, case: Case) -> None:
    worker = program("case_worker")
    with opened(cast):
        one, again = (worker.post("/cases", {**FIRST, "given": "Nadia"}, key="contact-0001") for _ in range(2))
    assert one == again and one[0] == 201
    with scoped(cast.actor("case_worker")):
        assert Case.objects.count() == 2 and PersonName.objects.count() == 2
    status, told = worker.post("/cases", {**FIRST, "given": "Nadia"})
    assert (status, told["findings"][0]["code"]) == (409, "api.key-absent")
    assert worker.post("/cases", FIRST)[0] == 201


@pytest.mark.parametrize(
    "wrong", [{"source": "rumour"}, {"born": "1999-13"}, {"opened_on": "2999-01-01"}, {"nationality": "Moldova"}]
)
def test_what_is_no_code_and_no_day_is_refused(program: Programs, case: Case, wrong: dict[str, str]) -> None:
    assert program("case_worker").post("/cases", {**FIRST, **wrong})[0] == 422


def test_for_another_body_and_another_role_it_is_not_there(cast: Cast, program: Programs, case: Case) -> None:
    assert program("system_admin").get("/cases")[0] == 403
    assert program("agency_data_officer").post("/cases", FIRST)[0] == 403
    stranger = Program(token_of(cast.other["case_worker"]))
    assert stranger.get(f"/cases/{case.pk}?purpose=support")[0] == 404
    assert stranger.get("/cases")[1]["items"] == []
