"""What others say, printed by one template: the claim box, claim and reply, events, and where the traces stand."""

from dataclasses import replace

from markupsafe import Markup

from palermo import evidence
from palermo.evidence import Claim, ContrastRow
from palermo.ground.errors import BadDefinition
from palermo.report.pages.naming import Names
from palermo.report.pages.sentences import linked_sentence
from palermo.report.pages.sheet import Sheet
from palermo.report.tallies import READINGS, tally_id


def claim_box(sheet: Sheet, id: str) -> Markup:
    """A claim with its speaker, its trace and its rivals. Raises BadDefinition on an unknown id."""
    claim = _claim(sheet, id)
    names = Names(sheet.model, sheet.say)
    return sheet.fill(
        "claim.html.j2",
        claim=claim,
        names=names,
        anchor_id=sheet.binder.anchors.take("claim", id),
        sentence=linked_sentence(sheet.model, claim, sheet.binder),
        rivals=rival_rows(sheet, claim),
    )


def rival_rows(sheet: Sheet, claim: Claim) -> tuple[ContrastRow, ...]:
    """The rivals of a claim as rows, by date and then by name, as a contrast is."""
    bundle = sheet.model.evidence
    rivals = tuple(id for id in claim.rivals if id in sheet.model.figures or id in bundle.claims)
    beside = evidence.Contrast(id="", question="", members=rivals, comparability="")
    return evidence.contrast_rows(_with_contrast(bundle, beside), "", sheet.model.figures)


def contrast_box(sheet: Sheet, id: str) -> Markup:
    """One row a member, by date or alphabet; no total, no winner. Raises BadDefinition on an unknown id."""
    contrast = sheet.model.evidence.contrasts.get(id)
    if contrast is None:
        raise BadDefinition(f"There is no contrast {id!r}.", hint="Name one of evidence/*.yml.")
    return sheet.fill(
        "contrast.html.j2",
        contrast=contrast,
        anchor_id=sheet.binder.anchors.take("contrast", id),
        names=Names(sheet.model, sheet.say),
        rows=evidence.contrast_rows(sheet.model.evidence, id, sheet.model.figures),
    )


def pair_box(sheet: Sheet, id: str) -> Markup:
    """Claim and reply side by side, in the order in which they were said. Raises BadDefinition on an unknown id."""
    pair = sheet.model.evidence.pairs.get(id)
    if pair is None:
        raise BadDefinition(f"There is no pair {id!r}.", hint="Name one of evidence/*.yml.")
    claims = [row.claim for row in evidence.pair_rows(sheet.model.evidence, id) if row.claim]
    return sheet.fill(
        "pair.html.j2",
        pair=pair,
        anchor_id=sheet.binder.anchors.take("pair", id),
        names=Names(sheet.model, sheet.say),
        sides=_sides(claims),
        sentence=lambda claim: linked_sentence(sheet.model, claim, sheet.binder),
    )


def _sides(claims: list[Claim]) -> list[list[Claim]]:
    """Claims in their order, those of one occasion that follow each other together."""
    sides: list[list[Claim]] = []
    for claim in claims:
        if sides and sides[-1][-1].said == claim.said:
            sides[-1].append(claim)
        else:
            sides.append([claim])
    return sides


def evidence_box(sheet: Sheet, what: str, collection: str) -> Markup:
    """``{{evidence:summary}}`` or ``{{evidence:events}}``, of all claims or of one file's (``|press``)."""
    if what not in ("summary", "events"):
        raise BadDefinition(f"There is no view {what!r} of the evidence.", hint="Write summary or events.")
    known = {claim.collection for claim in sheet.model.evidence.claims.values()}
    if collection and collection not in known:
        raise BadDefinition(f"No evidence file is named {collection!r}.", hint=f"There are {', '.join(sorted(known))}.")
    return _summary(sheet, collection) if what == "summary" else _events(sheet, collection)


def _summary(sheet: Sheet, collection: str) -> Markup:
    bound = {
        name: sheet.binder.figure(tally_id(collection, name))
        for name in ("closed", "countable", *(f"reading.{reading}" for reading in READINGS))
    }
    readings = {name: bound[f"reading.{name}"] for name in READINGS}
    return sheet.fill(
        "summary.html.j2",
        headline=sheet.say.marked("summary.closed", closed=bound["closed"], countable=bound["countable"]),
        readings=sheet.say.marked("summary.readings", **readings),
    )


def _events(sheet: Sheet, collection: str) -> Markup:
    claims = sheet.model.evidence.claims.values()
    chosen = [one for one in claims if one.kind == "event" and collection in ("", one.collection)]
    return sheet.fill(
        "events.html.j2",
        anchor_id=sheet.binder.anchors.take("events", collection or "all"),
        events=[(claim, linked_sentence(sheet.model, claim, sheet.binder)) for claim in chosen],
    )


def _claim(sheet: Sheet, id: str) -> Claim:
    claim = sheet.model.evidence.claims.get(id)
    if claim is None:
        raise BadDefinition(f"There is no claim {id!r}.", hint="Name one of evidence/*.yml.")
    return claim


def _with_contrast(bundle: evidence.Evidence, contrast: evidence.Contrast) -> evidence.Evidence:
    return replace(bundle, contrasts={contrast.id: contrast})
