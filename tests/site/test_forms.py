"""Forms whose choices the view gives: what is sent is held against them, and a faulty field says so to everybody."""

import pytest
from tests.site.cast import Cast

from palermo.site.access.scope import scoped
from palermo.site.accounts.models import Account
from palermo.site.emergency.models import EmergencyAccess

pytestmark = pytest.mark.django_db


def test_a_case_worker_asks_for_emergency_access_on_the_page(cast: Cast) -> None:
    told = {"owner": cast.bodies["police"].pk, "resource": "case", "reference": "A-1"}
    client = cast.client(cast.accounts["case_worker"])
    answer = client.post("/emergency/ask/", {**told, "reason": "a child may be on the night train"})
    assert answer.status_code == 302
    with scoped(cast.actor("case_worker")):
        assert EmergencyAccess.objects.get().reference == "A-1"


def test_nobody_asks_for_it_from_the_own_body(cast: Cast) -> None:
    told = {"owner": cast.bodies["shelter"].pk, "resource": "case", "reference": "A-1", "reason": "x" * 30}
    assert cast.client(cast.accounts["case_worker"]).post("/emergency/ask/", told).status_code == 200


def test_an_administrator_adds_an_account_on_the_page(cast: Cast) -> None:
    told = {"agency": cast.bodies["police"].pk, "name": "nadia", "display_name": "Nadia", "role": "tip_desk"}
    assert cast.client(cast.accounts["system_admin"]).post("/accounts/add/", told).status_code == 302
    with scoped(cast.actor("system_admin")):
        assert Account.objects.filter(login="nadia@police").exists()


def test_a_faulty_field_is_marked_for_a_readers_aid(cast: Cast) -> None:
    page = cast.client(cast.accounts["system_admin"]).post("/accounts/add/", {"name": "nadia"}).content.decode()
    field = page.split('name="display_name"')[1].split(">")[0]
    assert 'aria-invalid="true"' in field
    assert 'aria-describedby="id_display_name-hint id_display_name-error"' in field
    assert "aria-invalid" not in page.split('name="name"')[1].split(">")[0]
