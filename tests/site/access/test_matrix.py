"""The permission matrix, cell by cell: every resource, role, letter and relation, for the gate and for rows."""

from datetime import UTC, datetime
from itertools import product
from typing import Any
from uuid import uuid4

import pytest
from django.db.models import Model
from tests.site.cases.a_case import a_row_of_each
from tests.site.cast import Cast
from tests.site.keys.keyring import make_keys
from tests.site.linkage import a_run
from tests.site.referrals import a_referral

from palermo.ground.errors import UsageError
from palermo.site.access.actor import Actor
from palermo.site.access.declared import OPEN, PROTECTED, resource_of
from palermo.site.access.gate import Verb, demand, may, relation
from palermo.site.access.refusals import Forbidden, Hidden
from palermo.site.access.scope import scoped
from palermo.site.accounts.models import Account, Agency
from palermo.site.accounts.roles import ROLES
from palermo.site.emergency.models import EmergencyAccess
from palermo.standards import load
from palermo.standards.permissions import RELATIONS, resources, right, roles

ROWS = load("permissions")["resources"]
CELLS = [(row["id"], role) for row in ROWS for role in roles()]
NOT_OVER_ROWS_OF_OTHERS = ("case", "other_case", "referred_case", "consent", "submission", "emergency")


def test_the_matrix_has_twenty_six_lines_and_fourteen_roles() -> None:
    assert (len(resources()), len(roles()), len(CELLS)) == (26, 14, 364)
    assert [role for role, _ in ROLES] == [role for role in roles() if role != "public"]


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row["id"])
def test_a_cell_allows_its_letters_within_its_reach_and_no_others(row: dict[str, Any]) -> None:
    for role in roles():
        cell, held = row["rights"].get(role, "-"), right(row["id"], role)
        reach = row.get("reach_of", {}).get(role, row["reach"])
        for verb, stands in product(Verb, RELATIONS):
            over = stands == "own" if cell == "own" else "all" in reach or stands in reach
            letter = (
                verb == "R" if cell == "own" else verb == "ask" if cell == "ask" else verb != "ask" and verb in cell
            )
            assert held.allows(verb, stands) is (over and letter and cell != "-"), (role, verb, stands)


def test_nobody_at_all_reads_names_of_another_body() -> None:
    assert not any(
        right("other_case", role).allows(verb, one) for role in roles() for verb in Verb for one in RELATIONS
    )
    assert not any(right("case", role).allows(verb, one) for role in roles() for verb in Verb for one in RELATIONS[1:])


def test_the_system_administrator_has_no_right_over_a_case() -> None:
    of_cases = ("case", "referred_case", "referral", "consent", "status_decision", "stay", "submission", "microdata")
    assert {right(one, "system_admin").letters for one in of_cases} == {""}


@pytest.mark.parametrize("resource", NOT_OVER_ROWS_OF_OTHERS)
def test_over_rows_of_bodies_only_the_auditor_looks_past_the_own_one(resource: str) -> None:
    for role in roles():
        if right(resource, role).allows("R", "other"):
            assert (resource, role) == ("emergency", "auditor")


def test_a_cell_that_is_none_is_refused() -> None:
    with pytest.raises(UsageError):
        right("case", "king")
    with pytest.raises(UsageError):
        right("weather", "auditor")


@pytest.mark.parametrize("model", [*PROTECTED, *OPEN], ids=lambda model: model._meta.label_lower)
def test_the_gate_gives_what_the_cell_says_for_a_row_of_every_model(model: type[Model]) -> None:
    ours, theirs = uuid4(), uuid4()
    resource = resource_of(model)
    for wanted, role in product(RELATIONS, roles()):
        row = a_row(model, ours if wanted == "own" else theirs, ours if wanted == "referred" else theirs)
        actor = Actor(role=role, account=uuid4(), agency=ours)
        stands = relation(actor, row)
        for verb in Verb:
            assert may(actor, verb, row) is right(resource, role).allows(verb, stands), (role, stands, verb)


def a_row(model: type[Model], first: object, second: object) -> Model:
    """A row, not stored, of the first body; shared with the second where the model has another end."""
    row = model()
    ends = [f"{end}_id" for end in PROTECTED[model].ends] if model in PROTECTED else [OPEN[model].body]
    for end, body in zip(ends, (first, second), strict=False):
        if end:
            setattr(row, end, body)
    return row


@pytest.mark.parametrize("model", [model for model, rule in PROTECTED.items() if len(rule.ends) > 1])
def test_the_other_end_of_a_row_is_referred_not_own(model: type[Model]) -> None:
    ours, theirs = uuid4(), uuid4()
    actor = Actor(role="case_worker", agency=ours)
    assert relation(actor, a_row(model, ours, theirs)) == "own"
    assert relation(actor, a_row(model, theirs, ours)) == "referred"
    assert relation(actor, a_row(model, theirs, theirs)) == "other"
    assert relation(Actor(role="case_worker"), a_row(model, None, None)) == "other"


