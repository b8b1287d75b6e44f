"""Everything that keeps evidence from being traced, named at once."""

import hashlib
import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import replace
from itertools import pairwise

from palermo.evidence.arithmetic import bounds
from palermo.evidence.contrasts import contrast_rows
from palermo.evidence.extraction import extract_text
from palermo.evidence.facets import propose_facets
from palermo.evidence.locating import locate, stands
from palermo.evidence.model import Claim, Contrast, Correction, Evidence, Pair, Passage, Record, Snapshot, Stated
from palermo.evidence.summary import expected_counts
from palermo.evidence.vocabulary import BEFORE_A_NUMBER, QUANTITY_WORDS
from palermo.ground.decimals import decimal
from palermo.ground.figure import Figure, Origin, Sensitivity
from palermo.ground.finding import Finding, Severity
from palermo.ground.numerals import find_numbers
from palermo.ground.rows import fault

_NOWHERE = Record(path="evidence", line=1)
_QUANTITY = re.compile(
    rf"\b(?:{'|'.join(re.escape(word) for word in QUANTITY_WORDS if word not in BEFORE_A_NUMBER)})\b"
    rf"|\b(?:{'|'.join(BEFORE_A_NUMBER)}) (?=\d|half\b|an? (?:hundred|thousand|million|dozen)\b)",
    re.IGNORECASE,
)


def check(
    bundle: Evidence, *, held: Mapping[str, bytes], known: Collection[str], texts: Mapping[str, str] | None = None
) -> tuple[Finding, ...]:
    """What cannot be traced in ``bundle``, sorted by place.

    ``held``: bytes by snapshot id, where the file is at hand; ``texts``: extracted text by snapshot id, for formats
    that are no text; ``known``: ids of figures registered elsewhere.
    """
    at_hand = _texts(bundle, held, texts or {})
    findings = [
        *_references(bundle, known),
        *(one for claim in bundle.claims.values() for one in _claim(claim, bundle)),
        *(one for figure in bundle.figures.values() for one in _figure(figure, bundle)),
        *(one for snapshot in bundle.snapshots.values() for one in _snapshot(snapshot, bundle, held)),
        *(one for passage in bundle.passages.values() for one in _passage(passage, bundle, at_hand)),
        *(one for claim in bundle.claims.values() for one in _absent(claim, bundle, held, at_hand)),
        *(one for claim in bundle.claims.values() for one in _values_of_claim(claim, bundle)),
        *(one for figure in bundle.figures.values() for one in _value_of_figure(figure, bundle)),
        *(one for pair in bundle.pairs.values() for one in _pair(pair, bundle)),
        *(one for contrast in bundle.contrasts.values() for one in _contrast(contrast, bundle)),
        *(one for correction in bundle.corrections.values() for one in _correction(correction, bundle)),
        *(one for name in bundle.expect for one in _expectation(name, bundle)),
    ]
    return tuple(sorted(findings, key=lambda one: (one.path or "", one.line or 0, one.code, one.text)))


def _blame(bundle: Evidence, id: str, code: str, text: str, hint: str = "") -> Finding:
    at = bundle.records.get(id, _NOWHERE)
    return fault(at.path, at.line, f"{id}: {text}", hint, code=code)


def _warn(bundle: Evidence, id: str, code: str, text: str, hint: str = "") -> Finding:
    return replace(_blame(bundle, id, code, text, hint), severity=Severity.WARNING)


def _texts(bundle: Evidence, held: Mapping[str, bytes], texts: Mapping[str, str]) -> Mapping[str, str]:
    found = {
        id: text
        for id, data in held.items()
        if id in bundle.snapshots and (text := extract_text(data, bundle.snapshots[id].media_type)) is not None
    }
    return {**texts, **found}


def _references(bundle: Evidence, known: Collection[str]) -> Iterator[Finding]:
    numbers = {*bundle.figures, *bundle.claims, *known}
    for id, name, target, allowed in _links(bundle, numbers):
        if target and target not in allowed:
            text = f"{name} names {target!r}, which nothing defines"
            yield _blame(bundle, id, "evidence.unknown-id", text, "check the spelling, or define it")


