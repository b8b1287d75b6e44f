"""Frames, their columns and codes in the reader's words."""

from collections.abc import Mapping

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from palermo.site.cases import words
from palermo.site.referrals.words import PURPOSES, STATES

FRAMES: Mapping[str, object] = {
    "statuses": _("People by status"),
    "clocks": _("People by running time"),
    "referrals": _("People by referral sent"),
    "services": _("People by service"),
    "proceedings": _("People by proceeding"),
    "follow_ups": _("People by follow-up after a return"),
}
COLUMNS: Mapping[str, object] = {
    "trafficking_status": _("Status"),
    "stage": _("Stage"),
    "clock": _("Running time"),
    "met": pgettext_lazy("clock", "Met"),
    "purpose": _("Purpose"),
    "state": _("State"),
    "in_time": _("Answered in time"),
    "type": _("Service"),
    "kind": _("Kind"),
    "convicted": _("Somebody convicted"),
    "punished": _("Victim punished for a forced act"),
    "result": _("Result"),
}
_SAID: Mapping[str, words.Words] = {
    "trafficking_status": words.STATUSES,
    "stage": {**words.STAGES, **words.COURT_STAGES},
    "clock": words.CLOCKS,
    "purpose": PURPOSES,
    "state": {**STATES, **words.SERVICE_STATES},
    "type": words.SUPPORT,
    "kind": {**words.PROCEEDINGS, **words.RETURNS},
    "result": words.RESULTS,
}
_EVERYWHERE: words.Words = {
    **words.MISSING,
    "none": _("nothing decided"),
    "not_recorded": _("not recorded"),
    "not_yet": _("not answered yet"),
    "running": pgettext_lazy("clock", "still running"),
    "yes": words.YES_NO["yes"],
    "no": words.YES_NO["no"],
}


def said(column: str, code: str) -> str:
    """The code in words; one that no list knows as it is."""
    known = _SAID.get(column, {})
    return words.word(known if code in known else _EVERYWHERE, code)
