"""Documents, passages, claims and traces: what others say, where, and how far it has been traced."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from palermo.evidence.vocabulary import ALTERED, CLOSING, FACETS_TO_CLOSE, LEVELS
from palermo.ground.dates import PartialDate, Period, PeriodKind
from palermo.ground.figure import Figure, Sensitivity


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """Something published: a law, a plan, statistics, a news item, a speech, a report, a dataset."""

    id: str
    kind: str
    title: str | None = None
    author: str | None = None
    publisher: str | None = None
    language: str | None = None
    published_on: PartialDate | None = None
    official_number: str | None = None
    url: str | None = None
    supersedes: str | None = None
    rights: str | None = None
    note: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Snapshot:
    """The bytes of a document as they were on one day. ``file`` None: held elsewhere, known here by its hash."""

    id: str
    document: str
    file: str | None
    sha256: str
    media_type: str
    bytes: int | None = None
    retrieved_at: str | None = None
    retrieved_by: str | None = None
    archive_url: str | None = None
    text_sha256: str | None = None
    sensitivity: Sensitivity = Sensitivity.PUBLIC
    note: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Occasion:
    """Who spoke, when and where, and through whose report it is known."""

    id: str
    claimant: str | None
    said_on: PartialDate | None = None
    occasion: str | None = None
    place: str | None = None
    reported_by: str | None = None
    note: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Passage:
    """A place in a snapshot. ``exact`` None with ``sha256``: the words are others', their hash and place are ours.

    ``line`` and ``column`` count from 1; ``length`` is in characters.
    """

    id: str = ""
    snapshot: str = ""
    line: int | None = None
    column: int | None = None
    length: int | None = None
    page: str | None = None
    table_cell: str | None = None
    time_code: str | None = None
    exact: str | None = None
    sha256: str | None = None
    prefix: str | None = None
    suffix: str | None = None
    language: str | None = None
    translation_of: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Stated:
    """What a claim says, facet by facet. None is silence, not zero."""

    value: str | None = None
    low: str | None = None
    high: str | None = None
    comparator: str = "="
    unit: str = "count"
    counting_unit: str | None = None
    concept: str | None = None
    population: str | None = None
    stock_flow: str | None = None
    period: Period | None = None
    area: str | None = None
    coverage: str | None = None
    numerator: str | None = None
    denominator: str | None = None
    operands: tuple[str, ...] = ()
    formula: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Cites:
    """The source a claim names; ``proposed_*`` is what a tracer thinks it is, and marked so."""

    text: str | None = None
    publisher: str | None = None
    dates: tuple[str, ...] = ()
    document: str | None = None
    proposed_publisher: str | None = None
    proposed_date: str | None = None

    @property
    def identified(self) -> bool:
        """A source is named well enough to look for it."""
        return bool(self.publisher or self.document or self.proposed_publisher)


@dataclass(frozen=True, slots=True, kw_only=True)
class Trace:
    """How far a claim was followed to its source. ``source`` is a snapshot, ``passage`` a passage in it.

    ``absent`` says that the passage was looked for in the held source and is not there. ``source_states`` holds the
    facets the source figure speaks of; the loader fills it.
    """

    level: str = "T0"
    reading: str | None = None
    through: str = "none"
    source: str | None = None
    passage: str | None = None
    absent: bool = False
    source_figure: str | None = None
    facets: Mapping[str, str] = field(default_factory=dict)
    checked_by: str | None = None
    confirmed_by: str | None = None
    checked_at: str | None = None
    located: str | None = None
    note: str | None = None
    source_states: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True, kw_only=True)
class Claim:
    """One atom: one sentence, one number, one speaker. What it says is recorded, never asserted."""

    id: str
    kind: str = "figure"
    said: str
    atom: str
    passage: Passage | None = None
    quantity_word: str | None = None
    stated: Stated = Stated()
    legal_status: str | None = None
    cites: Cites = Cites()
    trace: Trace = Trace()
    rivals: tuple[str, ...] = ()
    countable: bool = True
    collection: str = ""

    @property
    def status(self) -> str:
        """open below T3; then not_found, differs (with the facets that do) or traced."""
        if LEVELS.index(self.trace.level) < LEVELS.index("T3"):
            return "open"
        if self.trace.absent:
            return "not_found"
        return "differs" if self.altered_facets else "traced"

    @property
    def altered_facets(self) -> tuple[str, ...]:
        """The facets in which the source is narrower, wider or other than the claim, as compared or as read."""
        return tuple(name for name, result in self.trace.facets.items() if result in ALTERED)

    @property
    def closed(self) -> bool:
        """Confirmed by a second person in the cited document or its issuer's, with value, unit and period known."""
        trace = self.trace
        two_persons = bool(trace.checked_by and trace.confirmed_by and trace.checked_by != trace.confirmed_by)
        return (
            LEVELS.index(trace.level) >= LEVELS.index("T4")
            and trace.through in CLOSING
            and two_persons
            and not trace.absent
            and all(self._known(facet) for facet in FACETS_TO_CLOSE)
        )

    def _known(self, facet: str) -> bool:
        """Compared with a result; or the claim is silent and the source is not."""
        if self.trace.facets.get(facet, "unknown") != "unknown":
            return True
        return facet not in facets_stated(self.stated) and facet in self.trace.source_states


