"""What the linkage unit asks of a list before it takes it in: of which run it is, how hardened, how large, how long."""

from datetime import date

from palermo.ground.errors import Protected, UnreadableInput
from palermo.ground.finding import Finding, Severity
from palermo.linkage.encodings import Encodings, Passport
from palermo.linkage.fields import WEAKEST, Policy, Scheme

FEWEST = Policy().min_records


def receive(
    encodings: Encodings, *, run: str, scheme: str, today: date, like: Passport | None = None, fewest: int = FEWEST
) -> date:
    """The last day on which the list may be used. ``like``: what the lists said that the run has already.

    Raises UnreadableInput with every way in which the list differs from the run, Protected where it is expired, too
    weakly encoded, or smaller than ``fewest`` records.
    """
    said = encodings.passport
    differs = _differences(said, run, scheme, like)
    try:
        last = date.fromisoformat(said.expires)
    except ValueError:
        raise UnreadableInput("The list does not say when it expires.", hint="Encode it again.") from None
    if differs:
        text = f"the list differs in {', '.join(differs)}"
        hint = "All lists of a run are encoded with one secret, run id, FIELDS.yml and program version."
        found = [_fault("linkage.encodings-differ", text)]
        raise UnreadableInput("The list is none of this run.", hint=hint, findings=found)
    faults = []
    if last < today:
        faults.append(_fault("linkage.encodings-expired", "the encodings expired"))
    if said.diffusion < WEAKEST:
        faults.append(_fault("linkage.encoding-too-weak", "whoever knows such people finds them again"))
    if len(encodings.records()) < fewest:
        faults.append(_fault("linkage.list-too-small", f"the list has fewer than {fewest} records"))
    if faults:
        hint = "Encode the list again as palermo encode asks; pool a small one with those of other bodies."
        raise Protected("The list is not taken in.", hint=hint, findings=faults)
    return last


def _differences(said: Passport, run: str, scheme: str, like: Passport | None) -> list[str]:
    """The names of what is not as the run has it; a scheme also where bits and diffusion are not those it names."""
    found = ["run"] if said.run != run else []
    if said.scheme != scheme or said.scheme != Scheme(bits=said.bits, diffusion=said.diffusion).name:
        found.append("scheme")
    others = like.differs_from(said) if like else ()
    return [*found, *(name for name in others if name not in found)]


def _fault(code: str, text: str) -> Finding:
    return Finding(code=code, severity=Severity.ERROR, text=text)
