"""palermo evidence: hold a source, find a passage, compare a claim with it, see where all claims stand."""

import hashlib
import json
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from palermo.ground.errors import BadDefinition, Refused, UsageError

if TYPE_CHECKING:
    from palermo.evidence import Claim, Evidence, Snapshot, Trace
    from palermo.ground.dates import PartialDate

app = typer.Typer(
    no_args_is_help=True,
    add_completion=False,
    help="What others say, where it stands, and how far each claim is traced.",
)

Folder = Annotated[Path, typer.Argument(help="The report folder; its evidence is in FOLDER/evidence.")]
ClaimId = Annotated[str, typer.Argument(metavar="CLAIM", help="The id of a claim.")]
Held = Annotated[
    list[str] | None, typer.Option("--data", metavar="ID=FILE", help="A snapshot held elsewhere and its file here.")
]
Today = Annotated[str | None, typer.Option(metavar="DATE", help="The day to write down; the system's if left out.")]


@app.command()
def add(
    folder: Folder,
    file: Annotated[Path, typer.Argument(help="The document, as a file here. Nothing is fetched.")],
    id: Annotated[str, typer.Option("--id", help="The id of the document; its snapshot is ID.a.")],
    publisher: Annotated[str, typer.Option(help="Who published it.")],
    published: Annotated[str | None, typer.Option(metavar="DATE", help="YYYY-MM-DD, YYYY-MM or YYYY.")] = None,
    kind: Annotated[str, typer.Option(help="law, plan, statistics, news, speech, report or dataset.")] = "report",
    title: Annotated[str | None, typer.Option(help="Its title.")] = None,
    language: Annotated[str | None, typer.Option(help="Its language, as en, ar or zh.")] = None,
    url: Annotated[str | None, typer.Option(help="Where it was published.")] = None,
    text: Annotated[
        Path | None, typer.Option(help="Its text as UTF-8, for formats this program does not read, such as PDF.")
    ] = None,
    invented: Annotated[bool, typer.Option("--invented", help="A made-up document, for trials and teaching.")] = False,
) -> None:
    """Hold a document: its bytes under their hash, its text beside, one file evidence/ID.yml. No network is used."""
    from palermo import engines, evidence
    from palermo.ground.figure import Sensitivity

    bundle = _load(folder)
    data = engines.read_bytes(file)
    media_type = evidence.media_type_of(file.name, data)
    words = _utf8(engines.read_bytes(text)) if text else evidence.extract_text(data, media_type)
    sha256 = hashlib.sha256(data).hexdigest()
    made = evidence.document_file(
        evidence.Document(
            id=id,
            kind=_kind(kind),
            title=title,
            publisher=publisher,
            language=language,
            published_on=_partial(published),
            url=url,
        ),
        evidence.snapshot_of(
            id, data, media_type, text=words, sensitivity=Sensitivity.INVENTED if invented else Sensitivity.PUBLIC
        ),
    )
    name = _new_name(folder, bundle, id)
    files = {f"evidence/snapshots/{sha256}": data, name: made}
    if words is not None:
        files[f"evidence/snapshots/{sha256}.txt"] = words.encode()
    _load(folder, {name: made})
    engines.write_files(folder, files)
    typer.echo(f"{name}: document {id}, snapshot {id}.a")
    typer.echo(f"evidence/snapshots/{sha256}: {len(data)} bytes, {media_type}")
    if words is None:
        typer.echo(f"No text could be taken from {media_type}; give it with --text to locate passages.")


@app.command()
def locate(
    folder: Folder,
    claim: ClaimId,
    snapshot: Annotated[
        str | None,
        typer.Option(metavar="S", help="The snapshot to search; the claim's own source or item if left out."),
    ] = None,
    exact: Annotated[
        str | None, typer.Option(metavar="TEXT", help="The words of the passage; it is written down.")
    ] = None,
    line: Annotated[int | None, typer.Option(metavar="N", help="Of several places, the one in this line.")] = None,
    data: Held = None,
) -> None:
    """Find the passages that hold the claim's value, in any writing. Exit 3 if there is none, or more than one."""
    from dataclasses import replace

    from palermo import engines, evidence

    bundle = _load(folder)
    said = _claim(bundle, claim)
    where = _known_snapshot(bundle, snapshot or said.trace.source or (said.passage.snapshot if said.passage else ""))
    words = _text_of(folder, where, _named_files(data))
    found = (
        evidence.find_exact(words, exact, snapshot=where.id)
        if exact is not None
        else evidence.locate(words, said.stated, snapshot=where.id)
    )
    found = tuple(one for one in found if line is None or one.line == line)
    for one in found:
        typer.echo(f"{where.id}:{one.line}:{one.column} {one.exact}")
    if len(found) != 1:
        raise Refused(
            f"{len(found) or 'No'} passages of {where.id} {'are these words' if exact else 'hold the value'}.",
            hint="Give the words with --exact, the line with --line, or another snapshot with --snapshot."
            if found
            else "Look in another snapshot with --snapshot, or give the words with --exact.",
        )
    if exact is not None:
        item = said.passage is not None and said.passage.snapshot == where.id
        passage = replace(found[0], id=f"{claim}.said" if item else f"{claim}.source")
        trace = said.trace if item else evidence.located(bundle, claim, passage)
        made = evidence.overlay(bundle, claim, trace, passage=passage, said=item)
        _load(folder, {evidence.TRACES: made})
        engines.write_files(folder, {evidence.TRACES: made})
        typer.echo(f"{evidence.TRACES}: passage {passage.id} of claim {claim}, level {trace.level}")


