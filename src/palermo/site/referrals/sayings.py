"""What the register says of consent and referral, in the reader's words: why not, and what to do."""

from collections.abc import Iterable, Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from palermo.ground.errors import PalermoError
from palermo.ground.finding import Finding
from palermo.site.referrals.words import FIELDS

Words = str | Promise
SAID: Mapping[str, tuple[Words, Words]] = {
    "register.consent-none": (
        _("there is neither a consent nor a legal basis"),
        _("Ask the person, or record the basis in law."),
    ),
    "register.consent-later": (_("the consent was given after this day"), _("Correct one of the two days.")),
    "register.consent-withdrawn": (_("the consent was withdrawn"), _("Share nothing under it; ask anew.")),
    "register.consent-expired": (_("the consent has run out"), _("Ask the person anew.")),
    "register.consent-purpose": (_("it was given for another purpose"), _("Ask for this purpose.")),
    "register.consent-recipient": (_("it does not name this recipient"), _("Ask for this recipient.")),
    "register.consent-field": (_("it does not cover a field"), _("Take the field out, or ask for it.")),
    "register.consent-name": (
        _("a name goes only with the person's own consent"),
        _("Send a reference, or ask the person."),
    ),
    "register.consent-not-narrower": (
        _("the new version holds the same or more than the old, or nothing"),
        _("For more record a new consent; for nothing withdraw this one."),
    ),
    "register.consent-not-withdrawable": (
        _("it was never given, was withdrawn before, or was given later"),
        _("Look at its history."),
    ),
    "register.referral-final": (_("nothing follows this state"), _("Make a new referral.")),
    "register.referral-move": (_("there is no such move"), _("Look at the moves the page offers.")),
    "register.referral-actor": (_("the move is not for this agency or office"), _("Leave it to those named.")),
    "register.referral-moved": (
        _("the referral was moved by somebody else meanwhile"),
        _("Load it again and look before you move it."),
    ),
    "register.referral-time": (_("the move lies before the last one"), _("Check the clock.")),
    "register.referral-reason": (_("the move needs a reason"), _("Write why; the other side reads it.")),
    "register.referral-outcome": (_("the move needs an outcome"), _("Write what came of it.")),
    "register.referral-consent": (
        _("the consent is not the one the referral names"),
        _("Make the referral under the version in force."),
    ),
    "register.referral-payload": (
        _("what would be sent does not fit the referral"),
        _("Look at the preview again before you send it."),
    ),
    "register.referral-family": (
        _("it is of a family, and who of it is referred where is not told"),
        _("Refer the others as well, or say why not."),
    ),
    "register.referral-due": (_("no due day, or one that has passed"), _("Take the day from the rule.")),
    "register.referral-not-expired": (
        _("neither the last day nor the consent has passed"),
        _("Leave it open; a sender may recall it."),
    ),
    "register.referral-not-withdrawn": (
        _("the consent still covers it"),
        _("Only a withdrawal or a narrower version recalls it without the sender."),
    ),
    "register.payload-name": (
        _("a text holds a name recorded for the person"),
        _("Write it without the name: the person, the child."),
    ),
    "register.payload-name-short": (
        _("a part of the name is too short to be looked for in texts"),
        _("Read the preview for it."),
    ),
    "register.file-shape": (
        _("what the file holds is no referral of this system"),
        _("Ask the sender for a new file."),
    ),
    "register.file-schema": (
        _("the referral is of a version, or has a purpose or a field, that is not known here"),
        _("Bring this installation up to date, or ask the sender to."),
    ),
    "register.file-names": (
        _("the sealed names are not those that the referral announces"),
        _("Ask the sender for a new file."),
    ),
    "register.contact-not-asked": (
        _("nobody asked how the person may be reached"),
        _("Ask first, in a way that gives nothing away."),
    ),
    "register.contact-forbidden": (_("the person may not be contacted"), _("Do not; wait for them to call.")),
    "register.contact-channel": (_("not a channel the person named as safe"), _("Use one they named.")),
    "register.contact-hours": (_("not an hour the person named as safe"), _("Wait for such an hour.")),
    "register.family-apart": (
        _("a family would be parted"),
        _("Keep them together, or put the reason on record."),
    ),
    "register.family-parted": (_("a family is parted, for the reason on record"), _("Tell those it concerns.")),
    "register.offer-places": (_("more places are free than there are, or fewer than none"), _("Correct it.")),
}

MESSAGES: tuple[Words, ...] = (
    _("The last day for an answer has passed."),
    _("Ask the sender for a new referral."),
    _("The payload is closed."),
    _("Look at the moves of the referral."),
    _("The consent names no field or no recipient."),
    _("Choose what goes to whom."),
    _("Nothing would be sent."),
    _("Choose at least one field."),
    _("A referral goes from a body to itself."),
    _("Inside one body hand over the case."),
    _("This is no age recipient."),
    _("A recipient begins with age1; age-keygen prints it, and keeps the identity that opens."),
    _("Ask the sender to read the hash out again, or for a new file."),
    _("Look for it in the list."),
    _("Write why it is not taken."),
    _("Take it first."),
    _("A referral is far smaller: look whether it is the right file."),
    _("Give the sender your public key, from the page of keys."),
    _("Take another copy of it; its name ends with .age."),
    _("The case is opened on a day to come."),
    _("Write the day of the first contact."),
)
"""What the acts say in words of their own: named here so that the catalogues have it."""


def told(findings: Iterable[Finding]) -> list[str]:
    """Each finding as a sentence: what is so, of which field, and what to do."""
    said = []
    for one in findings:
        text, hint = SAID.get(one.code, (one.text, one.hint))
        field = f" ({FIELDS[one.column]})" if one.column and one.column in FIELDS else ""
        line = f"{text}{field}. {hint}"
        said.append(line[:1].upper() + line[1:])
    return list(dict.fromkeys(said))


def why(error: PalermoError) -> list[str]:
    """What an act was refused for."""
    return told(error.findings) or [f"{_(error.message)} {_(error.hint) if error.hint else ''}".strip()]
