"""Yearly returns: one's own body's; and for those who read minutes, who sent one and who is silent."""

from typing import Annotated, Any
from uuid import UUID

from django.http import HttpRequest
from django.utils import timezone
from ninja import File, Query, Router
from ninja.files import UploadedFile

from palermo.site.access.gate import Verb, demand_of
from palermo.site.access.middleware import actor_of
from palermo.site.api.cursors import page
from palermo.site.api.interface import FAULTS, ByToken
from palermo.site.api.routes.conference import READ as OF_CONFERENCE
from palermo.site.api.told import AskedReturn, Completeness, OneReturn, ReturnRow, Returns, WholeReturn
from palermo.site.api.writing import Key, content, digest, once
from palermo.site.audit.reading import open_record
from palermo.site.coordination.models import ReturnReceipt, YearlyReturn
from palermo.site.coordination.returns import actions
from palermo.site.coordination.views.returns import Wanted, wanted

router = Router(tags=["returns"])
READ, WRITE = ByToken("returns.read"), ByToken("returns.write")


@router.get("/conference/completeness", auth=OF_CONFERENCE, response={200: Completeness, **FAULTS})
def completeness(request: HttpRequest) -> Completeness:
    """Who was asked, who sent, how much of it was answered. No count of any return."""
    demand_of(actor_of(request), Verb.READ, ReturnReceipt)
    return Completeness(items=[_asked(one) for one in wanted()])


@router.get("/returns", auth=READ, response={200: Returns, **FAULTS})
def returns(request: HttpRequest, after: str = "", limit: Annotated[int, Query(ge=1, le=100)] = 50) -> Returns:
    """What the body has handed in."""
    demand_of(actor_of(request), Verb.READ, YearlyReturn)
    rows, following = page(YearlyReturn.objects.all(), after=after, limit=limit, by="at")
    return Returns(items=[OneReturn(**_head(one)) for one in rows], next=following)


@router.post("/returns", auth=WRITE, response={201: OneReturn, **FAULTS})
def hand_in(request: HttpRequest, key: Key, packed: Annotated[UploadedFile, File()]) -> Any:
    """Hand in the filled form, as it is: XLSX or CSV. Its name is that of the form."""
    actor = actor_of(request)
    demand_of(actor, Verb.WRITE, YearlyReturn)
    data, name = content(packed), packed.name or "return"

    def act() -> OneReturn:
        today, now = timezone.localdate(), timezone.now()
        return OneReturn(**_head(actions.hand_in(actor, name, data, today=today, now=now)))

    return once(request, key, act, asked=digest(data) + name.encode())


@router.get("/returns/{uuid:handed_in}", auth=READ, response={200: WholeReturn, **FAULTS})
def one(request: HttpRequest, handed_in: UUID) -> WholeReturn:
    """One return, line by line. Written down as read."""
    made = open_record(actor_of(request), YearlyReturn, handed_in, purpose="looking at a return of the own body")
    lines = [
        ReturnRow(row=line.row, cell=[str(part) for part in line.cell], answer=line.answer, value=line.value,
                  state=line.state)
        for line in made.lines.all()
    ]  # fmt: skip
    return WholeReturn(**_head(made), lines=lines)


def _head(one: YearlyReturn) -> dict[str, Any]:
    names = ("period", "at", "sha256", "received", "accepted", "rejected", "pending", "missing", "sent")
    return {"id": one.pk, **{name: getattr(one, name) for name in names}}


def _asked(one: Wanted) -> AskedReturn:
    told = one.told
    return AskedReturn(
        body=one.body,
        period=one.period,
        due=str(one.due or ""),
        overdue=one.overdue,
        at=told.at if told else None,
        asked=told.asked if told else None,
        answered=told.answered if told else None,
        held=told.held if told else None,
    )