@app.command()
def trace(
    folder: Folder,
    claim: ClaimId,
    by: Annotated[str, typer.Option(metavar="PERSON", help="Who compares, or confirms.")],
    facet: Annotated[
        list[str] | None, typer.Option("--facet", metavar="NAME=RESULT", help="How the source stands to the claim.")
    ] = None,
    confirm: Annotated[bool, typer.Option("--confirm", help="Confirm what somebody else compared.")] = False,
    source_figure: Annotated[str | None, typer.Option(metavar="ID", help="The figure the source gives.")] = None,
    source: Annotated[str | None, typer.Option(metavar="S", help="The snapshot of the source.")] = None,
    through: Annotated[str | None, typer.Option(help="cited, issuer, co_publisher, reprint or restatement.")] = None,
    absent: Annotated[
        bool, typer.Option("--absent", help="The passage was looked for and is not in the source.")
    ] = False,
    today: Today = None,
) -> None:
    """Compare a claim with its source facet by facet. What --facet leaves out is proposed, and taken by --by."""
    from palermo import engines, evidence

    bundle = _load(folder)
    _claim(bundle, claim)
    if confirm and (facet or source_figure or source or through or absent):
        raise UsageError(
            "--confirm takes nothing but --by.", hint="Who changes a comparison compares anew, without --confirm."
        )
    if not by.strip():
        raise UsageError("--by names nobody.", hint="Name the person who compares.")
    if confirm:
        made = evidence.confirm(bundle, claim, by=by)
    else:
        made = evidence.compare(
            bundle,
            claim,
            by=by,
            on=_day(today),
            facets=evidence.parse_facets(facet or ()),
            through=_through(through),
            source=_known_snapshot(bundle, source).id if source else None,
            source_figure=_known_figure(bundle, source_figure),
            absent=absent,
        )
    written = evidence.overlay(bundle, claim, made)
    after = _load(folder, {evidence.TRACES: written})
    engines.write_files(folder, {evidence.TRACES: written})
    _tell_trace(after.claims[claim], made)


@app.command("list")
def list_claims(
    folder: Folder,
    status: Annotated[str | None, typer.Option(help="open, traced, differs or not_found.")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="For programs.")] = False,
) -> None:
    """Where every claim stands; the last line counts. Only closed traces count as traced."""
    from palermo import evidence
    from palermo.evidence.vocabulary import STATUSES

    if status is not None and status not in STATUSES:
        raise UsageError(f"There is no status {status!r}.", hint=f"One of {', '.join(STATUSES)}.")
    bundle = _load(folder)
    shown = [claim for claim in bundle.claims.values() if status in (None, claim.status)]
    if as_json:
        typer.echo(json.dumps(evidence.claim_rows(bundle, shown), ensure_ascii=False, indent=1))
        return
    width = max((len(claim.id) for claim in shown), default=0)
    for claim in shown:
        closed = "closed" if claim.closed else "not closed"
        typer.echo(f"{claim.id:<{width}}  {claim.trace.level}  {claim.status:<9}  {claim.trace.through:<12}  {closed}")
    collections = list(dict.fromkeys(claim.collection for claim in bundle.claims.values()))
    for name in collections if len(collections) > 1 else ():
        counted = evidence.summary(bundle, [claim.id for claim in bundle.collection(name)])
        typer.echo(f"{name}: {'. '.join(counted.lines())}")
    total = evidence.summary(bundle)
    for words in (total.readings(), total.headline()):
        if words:
            typer.echo(words)


def _load(folder: Path, also: dict[str, bytes] | None = None) -> "Evidence":
    """The evidence of a folder, with files in ``also`` in the place of those on the disk."""
    from palermo import engines, evidence

    files = engines.read_folder(folder, patterns=("evidence/*.yml", "evidence/*.yaml"))
    return evidence.load({**files, **(also or {})})


def _claim(bundle: "Evidence", id: str) -> "Claim":
    if id not in bundle.claims:
        near = [known for known in bundle.claims if known.startswith(id.partition("-")[0])][:5]
        raise UsageError(f"There is no claim {id!r}.", hint=f"Some there are: {', '.join(near)}." if near else "")
    return bundle.claims[id]


