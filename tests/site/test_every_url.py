"""Every address, as a stranger, as the other body and in each role: what is answered stands in a table.

An address that is not in the table fails: whoever adds a page says here who sees it.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from uuid import UUID

import pytest
from django.urls import URLPattern, URLResolver, get_resolver, reverse
from django.utils import timezone
from tests.site.cast import Cast

from palermo.site.access.scope import scoped
from palermo.site.accounts.models import Account
from palermo.site.accounts.roles import ROLES
from palermo.site.emergency import actions as emergency

EVERYBODY = [role for role, _ in ROLES]
KEEPERS = {"system_admin"}
SEE_ACCOUNTS = {"system_admin", "auditor", "agency_manager"}
ASK = {"case_worker", "custody_monitor", "alert_officer"}
SEE_EMERGENCIES = ASK | {"agency_manager", "auditor"}


@dataclass(frozen=True)
class Page:
    """Who gets 200 (or 302 where the page sends on); all others of those signed in get ``others``."""

    method: str
    seen_by: set[str]
    answer: int = 200
    others: int = 403
    key: str = ""
    stranger: int = 302
    otherwise: tuple[tuple[str, int], ...] = ()
    """Roles that get an answer of their own, which is neither."""


def forbidden(roles: set[str]) -> tuple[tuple[str, int], ...]:
    """They see the thing, and may not do this with it."""
    return tuple((role, 403) for role in sorted(roles))


ALL = set(EVERYBODY)
OF_THE_SHELTER = {"case_worker", "agency_manager", "agency_data_officer", "referral_desk", "alert_officer", "tip_desk"}
TABLE = {
    "home": Page("get", ALL),
    "leave": Page("get", ALL, answer=302),
    "set_language": Page("post", ALL, answer=302),
    "accounts:sign-in": Page("get", ALL, stranger=200),
    "accounts:code": Page("get", ALL, answer=302),
    "accounts:sign-out": Page("post", ALL, answer=302),
    "accounts:invitation": Page("get", ALL, answer=404, key="void", stranger=404),
    "accounts:own": Page("get", ALL),
    "accounts:password": Page("get", ALL),
    "accounts:factor": Page("get", ALL),
    "accounts:list": Page("get", SEE_ACCOUNTS),
    "accounts:add": Page("get", KEEPERS),
    # The worker of the other body is nobody's but the administrator's and, to look at, the auditor's.
    "accounts:change": Page("get", KEEPERS, others=404, key="account", otherwise=(("auditor", 403),)),
    "accounts:invite": Page("post", KEEPERS, others=404, key="account", otherwise=(("auditor", 403),)),
    "accounts:reset-factors": Page("post", KEEPERS, 302, 404, "account", otherwise=(("auditor", 403),)),
    "accounts:agencies": Page("get", SEE_ACCOUNTS),
    "accounts:add-agency": Page("get", KEEPERS),
    "audit:list": Page("get", {"auditor", "agency_manager"}),
    "emergency:list": Page("get", SEE_EMERGENCIES),
    "emergency:ask": Page("get", ASK),
    # Asked by the police of the shelter's record: people of the shelter see it, as does the auditor.
    "emergency:one": Page("get", OF_THE_SHELTER | {"auditor"}, others=404, key="emergency"),
    "emergency:approve": Page("post", set(), 302, 404, "emergency", otherwise=forbidden(OF_THE_SHELTER | {"auditor"})),
    "emergency:answer": Page(
        "post",
        {"agency_manager"},
        302,
        404,
        "emergency",
        otherwise=forbidden(OF_THE_SHELTER - {"agency_manager"} | {"auditor"}),
    ),
}


def names(patterns: list[URLPattern | URLResolver], prefix: str = "") -> Iterator[str]:
    for one in patterns:
        if isinstance(one, URLResolver):
            yield from names(one.url_patterns, f"{one.namespace}:" if one.namespace else prefix)
        else:
            yield f"{prefix}{one.name}"


def test_every_address_stands_in_the_table_and_the_table_holds_no_other() -> None:
    assert set(names(get_resolver().url_patterns)) == set(TABLE)


@pytest.fixture
def keys(cast: Cast) -> dict[str, list[object]]:
    """The keys of what the addresses speak of: all of it belongs to the police."""
    with scoped(cast.stranger("case_worker")) as other:
        asked = emergency.ask(
            other, cast.bodies["shelter"], resource="case", reference="X-1", reason="cannot wait until morning",
            now=timezone.now(),
        )  # fmt: skip
    worker = cast.other["case_worker"].pk
    return {"": [], "account": [worker], "emergency": [asked.pk], "void": [worker, "no-such-token"]}


@pytest.mark.django_db
@pytest.mark.parametrize("name", TABLE)
def test_an_address_answers_each_as_the_table_says(name: str, cast: Cast, keys: dict[str, list[object]]) -> None:
    page, told, wanted = TABLE[name], {}, {}
    address = reverse(name, args=keys[page.key])
    for role in EVERYBODY:
        told[role] = getattr(cast.client(cast.accounts[role]), page.method)(address).status_code
        wanted[role] = page.answer if role in page.seen_by else dict(page.otherwise).get(role, page.others)
    assert told == wanted


@pytest.mark.django_db
@pytest.mark.parametrize("name", TABLE)
def test_a_stranger_is_sent_to_the_door(name: str, cast: Cast, keys: dict[str, list[object]]) -> None:
    from django.test import Client

    page = TABLE[name]
    answer = getattr(Client(), page.method)(reverse(name, args=keys[page.key]))
    assert answer.status_code == page.stranger
    if name not in ("leave", "set_language", "accounts:code") and answer.status_code == 302:
        assert answer.headers["Location"] == "/sign-in/"


@pytest.mark.django_db
def test_a_page_that_is_none_is_404_and_says_nothing_of_the_address(cast: Cast) -> None:
    answer = cast.client(cast.accounts["case_worker"]).get("/cases/maria-of-the-harbour/")
    assert answer.status_code == 404
    assert b"maria" not in answer.content.replace(b'value="/cases/maria-of-the-harbour/"', b"")


@pytest.mark.django_db
@pytest.mark.parametrize("name", [name for name, page in TABLE.items() if page.method == "get" and not page.key])
def test_no_page_carries_script_or_style_within_and_none_may_be_kept(name: str, cast: Cast) -> None:
    seen_by = sorted(TABLE[name].seen_by)[0]
    answer = cast.client(cast.accounts[seen_by]).get(reverse(name))
    policy = answer.headers["Content-Security-Policy"]
    assert "default-src 'self'" in policy and "unsafe" not in policy
    assert answer.headers["Cache-Control"] == "no-store"
    page = answer.content.decode()
    assert " style=" not in page and "<style" not in page and " on" + "click=" not in page
    assert all(" src=" in part[:60] for part in page.split("<script")[1:])


@pytest.mark.django_db
def test_a_stale_form_is_told_that_somebody_was_faster(cast: Cast) -> None:
    admin, account = cast.client(cast.accounts["system_admin"]), cast.accounts["tip_desk"]
    address = reverse("accounts:change", args=[account.pk])
    filled = {"version": 1, "display_name": "Tariq", "role": "tip_desk", "is_active": "on"}
    assert admin.post(address, filled).status_code == 302
    assert admin.post(address, {**filled, "display_name": "Somebody"}).status_code == 409
    with scoped(cast.actor("system_admin")):
        assert Account.objects.get(pk=UUID(str(account.pk))).display_name == "Tariq"
