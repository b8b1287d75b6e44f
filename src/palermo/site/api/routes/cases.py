"""Cases of one's own body: the list, one case by coded facts, a first contact.

No name and no text is answered: a program sees codes, days and references. Each look is written down with its purpose.
"""

from typing import Annotated, Any
from uuid import UUID

from django.http import HttpRequest
from django.utils import timezone
from ninja import Query, Router

from palermo.site.access.gate import Verb, demand_of
from palermo.site.access.middleware import actor_of
from palermo.site.api.cursors import by_key
from palermo.site.api.interface import FAULTS, ByToken
from palermo.site.api.told import CaseClock, CaseDecision, CaseEvent, CaseHead, CasePerson, Cases, OneCase
from palermo.site.api.writing import Key, once
from palermo.site.api.written import FirstContact, Looking
from palermo.site.audit.reading import open_record
from palermo.site.cases import actions
from palermo.site.cases.models import Case
from palermo.site.cases.whole import Whole

router = Router(tags=["cases"])
READ, WRITE = ByToken("cases.read"), ByToken("cases.write")
Limit = Annotated[int, Query(ge=1, le=100)]


@router.get("/cases", auth=READ, response={200: Cases, **FAULTS})
def cases(request: HttpRequest, after: str = "", limit: Limit = 50) -> Cases:
    """Cases of the body, in the order of their keys."""
    demand_of(actor_of(request), Verb.READ, Case)
    rows, following = by_key(Case.objects.all(), after=after, limit=limit)
    return Cases(items=[_head(one) for one in rows], next=following)


@router.get("/cases/{uuid:case}", auth=READ, response={200: OneCase, **FAULTS})
def case(request: HttpRequest, case: UUID, purpose: Annotated[Looking, Query()]) -> OneCase:
    """Coded facts of one case. Written down as read, for ``purpose``."""
    whole = Whole(open_record(actor_of(request), Case, case, purpose=purpose), coded_only=True)
    return OneCase(
        **_head(whole.case).model_dump(),
        people=[
            CasePerson(
                id=part.pk,
                reference=whole.persons[part.person_id].reference,
                role=part.role,
                status=part.status,
                sex=whole.persons[part.person_id].sex,
                born=whole.persons[part.person_id].born,
                nationality=whole.persons[part.person_id].nationality,
                language=whole.persons[part.person_id].language,
            )
            for part in whole.parts
        ],
        decisions=[
            CaseDecision(
                participation=one.participation_id,
                value=one.value,
                stage=one.stage,
                deciding_body=one.decided_by,
                decided_on=one.decided_on,
                rule_version=one.rule_version,
            )
            for one in whole.decisions
        ],
        clocks=[
            CaseClock(
                participation=one.participation_id,
                code=one.code,
                started=one.started,
                due=one.due,
                earliest=one.earliest,
                stopped=one.stopped,
                rule_version=one.rule_version,
            )
            for one in whole.clocks
        ],
        events=[
            CaseEvent(participation=one.participation_id, acts=one.acts, means=one.means, purposes=one.purposes)
            for one in whole.events
        ],
    )


@router.post("/cases", auth=WRITE, response={201: CaseHead, **FAULTS})
def first_contact(request: HttpRequest, key: Key, told: FirstContact) -> Any:
    """Record a first contact. With a name it needs the body's key open (409 otherwise); without one it does not."""
    actor = actor_of(request)
    demand_of(actor, Verb.WRITE, Case)

    def act() -> CaseHead:
        first = actions.First(
            opened_on=told.opened_on,
            source=told.source,
            person={name: getattr(told, name) for name in ("sex", "born", "nationality", "language")},
            name={name: getattr(told, name) for name in actions.NAME_PARTS},
            contact={"channels": list(told.channels), "do_not_contact": told.do_not_contact},
            note=told.note,
        )
        return _head(actions.open_case(actor, first, now=timezone.now()))

    return once(request, key, act, asked=told.model_dump_json().encode())


def _head(one: Case) -> CaseHead:
    return CaseHead(
        id=one.pk,
        version=one.version,
        reference=one.reference,
        opened_on=one.opened_on,
        closed_on=one.closed_on,
        source=one.source,
    )
