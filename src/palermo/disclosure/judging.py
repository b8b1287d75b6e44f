"""A release before the ledger: attacked alone and with everything ever published, out of the ledger alone."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from palermo.disclosure.attacker import Attack, attack, read_publication
from palermo.disclosure.ledger import Difference, Ledger, ReleaseFolder, differences
from palermo.ground.errors import Differs, UsageError
from palermo.ground.finding import Finding


@dataclass(frozen=True, slots=True, kw_only=True)
class Judgement:
    """What an attack with all earlier releases found in a release, and what the release is silent about."""

    folder: ReleaseFolder
    against: tuple[str, ...]
    attack: Attack
    differences: tuple[Difference, ...]

    @property
    def safe(self) -> bool:
        return self.attack.safe

    def to_dict(self) -> dict[str, object]:
        """JSON-ready."""
        return {
            "release": self.folder.release,
            "population": self.folder.population,
            "against": list(self.against),
            **self.attack.to_dict(),
            "changes": [one.to_dict() for one in self.differences],
        }


def judge(folder: ReleaseFolder, ledger: Ledger, *, today: date, other: Iterable[Finding] = ()) -> Judgement:
    """The attack on ``folder`` with all that the ledger holds of earlier days, withdrawn releases included.

    ``other``: what the scan of its folder found beside the tables; an error there makes it unsafe. A release that is in
    the ledger already is judged against those before it. Raises Differs where the ledger holds another one of its id,
    UsageError where it has no table.
    """
    if not folder.tables:
        raise UsageError("The release has no table.", hint="There is nothing to publish.")
    held = ledger.release(folder.release)
    if held is not None and held.files != folder.files:
        raise Differs(
            f"The ledger holds another release {folder.release}, in line {held.line}.",
            hint="What was published under this name was something else: give the new one a name of its own.",
        )
    before = ledger.earlier(folder.release)
    found = attack(
        read_publication(folder.files, name=folder.release),
        [read_publication(one.files, name=one.release) for one in before],
        other=other,
    )
    return Judgement(
        folder=folder,
        against=tuple(one.release for one in before),
        attack=found,
        differences=differences(ledger, folder, today=today),
    )
