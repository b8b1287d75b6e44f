"""The referrals of a case, for whoever closes it."""

from dataclasses import replace

from palermo import register
from palermo.site.cases.models import Case
from palermo.site.referrals.models import Referral
from palermo.site.referrals.rooms import codes, of_rows


def referrals_of(case: Case) -> list[register.Referral]:
    """Every referral of the case, as the rule of closing knows it."""
    ref = f"{codes()[case.agency_id]}/{case.reference}"
    rows = Referral.objects.filter(case=case, agency_id=case.agency_id)
    return [replace(value, case=ref) for _, value in of_rows(rows)]