def _links(bundle: Evidence, numbers: Collection[str]) -> Iterator[tuple[str, str, str | None, Collection[str]]]:
    """Every reference: who refers, by which field, to what, and what it may name."""
    for document in bundle.documents.values():
        yield document.id, "supersedes", document.supersedes, bundle.documents
    for snapshot in bundle.snapshots.values():
        yield snapshot.id, "document", snapshot.document, bundle.documents
    for occasion in bundle.occasions.values():
        yield occasion.id, "reported_by", occasion.reported_by, bundle.documents
    for passage in bundle.passages.values():
        yield passage.id, "snapshot", passage.snapshot, bundle.snapshots
        yield passage.id, "translation_of", passage.translation_of, bundle.passages
    for figure in bundle.figures.values():
        yield figure.id, "passage", figure.passage, bundle.passages
        yield from ((figure.id, "operands", operand, numbers) for operand in figure.operands)
    for claim in bundle.claims.values():
        yield from _links_of_claim(claim, bundle, numbers)
    groups: tuple[Contrast | Pair, ...] = (*bundle.contrasts.values(), *bundle.pairs.values())
    for group in groups:
        yield from ((group.id, "members", member, numbers) for member in group.members)
    for correction in bundle.corrections.values():
        yield correction.id, "target", correction.target, numbers
    for left_out in bundle.left_out:
        yield "left_out", "snapshot", left_out.snapshot, bundle.snapshots


def _links_of_claim(
    claim: Claim, bundle: Evidence, numbers: Collection[str]
) -> Iterator[tuple[str, str, str | None, Collection[str]]]:
    yield claim.id, "said", claim.said, bundle.occasions
    yield claim.id, "cites", claim.cites.document, bundle.documents
    yield claim.id, "trace.source", claim.trace.source, bundle.snapshots
    yield claim.id, "trace.passage", claim.trace.passage, bundle.passages
    yield claim.id, "trace.source_figure", claim.trace.source_figure, numbers
    yield from ((claim.id, "rivals", rival, numbers) for rival in claim.rivals)
    yield from ((claim.id, "operands", operand, numbers) for operand in claim.stated.operands)


def _claim(claim: Claim, bundle: Evidence) -> Iterator[Finding]:
    occasion = bundle.occasions.get(claim.said)
    if occasion is None or not occasion.claimant:
        yield _blame(
            bundle, claim.id, "evidence.no-claimant", "nobody is said to claim it", "name the claimant of its occasion"
        )
    if claim.passage is None and occasion is not None and occasion.reported_by:
        yield _blame(
            bundle, claim.id, "evidence.claim-without-passage", "the item it stands in has no passage", "give its line"
        )
    if claim.quantity_word is None and (found := _QUANTITY.search(claim.atom)):
        text = f"the atom holds the quantity word {found[0].strip()!r} and quantity_word is empty"
        yield _blame(bundle, claim.id, "evidence.quantity-word", text, "copy the words into quantity_word")
    if claim.trace.source_figure == claim.id or claim.id in claim.rivals:
        yield _blame(bundle, claim.id, "evidence.own-source", "a claim is its own source or rival")


def _figure(figure: Figure, bundle: Evidence) -> Iterator[Finding]:
    if figure.origin is Origin.QUOTED:
        yield from _quoted(figure, bundle)
    elif figure.origin is Origin.ASSESSED and not (figure.assessor and figure.framework and figure.period):
        hint = "name assessor, framework with its version, and period"
        yield _blame(bundle, figure.id, "evidence.assessment-incomplete", "an assessment without its yardstick", hint)
    elif figure.origin is Origin.DERIVED and _reaches(figure.id, figure.id, bundle):
        yield _blame(bundle, figure.id, "evidence.cycle", "its operands lead back to itself")


def _quoted(figure: Figure, bundle: Evidence) -> Iterator[Finding]:
    if figure.value is None and figure.low is None and figure.obs_status is None:
        yield _blame(bundle, figure.id, "evidence.no-value", "a quoted figure without value", "or say obs_status: M")
    passage = bundle.passages.get(figure.passage or "")
    snapshot = bundle.snapshots.get(passage.snapshot) if passage else None
    is_held = snapshot is not None and snapshot.file is not None
    if not is_held and not (figure.seen_in and figure.through and figure.through != "none"):
        hint = "hold its source and name the passage, or say seen_in and through"
        text = "quoted with neither a held passage nor words on where it was seen"
        yield _blame(bundle, figure.id, "evidence.untraceable", text, hint)


