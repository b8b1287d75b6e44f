"""The way in: a password alone is not enough, a code is good once, and a name that is none is not told from one."""

import pytest
from axes.models import AccessAttempt
from django.test import Client, RequestFactory
from django.utils import timezone
from django_otp.oath import TOTP
from tests.site.cast import PASSWORD, Cast

from palermo.site.access.actor import of
from palermo.site.access.scope import scoped
from palermo.site.accounts import actions
from palermo.site.accounts.models import Account
from palermo.site.accounts.tries import mark_of_name

pytestmark = pytest.mark.django_db


@pytest.fixture
def amal(cast: Cast) -> Account:
    account = cast.accounts["case_worker"]
    with scoped(of(account)) as actor:
        actions.set_password(actor, account, PASSWORD)
    return account


def code_now(secret: bytes) -> str:
    return f"{TOTP(secret).token():06d}"


def with_device(account: Account) -> tuple[bytes, list[str]]:
    """A device in use, whose first code was taken a while ago, and the recovery codes."""
    with scoped(of(account)) as actor:
        begun = actions.start_factor(actor, account)
        secret = actions.secret_of(begun)
        earlier = TOTP(secret)
        earlier.time = timezone.now().timestamp() - 300
        codes = actions.confirm_factor(actor, begun, f"{earlier.token():06d}", now=earlier.time)
    assert codes is not None
    return secret, codes


def give_name(client: Client, login: str, password: str = PASSWORD) -> str:
    answer = client.post("/sign-in/", {"login": login, "password": password})
    return answer.headers.get("Location", answer.content.decode())


def test_without_a_second_factor_the_only_page_is_the_one_that_sets_it_up(amal: Account) -> None:
    client = Client()
    assert give_name(client, amal.login) == "/"
    assert client.get("/").headers["Location"] == "/account/second-factor/"
    assert client.get("/account/second-factor/").status_code == 200


def test_with_a_device_the_password_alone_opens_nothing(amal: Account) -> None:
    secret, _ = with_device(amal)
    client = Client()
    assert give_name(client, amal.login) == "/sign-in/code/"
    assert client.get("/").headers["Location"] == "/sign-in/"
    assert client.post("/sign-in/code/", {"code": code_now(secret)}).headers["Location"] == "/"
    assert client.get("/").status_code == 200


def test_a_code_is_good_once(amal: Account) -> None:
    secret, _ = with_device(amal)
    code = code_now(secret)
    first, second = Client(), Client()
    for client in (first, second):
        give_name(client, amal.login)
    assert first.post("/sign-in/code/", {"code": code}).status_code == 302
    assert second.post("/sign-in/code/", {"code": code}).status_code == 200


def test_a_recovery_code_is_good_once(amal: Account) -> None:
    _, codes = with_device(amal)
    first, second = Client(), Client()
    for client in (first, second):
        give_name(client, amal.login)
    assert first.post("/sign-in/code/", {"code": codes[0]}).status_code == 302
    assert second.post("/sign-in/code/", {"code": codes[0]}).status_code == 200


def test_after_five_wrong_codes_the_right_one_does_not_help(amal: Account) -> None:
    secret, _ = with_device(amal)
    client = Client()
    give_name(client, amal.login)
    wrong = "000000" if code_now(secret) != "000000" else "000001"
    for _ in range(actions.FAILURES):
        assert client.post("/sign-in/code/", {"code": wrong}).status_code == 200
    assert client.post("/sign-in/code/", {"code": code_now(secret)}).status_code == 200


def test_a_device_made_void_is_no_second_factor(amal: Account, cast: Cast) -> None:
    with_device(amal)
    with scoped(cast.actor("system_admin")) as admin:
        actions.reset_factors(admin, Account.objects.get(pk=amal.pk), now=timezone.now())
    client = Client()
    assert give_name(client, amal.login) == "/"
    assert client.get("/").headers["Location"] == "/account/second-factor/"


def test_no_administrator_sees_the_secret_of_a_device(amal: Account, cast: Cast) -> None:
    with_device(amal)
    for role in ("system_admin", "auditor", "agency_manager"):
        with scoped(cast.actor(role)):
            assert actions.factor_of(amal) is None


def test_after_five_wrong_passwords_the_right_one_is_refused(amal: Account) -> None:
    client = Client()
    for _ in range(5):
        give_name(client, amal.login, "wrong")
    answer = client.post("/sign-in/", {"login": amal.login, "password": PASSWORD})
    assert answer.status_code == 429
    assert "_auth_user_id" not in client.session


def test_tries_are_counted_by_a_mark_of_the_name_and_forgotten_once_the_password_is_right(amal: Account) -> None:
    client = Client()
    for wrong in range(4):
        give_name(client, amal.login, "wrong")
        assert AccessAttempt.objects.get().failures_since_start == wrong + 1
    kept = str(list(AccessAttempt.objects.values()))
    assert amal.login not in kept and "wrong" not in kept
    assert mark_of_name(RequestFactory().get("/"), {"login": amal.login}) in kept
    give_name(client, amal.login)
    assert not AccessAttempt.objects.exists()


def test_a_name_that_is_none_is_answered_as_a_wrong_password_is(amal: Account) -> None:
    told = [give_name(Client(), login, "wrong") for login in (amal.login, "nobody@shelter")]
    sentences = [text.split("govuk-error-summary__list")[1].split("</ul>")[0] for text in told]
    assert sentences[0] == sentences[1]


def test_a_closed_account_does_not_open_and_its_session_ends(amal: Account, cast: Cast) -> None:
    client = cast.client(amal)
    assert client.get("/").status_code == 200
    with scoped(cast.actor("system_admin")) as admin:
        actions.change_account(
            admin, amal, version=amal.version, display_name=amal.display_name, role=amal.role, is_active=False
        )
    assert client.get("/").headers["Location"] == "/sign-in/"
    assert "/sign-in" not in give_name(Client(), amal.login)[:10]


def test_an_invitation_is_good_once(cast: Cast) -> None:
    account, admin = cast.accounts["tip_desk"], cast.client(cast.accounts["system_admin"])
    page = admin.post(f"/accounts/{account.pk}/invite/").content.decode()
    address = page.split("http://testserver")[1].split("<")[0]
    guest = Client()
    assert guest.post(address, {"password": PASSWORD, "again": PASSWORD}).headers["Location"] == "/sign-in/"
    assert guest.post(address, {"password": PASSWORD, "again": PASSWORD}).status_code == 404
    assert give_name(guest, account.login) == "/"


def test_a_weak_password_is_refused(cast: Cast) -> None:
    account, admin = cast.accounts["tip_desk"], cast.client(cast.accounts["system_admin"])
    page = admin.post(f"/accounts/{account.pk}/invite/").content.decode()
    address = page.split("http://testserver")[1].split("<")[0]
    assert Client().post(address, {"password": "password1234", "again": "password1234"}).status_code == 200


def test_a_session_lasts_twenty_minutes_and_its_cookie_is_closed_to_scripts(amal: Account, cast: Cast) -> None:
    client = cast.client(amal)
    cookie = client.get("/").cookies["sessionid"]
    assert (cookie["max-age"], bool(cookie["httponly"]), cookie["samesite"]) in (("", True, "Lax"), (1200, True, "Lax"))
    assert client.session.get_expiry_age() <= 1200


def test_leaving_ends_the_session(amal: Account, cast: Cast) -> None:
    client = cast.client(amal)
    assert client.get("/leave/").status_code == 302
    assert client.get("/").headers["Location"] == "/sign-in/"
