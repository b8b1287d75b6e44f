"""A family returns together, or somebody writes down why not."""

from datetime import date, timedelta
from typing import Any

import pytest
from tests.site.cases.a_case import DAY, NOW
from tests.site.cast import Cast
from tests.site.keys.keyring import make_keys, opened

from palermo.ground.errors import Refused
from palermo.site.access.actor import Actor
from palermo.site.access.scope import scoped
from palermo.site.cases import actions
from palermo.site.cases.courts import actions as courts
from palermo.site.cases.models import Case, Participation, Repatriation
from palermo.site.cases.sections_of_help import returns
from palermo.site.cases.whole import Whole

pytestmark = pytest.mark.django_db
AGREED: dict[str, Any] = {"kind": "assisted", "consented_on": DAY, "risk_assessed_on": DAY}


def a_family(worker: Actor, *, together: bool = True) -> tuple[Case, Participation, Participation]:
    """A mother and her child in one case."""
    case = actions.open_case(
        worker, actions.First(opened_on=DAY, source="self", person={}, name={}, contact={}), now=NOW
    )
    mother = case.participations.get()
    child = actions.add_person(worker, case, {"role": "victim", "born": "2019"}, now=NOW)
    members = {mother.person_id: "mother", child.person_id: "child"}
    actions.add_family(worker, case, {"members": members, "keep_together": together, "guardian": mother.person_id})
    return case, mother, child


def planned(worker: Actor, case: Case, part: Participation, on: date, **told: Any) -> Repatriation:
    return courts.plan_return(worker, case, part, {**AGREED, "planned_on": on, **told}, today=DAY)


def leaves(worker: Actor, row: Repatriation, **told: Any) -> None:
    left = {"left_on": DAY, "received_by": "her sister", **told}
    courts.change_return(worker, row, row.version, today=DAY, **left)


def warnings(case: Case) -> list[str]:
    return [entry.warning for entry in returns(Whole(case), DAY).entries]


def test_whoever_leaves_alone_needs_a_reason_and_the_plan_says_so_before(cast: Cast) -> None:
    make_keys(cast)
    with opened(cast), scoped(cast.actor("case_worker")) as worker:
        case, mother, _child = a_family(worker)
        row = planned(worker, case, mother, DAY)
        assert "A family would be parted" in warnings(case)[0]
        with pytest.raises(Refused) as caught:
            leaves(worker, row)
        assert [one.code for one in caught.value.findings] == ["register.family-apart"]
        row.refresh_from_db()
        leaves(worker, row, apart_because="The child's father keeps it here.")
        [warned] = warnings(case)
        assert "A family is parted, for the reason on record" in warned and "would be" not in warned


def test_on_one_day_they_go_together_and_on_two_they_do_not(cast: Cast) -> None:
    make_keys(cast)
    with opened(cast), scoped(cast.actor("case_worker")) as worker:
        case, mother, child = a_family(worker)
        row, other = planned(worker, case, mother, DAY), planned(worker, case, child, DAY)
        leaves(worker, row)
        assert not any("parted" in one for one in warnings(case))
        courts.change_return(worker, other, other.version, today=DAY, planned_on=DAY + timedelta(days=9))
        assert all("A family would be parted" in one for one in warnings(case))


def test_a_family_that_need_not_stay_together_is_told_and_not_held_up(cast: Cast) -> None:
    make_keys(cast)
    with opened(cast), scoped(cast.actor("case_worker")) as worker:
        case, mother, _child = a_family(worker, together=False)
        leaves(worker, planned(worker, case, mother, DAY))
        assert "A family is parted" in warnings(case)[0]
