"""One function an object of the format: from a form to a frozen value."""

import hashlib

from palermo.evidence.model import (
    Cites,
    Claim,
    Contrast,
    Correction,
    Document,
    LeftOut,
    Occasion,
    Pair,
    Passage,
    Snapshot,
    Stated,
    Trace,
)
from palermo.evidence.vocabulary import (
    CLAIM_KINDS,
    COMPARATORS,
    CORRECTION_ACTIONS,
    CORRECTION_STATUS,
    DOCUMENT_KINDS,
    FACETS,
    LEGAL_STATUS,
    LEVELS,
    ORDERS,
    READINGS,
    RESULTS,
    STATUSES,
    STOCK_FLOW,
    THROUGH,
)
from palermo.ground.figure import Figure, Origin, Sensitivity
from palermo.ground.forms import Form

_LONGEST_PASSAGE = 300
_SDC_BY_HAND = ("none-public-source", "none-invented")


def document(form: Form) -> Document:
    return Document(
        id=form.needed("id"),
        kind=form.choice("kind", DOCUMENT_KINDS, "report"),
        title=form.text("title"),
        author=form.text("author"),
        publisher=form.text("publisher"),
        language=form.text("language"),
        published_on=form.day("published_on"),
        official_number=form.text("official_number"),
        url=form.text("url"),
        supersedes=form.text("supersedes"),
        rights=form.text("rights"),
        note=form.text("note"),
    )


def snapshot(form: Form) -> Snapshot:
    sha256 = form.sha256("sha256")
    if sha256 is None:
        form.blame("sha256", "a snapshot is known by its sha256, held or not", code="evidence.missing-field")
    file = form.text("file")
    if file is not None and (file.startswith("/") or "\\" in file or ".." in file.split("/")):
        form.blame("file", "file leads out of the report's folder", "put it in evidence/snapshots, or file: null")
    return Snapshot(
        id=form.needed("id"),
        document=form.needed("document"),
        file=file,
        sha256=sha256 or "",
        media_type=form.text("media_type") or "application/octet-stream",
        bytes=form.whole("bytes"),
        retrieved_at=form.text("retrieved_at"),
        retrieved_by=form.text("retrieved_by"),
        archive_url=form.text("archive_url"),
        text_sha256=form.sha256("text_sha256"),
        sensitivity=Sensitivity(form.choice("sensitivity", [*Sensitivity], Sensitivity.PUBLIC)),
        note=form.text("note"),
    )


def occasion(form: Form) -> Occasion:
    return Occasion(
        id=form.needed("id"),
        claimant=form.text("claimant"),
        said_on=form.day("said_on"),
        occasion=form.text("occasion"),
        place=form.text("place"),
        reported_by=form.text("reported_by"),
        note=form.text("note"),
    )


def passage(form: Form, id: str, snapshot: str = "") -> Passage:
    """The passage of a form; ``id`` and ``snapshot`` where the form names none."""
    exact, sha256 = form.text("exact", longest=_LONGEST_PASSAGE), form.sha256("exact_sha256")
    if exact is not None and sha256 not in (None, hashlib.sha256(exact.encode()).hexdigest()):
        form.blame("exact_sha256", "exact_sha256 is not the hash of exact", code="evidence.hash-differs")
    made = Passage(
        id=form.text("id") or id,
        snapshot=form.text("snapshot") or snapshot,
        line=form.whole("line"),
        column=form.whole("column"),
        length=form.whole("length"),
        page=form.text("page"),
        table_cell=form.text("table_cell"),
        time_code=form.text("time_code"),
        exact=exact,
        sha256=hashlib.sha256(exact.encode()).hexdigest() if exact is not None else sha256,
        prefix=form.text("prefix", longest=_LONGEST_PASSAGE),
        suffix=form.text("suffix", longest=_LONGEST_PASSAGE),
        language=form.text("language"),
        translation_of=form.text("translation_of"),
    )
    if made.line is None and not (made.page or made.table_cell or made.time_code):
        form.blame("line", "a passage needs a line, page, table_cell or time_code", code="evidence.missing-field")
    return made


def figure(form: Form, passage: str | None) -> Figure:
    """A quoted, derived or assessed figure; computed ones come from the indicators of a report."""
    origin = form.choice("origin", ("quoted", "derived", "assessed"), "quoted")
    return Figure(
        id=form.needed("id"),
        origin=Origin(origin),
        value=form.text("value") if origin == "assessed" else form.number("value"),
        low=form.number("low"),
        high=form.number("high"),
        comparator=form.choice("comparator", COMPARATORS, "="),
        unit=form.text("unit") or ("code" if origin == "assessed" else "count"),
        counting_unit=form.text("counting_unit"),
        concept=form.text("concept"),
        population=form.text("population"),
        stock_flow=form.option("stock_flow", STOCK_FLOW),
        period=form.period("period"),
        area=form.text("area"),
        coverage=form.text("coverage"),
        obs_status=form.text("obs_status"),
        sdc_applied=form.option("sdc_applied", _SDC_BY_HAND) or (None if origin == "derived" else "none-public-source"),
        passage=passage,
        seen_in=form.text("seen_in"),
        through=form.option("through", THROUGH),
        publisher=form.text("publisher"),
        source_date=form.text("source_date"),
        operands=form.texts("operands"),
        formula=form.text("formula"),
        places=form.places("places") or form.places("rounded") or 0,
        assessor=form.text("assessor"),
        framework=form.text("framework"),
        note=form.text("note"),
    )


