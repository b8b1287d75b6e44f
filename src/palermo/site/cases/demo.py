"""A few made-up cases of the shelters and the police of the demonstration, at different points of their way."""

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

from django.utils import timezone

from palermo.site.access.actor import Actor, keeper, of
from palermo.site.access.scope import scoped
from palermo.site.accounts.models import Account, Agency
from palermo.site.cases import actions
from palermo.site.cases.courts import actions as courts
from palermo.site.cases.decisions import actions as deciding
from palermo.site.cases.help import actions as helping
from palermo.site.cases.models import Case, Participation
from palermo.site.demo_people import DEMO_PASSWORD
from palermo.site.keys import actions as keys
from palermo.site.keys.holding import holder

WHO = {"shelters": ("amal@shelters", "noor@shelters"), "police": ("yara@police", "karim@police")}
"""Body → who works on its cases, and who decides."""
CALLS: Mapping[str, tuple[tuple[int, str, str, str, str, str, str], ...]] = {
    "shelters": (
        (40, "hotline", "Mira", "Donu", "Feminine", "1998-03", "MD"),
        (21, "police", "Tomas", "Bela", "Masculine", "1987", "RO"),
        (6, "self", "Sana", "", "Feminine", "2010-05-02", "ET"),
    ),
    "police": ((12, "inspection", "Ivo", "Marin", "Masculine", "1992", "VN"),),
}
"""Days ago, the way it came, given and family name, sex, birth and nationality."""


def load() -> None:
    """Recorded by the people themselves. For this the keys are open in this process alone."""
    for code, (worker_login, manager_login) in WHO.items():
        with scoped(keeper()):
            body = Agency.objects.get(code=code)
            worker, manager = (Account.objects.get(agency=body, login=one) for one in (worker_login, manager_login))
        with scoped(of(manager)) as opener:
            keys.unlock(opener, body, kind="passphrase", told=DEMO_PASSWORD, session="demonstration")
        with scoped(of(worker)) as actor:
            made = [_first(actor, *call) for call in CALLS[code]]
            _go_on(actor, made[0], code)
        with scoped(of(manager)) as decider:
            _decide(decider, made[0], code)
        holder().lock(agency=body.pk)


def _first(actor: Actor, ago: int, source: str, given: str, family: str, sex: str, born: str, nationality: str) -> Case:
    told = actions.First(
        opened_on=_day(ago),
        source=source,
        person={"sex": sex, "born": born, "nationality": nationality},
        name={"given": given, "family": family},
        contact={"channels": ["phone"], "address": "a friend's number; say you are from the library"},
        note="The first call. Wants to stay where nobody knows the address.",
    )
    return actions.open_case(actor, told, now=timezone.now())


def _go_on(actor: Actor, case: Case, code: str) -> None:
    """What the worker adds in the days after."""
    part = Participation.objects.get(case=case)
    happened: dict[str, Any] = {
        "acts": ["recruitment", "transportation"],
        "means": ["deception"],
        "purposes": ["forced_labour_or_services"],
        "place": "a packing hall at the edge of the harbour",
        "country": "MD",
        "place_role": "exploitation",
        "started": "2025-10",
    }
    event = actions.add_event(actor, case, part, happened)
    actions.screen(actor, case, part, ["D1.01", "D1.02", "D1.05"], on=_day(3))
    told = {"threats": "the foreman knows her sister's street", "safe_now": "yes, while the door stays locked"}
    helping.assess_risk(actor, case, part, level="individual", on=_day(4), answers=told)
    plan = helping.add_plan(actor, case, part, {"type": "SocialCare", "objectives": "papers, then a room of her own"})
    service = {"type": "Health", "plan": plan, "provider": code, "requested": _day(5), "started": _day(2)}
    helping.add_service(actor, case, part, service)
    complaint = courts.add_complaint(actor, case, event, made_on=_day(2), made_to="police")
    proceeding = {"kind": "criminal", "stage": "investigation", "on": _day(1), "complaint": complaint, "suspects": 2}
    courts.add_proceeding(actor, case, proceeding, events=[event.pk])


def _decide(actor: Actor, case: Case, code: str) -> None:
    """A first status, under the rulebook whose clocks are worked."""
    part = Participation.objects.get(case=case)
    clock = {"rulebook": "uk", "code": "rg_decision", "started": case.opened_on, "holidays": "gb_eaw"}
    deciding.start_clock(actor, case, part, clock)
    told = {
        "value": "presumed",
        "stage": "reasonable_grounds",
        "decided_by": code,
        "decided_on": _day(8),
        "rulebook": "uk",
        "holidays": "gb_eaw",
        "reasons": "What she told fits what the inspectors saw in the hall.",
    }
    deciding.decide(actor, case, part, told, now=timezone.now())


def _day(ago: int) -> date:
    return timezone.localdate() - timedelta(days=ago)
