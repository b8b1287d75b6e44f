"""The way in by a provider: for an account that its person has bound, up to the code of the device, and no further."""

import logging
import time
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.contrib.sessions.models import Session
from django.db import connection
from django.test import Client
from django.utils import timezone
from tests.site.accounts.test_sign_in import code_now, with_device
from tests.site.cast import PASSWORD, Cast
from tests.site.keys.keyring import make_keys
from tests.site.oidc.a_provider import CLIENT, KEYS, Listening, Provider

from palermo.engines import ask_outside
from palermo.site.access.actor import of
from palermo.site.access.refusals import Forbidden
from palermo.site.access.scope import current_or_none, scoped
from palermo.site.accounts import actions as accounts
from palermo.site.accounts.models import Account
from palermo.site.audit.looking import AUDITOR
from palermo.site.audit.models import AuditEvent
from palermo.site.oidc import actions, door
from palermo.site.oidc import provider as asking
from palermo.site.oidc.models import ProviderBinding
from palermo.site.oidc.protocol import SIGNED_BY
from palermo.site.oidc.refusals import TEXTS, NotLetIn, Reason

pytestmark = pytest.mark.django_db


def bound(account: Account, provider: Provider, subject: str | None = None) -> None:
    with scoped(of(account)) as actor:
        actions.bind(actor, account, issuer=provider.issuer, subject=subject or provider.person)


def brought_back(client: Client, provider: Provider) -> dict[str, str]:
    """What the browser brings back after it was sent to the provider and its person signed in there."""
    return provider.sign_in(client.get("/sign-in/provider/").headers["Location"])


def there_and_back(client: Client, provider: Provider, **other: str) -> str:
    """Where the whole round ends: an address of ours, or the reason that is told."""
    return told(client, client.get("/sign-in/provider/back/", {**brought_back(client, provider), **other}))


def told(client: Client, answer: Any) -> str:
    address: str = answer.headers["Location"]
    if address != "/sign-in/provider/refused/":
        return address
    page = client.get(address).content.decode()
    [reason] = [reason.value for reason, text in TEXTS.items() if str(text) in page]
    return reason


def verbs(account: Account) -> list[str]:
    with scoped(AUDITOR):
        return list(AuditEvent.objects.filter(actor=account.pk).order_by("seq").values_list("verb", flat=True))


def test_who_has_bound_her_account_signs_in_and_is_asked_for_her_code_all_the_same(
    amal: Account, provider: Provider
) -> None:
    secret, _ = with_device(amal)
    bound(amal, provider)
    client = Client()
    assert "House of Keys" in client.get("/sign-in/").content.decode()
    before = client.session.session_key
    assert there_and_back(client, provider) == "/sign-in/code/"
    assert client.get("/").headers["Location"] == "/sign-in/"  # the provider alone opens nothing
    between = client.session.session_key
    assert client.post("/sign-in/code/", {"code": code_now(secret)}).headers["Location"] == "/"
    assert client.get("/account/").status_code == 200
    assert len({before, between, client.session.session_key}) == 3  # a session is renewed at each step
    assert verbs(amal)[-1] == "sign-in-by-provider"


def test_who_came_by_a_provider_that_can_be_signed_out_of_is_shown_the_way_and_no_token_is_kept(
    amal: Account, provider: Provider
) -> None:
    secret, _ = with_device(amal)
    bound(amal, provider)
    provider.description = {"end_session_endpoint": f"{provider.issuer}/out?realm=a"}
    client = Client()
    there_and_back(client, provider)
    client.post("/sign-in/code/", {"code": code_now(secret)})
    assert provider.tokens[-1] not in str(dict(client.session))
    page = client.post("/sign-out/").content.decode()
    assert f'href="{provider.issuer}/out?realm=a&amp;client_id=palermo"' in page.replace(CLIENT, "palermo")
    assert "Sign out at House of Keys" in page and amal.display_name not in page
    assert client.get("/").headers["Location"] == "/sign-in/"
    assert client.post("/sign-in/", {}).status_code == 200 and "provider_out" not in client.session


