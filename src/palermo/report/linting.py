"""The lint over a whole folder: its texts, and the words of titles, captions and alternative texts."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace

from palermo.evidence import Contrast, Pair
from palermo.ground.finding import Finding, Severity
from palermo.report.assembly import Assembly
from palermo.report.folder import REPORT, Folder
from palermo.report.forms import fault
from palermo.report.lint import Registered, lint_claims, lint_text, lint_words, mark_claims
from palermo.report.lint.words import languages as languages_with_words
from palermo.report.model import TextFile, Words
from palermo.report.pages.conference_views import VIEWS as CONFERENCE_VIEWS
from palermo.report.tags import find_tags

_VIEWS = frozenset({"summary", "events"})


def lint_folder_of(assembly: Assembly, languages: Sequence[str]) -> Iterator[Finding]:
    """Every unbound number, unknown tag and loss of neutrality in the languages given that have a word list."""
    folder, known = assembly.folder, _registered(assembly)
    linted = [language for language in languages if language in languages_with_words()]
    for text in folder.texts:
        if text.language in linted:
            yield from lint_text(text.source, path=text.path, language=text.language, registered=known)
    for path, line, words in _words(folder):
        chosen = {language: said for language, said in words.items() if language in linted}
        source = folder.files[path].decode("utf-8", "replace")
        for found in lint_words(chosen, path=path, registered=known, source=source):
            yield found if found.line else replace(found, line=line)
    if "en" in linted:
        yield from _claims(assembly)
    yield from _figure_sets(folder.texts)
    yield from _missing_words(folder, languages)


def not_linted(folder: Folder) -> Iterator[Finding]:
    """A note on each language of the folder whose texts cannot be linted."""
    for language in folder.languages:
        if language not in languages_with_words():
            told = f"texts in {language} are not looked at: there is no list of number words for it"
            found = fault("language.no-catalogue", told, path=REPORT)
            yield replace(found, severity=Severity.INFO)


def _registered(assembly: Assembly) -> Registered:
    model = assembly.model
    bundle = model.evidence
    names: Mapping[str, Iterable[str]] = {
        "fig": model.figures,
        "table": assembly.folder.tables,
        "chart": assembly.folder.charts,
        "contrast": bundle.contrasts,
        "claim": bundle.claims,
        "pair": bundle.pairs,
        "evidence": _VIEWS,
        "conference": CONFERENCE_VIEWS if assembly.folder.sitting else (),
    }
    ids = {kind: frozenset(found) for kind, found in names.items()}
    return Registered(ids=ids, claims=mark_claims(bundle))


def _words(folder: Folder) -> Iterator[tuple[str, int, Words]]:
    """Everything printed that stands in a definition, with the file and line it stands in."""
    yield REPORT, 1, folder.title
    for table in folder.tables.values():
        labels = ({folder.languages[0]: label} for label in table.labels.values())
        yield from ((REPORT, table.line, words) for words in (table.caption, table.corner, *table.notes, *labels))
    for id, chart in folder.charts.items():
        yield from ((REPORT, folder.chart_lines[id], words) for words in (chart.alt, chart.title))
    for indicator in folder.indicators.values():
        yield indicator.path, indicator.line, indicator.name
    bundle = folder.evidence
    groups: tuple[Contrast | Pair, ...] = (*bundle.contrasts.values(), *bundle.pairs.values())
    for group in groups:
        at = bundle.records[group.id]
        yield at.path, at.line, {"en": group.comparability}  # the question is a title, and printed as one


def _claims(assembly: Assembly) -> Iterator[Finding]:
    """Quantity words of claims that the room of evidence has not named already."""
    bundle = assembly.model.evidence
    named = {one.text.split(":")[0] for one in assembly.findings if one.code == "evidence.quantity-word"}
    for claim in bundle.claims.values():
        if claim.id not in named:
            at = bundle.records[claim.id]
            yield from (replace(one, line=at.line) for one in lint_claims({claim.id: claim}, path=at.path))


def _figure_sets(texts: Sequence[TextFile]) -> Iterator[Finding]:
    """Each language prints the same figures as the first."""
    sets: dict[str, set[str]] = {}
    for text in texts:
        sets.setdefault(text.language, set()).update(tag.target for tag in find_tags(text.source) if tag.kind == "fig")
    first = next(iter(sets), "")
    for language, found in sets.items():
        if differ := sorted(found ^ sets[first]):
            told = f"the texts in {language} and {first} do not print the same figures: {', '.join(differ)}"
            path = next(text.path for text in texts if text.language == language)
            yield fault("language.figures-differ", told, path=path, hint="print them in each language, or in none")


def _missing_words(folder: Folder, languages: Sequence[str]) -> Iterator[Finding]:
    """Titles, captions and alternative texts are needed in each language that is built."""
    tables, charts = folder.tables.values(), folder.charts.values()
    needed = [("title", folder.title, 1)]
    needed += [(f"caption of table {one.id}", one.caption, one.line) for one in tables]
    needed += [(f"alt of chart {one.id}", one.alt, folder.chart_lines[one.id]) for one in charts]
    for what, words, line in needed:
        if lacking := [language for language in languages if language in folder.languages and not words.get(language)]:
            told = f"the {what} is missing in {', '.join(lacking)}"
            yield fault("language.no-words", told, path=REPORT, line=line)
