"""The room's codes in the reader's words."""

from collections.abc import Mapping

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from palermo.site.accounts import kinds

KINDS: Mapping[str, object] = kinds.WORDS
SEATS: Mapping[str, object] = {
    "convenor": _("convenor"),
    "deputy": _("deputy of the convenor"),
    "member": _("member"),
    "observer": _("observer"),
}
CHANGES: Mapping[str, object] = {
    "renamed": _("renamed"),
    "merged": _("merged into others"),
    "split": _("split into others"),
}
STATUSES: Mapping[str, object] = {
    "not_started": _("not started"),
    "under_way": _("under way"),
    "done": _("done"),
    "blocked": _("blocked"),
    "dropped": _("dropped"),
}
VERDICTS: Mapping[str, object] = {
    "agrees": _("agrees"),
    "disputes": _("disputes"),
    "cannot_tell": _("cannot tell"),
}
DECISIONS: Mapping[str, object] = {
    "open": pgettext_lazy("decision", "open"),
    "done": _("done"),
    "dropped": _("dropped"),
    "superseded": _("superseded"),
}
DUTIES: Mapping[str, object] = {
    "met": _("met"),
    "partly_met": _("partly met"),
    "not_met": _("not met"),
    "not_applicable": _("not applicable"),
}
CRITERIA: Mapping[str, object] = {**DUTIES, "not_stated": _("not stated")}
ASSESSORS: Mapping[str, object] = {
    "state": _("a state"),
    "intergovernmental": _("intergovernmental body"),
    "ngo": kinds.WORDS["ngo"],
    "academic": kinds.WORDS["academic"],
    "self": _("the state about itself"),
}
STRENGTHS: Mapping[str, object] = {
    "shall": _("shall"),
    "shall_as_possible": _("shall, as far as possible"),
    "consider": _("shall consider"),
    "endeavour": _("shall endeavour"),
}
ANSWERS: Mapping[str, object] = {
    "value": _("a number"),
    "not_asked": _("not asked"),
    "not_known": _("not known"),
    "none": _("empty"),
    "accepted": _("accepted"),
    "rejected": _("rejected"),
    "pending": _("waits"),
}
KEPT: Mapping[str, object] = {
    "instruments": _("own treaties and laws"),
    "frameworks": _("own yardsticks"),
    "tiers": _("ranks over the years"),
    "returns": _("who is asked for which return"),
}
ALL: Mapping[str, object] = {
    **KINDS,
    **SEATS,
    **CHANGES,
    **STATUSES,
    **VERDICTS,
    **DECISIONS,
    **CRITERIA,
    **STRENGTHS,
    **ANSWERS,
    "not_reported": _("not reported"),
    "leads_differ": _("the leads differ"),
    "lead": _("leads"),
    "support": _("supports"),
    "measure": _("measure"),
    "report": _("report"),
    "decision": _("decision"),
    "carried": _("carried over"),
    "changed": _("changed by the next plan"),
    "running": _("running"),
}