@dataclass(frozen=True, slots=True, kw_only=True)
class Contrast:
    """Figures and claims that answer one question, side by side, by date or alphabet, without a winner."""

    id: str
    question: str
    members: tuple[str, ...]
    comparability: str
    order: str = "date"


@dataclass(frozen=True, slots=True, kw_only=True)
class Pair:
    """Claim and reply of two parties in one view, in the order in which they were said."""

    id: str
    question: str
    members: tuple[str, ...]
    comparability: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Correction:
    """A change to a source's value, with the old value (``expect``) it must find."""

    id: str
    target: str
    action: str
    reason: str
    provider: str
    status: str
    expect: str
    value: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class LeftOut:
    """A number of a document that is no atom of its own, and why."""

    snapshot: str
    line: int | None
    why: str
    path: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Record:
    """Where a row stands, who recorded it and from when it holds."""

    path: str
    line: int
    recorded_by: str | None = None
    valid_from: PartialDate | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Expect:
    """What a file says its own claims add up to; counts are of its countable claims."""

    path: str
    line: int
    counts: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """All evidence of a folder, by id, in the order written. ``records`` says where each row stands."""

    documents: Mapping[str, Document] = field(default_factory=dict)
    snapshots: Mapping[str, Snapshot] = field(default_factory=dict)
    occasions: Mapping[str, Occasion] = field(default_factory=dict)
    passages: Mapping[str, Passage] = field(default_factory=dict)
    figures: Mapping[str, Figure] = field(default_factory=dict)
    claims: Mapping[str, Claim] = field(default_factory=dict)
    contrasts: Mapping[str, Contrast] = field(default_factory=dict)
    pairs: Mapping[str, Pair] = field(default_factory=dict)
    corrections: Mapping[str, Correction] = field(default_factory=dict)
    expect: Mapping[str, Expect] = field(default_factory=dict)
    left_out: tuple[LeftOut, ...] = ()
    records: Mapping[str, Record] = field(default_factory=dict)

    def collection(self, name: str) -> tuple[Claim, ...]:
        """The claims of one file, ``press`` for evidence/press.yml."""
        return tuple(claim for claim in self.claims.values() if claim.collection == name)


def facets_stated(stated: Stated | Figure) -> frozenset[str]:
    """The facets of which a claim or a figure says something; attribution and date of source stand elsewhere."""
    says = {
        "value": stated.value is not None or stated.low is not None or stated.high is not None,
        "comparator": stated.value is not None or stated.comparator not in ("=", None),
        "counting_unit": stated.counting_unit is not None,
        "concept": stated.concept is not None,
        "population": stated.population is not None,
        "stock_flow": stated.stock_flow not in (None, "unknown"),
        "period": states_period(stated.period),
        "area": stated.area is not None,
    }
    return frozenset(name for name, said in says.items() if said)


def states_period(period: Period | None) -> bool:
    """A period says something when it has a date, words of its own, or is counted per year."""
    if period is None or period.kind is PeriodKind.UNSTATED:
        return False
    return bool(period.start or period.end or period.on or period.words or period.kind is PeriodKind.PER_YEAR)