def _reaches(start: str, target: str, bundle: Evidence) -> bool:
    """``target`` lies below ``start``; a claim used as operand is traced to its own source figure no further."""
    seen, waiting = set[str](), [start]
    while waiting:
        figure = bundle.figures.get(waiting.pop())
        for operand in figure.operands if figure else ():
            if operand == target:
                return True
            if operand not in seen:
                seen.add(operand)
                waiting.append(operand)
    return False


def _snapshot(snapshot: Snapshot, bundle: Evidence, held: Mapping[str, bytes]) -> Iterator[Finding]:
    if snapshot.sensitivity is Sensitivity.PROTECTED:
        hint = "evidence is what was published; protected data come through disclosure control"
        yield _blame(bundle, snapshot.id, "evidence.protected", "a protected document cannot be evidence", hint)
    data = held.get(snapshot.id)
    if data is None:
        if snapshot.file is not None:
            text = f"its file {snapshot.file} is not at hand"
            yield _blame(bundle, snapshot.id, "evidence.file-missing", text, "file: null where it is held elsewhere")
        return
    if hashlib.sha256(data).hexdigest() != snapshot.sha256:
        users = ", ".join(_users(snapshot.id, bundle)) or "no figure"
        text = f"the file's sha256 is not the one written; resting on it: {users}"
        yield _blame(bundle, snapshot.id, "evidence.hash-differs", text, "the file was changed: fetch the original")
    elif snapshot.bytes is not None and snapshot.bytes != len(data):
        yield _blame(
            bundle, snapshot.id, "evidence.size-differs", f"{snapshot.bytes} bytes are written, it has {len(data)}"
        )


def _users(snapshot: str, bundle: Evidence) -> Iterator[str]:
    """The figures and claims whose passage stands in the snapshot."""
    inside = {passage.id for passage in bundle.passages.values() if passage.snapshot == snapshot}
    yield from (figure.id for figure in bundle.figures.values() if figure.passage in inside)
    for claim in bundle.claims.values():
        own = claim.passage is not None and claim.passage.snapshot == snapshot
        if own or claim.trace.passage in inside or claim.trace.source == snapshot:
            yield claim.id


def _values_of_claim(claim: Claim, bundle: Evidence) -> Iterator[Finding]:
    yield from _value_in(claim.id, claim.passage, claim.stated, bundle)
    figure = bundle.figures.get(claim.trace.source_figure or "")
    if figure is None or claim.status == "open" or claim.trace.facets.get("value") != "equal":
        return
    if propose_facets(claim.stated, figure)["value"] != "equal":
        said = f"its value is called equal to that of {figure.id}, and the two are written differently"
        yield _warn(bundle, claim.id, "evidence.value-called-equal", said)


def _value_of_figure(figure: Figure, bundle: Evidence) -> Iterator[Finding]:
    if figure.origin is Origin.QUOTED:
        stated = Stated(value=figure.value, low=figure.low, high=figure.high)
        yield from _value_in(figure.id, bundle.passages.get(figure.passage or ""), stated, bundle)


def _value_in(id: str, passage: Passage | None, stated: Stated, bundle: Evidence) -> Iterator[Finding]:
    """The words of a passage hold the number taken from them; words without any number we can read are only named."""
    if passage is None or passage.exact is None or bounds(stated) is None or locate(passage.exact, stated):
        return
    said = f"the words of passage {passage.id} do not hold its value"
    finding = _blame(bundle, id, "evidence.value-not-in-passage", said, "look whether value or passage is wrong")
    readable = any(find_numbers(passage.exact))
    yield finding if readable else replace(finding, severity=Severity.WARNING)