def stated(form: Form | None) -> Stated:
    if form is None:
        return Stated()
    made = Stated(
        value=form.number("value"),
        low=form.number("low"),
        high=form.number("high"),
        comparator=form.choice("comparator", COMPARATORS, "="),
        unit=form.text("unit") or "count",
        counting_unit=form.text("counting_unit"),
        concept=form.text("concept"),
        population=form.text("population"),
        stock_flow=form.option("stock_flow", STOCK_FLOW),
        period=form.period("period"),
        area=form.text("area"),
        coverage=form.text("coverage"),
        numerator=form.number("numerator"),
        denominator=form.number("denominator"),
        operands=form.texts("operands"),
        formula=form.text("formula"),
    )
    form.close()
    return made


def cites(form: Form | None) -> Cites:
    if form is None:
        return Cites()
    proposed = form.form("proposed")
    made = Cites(
        text=form.text("text"),
        publisher=form.text("publisher"),
        dates=form.texts("date"),
        document=form.text("document"),
        proposed_publisher=proposed.text("publisher") if proposed else None,
        proposed_date=proposed.text("date") if proposed else None,
    )
    for part in (form, proposed):
        if part is not None:
            part.close()
    return made


def trace(form: Form | None, before: Trace | None = None) -> Trace:
    """The trace of a form; what the form leaves out stays as it was ``before``."""
    old = before or Trace()
    if form is None:
        return old
    return Trace(
        level=form.choice("level", LEVELS, old.level),
        reading=form.option("reading", READINGS) if form.has("reading") else old.reading,
        through=form.choice("through", THROUGH, old.through),
        source=form.text("source") or old.source,
        passage=form.text("passage") or old.passage,
        absent=form.flag("absent", old.absent),
        source_figure=form.text("source_figure") or old.source_figure,
        facets=form.choices("facets", FACETS, RESULTS) if form.has("facets") else old.facets,
        checked_by=form.text("checked_by") or old.checked_by,
        confirmed_by=form.text("confirmed_by") or old.confirmed_by,
        checked_at=form.text("checked_at") or old.checked_at,
        located=form.text("located") or old.located,
        note=form.text("note") or old.note,
    )


def claim(form: Form, passage: Passage | None, made_trace: Trace, collection: str) -> Claim:
    kind = form.choice("kind", CLAIM_KINDS, "figure")
    if kind == "figure" and not form.has("stated"):
        form.blame("id", "a claim of kind figure needs stated", code="evidence.missing-field")
    if kind != "event" and form.row.fields.get("legal_status") is not None:
        form.blame("legal_status", "only events have a legal status")
    return Claim(
        id=form.needed("id"),
        kind=kind,
        said=form.needed("said"),
        atom=form.needed("atom"),
        passage=passage,
        quantity_word=form.text("quantity_word"),
        stated=stated(form.form("stated")),
        legal_status=form.option("legal_status", LEGAL_STATUS),
        cites=cites(form.form("cites")),
        trace=made_trace,
        rivals=form.texts("rivals"),
        countable=form.flag("countable", kind == "figure"),
        collection=collection,
    )


def contrast(form: Form) -> Contrast:
    return Contrast(
        id=form.needed("id"),
        question=form.needed("question"),
        members=form.texts("members"),
        comparability=form.needed("comparability"),
        order=form.choice("order", ORDERS, "date"),
    )


def pair(form: Form) -> Pair:
    return Pair(
        id=form.needed("id"),
        question=form.needed("question"),
        members=form.texts("members"),
        comparability=form.needed("comparability"),
    )


def correction(form: Form) -> Correction:
    return Correction(
        id=form.needed("id"),
        target=form.needed("target"),
        action=form.choice("action", CORRECTION_ACTIONS, "flag"),
        reason=form.needed("reason"),
        provider=form.needed("provider"),
        status=form.choice("status", CORRECTION_STATUS, "open"),
        expect=form.needed("expect"),
        value=form.number("value"),
    )


def left_out(form: Form) -> LeftOut:
    return LeftOut(
        snapshot=form.needed("snapshot"), line=form.whole("line"), why=form.needed("why"), path=form.row.path
    )


def stated_status(form: Form | None) -> str | None:
    """A status somebody wrote down; it is computed, so it can only agree or be wrong."""
    return form.option("status", STATUSES) if form is not None else None