@pytest.mark.parametrize("ends", [None, 7, "http://elsewhere.example/out", "javascript:alert(1)", "/out"])
def test_where_the_provider_names_no_way_out_that_is_fit_one_is_signed_out_here(
    ends: object, amal: Account, provider: Provider
) -> None:
    secret, _ = with_device(amal)
    bound(amal, provider)
    provider.description = {"end_session_endpoint": ends}
    client = Client()
    there_and_back(client, provider)
    client.post("/sign-in/code/", {"code": code_now(secret)})
    assert client.post("/sign-out/").headers["Location"] == "/sign-in/"
    assert client.get("/").headers["Location"] == "/sign-in/"


def test_without_a_device_the_only_page_is_the_one_that_sets_it_up(amal: Account, provider: Provider) -> None:
    bound(amal, provider)
    client = Client()
    assert there_and_back(client, provider) == "/"
    assert client.get("/account/").headers["Location"] == "/account/second-factor/"


def test_the_keys_of_the_body_stay_closed_to_who_came_by_the_provider(
    amal: Account, provider: Provider, cast: Cast
) -> None:
    secret, _ = with_device(amal)
    make_keys(cast)
    bound(amal, provider)
    client = Client()
    there_and_back(client, provider)
    client.post("/sign-in/code/", {"code": code_now(secret)})
    assert client.get("/").headers["Location"] == "/keys/open/"
    assert 'name="passphrase"' in client.get("/keys/open/").content.decode()


def test_nobody_gets_an_account_by_being_known_to_the_provider(amal: Account, provider: Provider) -> None:
    with scoped(AUDITOR):
        before = Account.objects.count()
    assert there_and_back(Client(), provider) == Reason.UNKNOWN
    bound(amal, provider, "another-subject")
    assert there_and_back(Client(), provider) == Reason.UNKNOWN
    with scoped(AUDITOR):
        assert Account.objects.count() == before


def test_an_account_that_is_closed_invited_anew_or_reset_does_not_open(
    amal: Account, provider: Provider, cast: Cast
) -> None:
    bound(amal, provider)
    with scoped(cast.actor("system_admin")) as admin:
        accounts.reset_factors(admin, amal, now=timezone.now() + timedelta(seconds=1))
    assert there_and_back(Client(), provider) == Reason.UNKNOWN
    with scoped(cast.actor("system_admin")):
        Account.objects.filter(pk=amal.pk).update(factors_since=None)
    assert there_and_back(Client(), provider) == "/"
    with scoped(cast.actor("system_admin")):
        Account.objects.filter(pk=amal.pk).update(is_active=False)
    assert there_and_back(Client(), provider) == Reason.UNKNOWN
    with scoped(cast.actor("system_admin")) as admin:
        Account.objects.filter(pk=amal.pk).update(is_active=True)
        accounts.invite(admin, Account.objects.get(pk=amal.pk))
    assert there_and_back(Client(), provider) == Reason.UNKNOWN


LIES: dict[str, dict[str, Any]] = {
    "another issuer": {"claims": {"iss": "https://id.example"}},
    "another audience": {"claims": {"aud": "somebody-else"}},
    "also for another": {"claims": {"aud": ["palermo-client", "somebody-else"], "azp": "palermo-client"}},
    "made for another party": {"claims": {"azp": "somebody-else"}},
    "expired": {"claims": {"exp": int(time.time()) - 120}},
    "without an end": {"claims": {"exp": None}},
    "not yet good": {"claims": {"nbf": int(time.time()) + 3600}},
    "another nonce": {"claims": {"nonce": "that-of-another-attempt"}},
    "no nonce": {"claims": {"nonce": None}},
    "of nobody": {"claims": {"sub": None}},
    "a subject that is none": {"claims": {"sub": ["subject-of-amal"]}},
    "of another access token": {"claims": {"at_hash": "AAAAAAAAAAAAAAAAAAAAAA"}},
    "signed by a key that is not shown": {"signs_with": "two"},
    "under the name of a key that is shown": {"signs_with": "two", "header": {"kid": "one"}},
    "a head that says it must be understood": {"header": {"crit": ["from-tomorrow"], "from-tomorrow": 1}},
    "described by another": {"description": {"issuer": "https://id.example"}},
    "keys without TLS elsewhere": {"description": {"jwks_uri": "http://keys.example/"}},
    "signed with nothing": {"description": {"id_token_signing_alg_values_supported": ["none", "HS256"]}},
}


