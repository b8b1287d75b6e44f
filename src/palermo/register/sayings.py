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
    }
)
"""Code of a finding: what is said by it."""


def tell(code: str, text: str = "", *, column: str | None = None, count: int | None = None) -> Finding:
    """The finding of a code. ``text`` follows what is always said; it names fields and days, never a person."""
    one = SAYINGS[code]
    said = f"{one.text}: {text}" if text else one.text
    return Finding(code=code, severity=one.severity, text=said, hint=one.hint, column=column, count=count)
