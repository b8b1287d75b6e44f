"""What is said on the pages of linkage, in the reader's language."""

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

Words = str | Promise
FACTS: Mapping[str, Words] = {
    "sex": _("Sex"),
    "birth_year": _("Year of birth"),
    "citizenship": _("Citizenship"),
    "region": _("Region"),
}
AGREEMENT: Mapping[str, Words] = {
    "agree": _("agrees"),
    "partly": _("agrees in part"),
    "disagree": _("does not agree"),
    "missing": _("not known on one side or both"),
}
FAULTS: Mapping[str, Words] = {
    "site.job-crashed": _("It ended several times before it was done. Tell whoever keeps the site."),
    "site.linking-too-few": _("Fewer than two lists were there."),
    "site.linking-unreadable": _("A list cannot be opened. Tell whoever keeps the site."),
    "linkage.encodings-differ": _("The lists are not encoded alike. Delete the one that differs."),
    "linkage.encodings-expired": _("A list has expired. Delete it."),
    "linkage.decision-contradiction": _("Answers of reviewers contradict each other."),
    "linkage.decision-breaks-one-to-one": _("Answers of reviewers put two records of one list together."),
}
OTHER_FAULT = _("The lists could not be linked.")
FINDINGS: Mapping[str, Words] = {
    "linkage.hits-capped": _("Some records had more pairs than are kept; the poorest were let go."),
    "linkage.no-plants": _("No list holds planted copies: nothing is known of the links that were missed."),
    "linkage.decision-unknown": _("Some answers speak of records that no list holds any more."),
}


def agreement(told: Mapping[str, str]) -> list[tuple[Words, Words]]:
    """Each fact and how the two records agree in it."""
    return [(FACTS[name], AGREEMENT[how]) for name, how in told.items()]
