"""Two people edit the same record: the second one sees both versions, loses nothing, and decides."""

import re
from html import unescape

import pytest
from django.test import Client
from tests.site.cast import Cast

from palermo.site.access.scope import scoped
from palermo.site.coordination.models import Decision, Measure, ProgressEntry

pytestmark = pytest.mark.django_db
TAG = re.compile(r"<[^>]+>")


@pytest.fixture
def two(conference: Cast) -> tuple[Client, Client]:
    """Two browsers of the secretariat."""
    account = conference.accounts["plan_secretary"]
    return conference.client(account), conference.client(account)


def opened(browser: Client, address: str) -> dict[str, object]:
    """What the form at ``address`` holds, as the browser would send it."""
    form = browser.get(address).context["form"]
    found = {name: form[name].value() for name in form.fields}
    return {name: value for name, value in found.items() if value not in (None, "")}


def rows(page: str) -> dict[str, list[str]]:
    """Of the page that shows both: field, what is there, what was sent; by the field."""
    lines = re.findall(r"<tr.*?</tr>", page.split("<tbody>")[1].split("</tbody>")[0], re.DOTALL)
    cells = [[unescape(TAG.sub("", cell)).strip() for cell in re.findall(r"<t[hd].*?</t[hd]>", line)] for line in lines]
    return {cell[0].removesuffix("differs").strip(): cell[1:] for cell in cells}


def test_two_people_edit_one_decision_and_both_versions_stand_side_by_side(
    two: tuple[Client, Client], conference: Cast
) -> None:
    first, second = two
    address = "/conference/decisions/d-2025-1/"
    theirs = {**opened(first, address), "text": "Hand in the return by May", "owners": ["police", "shelter"]}
    mine = {**opened(second, address), "text": "Hand in the return by June", "due": "2026-06-30"}
    assert first.post(address, theirs).status_code == 302
    answer = second.post(address, mine)
    page = answer.content.decode()
    assert answer.status_code == 409
    told = rows(page)
    assert told["What was decided"] == ["Hand in the return by May", "Hand in the return by June"]
    assert told["Due"] == ["2025-12-31", "2026-06-30"]
    assert told["Whose it is"] == ["PoliceA shelter", "Police"]  # by their names, a line each
    assert page.count("govuk-tag") == 3
    with scoped(conference.actor("plan_secretary")):
        kept = Decision.objects.get(code="d-2025-1")
        assert (kept.text, kept.due, kept.version) == ({"en": "Hand in the return by May"}, "2025-12-31", 2)
    again = {name: answer.context["form"][name].value() for name in mine}
    assert (again["text"], again["due"], str(again["version"])) == ("Hand in the return by June", "2026-06-30", "2")
    assert second.post(address, again).status_code == 302
    with scoped(conference.actor("plan_secretary")):
        assert Decision.objects.get(code="d-2025-1").text == {"en": "Hand in the return by June"}


def test_who_leads_a_measure_is_shown_on_both_sides_too(two: tuple[Client, Client], conference: Cast) -> None:
    first, second = two
    address = "/conference/plans/p1/1.2/change/"
    mine = {**opened(second, address), "leads": ["police"]}
    assert first.post(address, {**opened(first, address), "leads": ["shelter"]}).status_code == 302
    told = rows(second.post(address, mine).content.decode())
    assert told["Bodies that lead"] == ["A shelter", "Police"]
    with scoped(conference.actor("plan_secretary")):
        assert [one.body for one in Measure.objects.get(code="1.2").assignments.all()] == ["shelter"]


def test_a_report_first_written_by_two_at_once_keeps_the_one_and_shows_the_other(conference: Cast) -> None:
    account = conference.other["agency_manager"]
    first, second = conference.client(account), conference.client(account)
    address = "/conference/plans/p1/1.1/report/?period=2024"
    mine = {**opened(second, address), "status": "done", "note": "All held", "evidence": "list-1"}
    theirs = {**opened(first, address), "status": "under_way", "note": "Nine held"}
    assert first.post(address, theirs).status_code == 302
    answer = second.post(address, mine)
    told = rows(answer.content.decode())
    assert (answer.status_code, told["What was done"]) == (409, ["Nine held", "All held"])
    assert told["Where it stands"] == ["under way", "done"]
    again = {name: answer.context["form"][name].value() for name in answer.context["form"].fields}
    assert second.post(address, {name: value for name, value in again.items() if value}).status_code == 302
    with scoped(conference.stranger("agency_manager")):
        [kept] = ProgressEntry.objects.filter(period="2024")
        assert (kept.status, kept.note, kept.version) == ("done", {"en": "All held"}, 2)


def test_two_keepers_of_accounts_see_both_as_well(cast: Cast) -> None:
    admin, account = cast.client(cast.accounts["system_admin"]), cast.accounts["tip_desk"]
    address = f"/accounts/{account.pk}/"
    filled = {"version": 1, "display_name": "Tariq", "role": "tip_desk", "is_active": "on"}
    assert admin.post(address, filled).status_code == 302
    told = rows(admin.post(address, {**filled, "display_name": "Samir"}).content.decode())
    assert "Tariq" in str(told) and "Samir" in str(told)