@pytest.mark.parametrize("lie", LIES)
def test_what_is_not_true_to_the_letter_lets_nobody_in(lie: str, amal: Account, provider: Provider) -> None:
    bound(amal, provider)
    client = Client()
    if "description" in LIES[lie]:
        provider.description = LIES[lie]["description"]
        assert told(client, client.get("/sign-in/provider/")) == Reason.DOUBTFUL
        return
    for name, value in LIES[lie].items():
        setattr(provider, name, value)
    assert there_and_back(client, provider) == Reason.DOUBTFUL
    assert provider.tokens and "_auth_user_id" not in client.session
    provider.claims, provider.header, provider.signs_with = {}, {}, "one"
    assert there_and_back(client, provider) == "/"  # it was the lie alone


def test_a_token_without_a_signature_is_none(amal: Account, provider: Provider) -> None:
    bound(amal, provider)
    client, unsigned = Client(), []

    def strip(path: str) -> tuple[int, bytes] | None:
        if path != "/token":
            return None
        head, body, _ = provider.tokens[-1].split(".")
        none = "eyJhbGciOiJub25lIn0"  # {"alg":"none"}
        unsigned.append(head)
        return 200, f'{{"id_token": "{none}.{body}."}}'.encode()

    provider.answer = strip
    assert there_and_back(client, provider) == Reason.DOUBTFUL and unsigned
    assert "none" not in SIGNED_BY and not [one for one in SIGNED_BY if one.startswith("HS")]


def test_a_provider_that_turns_its_keys_is_believed_at_once_and_its_old_key_no_longer(
    amal: Account, provider: Provider
) -> None:
    bound(amal, provider)
    assert there_and_back(Client(), provider) == "/"
    provider.signs_with, provider.shows = "two", ("one", "two")
    assert there_and_back(Client(), provider) == "/"
    provider.signs_with, provider.shows = "one", ("two",)
    assert there_and_back(Client(), provider) == Reason.DOUBTFUL
    assert KEYS["one"].key_type == "RSA" and KEYS["two"].key_type == "EC"


def test_a_return_is_good_once_in_the_browser_that_began_it_and_for_ten_minutes(
    amal: Account, provider: Provider, monkeypatch: pytest.MonkeyPatch
) -> None:
    bound(amal, provider)
    one, other = Client(), Client()
    assert there_and_back(one, provider, state="of-another") == Reason.STALE
    sent = brought_back(one, provider)
    assert told(other, other.get("/sign-in/provider/back/", sent)) == Reason.STALE
    assert told(one, one.get("/sign-in/provider/back/", sent)) == "/"
    assert told(one, one.get("/sign-in/provider/back/", sent)) == Reason.STALE
    monkeypatch.setattr(door, "PATIENCE", -1)
    sent = brought_back(other, provider)
    assert told(other, other.get("/sign-in/provider/back/", sent)) == Reason.STALE


def test_another_issuer_in_the_return_and_a_refusal_over_there_are_told_apart(
    amal: Account, provider: Provider
) -> None:
    assert there_and_back(Client(), provider, iss="https://id.example") == Reason.DOUBTFUL
    assert there_and_back(Client(), provider, error="access_denied", error_description="amal drank") == Reason.DENIED
    assert not [path for path in provider.asked if path == "/token"]


def test_a_code_of_another_attempt_is_worth_nothing_since_its_verifier_is_ours(
    amal: Account, provider: Provider
) -> None:
    bound(amal, provider)
    stolen = brought_back(Client(), provider)["code"]
    assert there_and_back(Client(), provider, code=stolen) == Reason.DOUBTFUL


def test_a_provider_that_takes_the_secret_in_the_form_gets_it_there(amal: Account, provider: Provider) -> None:
    bound(amal, provider)
    provider.description = {"token_endpoint_auth_methods_supported": ["client_secret_post"]}
    assert there_and_back(Client(), provider) == "/"


