"""What treaties ask of a state, line by line and in our own words: the Palermo Protocol, C29 and C105."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from palermo.ground.errors import UsageError
from palermo.standards.loader import load

STRENGTHS = ("shall", "shall_as_possible", "consider", "endeavour")
_SHIPPED = {"palermo": "palermo_obligations", "c29": "c29", "c105": "c105"}


@dataclass(frozen=True, slots=True)
class InstrumentLine:
    """One duty: its article, what kind it is, how strongly it binds, and its words by language."""

    article: str
    kind: str
    strength: str
    text: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Instrument:
    """A treaty as lines of a sheet."""

    id: str
    title: Mapping[str, str]
    source: str
    lines: tuple[InstrumentLine, ...]

    def line(self, article: str) -> InstrumentLine | None:
        """The line of an article; None where it has none."""
        return next((one for one in self.lines if one.article == article), None)


@cache
def instrument(id: str) -> Instrument:
    """A treaty that ships with the program. Raises UsageError on another."""
    if id not in _SHIPPED:
        raise UsageError(f"There is no instrument {id!r}.", hint=f"Shipped: {', '.join(_SHIPPED)}.")
    found = load(_SHIPPED[id])
    language = found["language"]
    lines = (
        InstrumentLine(row["article"], row["kind"], row["strength"], {language: row["text"]})
        for row in found["obligations"]
    )
    return Instrument(id, {language: found["label"]}, found["source"], tuple(lines))


@cache
def instruments() -> Mapping[str, Instrument]:
    """Every shipped treaty by its id."""
    return {id: instrument(id) for id in _SHIPPED}
