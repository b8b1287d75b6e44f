"""When a case may be closed: over no open referral, over a refused one with a reason."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date

from palermo.ground.errors import Refused
from palermo.ground.finding import Finding, errors
from palermo.register.referral import Referral
from palermo.register.sayings import tell
from palermo.register.services import Service, SupportPlan


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """The work of one agency for somebody."""

    agency: str
    local_id: str
    opened_on: date
    closed_on: date | None = None
    reason_for_closure: str = ""

    @property
    def ref(self) -> str:
        return f"{self.agency}/{self.local_id}"


def check(
    case: Case,
    *,
    on: date,
    reason: str,
    referrals: Iterable[Referral] = (),
    services: Iterable[Service] = (),
    plans: Iterable[SupportPlan] = (),
) -> tuple[Finding, ...]:
    """What stands against closing the case on the day, errors and warnings. Referrals of other cases are left out."""
    return tuple(_against(case, on, reason, tuple(referrals), tuple(services), tuple(plans)))


def close(
    case: Case,
    *,
    on: date,
    reason: str,
    referrals: Iterable[Referral] = (),
    services: Iterable[Service] = (),
    plans: Iterable[SupportPlan] = (),
) -> Case:
    """The case, closed. Raises Refused with every error of `check`."""
    found = errors(check(case, on=on, reason=reason, referrals=referrals, services=services, plans=plans))
    if found:
        raise Refused("The case cannot be closed.", findings=found)
    return replace(case, closed_on=on, reason_for_closure=reason.strip())


def _against(
    case: Case,
    on: date,
    reason: str,
    referrals: tuple[Referral, ...],
    services: tuple[Service, ...],
    plans: tuple[SupportPlan, ...],
) -> Iterator[Finding]:
    own = [one for one in referrals if one.case == case.ref]
    open_ = sum(one.is_open for one in own)
    refused = sum(one.state == "refused" for one in own)
    running = sum(one.state(on) == "running" for one in services)
    unended = sum(one.actual_end is None for one in plans)
    if case.closed_on is not None:
        yield tell("register.case-closed", column="closed_on")
    if on < case.opened_on:
        yield tell("register.case-order", column="closed_on")
    if open_:
        yield tell("register.case-referral-open", count=open_)
    if not reason.strip():
        code = "register.case-referral-refused" if refused else "register.case-reason"
        yield tell(code, column="reason_for_closure", count=refused or None)
    if running or unended:
        yield tell("register.case-support-runs", count=running + unended)
