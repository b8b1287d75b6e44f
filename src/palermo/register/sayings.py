"""What the register says: for each code how much it weighs, what it means, and what a case worker can do."""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from palermo.ground.finding import Finding, Severity

_E, _Q, _W, _I = Severity.ERROR, Severity.QUESTION, Severity.WARNING, Severity.INFO


@dataclass(frozen=True, slots=True)
class Saying:
    """A severity, a text that names nobody, and a hint."""

    severity: Severity
    text: str
    hint: str = "Nothing to do."


SAYINGS: Mapping[str, Saying] = MappingProxyType(
    {
        # Status
        "register.status-value": Saying(_E, "no status of the register", "Choose one of the list."),
        "register.status-future": Saying(
            _E, "decided after the day it was recorded", "Record a decision once it has been made."
        ),
        "register.status-reasons": Saying(_E, "the decision gives no reasons", "Write why it was decided so."),
        "register.status-rule": Saying(
            _E,
            "the rule version is not the one in force on the day of the decision",
            "Store the version in force on that day.",
        ),
        "register.status-supersedes": Saying(
            _E,
            "it supersedes a decision that is not there, or of another person",
            "Name a decision of the same participation.",
        ),
        "register.status-superseded": Saying(
            _E, "the decision it supersedes was superseded before", "Supersede the latest one; look at it first."
        ),
        "register.status-second": Saying(_E, "there is a decision of the same name", "Give it a name of its own."),
        "register.status-no-htcds": Saying(
            _I, "HTCDS has no code for it: the field goes out empty", "Send the status in a field of its own."
        ),
        # Elements and screening
        "register.elements-missing": Saying(
            _I, "an element is not recorded", "Look whether it was asked about; nothing follows from this by itself."
        ),
        "register.elements-age": Saying(
            _W, "whether the person was a child is not known: means were looked for", "Record an age or a birth year."
        ),
        "register.elements-apart": Saying(
            _I, "the elements are recorded, but in no one event together", "Look whether they belong to one event."
        ),
        "register.screening-lists": Saying(
            _W,
            "the lists for sexual exploitation are missing: signs of it were not screened",
            "Do not read the absence of signs as an answer.",
        ),
        "register.screening-list": Saying(
            _E, "a sign is not in the list for this age", "Adults and children have each their own list."
        ),
        "register.screening-age": Saying(
            _Q, "whether the person is a child is not known", "Record an age or a birth year; each age has its list."
        ),
        # Consent
        "register.consent-none": Saying(
            _E, "there is neither a consent nor a legal basis", "Ask the person, or record the basis in law."
        ),
        "register.consent-later": Saying(_E, "the consent was given after this day", "Correct one of the two days."),
        "register.consent-withdrawn": Saying(_E, "the consent was withdrawn", "Share nothing under it; ask anew."),
        "register.consent-expired": Saying(_E, "the consent has run out", "Ask the person anew."),
        "register.consent-purpose": Saying(_E, "it was given for another purpose", "Ask for this purpose."),
        "register.consent-recipient": Saying(_E, "it does not name this recipient", "Ask for this recipient."),
        "register.consent-field": Saying(_E, "it does not cover a field", "Take the field out, or ask for it."),
        "register.consent-name": Saying(
            _E, "a name goes only with the person's own consent", "Send a reference, or ask the person."
        ),
        "register.consent-not-narrower": Saying(
            _E,
            "the new version holds the same or more than the old, or nothing",
            "For more record a new consent; for nothing withdraw this one.",
        ),
        "register.consent-not-withdrawable": Saying(
            _E, "it was never given, was withdrawn before, or was given later", "Look at its history."
        ),
        # Referral
        "register.referral-final": Saying(_E, "nothing follows this state", "Make a new referral."),
        "register.referral-move": Saying(_E, "there is no such move", "Look at the moves the page offers."),
        "register.referral-actor": Saying(_E, "the move is not for this agency or office", "Leave it to those named."),
        "register.referral-moved": Saying(
            _E, "the referral was moved by somebody else meanwhile", "Load it again and look before you move it."
        ),
        "register.referral-time": Saying(_E, "the move lies before the last one", "Check the clock."),
        "register.referral-reason": Saying(_E, "the move needs a reason", "Write why; the other side reads it."),
        "register.referral-outcome": Saying(_E, "the move needs an outcome", "Write what came of it."),
        "register.referral-consent": Saying(
            _E, "the consent is not the one the referral names", "Make the referral under the version in force."
        ),
        "register.referral-payload": Saying(
            _E,
            "no payload is frozen, or it is another's, was changed, is wider than the referral, or its names are open",
            "Freeze and seal the payload anew.",
        ),
        "register.referral-due": Saying(_E, "no due day, or one that has passed", "Take the day from the rule."),
        "register.referral-not-expired": Saying(
            _E, "neither the last day nor the consent has passed", "Leave it open; a sender may recall it."
        ),
        "register.referral-not-withdrawn": Saying(
            _E, "the consent still covers it", "Only a withdrawal or a narrower version recalls it without the sender."
        ),
        # Payload
        "register.payload-name": Saying(
            _E, "a text holds a name recorded for the person", "Write it without the name: the person, the child."
        ),
        "register.payload-name-short": Saying(
            _W, "a part of the name is too short to be looked for in texts", "Read the preview for it."
        ),
    }
)
"""Code of a finding: what is said by it."""


def tell(code: str, text: str = "", *, column: str | None = None, count: int | None = None) -> Finding:
    """The finding of a code. ``text`` follows what is always said; it names fields and days, never a person."""
    one = SAYINGS[code]
    said = f"{one.text}: {text}" if text else one.text
    return Finding(code=code, severity=one.severity, text=said, hint=one.hint, column=column, count=count)
