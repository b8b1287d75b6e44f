"""What every page knows: who looks at it, which way its language runs, and where the door out is."""

from dataclasses import astuple
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.utils.translation import get_language_info

from palermo.site.access.actor import stranger
from palermo.site.access.gate import Verb, may
from palermo.site.accounts.models import Account, Agency
from palermo.site.audit.models import AuditEvent
from palermo.site.cases.models import Case
from palermo.site.coordination.models import Conference, YearlyReturn
from palermo.site.emergency.rights import sees as sees_emergency
from palermo.site.keys.models import RetentionSchedule
from palermo.site.keys.rights import opens
from palermo.site.linkage.reading import desk as desk_of_linkage
from palermo.site.referrals.models import Referral
from palermo.site.submissions.models import Submission

MONITOR = "custody_monitor"
"""Sees what people agreed to share with it, and no list of referrals."""
OFFICE = "plan_secretary"
"""The coordination office: of referrals it sees the days that are due, and nothing else."""


def context(request: HttpRequest) -> dict[str, Any]:
    """Values for the base template. An error page may come before anybody was asked who they are."""
    actor = getattr(request, "actor", None) or stranger()
    language = getattr(request, "LANGUAGE_CODE", settings.LANGUAGE_CODE)
    return {
        "actor": actor,
        "bidi": get_language_info(language)["bidi"],
        "demo": settings.PALERMO_DEMO,
        "sees_accounts": actor.signed_in and may(actor, Verb.READ, Account),
        "sees_agencies": actor.signed_in and may(actor, Verb.READ, Agency),
        "sees_audit": actor.signed_in and may(actor, Verb.READ, AuditEvent),
        "sees_cases": actor.signed_in and may(actor, Verb.READ, Case),
        "sees_referrals": actor.signed_in and actor.role != OFFICE and may(actor, Verb.READ, Referral),
        "sees_shared": actor.role == MONITOR,
        "sees_due_days": actor.role == OFFICE,
        "writes_cases": actor.signed_in and may(actor, Verb.WRITE, Case),
        "sees_figures": actor.signed_in and may(actor, Verb.READ, Case) and may(actor, Verb.READ, Submission),
        "sees_submissions": actor.signed_in and may(actor, Verb.READ, Submission),
        "sees_conference": actor.signed_in and may(actor, Verb.READ, Conference),
        "sees_returns": actor.signed_in and may(actor, Verb.READ, YearlyReturn),
        "sees_linkage": any(astuple(desk_of_linkage(actor))),
        "sees_emergency": actor.signed_in and sees_emergency(actor),
        "opens_keys": actor.signed_in and opens(actor),
        "sees_retention": actor.signed_in and may(actor, Verb.READ, RetentionSchedule),
    }