def _passage(passage: Passage, bundle: Evidence, texts: Mapping[str, str]) -> Iterator[Finding]:
    text = texts.get(passage.snapshot)
    snapshot = bundle.snapshots.get(passage.snapshot)
    if snapshot is not None and snapshot.file is not None and passage.sha256 is None:
        hint = "copy the words into exact, or give exact_sha256"
        yield _blame(bundle, passage.id, "evidence.passage-without-words", "a held passage without its words", hint)
    if text is None and snapshot is not None and snapshot.file is not None:
        said = f"{passage.snapshot} gives no text, so the passage could not be looked up"
        yield _warn(bundle, passage.id, "evidence.passage-unchecked", said, "keep its extracted text beside it")
    if text is not None and not stands(text, passage):
        where = f"line {passage.line}" if passage.line else "the text"
        said = f"its words are not in {where} of {passage.snapshot}"
        yield _blame(bundle, passage.id, "evidence.passage-not-there", said, "palermo evidence locate finds the place")


def _absent(claim: Claim, bundle: Evidence, held: Mapping[str, bytes], texts: Mapping[str, str]) -> Iterator[Finding]:
    """Who calls a passage absent from a held source is told where the source holds that number all the same."""
    source = claim.trace.source
    if not claim.trace.absent or source is None or source not in held:
        return
    if source not in texts:
        said = "the passage is called absent in a source that cannot be read as text"
        yield _blame(bundle, claim.id, "evidence.absent-unchecked", said, "keep its extracted text beside it")
        return
    for found in locate(texts[source], claim.stated)[:1]:
        said = f"called absent, and line {found.line} of {source} holds the number; look whether it means the same"
        yield _warn(bundle, claim.id, "evidence.absent-value-seen", said)


def _pair(pair: Pair, bundle: Evidence) -> Iterator[Finding]:
    claims = [bundle.claims[member] for member in pair.members if member in bundle.claims]
    occasions = [bundle.occasions[claim.said] for claim in claims if claim.said in bundle.occasions]
    if len({occasion.claimant for occasion in occasions}) < 2:
        hint = "show what the other party says, where it is known"
        yield _blame(bundle, pair.id, "evidence.pair-without-reply", "a pair holds claims of one party only", hint)
    days = [day for one in occasions if one.said_on is not None and (day := one.said_on.earliest())]
    if any(later < earlier for earlier, later in pairwise(days)):
        yield _blame(bundle, pair.id, "evidence.pair-order", "the reply stands before the claim", "order as said")


def _contrast(contrast: Contrast, bundle: Evidence) -> Iterator[Finding]:
    if len(contrast.members) < 2:
        yield _blame(bundle, contrast.id, "evidence.contrast-alone", "a contrast needs two members or more")
    numbers: dict[str, Figure | Stated] = {**bundle.figures}
    numbers |= {id: claim.stated for id, claim in bundle.claims.items()}
    found = [bounds(numbers[member]) for member in contrast.members if member in numbers]
    sizes = [size[0] for size in found if size is not None]
    strictly = all(a < b for a, b in pairwise(sizes)) or all(a > b for a, b in pairwise(sizes))
    if len(sizes) < 3 or not strictly or not set(contrast.members) <= set(numbers):
        return
    if contrast.members != tuple(row.member for row in contrast_rows(bundle, contrast.id)):
        hint = "order the members by date or by alphabet"
        yield _blame(bundle, contrast.id, "evidence.contrast-by-size", "the members stand in order of size", hint)


def _correction(correction: Correction, bundle: Evidence) -> Iterator[Finding]:
    figure = bundle.figures.get(correction.target)
    if figure is None or figure.value is None:
        return
    if not _same(figure.value, correction.expect):
        text = f"it expects {correction.expect} and finds {figure.value}"
        yield _blame(bundle, correction.id, "evidence.correction-stale", text, "the source changed: look again")


def _same(value: str, expected: str) -> bool:
    try:
        return decimal(value) == decimal(expected)
    except ValueError:
        return value == expected


def _expectation(name: str, bundle: Evidence) -> Iterator[Finding]:
    expect, found = bundle.expect[name], expected_counts(bundle, name)
    for key, count in expect.counts.items():
        if found.get(key, 0) != count:
            text = f"expect: {key} is written as {count}, counted {found.get(key, 0)}"
            yield fault(expect.path, expect.line, text, code="evidence.expect-differs")
    tallied = {key.partition(".")[0] for key in expect.counts if "." in key}
    for key in sorted(set(found) - set(expect.counts)):
        if key.partition(".")[0] in tallied and "." in key:
            text = f"expect: {key} is not written, counted {found[key]}"
            yield fault(expect.path, expect.line, text, code="evidence.expect-differs")
