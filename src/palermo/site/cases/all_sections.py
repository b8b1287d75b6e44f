"""Everything of a case, section by section, in the order of its page."""

from datetime import date

from palermo.site.cases.sections import Section, clocks, decisions, events, families, people, signs
from palermo.site.cases.sections_of_help import help_given, notes, proceedings, returns, risks
from palermo.site.cases.whole import Whole


def every(whole: Whole, bodies: dict[str, str], today: date) -> tuple[Section, ...]:
    """All of a case."""
    return (
        people(whole), families(whole), decisions(whole, bodies), clocks(whole, today), events(whole, bodies),
        signs(whole), risks(whole), help_given(whole, bodies, today), notes(whole), proceedings(whole),
        returns(whole, today),
    )  # fmt: skip
