"""The one act on returns: a body hands one in. The rows are its own; the office is told that it came, and how full."""

from collections import Counter
from dataclasses import asdict
from datetime import date, datetime
from hashlib import sha256

from django.db import transaction

from palermo import coordination as room
from palermo.ground.errors import UsageError
from palermo.site.access.actor import Actor
from palermo.site.access.gate import Verb, demand_of, person
from palermo.site.access.refusals import Forbidden
from palermo.site.accounts.models import Agency
from palermo.site.audit.actions import record
from palermo.site.coordination.models import ReturnLine, ReturnReceipt, YearlyReturn
from palermo.site.coordination.returns.asked import read
from palermo.site.coordination.returns.cells import seal_cells

LARGEST = 20 << 20


@transaction.atomic
def hand_in(actor: Actor, name: str, data: bytes, *, today: date, now: datetime) -> YearlyReturn:
    """Keep every row of a filled form with what the room makes of it. The file's own body must be the actor's.

    The cells of rows that were not accepted are kept sealed where the body has keys, and not at all where it has none.

    Raises Forbidden, and UsageError where the file is too large, or of another body or of none that is asked.
    """
    demand_of(actor, Verb.WRITE, YearlyReturn)
    agency = Agency.objects.filter(pk__in=[actor.agency]).first()
    if agency is None:
        raise Forbidden("A person of a body does this.")
    if len(data) > LARGEST:
        raise UsageError("The file is too large.", hint=f"At most {LARGEST >> 20} MB: send the form itself.")
    found = read(name, data, today=today)
    [receipt] = found.receipts
    if receipt.body != agency.code or (receipt.body, receipt.period) not in found.expected:
        told = " ".join(f"{one.text}." for one in found.findings[:5] if one.row is None)
        raise UsageError(
            f"The file is no return that {agency.code} is asked for. {told}".strip(),
            hint="Start from the form of your own body, and leave the name of the file as it is.",
        )
    made = YearlyReturn(
        agency=agency,
        account=person(actor),
        body=receipt.body,
        period=receipt.period,
        at=now,
        sha256=sha256(data).hexdigest(),
        findings=[{name: value for name, value in one.to_dict().items() if name != "path"} for one in found.findings],
        **{name: value for name, value in asdict(receipt).items() if name in _COUNTS},
    )
    made.save()
    lines = [_line(made, one) for one in found.answers]
    seal_cells(actor, agency, made, lines, data, today=today)
    ReturnLine.objects.bulk_create(lines)
    if receipt.sent:
        _tell_the_office(found, receipt, now)
    record(actor, "return.hand-in", made, fields=["lines"])
    return made


_COUNTS = ("received", "accepted", "rejected", "pending", "missing", "sent")


def _line(made: YearlyReturn, one: room.ReturnAnswer) -> ReturnLine:
    return ReturnLine(
        agency_id=made.agency_id,
        of=made,
        row=one.row,
        cell=list(one.cell),
        answer=one.answer,
        value=one.value,
        state=one.state,
    )


def _tell_the_office(found: room.Returns, receipt: room.ReturnReceipt, now: datetime) -> None:
    """The latest return of a body and period is the one that counts."""
    count = Counter(one.answer for one in found.answers if one.state == "accepted")
    told = {
        "at": now,
        "answered": count["value"] + count["not_asked"] + count["not_known"],
        "held": receipt.rejected + receipt.pending,
        "asked": len(found.expected[receipt.body, receipt.period].cells()),
    }
    ReturnReceipt.objects.update_or_create(body=receipt.body, period=receipt.period, defaults=told)
