"""Every route: a token or nothing. The feeds that everybody may read are named here, and there is no other."""

import json
import re
from collections.abc import Iterator
from typing import Any

import pytest
from django.test import Client
from django.urls import get_resolver
from ninja.security import APIKeyCookie, HttpBearer
from ninja.security.base import AuthBase
from tests.site.cast import Cast
from tools.openapi import PLACE, written

from palermo.site.api.interface import ByToken, api
from palermo.site.api.verbs import NAMES

PUBLIC = {"public_editions", "public_counts", "public_table"}
KEY = "00000000-0000-4000-8000-000000000000"
SAYS_A_NAME = {"display_name", "login", "account_name", "person", "decided_by", "proposed_by"}


def routes() -> Iterator[tuple[str, str, Any]]:
    """Method, address and operation of every route."""
    assert get_resolver().url_patterns
    for prefix, router in api._routers:
        for path, view in router.path_operations.items():
            for operation in view.operations:
                for method in operation.methods:
                    yield method, f"/api/v1{prefix}{path}", operation


def test_every_route_asks_for_a_token_but_the_feeds() -> None:
    open_ = {one.view_func.__name__ for _, _, one in routes() if not one.auth_callbacks}
    assert open_ == PUBLIC


def test_a_route_takes_a_bearer_and_never_a_cookie() -> None:
    for _, path, one in routes():
        for auth in one.auth_callbacks:
            assert isinstance(auth, ByToken) and isinstance(auth, HttpBearer), path
            assert not isinstance(auth, APIKeyCookie) and isinstance(auth, AuthBase)
            assert auth.verb in NAMES


def test_every_verb_of_a_token_opens_some_route() -> None:
    assert {auth.verb for _, _, one in routes() for auth in one.auth_callbacks} == set(NAMES)


def test_a_route_that_changes_anything_asks_for_a_key() -> None:
    paths = json.loads(written())["paths"]
    for path, methods in paths.items():
        for method, operation in methods.items():
            named = {one["name"] for one in operation.get("parameters", ())}
            assert ("Idempotency-Key" in named) == (method != "get"), path
            assert not {"offset", "page"} & named


@pytest.mark.django_db
def test_whoever_is_signed_in_to_the_pages_is_a_stranger_to_every_route(cast: Cast) -> None:
    told = {}
    client = cast.client(cast.accounts["report_editor"])
    assert client.get("/").status_code == 200
    for method, path, one in routes():
        if one.auth_callbacks:
            address = re.sub(r"\{\w+:\w+\}", KEY, re.sub(r"\{int:\w+\}", "1", path))
            answer = getattr(client, method.lower())(address, headers={"Idempotency-Key": "a-key-0000"})
            told[address] = (answer.status_code, answer.headers["Content-Type"], "sessionid" in answer.cookies)
    assert {path: one for path, one in told.items() if one != (401, "application/json; charset=utf-8", False)} == {}


@pytest.mark.django_db
@pytest.mark.parametrize(
    "token", ["", "Bearer", "Bearer x", "Basic YTpi", "Bearer plm.x.y", f"Bearer plm.{'0' * 32}.s"]
)
def test_what_is_no_token_opens_nothing(token: str, cast: Cast) -> None:
    answer = Client().get("/api/v1/account", headers={"Authorization": token} if token else {})
    assert (answer.status_code, answer.json()["findings"][0]["code"]) == (401, "api.no-token")
    assert answer.headers["WWW-Authenticate"] == "Bearer"


@pytest.mark.django_db
def test_an_address_that_is_none_is_told_as_a_finding() -> None:
    answer = Client().post("/api/v1/nowhere")
    assert (answer.status_code, answer.json()["findings"][0]["code"]) == (404, "api.hidden")


def test_what_the_interface_says_of_itself_is_what_is_checked_in() -> None:
    assert PLACE.read_text("utf-8") == written(), "run tools/openapi.py"


def test_no_answer_has_a_field_for_the_name_of_a_person() -> None:
    schemas = json.loads(written())["components"]["schemas"]
    fields = {name for one in schemas.values() for name in one.get("properties", {})}
    assert not fields & SAYS_A_NAME
