"""What the room of the register finds, in the reader's words. A code that is not here is told in the room's own."""

from collections.abc import Mapping

from django.utils.translation import gettext_lazy as _

from palermo.ground.finding import Finding

SAYINGS: Mapping[str, object] = {
    "register.status-future": _("It was decided after the day it is recorded on. Record it once it has been made."),
    "register.status-reasons": _("The decision gives no reasons. Write why it was decided so."),
    "register.status-supersedes": _("It names no decision of this person that it could stand in place of."),
    "register.status-superseded": _("That decision was superseded before. Look at the latest one."),
    "register.elements-missing": _("An element is not recorded. Nothing follows from this by itself."),
    "register.elements-age": _("Whether the person was a child is not known: means were looked for."),
    "register.elements-apart": _("The elements are recorded, but in no one event together."),
    "register.screening-lists": _(
        "The lists for sexual exploitation are missing: signs of it were not screened. "
        "Do not read the absence of signs as an answer."
    ),
    "register.screening-list": _("A sign is not in the list for this age. Adults and children have each their own."),
    "register.screening-age": _("Whether the person is a child is not known. Record an age or a birth year."),
    "register.contact-not-asked": _("Nobody asked how the person may be reached. Ask first."),
    "register.contact-forbidden": _("The person may not be contacted. Wait for them to call."),
    "register.service-order": _("The days of the service are out of order."),
    "register.service-outcome": _("The service ended without an outcome. Write what came of it."),
    "register.service-plan": _("The support plan is of another person."),
    "register.case-closed": _("The case is closed."),
    "register.case-order": _("It would be closed before it was opened."),
    "register.case-reason": _("The closure has no reason. Write why the case is closed."),
    "register.case-referral-open": _("A referral is still open. Wait for its answer, or recall it with a reason."),
    "register.case-referral-refused": _("A referral was refused. Write why the case is closed all the same."),
    "register.case-support-runs": _("A service or a support plan has no end."),
    "register.proceeding-link": _("An event or a complaint is not one of this proceeding."),
    "register.proceeding-order": _("The complaint is later than the proceeding that follows from it."),
    "register.proceeding-alone": _("It follows from no event and no complaint. Link it."),
    "register.proceeding-numbers": _("The numbers of people do not fall from suspects to sentences."),
    "register.proceeding-victim-punished": _("A victim was punished for an act they were forced to do."),
    "register.return-consent": _("A return that is not forced needs the day on which the person agreed."),
    "register.return-risk": _("The risk was not assessed before the day."),
    "register.return-receiver": _("Nobody is named who received the person."),
    "register.return-follow-up": _("No look after the person is planned."),
    "register.family-apart": _("A family would be parted. Let all return on one day, or write why not."),
    "register.family-parted": _("A family is parted, for the reason on record."),
    "register.return-follow-up-late": _("A look after the person fell due and has no result."),
}


def saying(finding: Finding) -> str:
    """A finding as a page says it."""
    told = SAYINGS.get(finding.code)
    return str(told) if told is not None else f"{finding.text}. {finding.hint}".strip()
