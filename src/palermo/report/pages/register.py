"""The register: for every figure and claim the way back, to definition, query and data, or to passage and copy."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from markupsafe import Markup

from palermo.evidence import Claim
from palermo.ground.figure import Figure, Origin
from palermo.report.model import Dataset, EditionModel, Indicator
from palermo.report.pages.naming import Names
from palermo.report.pages.sentences import sentence_parts
from palermo.report.pages.sheet import Sheet


@dataclass(frozen=True, slots=True)
class Family:
    """An indicator with its figures: those that have a name of their own, and the bare cells of its cube."""

    indicator: Indicator
    datasets: tuple[Dataset, ...]
    named: tuple[Figure, ...]
    cells: tuple[Figure, ...]


def register_page(model: EditionModel, language: str) -> Markup:
    """The register of all figures, claims, data files and documents of the edition."""
    sheet = Sheet(model, language)
    names = Names(model, sheet.say)
    families = _families(model, names)
    placed = {figure.id for family in families for figure in (*family.named, *family.cells)}
    rest = [figure for figure in model.figures.values() if figure.id not in placed]
    return sheet.fill(
        "register.html.j2",
        title=Markup("{}: {}").format(sheet.say("register.title"), sheet.title()),
        names=names,
        families=families,
        groups=[(origin, group) for origin in Origin if (group := [one for one in rest if one.origin is origin])],
        claims=list(model.evidence.claims.values()),
        sentence=lambda claim: sentence_parts(model, claim, language),
        query_text=query_text,
        claim_values=claim_values,
    )


def _families(model: EditionModel, names: Names) -> tuple[Family, ...]:
    members: dict[str, list[Figure]] = {id: [] for id in model.indicators}
    for figure in model.figures.values():
        indicator = names.indicator(figure)
        if indicator is not None and figure.origin in (Origin.COMPUTED, Origin.ASSESSED):
            members[indicator.id].append(figure)
    return tuple(_family(model.indicators[id], figures, names) for id, figures in members.items())


def _family(indicator: Indicator, figures: list[Figure], names: Names) -> Family:
    own = indicator.id
    cells = tuple(one for one in figures if one.id == own or one.id.startswith(f"{own}:"))
    named = tuple(one for one in figures if one not in cells)
    datasets = tuple(dict.fromkeys(one.name for figure in figures for one in names.datasets(figure)))
    return Family(indicator, tuple(names.model.datasets[name] for name in datasets), named, cells)


def query_text(query: Mapping[str, Any]) -> str:
    """A query to read: the SQL as it stands, the rest by key, sorted, each value as JSON."""
    rest = sorted((key, value) for key, value in query.items() if key != "sql")
    lines = (f"{key}: {json.dumps(value, sort_keys=True, ensure_ascii=False, default=_plain)}" for key, value in rest)
    return "\n\n".join(part for part in (str(query.get("sql", "")).strip(), "\n".join(lines)) if part)


def _plain(value: object) -> object:
    return dict(value) if isinstance(value, Mapping) else list(value) if isinstance(value, Iterable) else str(value)


def claim_values(claim: Claim) -> tuple[tuple[str, str], ...]:
    """What the claim states, facet by facet, as stored; what it is silent about is left out."""
    stated = claim.stated
    facets = (
        ("comparator", stated.comparator if stated.comparator != "=" else None),
        ("counting-unit", stated.counting_unit),
        ("concept", stated.concept),
        ("population", stated.population),
        ("stock-flow", stated.stock_flow),
        ("area", stated.area),
        ("coverage", stated.coverage),
        ("formula", stated.formula),
        ("quantity-word", claim.quantity_word),
    )
    return tuple((name, value) for name, value in facets if value)
