"""Half past eleven at night by UTC is the next morning in Shanghai: an act is done on the day of the installation."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from tests.site.cast import Cast
from tests.site.referrals.a_referral import FIELDS, Scene, scene

from palermo.ground.errors import Refused, UsageError
from palermo.site.access.scope import scoped
from palermo.site.cases import actions as cases
from palermo.site.cases.decisions import actions as decisions
from palermo.site.cases.models import Participation
from palermo.site.configuration import configured
from palermo.site.referrals import actions
from palermo.site.referrals.consents import actions as consents
from palermo.site.referrals.freezing import frozen, preview_mark
from palermo.site.referrals.models import Consent, DueDay, Referral
from palermo.site.referrals.running_out import run_out

LATE = datetime(2026, 3, 2, 23, 30, tzinfo=UTC)
MORNING = date(2026, 3, 3)
"""The day it is in Shanghai."""
DAY = timedelta(days=1)


@pytest.mark.django_db
def test_in_shanghai_the_day_of_every_act_is_the_day_there(cast: Cast, settings: Any) -> None:
    settings.TIME_ZONE = "Asia/Shanghai"
    with scene(cast) as stage:
        with scoped(stage.worker) as worker:
            first = cases.First(opened_on=MORNING, source="self", person={}, name={}, contact={})
            case = cases.open_case(worker, first, now=LATE)
            part = Participation.objects.get(case=case)
            told = {
                "value": "presumed", "stage": "first_assessment", "decided_by": "shelter", "decided_on": MORNING,
                "rulebook": "", "reasons": "as she told it",
            }  # fmt: skip
            with pytest.raises(UsageError, match="a day to come"):
                cases.open_case(worker, replace(first, opened_on=MORNING + DAY), now=LATE)
        with scoped(stage.cast.actor("agency_manager")) as manager:
            decisions.decide(manager, case, part, told, now=LATE)
            part.refresh_from_db()
            assert part.status == "presumed"
        consent = given(stage, MORNING)
        row = stage.sent(stage.draft(consent), now=LATE)
        assert row.due is not None and row.due > MORNING
        with scoped(stage.worker) as worker:
            assert DueDay.objects.get().on == MORNING
            consents.withdraw(worker, Consent.objects.get(pk=consent.pk), now=LATE)
            assert Consent.objects.get(pk=consent.pk).withdrawn_on == MORNING
            assert DueDay.objects.get(state="recalled").on == MORNING


@pytest.mark.django_db
def test_what_ended_yesterday_in_shanghai_has_ended(cast: Cast, settings: Any) -> None:
    settings.TIME_ZONE = "Asia/Shanghai"
    with scene(cast) as stage:
        yesterday = MORNING - DAY
        with scoped(stage.worker) as worker:
            terms = consents.Terms(
                purpose="health", fields=("prs_Gender",), recipients=["clinic"], given_on=yesterday, given_by="self",
                expires_on=yesterday,
            )  # fmt: skip
            consent = consents.give(worker, stage.participation, terms, now=LATE - DAY)
        draft = stage.draft(consent, fields=("prs_Gender",), details="")
        with scoped(stage.worker) as worker:
            held = Referral.objects.get(pk=draft.pk)
            mark = preview_mark(held, frozen(held, today=yesterday))
            with pytest.raises(Refused):
                actions.send(worker, held, seen=mark, now=LATE)
        assert run_out(LATE) == 1


def test_a_zone_that_is_none_stops_the_start_and_says_what_one_looks_like() -> None:
    assert configured({"PALERMO_TIME_ZONE": "Asia/Shanghai"}).time_zone == "Asia/Shanghai"
    assert configured({}).time_zone == "UTC"
    for wrong in ("Shanghai", "", "../etc/passwd", "UTC+8"):
        with pytest.raises(UsageError, match="PALERMO_TIME_ZONE is no time zone") as caught:
            configured({"PALERMO_TIME_ZONE": wrong})
        assert "Asia/Shanghai" in caught.value.hint


def given(stage: Scene, on: date) -> Consent:
    with scoped(stage.worker) as worker:
        terms = consents.Terms(
            purpose="health", fields=FIELDS, recipients=["clinic"], given_on=on, given_by="self"
        )  # fmt: skip
        return consents.give(worker, stage.participation, terms, now=LATE)