@pytest.mark.parametrize("answer", [(500, b"{}"), (200, b"no json"), (200, b"[]"), (302, b""), (404, b"{}")])
@pytest.mark.parametrize("path", ["/token", "/keys"])
@pytest.mark.engines("sqlite")
def test_an_answer_that_is_none_lets_nobody_in(
    path: str, answer: tuple[int, bytes], amal: Account, provider: Provider
) -> None:
    bound(amal, provider)
    provider.answer = lambda asked: answer if asked == path else None
    assert there_and_back(Client(), provider) == (Reason.DOWN if answer[0] == 500 else Reason.DOUBTFUL)
    assert "/elsewhere" not in provider.asked  # sent on by a provider, nobody goes


def test_when_the_provider_is_down_it_is_said_and_the_password_still_opens(
    amal: Account, provider: Provider, listening: tuple[Provider, Listening]
) -> None:
    with_device(amal)
    client = Client()
    sent = brought_back(client, provider)
    listening[1].close()
    assert told(client, client.get("/sign-in/provider/back/", sent)) == Reason.DOWN
    asking.forget()
    for _ in range(2):  # the second time it is not even asked
        assert told(client, client.get("/sign-in/provider/")) == Reason.DOWN
    answer = client.post("/sign-in/", {"login": amal.login, "password": PASSWORD})
    assert answer.headers["Location"] == "/sign-in/code/"


def test_a_site_that_the_provider_does_not_know_or_that_has_no_secret_says_so(
    amal: Account, provider: Provider, settings: Any
) -> None:
    bound(amal, provider)
    provider.answer = lambda path: (401, b'{"error": "invalid_client"}') if path == "/token" else None
    assert there_and_back(Client(), provider) == Reason.AMISS
    provider.answer = lambda path: None
    settings.SIGN_IN_PROVIDER.secret_file.write_text("another", "ascii")
    assert there_and_back(Client(), provider) == Reason.DOUBTFUL
    settings.SIGN_IN_PROVIDER.secret_file.unlink()
    assert there_and_back(Client(), provider) == Reason.AMISS


def test_nobody_waits_for_the_provider_with_the_database_held(
    amal: Account, provider: Provider, monkeypatch: pytest.MonkeyPatch
) -> None:
    bound(amal, provider)
    outside, seen = len(connection.savepoint_ids), []

    def watched(*words: Any, **told: Any) -> Any:
        seen.append((current_or_none(), len(connection.savepoint_ids)))
        return ask_outside(*words, **told)

    monkeypatch.setattr(asking, "ask_outside", watched)
    assert there_and_back(Client(), provider) == "/"
    assert seen == [(None, outside)] * 3  # the description, the code, the keys: no scope, no transaction of ours


def test_a_silent_provider_is_left_alone_for_a_while(provider: Provider) -> None:
    provider.answer = lambda path: (503, b"")
    asked = [told(client, client.get("/sign-in/provider/")) for client in (Client(), Client(), Client())]
    assert asked == [Reason.DOWN] * 3 and len(provider.asked) == 1


