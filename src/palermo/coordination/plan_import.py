"""A plan from a table or a text → a plan of our own format, what it could not say named by the line it stands in.

Nothing is lost and nothing made up: what has no field goes to a note, a name nobody bears becomes an id that
``plan check`` names, a deadline or amount that leaves a doubt stays as written.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import yaml

from palermo.coordination.conference import Conference
from palermo.coordination.place import Place, finding
from palermo.coordination.plan_days import read_day, read_days, years_in
from palermo.coordination.plan_measures import Measures, note
from palermo.coordination.plan_names import Names
from palermo.coordination.plan_pieces import Piece, Pieces, gap, kept
from palermo.coordination.plan_table import PlanTable, table_pieces
from palermo.coordination.plan_text import text_pieces
from palermo.coordination.plan_tree import Branch, areas_of
from palermo.coordination.plans import FORMAT
from palermo.ground.dates import PartialDate
from palermo.ground.errors import Refused, UsageError
from palermo.ground.finding import Finding
from palermo.ground.forms import ID

__all__ = ["Imported", "PlanRequest", "PlanTable", "import_plan"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Imported:
    """A plan as the YAML of a file of ``plans/``, with how much is in it and what a person should look at."""

    content: bytes
    areas: int
    measures: int
    findings: tuple[Finding, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanRequest:
    """What the caller says of the plan: its id and language, and title and period where the source lacks them."""

    id: str
    today: date
    language: str = "en"
    title: str | None = None
    start: str | None = None
    end: str | None = None


def import_plan(
    source: str | Sequence[PlanTable],
    asked: PlanRequest,
    *,
    path: str,
    conference: Conference | None = None,
    columns: Mapping[str, str] | None = None,
) -> Imported:
    """The plan of a text, or of the tables of a file. ``path`` is named in the findings.

    Raises UsageError where the id is no slug or no column holds measures, Refused where the source has no measure.
    """
    if not ID.fullmatch(asked.id):
        raise UsageError(f"--id {asked.id!r} is no slug.", hint="Letters, digits, point, hyphen and underscore.")
    read = text_pieces(path, source) if isinstance(source, str) else table_pieces(path, source, columns)
    if not any(one.kind == "measure" for one in read.pieces):
        what = finding("import.no-measure", "no numbered measure was found", Place(path, 1), "number them: 1.1, 1.2 …")
        raise Refused("The source holds no measure.", hint="See the how-to on importing a plan.", findings=(what,))
    return _Composer(read=read, asked=asked, names=Names(conference.bodies if conference else ())).made()


@dataclass(frozen=True, slots=True, kw_only=True)
class _Composer:
    read: Pieces
    asked: PlanRequest
    names: Names

    def made(self) -> Imported:
        told = list(self.read.told)
        if not self.names.bodies:
            text = "no conference was named: each body got an id made of its name"
            told.append(kept(self.read.path, 1, "import.no-conference", text, "name one: --conference FOLDER"))
        top, branches = areas_of(self.read, told)
        period = self._period(top, told)
        measures = Measures(
            path=self.read.path,
            names=self.names,
            day=period.first_day() or self.asked.today,
            language=self.asked.language,
            told=told,
        )
        areas = [self._area(one, measures) for one in branches]
        plan = self._plan(top, period, areas, told)
        head = f"# Read from {self.read.path.rpartition('/')[2]}: look at every finding, then at every measure.\n"
        body = yaml.dump(plan, Dumper=_Dumper, sort_keys=False, allow_unicode=True, width=120)
        return Imported(
            content=f"{head}{body}".encode(),
            areas=len(areas),
            measures=sum(one.kind == "measure" for one in self.read.pieces),
            findings=tuple(sorted(dict.fromkeys(told), key=lambda one: (one.line or 0, one.code, one.text))),
        )

    def _plan(
        self, top: Sequence[Piece], period: "_Span", areas: list[dict[str, Any]], told: list[Finding]
    ) -> dict[str, Any]:
        """The fields of the plan in the order a person would write them."""
        title = self.asked.title or next((one.text for one in top if one.kind == "title"), None)
        number = next((one for one in top if one.kind == "plan_number"), None)
        issued = next((one for one in top if one.kind == "issued"), None)
        day = read_day(issued.text) if issued else None
        used = {title, period.words, number.text if number else None, issued.text if issued and day else None}
        left = [one for one in top if one.text not in used]
        plan: dict[str, Any] = {"format": FORMAT, "id": self.asked.id}
        plan |= {"title": {self.asked.language: title}} if title else {}
        plan |= {"number": number.text} if number else {}
        plan |= {"issued": str(day)} if day else {}
        plan |= {"period": period.to_dict()} if period.to_dict() else {}
        plan["areas"] = areas
        return plan | note(sorted(left, key=lambda one: one.line), self.read.path, told)

    def _period(self, top: Sequence[Piece], told: list[Finding]) -> "_Span":
        """Start and end as asked, or as the source says in a line of its own or in its title."""
        if self.asked.start or self.asked.end:
            return _Span(_day_asked("start", self.asked.start), _day_asked("end", self.asked.end))
        for piece in (one for one in top if one.kind in ("period", "title")):
            days = read_days(piece.text) if piece.kind == "period" else years_in(piece.text)
            if days and days[0]:
                found = f"the period {days[0]} to {days[1]} is taken from the {piece.kind}"
                told.append(kept(self.read.path, piece.line, "import.period-found", found, "or say --start and --end"))
                return _Span(*days, words=piece.text)
        text = "the source does not say from when to when the plan holds"
        told.append(gap(self.read.path, 1, "import.no-period", text, "say --start YEAR --end YEAR"))
        return _Span()

    def _area(self, branch: Branch, measures: Measures) -> dict[str, Any]:
        made: dict[str, Any] = {"id": branch.id, "goal": {self.asked.language: branch.text}}
        made["measures"] = [measures.made(one) for one in branch.below]
        return made | note(branch.parts, self.read.path, measures.told)


@dataclass(frozen=True, slots=True)
class _Span:
    """From when to when a plan holds, and the words of the source that say so."""

    start: PartialDate | None = None
    end: PartialDate | None = None
    words: str | None = None

    def first_day(self) -> date | None:
        return self.start.earliest() if self.start else None

    def to_dict(self) -> dict[str, str]:
        return {name: str(day) for name, day in (("start", self.start), ("end", self.end)) if day}


def _day_asked(name: str, written: str | None) -> PartialDate | None:
    day = read_day(written) if written else None
    if written and day is None:
        raise UsageError(f"--{name} is {written!r}.", hint="Write YYYY, YYYY-MM or YYYY-MM-DD.")
    return day


class _Dumper(yaml.SafeDumper):
    """Plain YAML; a note of several lines stands on several lines."""


def _text(dumper: yaml.SafeDumper, text: str) -> yaml.ScalarNode:
    return dumper.represent_scalar("tag:yaml.org,2002:str", text, style="|" if "\n" in text else None)


_Dumper.add_representer(str, _text)
