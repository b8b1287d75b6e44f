"""Codes of consent and referral in the reader's words."""

from collections.abc import Mapping

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

PURPOSES: Mapping[str, object] = {
    "shelter": _("a safe place to stay"),
    "health": _("medical care"),
    "counselling": _("psychological help"),
    "legal": _("legal advice"),
    "protection": _("protection from danger"),
    "identification": _("identification"),
    "material": _("food, clothes, money"),
    "education": _("school and training"),
    "work": _("finding work"),
    "return": _("safe return"),
    "tracing": _("finding the family"),
    "investigation": _("investigation of the crime"),
    "oversight": _("oversight of custody and return"),
}
"""What something is shared for; also what a service is."""
STATES: Mapping[str, object] = {
    "draft": pgettext_lazy("referral", "draft"),
    "sent": pgettext_lazy("referral", "sent, not opened yet"),
    "received": pgettext_lazy("referral", "opened, not answered yet"),
    "accepted": _("accepted by the receiver"),
    "refused": _("refused by the receiver"),
    "completed": pgettext_lazy("referral", "completed"),
    "recalled": pgettext_lazy("referral", "recalled"),
    "expired": pgettext_lazy("referral", "run out"),
}
ANSWERS: Mapping[str, object] = {
    "": _("not answered yet"),
    "accepted": _("taken"),
    "refused": _("not taken"),
}
"""What was decided on a file from outside."""
GIVERS: Mapping[str, object] = {
    "self": _("the person"),
    "guardian": _("a guardian"),
    "law": _("nobody: a law allows it"),
}
CAUSES: Mapping[str, object] = {
    "withdrawal": _("the consent was withdrawn"),
    "narrowing": _("the consent was narrowed"),
    "recall": _("the sender has recalled it"),
    "expiry": _("its time has run out"),
    "ended": _("the body that shared it has ended it"),
}
RETURN_STAGES: Mapping[str, object] = {"planned": _("planned"), "left": pgettext_lazy("return", "has left")}
STANDINGS: Mapping[str, object] = {
    "waiting": _("to be acknowledged"),
    "overdue": _("overdue"),
    "acknowledged": _("acknowledged"),
}
ACTORS: Mapping[str, object] = {
    "sender": _("the sender"),
    "receiver": _("the receiver"),
    "system": _("of itself"),
}
UNRECALLABLE: Mapping[str, object] = {
    "payload_opened": _("what was sent was opened"),
    "service": _("a service came of it"),
    "figure": _("a figure is published that may count the person"),
    "file": _("a file went to a body outside the system"),
}
FOR_WHOM: Mapping[str, object] = {
    "everybody": _("everybody"),
    "women": _("women"),
    "men": _("men"),
    "children": _("children"),
    "families": _("families"),
}
FIELDS: Mapping[str, object] = {
    "given": _("given name (sealed)"),
    "family": _("family name (sealed)"),
    "full": _("full name (sealed)"),
    "prs_Gender": _("sex"),
    "prs_Birthdate": _("date of birth"),
    "age": _("age"),
    "prs_Citizenship": _("nationality"),
    "prs_PrimaryLanguage": _("language"),
    "disability": _("disability"),
    "status": _("status in the mechanism"),
    "repatriation": _("return home"),
    "acts": _("what was done"),
    "means": _("how it was done"),
    "purposes": _("for which exploitation"),
    "hte_Country": _("country where it happened"),
    "signs": _("signs that were seen"),
    "safe_contact": _("how the person may be reached"),
    "contact_address": _("number or address to reach the person"),
    "cas_OutgoingReferralDetails": _("what the receiver should know"),
}
"""What may be shared at all, in the order of the form."""
ALL: Mapping[str, object] = {
    **PURPOSES, **STATES, **GIVERS, **CAUSES, **STANDINGS, **ACTORS, **UNRECALLABLE, **FOR_WHOM, **FIELDS,
}  # fmt: skip