def _known_snapshot(bundle: "Evidence", id: str) -> "Snapshot":
    if id not in bundle.snapshots:
        known = ", ".join(bundle.snapshots) or "none"
        raise UsageError(f"There is no snapshot {id!r}.", hint=f"Snapshots: {known}.")
    return bundle.snapshots[id]


def _known_figure(bundle: "Evidence", id: str | None) -> str | None:
    if id is not None and id not in bundle.figures:
        raise UsageError(
            f"There is no figure {id!r} in the evidence.", hint="Quote it under figures: in a file of evidence/ first."
        )
    return id


def _text_of(folder: Path, snapshot: "Snapshot", named: dict[str, Path]) -> str:
    """The text of a snapshot, its bytes held against their hash."""
    from palermo import engines, evidence

    if snapshot.id in named:
        data = engines.read_bytes(named[snapshot.id])
    elif snapshot.file is not None:
        found = engines.read_folder(folder, patterns=(snapshot.file,)).get(snapshot.file)
        if found is None:
            raise Refused(
                f"The file of {snapshot.id} is not there: {snapshot.file}.",
                hint="Put it back, or say file: null where it is held elsewhere.",
            )
        data = found
    else:
        raise Refused(
            f"The file of {snapshot.id} is held elsewhere.", hint=f"If you have it: --data {snapshot.id}=FILE."
        )
    if hashlib.sha256(data).hexdigest() != snapshot.sha256:
        raise Refused(
            f"The file of {snapshot.id} is not the one recorded: its sha256 differs.",
            hint="Get the original, or add this one as a document of its own.",
        )
    beside = f"{snapshot.file}.txt"
    text = engines.read_folder(folder, patterns=(beside,)).get(beside) if snapshot.text_sha256 else None
    if text is not None and hashlib.sha256(text).hexdigest() == snapshot.text_sha256:
        return _utf8(text)
    words = evidence.extract_text(data, snapshot.media_type)
    if words is None:
        raise Refused(
            f"No text can be taken from {snapshot.media_type}.",
            hint="Add the document again with --text, under another id.",
        )
    return words


def _new_name(folder: Path, bundle: "Evidence", id: str) -> str:
    """``evidence/ID.yml``, where neither the name nor the id is taken."""
    from palermo import engines

    name = f"evidence/{id}.yml"
    taken = engines.read_folder(folder, patterns=("evidence/*.yml", "evidence/*.yaml"))
    if name in taken or id in bundle.records or f"{id}.a" in bundle.records:
        raise UsageError(f"The id {id} is taken.", hint="Choose another: what is written is never rewritten.")
    return name


def _named_files(written: list[str] | None) -> dict[str, Path]:
    found: dict[str, Path] = {}
    for one in written or ():
        id, equals, file = one.partition("=")
        if not (id and equals and file):
            raise UsageError(f"--data {one} is no ID=FILE.", hint="Name the snapshot, an equals sign and the file.")
        found[id] = Path(file)
    return found


def _kind(kind: str) -> str:
    from palermo.evidence.vocabulary import DOCUMENT_KINDS

    if kind not in DOCUMENT_KINDS:
        raise UsageError(f"There is no kind {kind!r} of document.", hint=f"One of {', '.join(DOCUMENT_KINDS)}.")
    return kind


def _through(through: str | None) -> str | None:
    from palermo.evidence.vocabulary import THROUGH

    if through is not None and through not in THROUGH:
        raise UsageError(f"Through {through!r} is none of ours.", hint=f"One of {', '.join(THROUGH)}.")
    return through


def _partial(written: str | None) -> "PartialDate | None":
    from palermo.ground.dates import PartialDate

    try:
        return PartialDate.parse(written) if written else None
    except ValueError as error:
        raise UsageError(f"{written!r} is no date.", hint=f"{error}.") from error


def _day(written: str | None) -> str:
    try:
        return (date.fromisoformat(written) if written else date.today()).isoformat()
    except ValueError as error:
        raise UsageError(f"{written!r} is no day.", hint="Write YYYY-MM-DD.") from error


def _utf8(data: bytes) -> str:
    try:
        return data.decode("utf-8-sig").replace("\r\n", "\n")
    except UnicodeDecodeError as error:
        raise BadDefinition("The text is not UTF-8.", hint="Save it as UTF-8.") from error


def _tell_trace(claim: "Claim", trace: "Trace") -> None:
    for name, result in trace.facets.items():
        typer.echo(f"  {name:<13}  {result}")
    differs = f" in {', '.join(claim.altered_facets)}" if claim.status == "differs" else ""
    closed = "closed" if claim.closed else "not closed"
    typer.echo(f"{claim.id}: {claim.trace.level}, {claim.status}{differs}, through {claim.trace.through}, {closed}")
