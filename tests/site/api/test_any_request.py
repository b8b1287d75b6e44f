"""Whatever is sent: never a fault of the server, and every answer is of the shape that the interface says."""

import json
import re
from collections.abc import Iterator
from typing import Any

import pytest
import schemathesis
from django.core.signals import request_finished, request_started
from django.core.wsgi import get_wsgi_application
from django.db import close_old_connections
from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis import strategies as st
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)
from tests.site.api.conftest import token_of
from tests.site.cast import Cast
from tools.openapi import PLACE

WHO = {
    "/api/v1/audit": "auditor",
    "/api/v1/bodies": "system_admin",
    "/api/v1/emergency": "case_worker",
    "/api/v1/emergency/{access}/approve": "agency_manager",
    "/api/v1/emergency/{access}/answer": "agency_manager",
    "/api/v1/releases": "statistician",
    "/api/v1/releases/{release}/decide": "report_editor",
    **dict.fromkeys(
        ("/api/v1/submissions", "/api/v1/submissions/{submission}", "/api/v1/submissions/{submission}/rejects",
         "/api/v1/submissions/{submission}/checks/{number}/receipt", "/api/v1/submissions/{submission}/rows/{row}",
         "/api/v1/submissions/{submission}/again", "/api/v1/returns", "/api/v1/returns/{handed_in}"),
        "agency_data_officer",
    ),
    "/api/v1/conference/reviews": "agency_manager",
    **dict.fromkeys(("/api/v1/cases", "/api/v1/cases/{case}"), "case_worker"),
    **dict.fromkeys(
        ("/api/v1/consents", "/api/v1/consents/{consent}", "/api/v1/consents/{consent}/narrow",
         "/api/v1/consents/{consent}/withdraw", "/api/v1/participations/{participation}/consents", "/api/v1/referrals",
         "/api/v1/referrals/{referral}", "/api/v1/referrals/{referral}/moves", "/api/v1/notices",
         "/api/v1/notices/{notice}/acknowledge", "/api/v1/services"),
        "case_worker",
    ),
    "/api/v1/due-days": "plan_secretary",
}  # fmt: skip
"""Whose token a route is asked with, so that what is sent gets past the gate; an editor's for all others."""
BY_SECRETARY = re.compile("/conference/(?!duties|assess)")
TOLD_OF_A_CONFERENCE = {"/api/v1/conference/meetings", "/api/v1/conference/decisions", "/api/v1/conference/owed"}
"""Where there is nothing to be listed before one was begun."""
EXAMPLES, FEWER = 20, 3
OF_MANY = re.compile("/cases|/consents|/referrals|/notices|/services|/due-days|/conference|/submissions|/returns")
"""Fewer of their routes, which are many of one make."""
SOUND = [
    not_a_server_error, status_code_conformance, content_type_conformance, response_schema_conformance
]  # fmt: skip
INTERFACE = schemathesis.openapi.from_dict(json.loads(PLACE.read_text("utf-8")))
INTERFACE.app = get_wsgi_application()
OPERATIONS = {one.ok().label: one.ok() for one in INTERFACE.get_all_operations()}


def test_every_route_is_tried() -> None:
    paths = json.loads(PLACE.read_text("utf-8"))["paths"]
    assert len(OPERATIONS) == sum(len(methods) for methods in paths.values())
    assert set(WHO) <= set(paths)


@pytest.fixture(autouse=True)
def connection_stays_open() -> Iterator[None]:
    """The end of a request closes old connections; this one carries the test's transaction."""
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    yield
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)


@pytest.fixture(scope="module")
def tried() -> Iterator[dict[str, set[int]]]:
    """What each route answered; some request got through to every list and every feed."""
    told: dict[str, set[int]] = {}
    yield told
    lists = [label for label in told if label.startswith("GET") and "{" not in label]
    assert [label for label in lists if 200 not in told[label]] == []


@pytest.mark.django_db
@pytest.mark.engines("sqlite")
@pytest.mark.parametrize("label", OPERATIONS)
def test_a_route_keeps_its_word(
    label: str, cast: Cast, tried: dict[str, set[int]], request: pytest.FixtureRequest
) -> None:
    operation: Any = OPERATIONS[label]
    if operation.path in TOLD_OF_A_CONFERENCE:
        request.getfixturevalue("conference")
    role = WHO.get(operation.path, "plan_secretary" if BY_SECRETARY.search(operation.path) else "report_editor")
    carried = {"Authorization": f"Bearer {token_of(cast.accounts[role])}"}

    @seed(20261126)
    @settings(
        max_examples=FEWER if OF_MANY.search(label) else EXAMPLES,
        derandomize=True,
        database=None,
        deadline=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(st.data())
    def keeps_its_word(data: st.DataObject) -> None:
        case = data.draw(operation.as_strategy())
        answer = case.call_and_validate(headers=carried, checks=SOUND)
        tried.setdefault(label, set()).add(answer.status_code)

    keeps_its_word()
