"""From a folder to an edition: computed, linted, printed, and written with the hash of every file. All or nothing."""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from palermo.ground.errors import PalermoError, Refused
from palermo.ground.figure import Sensitivity
from palermo.ground.finding import Finding, errors
from palermo.report import lint, pages, since
from palermo.report.assembly import Assembly, assemble, place, unknown_languages
from palermo.report.canonical import lines, page, sha256
from palermo.report.conference import published_files
from palermo.report.folder import REPORT, Folder
from palermo.report.forms import fault
from palermo.report.linting import lint_folder_of, not_linted
from palermo.report.model import EditionModel
from palermo.report.ports import Ports
from palermo.report.releases import RECEIPTS, Gate, published_with
from palermo.report.tags import find_tags

BUILD = "build.json"
FORMAT = "palermo.edition/1"
FIGURES = "figures.json"
DEFINITIONS = "definitions/"


@dataclass(frozen=True, slots=True, kw_only=True)
class Edition:
    """A built edition: its files by path, and what was worth saying and did not stop it."""

    files: Mapping[str, bytes]
    findings: tuple[Finding, ...] = ()


def build(
    files: Mapping[str, bytes],
    *,
    ports: Ports,
    languages: Sequence[str] = (),
    given: Mapping[str, bytes] | None = None,
    ledger: bytes | None = None,
) -> Edition:
    """The edition of the folder in ``files``, in ``languages`` or all of its own.

    ``given`` are files by the name of a source, a dataset or a snapshot that the folder does not hold; ``ledger`` is
    the one to hold releases against, where it is not, or not only, that of the folder. Raises Refused with every
    unbound number, untraceable figure and other fault there is, UnreadableInput where it is no report folder,
    UsageError where ``given`` names nothing.
    """
    found = assemble(files, ports=ports, languages=languages, given=given, gate=Gate(ledger=ledger))
    asked = found.model.languages
    told = [*found.findings, *unknown_languages(found.folder, asked), *lint_folder_of(found, asked)]
    _stop(told)
    printed = _print(found.model, told)
    _stop(told)
    return Edition(files=_edition(found, printed, told), findings=tuple(sorted(told, key=place)))


def is_edition(record: bytes) -> bool:
    """Whether ``record`` is the build.json of an edition."""
    try:
        written = json.loads(record)
    except ValueError:
        return False
    return isinstance(written, dict) and written.get("format") == FORMAT


def lint_folder(
    files: Mapping[str, bytes],
    *,
    ports: Ports,
    given: Mapping[str, bytes] | None = None,
    ledger: bytes | None = None,
) -> tuple[Finding, ...]:
    """The findings of ``build`` without building, over every language that has a word list."""
    found = assemble(files, ports=ports, given=given, gate=Gate(ledger=ledger))
    told = [*found.findings, *lint_folder_of(found, found.folder.languages), *not_linted(found.folder)]
    return tuple(dict.fromkeys(sorted(told, key=place)))


def _stop(told: Iterable[Finding]) -> None:
    """Raises Refused with all findings when one of them is an error."""
    found = tuple(dict.fromkeys(sorted(told, key=place)))
    if wrong := errors(found):
        count = f"{len(wrong)} thing stands" if len(wrong) == 1 else f"{len(wrong)} things stand"
        raise Refused(
            f"Nothing was built: {count} in the way.", hint="Mend what is named and try again.", findings=found
        )


def _print(model: EditionModel, told: list[Finding]) -> Mapping[str, bytes]:
    """The pages of every language, each linted as a reader sees it."""
    printed: dict[str, bytes] = {}
    for language in model.languages:
        try:
            made = pages.render(model, language)
        except PalermoError as error:
            told.append(fault("report.page", error.message, path=REPORT, hint=error.hint))
            continue
        printed |= made
        for path, content in made.items():
            if path.endswith((f"{language}/index.html", ".svg")):
                told.extend(lint.lint_html(content, path=path, language=language))
    return printed


def _edition(found: Assembly, printed: Mapping[str, bytes], told: Sequence[Finding]) -> Mapping[str, bytes]:
    model = found.model
    files = {
        **printed,
        **definitions(found.folder),
        **{dataset.path: dataset.content for dataset in model.datasets.values()},
        **dict(published_with(found.folder, found.holdings.admitted.tables)),
        **_receipts(found),
        FIGURES: lines(figure_rows(model)),
        since.FILE: since.written(model.id, model.built_at, found.folder.indicators),
        "lint.json": page(_lint_record(model, told)),
    }
    return {BUILD: page(_build_record(found, files)), **dict(sorted(files.items()))}


def _receipts(found: Assembly) -> dict[str, bytes]:
    """What the edition keeps of the ledger, where it holds released tables."""
    receipts = found.holdings.admitted.receipts
    return {f"{DEFINITIONS}{RECEIPTS.removesuffix('.yml')}.json": page(receipts)} if receipts else {}


def figure_rows(model: EditionModel) -> list[dict[str, object]]:
    """The rows of figures.json: the same in every language but for what is printed."""
    return [
        {**figure.to_dict(), "rendered": {language: pages.printed(figure, language) for language in model.languages}}
        for figure in model.figures.values()
    ]


def definitions(folder: Folder) -> dict[str, bytes]:
    """Every definition in canonical form: enough to compute all figures again without the folder."""
    made = {f"{DEFINITIONS}{path.rsplit('.', 1)[0]}.json": page(row) for path, row in folder.raw.items()}
    layouts = (source.layout for source in folder.sources.values() if source.layout)
    conference = published_files(folder.files, folder.sitting) if folder.sitting else {}
    made |= {f"{DEFINITIONS}{path}": content for path, content in conference.items()}
    return made | {f"{DEFINITIONS}{path}": folder.files[path] for path in layouts}


def _lint_record(model: EditionModel, told: Sequence[Finding]) -> dict[str, object]:
    """What the lint let through: each literal with its kind and place, and every warning."""
    literals = [
        {"path": text.path, "line": tag.line, "column": tag.column, "text": tag.target, "kind": tag.option}
        for text in model.texts
        if text.language in model.languages
        for tag in find_tags(text.source)
        if tag.kind == "lit"
    ]
    return {"literals": literals, "findings": [one.to_dict() for one in sorted(told, key=place)]}


def _build_record(found: Assembly, files: Mapping[str, bytes]) -> dict[str, object]:
    """What was built, when, from what, by which version, and the hash of every file."""
    model, folder = found.model, found.folder
    return {
        "format": FORMAT,
        "id": model.id,
        "languages": list(model.languages),
        "built_at": model.built_at,
        "code_version": model.code_version,
        "figures": len(model.figures),
        "data": {
            one.name: {"path": one.path, "sha256": one.sha256, "sensitivity": str(one.sensitivity)}
            | ({"release": one.release} if one.release else {})
            for one in model.datasets.values()
        },
        "sources": {
            name: {"sha256": one.sha256, "rows_at_hand": name in found.holdings.at_hand}
            for name, one in folder.sources.items()
            if one.sensitivity is not Sensitivity.PROTECTED
        },
        "files": {path: sha256(content) for path, content in sorted(files.items())},
    }
