"""What other apps know of a case that its closing has to ask about: each adds a function that tells its referrals."""

from collections.abc import Callable, Iterable

from palermo.register.referral import Referral
from palermo.site.cases.models import Case

REFERRALS: list[Callable[[Case], Iterable[Referral]]] = []


def referrals_of(case: Case) -> tuple[Referral, ...]:
    """Every referral of the case, by all who know one."""
    return tuple(one for told in REFERRALS for one in told(case))
