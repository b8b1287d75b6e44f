"""A token: shown once, kept as a hash, good for what it says and no longer than its person is."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.utils import timezone
from tests.site.api.conftest import Program, token_of
from tests.site.cast import Cast

from palermo.ground.errors import UsageError
from palermo.site.access.refusals import Forbidden
from palermo.site.access.scope import scoped
from palermo.site.accounts.models import Account
from palermo.site.api.actions import make_token, revoke_token
from palermo.site.api.models import Token

pytestmark = pytest.mark.django_db


def code(told: tuple[int, object]) -> int:
    return told[0]


def test_it_says_who_one_is(program: Callable[..., Program]) -> None:
    status, told = program("auditor", "account.read").get("/account")
    assert (status, told["role"], told["body"], told["verbs"]) == (200, "auditor", "rapporteur", ["account.read"])


def test_its_text_is_nowhere_in_the_database(cast: Cast) -> None:
    text = token_of(cast.accounts["auditor"])
    with scoped(cast.actor("auditor")):
        kept = Token.objects.get()
    assert text.split(".")[2] not in str(vars(kept))


def test_it_opens_what_it_is_good_for_and_nothing_else(program: Callable[..., Program]) -> None:
    one = program("auditor", "account.read")
    assert code(one.get("/account")) == 200
    assert code(one.get("/audit")) == 403


def test_a_verb_opens_nothing_that_the_role_does_not(program: Callable[..., Program]) -> None:
    one = program("case_worker")
    assert [code(one.get(path)) for path in ("/audit", "/bodies", "/emergency")] == [403, 403, 200]


def test_revoked_it_opens_nothing(cast: Cast) -> None:
    text = token_of(cast.accounts["auditor"])
    with scoped(cast.actor("auditor")) as auditor:
        revoke_token(auditor, Token.objects.get(), now=timezone.now())
    assert code(Program(text).get("/account")) == 401


def test_after_its_last_day_it_opens_nothing(cast: Cast) -> None:
    text = token_of(cast.accounts["auditor"])
    with scoped(cast.actor("auditor")):
        Token.objects.update(last_day=timezone.now().date() - timedelta(days=1))
    assert code(Program(text).get("/account")) == 401


@pytest.mark.parametrize("changed", [{"role": "tip_desk"}, {"is_active": False}])
def test_when_the_role_changes_or_the_account_closes_it_is_void(changed: dict[str, object], cast: Cast) -> None:
    text = token_of(cast.accounts["auditor"])
    with scoped(cast.actor("system_admin")):
        Account.objects.filter(pk=cast.accounts["auditor"].pk).update(**changed)
    assert code(Program(text).get("/account")) == 401


def test_nobody_makes_or_revokes_one_for_another(cast: Cast) -> None:
    now = timezone.now()
    token_of(cast.accounts["auditor"])
    with scoped(cast.actor("auditor")):
        theirs = Token.objects.get()
    with scoped(cast.actor("system_admin")) as admin:
        assert not Token.objects.exists()
        with pytest.raises(Forbidden):
            make_token(
                admin, cast.accounts["auditor"], label="x", verbs=["events.read"], last_day=now.date(), now=now
            )  # fmt: skip
        with pytest.raises(Forbidden):
            revoke_token(admin, theirs, now=now)


@pytest.mark.parametrize(
    ("days", "verbs"), [(-1, ["events.read"]), (367, ["events.read"]), (1, []), (1, ["everything"])]
)
def test_a_token_without_end_or_without_verbs_is_not_made(days: int, verbs: list[str], cast: Cast) -> None:
    now = timezone.now()
    with scoped(cast.actor("auditor")) as auditor, pytest.raises(UsageError):
        make_token(
            auditor, cast.accounts["auditor"], label="x", verbs=verbs, last_day=now.date() + timedelta(days=days),
            now=now,
        )  # fmt: skip


def test_made_on_the_page_it_is_shown_once_and_revoked_there(cast: Cast) -> None:
    client = cast.client(cast.accounts["auditor"])
    day = (timezone.now() + timedelta(days=9)).date().isoformat()
    page = client.post("/account/tokens/", {"label": "nightly", "verbs": ["account.read"], "last_day": day})
    text = page.content.decode().split('id="token">')[1].split("<")[0]
    assert code(Program(text).get("/account")) == 200
    assert text not in client.get("/account/tokens/").content.decode()
    with scoped(cast.actor("auditor")):
        key = Token.objects.get().pk
    client.post(f"/account/tokens/{key}/revoke/")
    assert code(Program(text).get("/account")) == 401
