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
        "register.referral-family": Saying(
            _E, "it is of a family, and who of it is referred where is not told", "Give the unit and all its referrals."
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
        "register.file-shape": Saying(
            _E, "what the file holds is no referral of this system", "Ask the sender for a new file."
        ),
        "register.file-schema": Saying(
            _E,
            "the referral is of a version, or has a purpose or a field, that is not known here",
            "Bring this installation up to date, or the sender's.",
        ),
        "register.file-names": Saying(
            _E, "the sealed names are not those that the referral announces", "Ask the sender for a new file."
        ),
        # Safe contact and families
        "register.contact-not-asked": Saying(
            _W, "nobody asked how the person may be reached", "Ask first, in a way that gives nothing away."
        ),
        "register.contact-forbidden": Saying(_E, "the person may not be contacted", "Do not; wait for them to call."),
        "register.contact-channel": Saying(_E, "not a channel the person named as safe", "Use one they named."),
        "register.contact-hours": Saying(_E, "not an hour the person named as safe", "Wait for such an hour."),
        "register.family-apart": Saying(
            _E, "a family would be parted", "Keep them together, or put the reason on record."
        ),
        "register.family-parted": Saying(_W, "a family is parted, for the reason on record", "Tell those it concerns."),
        # Services and closing
        "register.offer-places": Saying(_E, "more places are free than there are, or fewer than none", "Correct it."),
        "register.service-order": Saying(
            _E, "the days of the service are out of order", "Requested, started, ended: correct the one that is wrong."
        ),
        "register.service-outcome": Saying(_E, "the service ended without an outcome", "Write what came of it."),
        "register.service-plan": Saying(
            _E, "the support plan is another's, or not the one it names", "Name the person's own plan."
        ),
        "register.case-closed": Saying(_E, "the case is closed", "Open it again first, with a reason."),
        "register.case-order": Saying(_E, "it would be closed before it was opened", "Correct one of the days."),
        "register.case-reason": Saying(_W, "the closure has no reason", "Write why the case is closed."),
        "register.case-referral-open": Saying(
            _E, "a referral is still open", "Wait for its answer, or recall it with a reason."
        ),
        "register.case-referral-refused": Saying(
            _E, "a referral was refused, and the closure has no reason", "Write why the case is closed all the same."
        ),
        "register.case-support-runs": Saying(
            _W, "a service or a support plan has no end", "End it, or hand it on before you close."
        ),
        # Proceedings
        "register.proceeding-stage": Saying(_E, "no stage of a proceeding", "Choose one of the list."),
        "register.proceeding-link": Saying(
            _E, "an event or a complaint is not there, or not of this proceeding", "Link what it follows from."
        ),
        "register.proceeding-order": Saying(
            _E, "the complaint is later than the proceeding that follows from it", "Correct one of the days."
        ),
        "register.proceeding-alone": Saying(
            _W, "it follows from no event and no complaint", "Link it, so that it can be seen what became of them."
        ),
        "register.proceeding-numbers": Saying(
            _E,
            "the numbers of people do not fall from suspects to sentences",
            "Correct them; leave unknown ones empty.",
        ),
        "register.proceeding-victim-punished": Saying(
            _W, "a victim was punished for an act they were forced to do", "Tell the person's lawyer; it is counted."
        ),
        # Repatriation
        "register.return-consent": Saying(
            _E, "a return that is not forced has no consent of the person in force", "Ask the person, and record it."
        ),
        "register.return-risk": Saying(
            _W, "the risk was not assessed before the day", "Assess it, or write down that it was not."
        ),
        "register.return-receiver": Saying(_W, "nobody is named who received the person", "Name the body."),
        "register.return-follow-up": Saying(_W, "no follow-up is planned", "Plan them: 1, 3, 6 and 12 months."),
        "register.return-follow-up-late": Saying(
            _W, "a follow-up fell due and has no result", "Record one; unreachable is a result."
        ),
    }
)
"""Code of a finding: what is said by it."""


def tell(code: str, text: str = "", *, column: str | None = None, count: int | None = None) -> Finding:
    """The finding of a code. ``text`` follows what is always said; it names fields and days, never a person."""
    one = SAYINGS[code]
    said = f"{one.text}: {text}" if text else one.text
    return Finding(code=code, severity=one.severity, text=said, hint=one.hint, column=column, count=count)