@pytest.mark.django_db
def test_what_is_not_seen_is_hidden_and_what_is_seen_may_be_forbidden(cast: Cast) -> None:
    foreign = cast.other["case_worker"]
    with scoped(cast.actor("agency_manager")) as manager:
        with pytest.raises(Hidden):
            demand(manager, Verb.READ, foreign)
        own = Account.objects.get(pk=cast.accounts["case_worker"].pk)
        assert demand(manager, Verb.READ, own) == own
        with pytest.raises(Forbidden):
            demand(manager, Verb.WRITE, own)
        with pytest.raises(Forbidden):
            demand(manager, Verb.WRITE, Agency.objects.get(code="shelter"))


@pytest.fixture
def recorded(cast: Cast) -> dict[type[Model], Any]:
    """A case of the shelter with all that hangs on it."""
    make_keys(cast)
    return a_row_of_each(cast)


@pytest.mark.django_db
def test_every_cell_of_cases_statuses_and_returns_holds_for_rows_that_are_there(
    cast: Cast, recorded: dict[type[Model], Any]
) -> None:
    """Role × letter × own, referred or another's, over each table: seen and allowed, seen and forbidden, or hidden."""
    bodies = {"own": "shelter", "referred": "police", "other": "rapporteur"}
    walked = 0
    for role in roles():
        for stands, body in bodies.items():
            with scoped(Actor(role=role, account=uuid4(), agency=cast.bodies[body].pk)) as actor:
                for model, row in recorded.items():
                    rule = PROTECTED[model]
                    stands_here = "other" if stands == "referred" and len(rule.ends) == 1 else stands
                    for verb in Verb:
                        walked += 1
                        allowed = right(rule.resource, role).allows(verb, stands_here)
                        expected = "hidden" if stands_here == "other" else "yes" if allowed else "forbidden"
                        assert answer(actor, verb, row) == expected, (model._meta.label, role, stands, verb)
    assert walked == len(recorded) * 14 * 3 * 4
    assert {PROTECTED[model].resource for model in recorded} == {"case", "status_decision", "repatriation"}


@pytest.mark.django_db
def test_every_cell_of_consents_referrals_and_referred_cases_holds_for_rows_that_are_there(cast: Cast) -> None:
    """From the shelter to the police: the sender's own, the receiver's as far as it was shared, hidden from a third."""
    make_keys(cast)
    rows = a_referral.a_row_of_each(cast, a_row_of_each(cast))
    bodies = {"own": "shelter", "referred": "police", "other": "rapporteur"}
    walked = 0
    for role in roles():
        for stands, body in bodies.items():
            with scoped(Actor(role=role, account=uuid4(), agency=cast.bodies[body].pk)) as actor:
                for model, row in rows.items():
                    rule = PROTECTED[model]
                    stands_here = "other" if stands == "referred" and len(rule.ends) == 1 else stands
                    hidden = stands_here == "other" and role not in rule.readers
                    for verb in Verb:
                        walked += 1
                        allowed = right(rule.resource, role).allows(verb, stands_here)
                        expected = "hidden" if hidden else "yes" if allowed else "forbidden"
                        assert answer(actor, verb, row) == expected, (model._meta.label, role, stands, verb)
    assert walked == len(rows) * 14 * 3 * 4
    assert {PROTECTED[model].resource for model in rows} == {
        "consent", "referral", "referred_case", "status_decision", "repatriation",
    }  # fmt: skip


@pytest.mark.django_db
def test_every_cell_of_linkage_holds_for_rows_that_are_there(cast: Cast) -> None:
    """What a body sent, and what came of it: the office's, which no body sees, the office itself included."""
    rows = a_run.a_row_of_each(cast)
    walked = 0
    for role in roles():
        for stands, body in {"own": "shelter", "other": "rapporteur"}.items():
            with scoped(Actor(role=role, account=uuid4(), agency=cast.bodies[body].pk)) as actor:
                for model, row in rows.items():
                    rule = PROTECTED[model]
                    stands_here = relation(actor, row)
                    assert stands_here == (stands if rule.body_sees else "other")
                    seen = role in (*rule.readers, *rule.writers) or (rule.body_sees and stands_here == "own")
                    for verb in Verb:
                        walked += 1
                        allowed = right(rule.resource, role).allows(verb, stands_here)
                        expected = "hidden" if not seen else "yes" if allowed else "forbidden"
                        assert answer(actor, verb, row) == expected, (model._meta.label, role, stands, verb)
    assert walked == len(rows) * 14 * 2 * 4
    assert {PROTECTED[model].resource for model in rows} == {"linkage_key", "link_decision"}


def answer(actor: Actor, verb: Verb, row: Any) -> str:
    try:
        demand(actor, verb, row)
    except Hidden:
        return "hidden"
    except Forbidden:
        return "forbidden"
    return "yes"


@pytest.mark.django_db
def test_a_row_not_yet_stored_is_forbidden_not_hidden(cast: Cast) -> None:
    asked = EmergencyAccess(agency=cast.bodies["police"], owner=cast.bodies["shelter"], asked_at=datetime.now(UTC))
    with scoped(cast.actor("case_worker")) as actor, pytest.raises(Forbidden):
        demand(actor, Verb.APPROVE, asked)