@pytest.fixture
def logged() -> Iterator[list[str]]:
    """Everything that anything logs, down to the last detail."""
    lines: list[str] = []

    class Keeping(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            lines.append(self.format(record) + repr(record.args) + repr(vars(record).get("params")))

    keeping, root = Keeping(), logging.getLogger()
    loggers = [root, *(logging.getLogger(name) for name in ("django", "django.request", "django.security"))]
    level = root.level
    root.setLevel(logging.DEBUG)
    for one in loggers:
        one.addHandler(keeping)
    yield lines
    for one in loggers:
        one.removeHandler(keeping)
    root.setLevel(level)


@pytest.mark.parametrize("claims", [{}, {"nonce": "wrong"}, {"sub": "a-stranger-to-all"}])
def test_no_log_page_address_event_or_row_holds_a_code_a_token_or_a_claim(
    claims: dict[str, str], amal: Account, provider: Provider, logged: list[str]
) -> None:
    bound(amal, provider)
    provider.claims, client = claims, Client()
    sent = brought_back(client, provider)
    answer = client.get("/sign-in/provider/back/", sent)
    page = client.get(answer.headers["Location"])
    with scoped(AUDITOR):
        events = repr(list(AuditEvent.objects.values()))
    with scoped(of(amal)):
        rows = repr(list(ProviderBinding.objects.values()))
    kept = repr([one.get_decoded() for one in Session.objects.all()])
    seen = "".join([*logged, answer.headers["Location"], page.content.decode(), events, rows, kept])
    words = [sent["code"], sent["state"], "an-access-token", provider.tokens[-1], provider.person, "amal@mail.example"]
    assert [word for word in (*words, *claims.values()) if word != "wrong" and word in seen] == []


def test_where_no_provider_is_named_there_is_no_button_and_no_page(amal: Account, cast: Cast) -> None:
    client = cast.client(amal)
    assert "/sign-in/provider/" not in Client().get("/sign-in/").content.decode()
    assert "/account/provider/" not in client.get("/account/").content.decode()
    for path in ("sign-in/provider/", "sign-in/provider/back/?code=a&state=b", "sign-in/provider/refused/"):
        assert Client().get(f"/{path}").status_code == client.get(f"/{path}").status_code == 404
    assert client.get("/account/provider/").status_code == client.post("/account/provider/undo/").status_code == 404


def test_she_binds_her_account_once_with_her_password_and_undoes_it(
    amal: Account, provider: Provider, cast: Cast
) -> None:
    client = cast.client(amal)
    assert client.get("/sign-in/provider/").headers["Location"] == "/"  # nobody is led to bind an open session
    assert client.post("/account/provider/", {"password": "not-hers"}).status_code == 200
    assert client.get("/sign-in/provider/").headers["Location"] == "/"
    page = client.post("/account/provider/", {"password": PASSWORD}).content.decode()
    assert 'href="/sign-in/provider/"' in page
    assert there_and_back(client, provider) == "/account/provider/"
    assert there_and_back(Client(), provider) == "/"
    client.post("/account/provider/", {"password": PASSWORD})
    assert there_and_back(client, provider) == Reason.TAKEN
    assert client.post("/account/provider/undo/").status_code == 302
    assert there_and_back(Client(), provider) == Reason.UNKNOWN
    assert [verb for verb in verbs(amal) if "bind" in verb] == ["account.bind-provider", "account.unbind-provider"]


def test_a_return_that_was_to_bind_binds_nothing_once_she_has_signed_out(
    amal: Account, provider: Provider, cast: Cast
) -> None:
    client = cast.client(amal)
    client.post("/account/provider/", {"password": PASSWORD})
    sent, flow = brought_back(client, provider), client.session[door.FLOW]
    guest = Client()
    guest.get("/sign-in/provider/")
    session = guest.session
    session[door.FLOW] = flow
    session.save()
    assert told(guest, guest.get("/sign-in/provider/back/", sent)) == Reason.STALE
    with scoped(of(amal)):
        assert actions.binding_of(amal) is None


def test_one_identity_opens_one_account_and_what_two_have_bound_at_once_opens_neither(
    amal: Account, provider: Provider, cast: Cast
) -> None:
    noor = cast.other["case_worker"]
    with scoped(of(noor)) as actor:
        accounts.set_password(actor, noor, PASSWORD)
    bound(amal, provider)
    with pytest.raises(NotLetIn):
        bound(noor, provider)
    with scoped(of(noor)):  # as if both had looked before either wrote
        said = actions.digest(provider.issuer, provider.person)
        ProviderBinding(agency_id=noor.agency_id, account=noor, login=said).save()
    assert there_and_back(Client(), provider) == Reason.UNKNOWN


def test_nobody_binds_or_undoes_for_another_and_no_colleague_sees_a_binding(
    amal: Account, provider: Provider, cast: Cast
) -> None:
    bound(amal, provider)
    for role in ("agency_manager", "system_admin", "auditor"):
        with scoped(cast.actor(role)) as actor:
            assert not ProviderBinding.objects.exists()
            with pytest.raises(Forbidden):
                actions.unbind(actor, amal)
            with pytest.raises(Forbidden):
                actions.bind(actor, amal, issuer=provider.issuer, subject="x")
