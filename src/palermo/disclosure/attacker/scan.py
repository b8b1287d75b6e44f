"""The scan of a published folder for what its files hold beside the tables: hidden content, and numbers that tell."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace

from palermo.disclosure.attacker.bounds import solver_of
from palermo.disclosure.attacker.claims import Claim, Readable
from palermo.disclosure.attacker.datafiles import json_pieces, text_pieces
from palermo.disclosure.attacker.facts import Key, Part, Place, Publication, Statement
from palermo.disclosure.attacker.folder import MANIFEST, beyond_manifest, read_manifest, read_tables
from palermo.disclosure.attacker.pages import drawing_pieces, page_pieces
from palermo.disclosure.attacker.pictures import jpeg_pieces, png_pieces
from palermo.disclosure.attacker.pieces import Contents, Piece, Unread
from palermo.disclosure.attacker.sheets import workbook_pieces
from palermo.ground.finding import Finding, Severity

TO_OPEN = (".xlsx", ".xlsm", ".pdf")
"""Files that have to be opened before they can be scanned; the others are scanned as bytes."""
_READERS: Mapping[str, Callable[[str, bytes], Iterator[Piece]]] = {
    ".html": page_pieces, ".htm": page_pieces, ".xhtml": page_pieces, ".svg": drawing_pieces, ".json": json_pieces,
    ".png": png_pieces, ".jpg": jpeg_pieces, ".jpeg": jpeg_pieces, ".csv": text_pieces, ".tsv": text_pieces,
    ".txt": text_pieces, ".md": text_pieces, ".yml": text_pieces, ".yaml": text_pieces, "": text_pieces,
    ".css": text_pieces,
}  # fmt: skip
_MOST_SOLVED = 5_000


def scan_files(
    files: Mapping[str, bytes], contents: Mapping[str, Contents], published: Publication
) -> tuple[Finding, ...]:
    """What the files beside the tables hold. ``contents``: those of kinds in ``TO_OPEN``, opened, by path.

    An error where a number tells a hidden cell or a file cannot be read; a warning where something is hidden.
    """
    tables = {table.file for table in read_tables(files, read_manifest(files))}
    readable = [Readable(part) for part in published.parts]
    found: list[Finding] = []
    claims: list[list[Claim]] = [[] for _ in readable]
    for path in sorted(set(files) - tables):
        pieces, trouble = _pieces(path, files[path], contents.get(path))
        found += [_unread(path, trouble)] if trouble else []
        found += _hidden(path, pieces)
        for at, one in enumerate(readable):
            claims[at] += one.claims(pieces)
    for one, said in zip(readable, claims, strict=True):
        found += _told(one.part, said)
    return tuple(dict.fromkeys(found))


def _pieces(path: str, data: bytes, opened: Contents | None) -> tuple[list[Piece], str]:
    """The pieces of one file, as many as could be read, and what the trouble was."""
    found = [] if path == MANIFEST else [Piece(path, "its path", "", path)]
    if opened is not None:
        found += opened.pieces
    suffix = _suffix(path)
    data = beyond_manifest(data) if path == MANIFEST else data
    try:
        if suffix in TO_OPEN:
            if opened is None:
                raise Unread("it was not opened")
            if suffix == ".pdf":
                found += _inside(path, opened.parts, "an attached file")
            elif opened.parts:
                found += workbook_pieces(path, opened.parts)
                pictures = {name: data for name, data in opened.parts.items() if name.startswith("xl/media/")}
                found += _inside(path, pictures, "")
        elif suffix in _READERS:
            found += _READERS[suffix](path, data)
        else:
            raise Unread(f"files of the kind {suffix} are not searched")
    except Unread as trouble:
        return found, str(trouble)
    return found, opened.trouble if opened is not None else ""


def _suffix(path: str) -> str:
    """The kind of file its name says, with the dot; empty where it says none."""
    _, dot, kind = path.rpartition("/")[2].rpartition(".")
    return (dot + kind).lower()


def _inside(path: str, parts: Mapping[str, bytes], hidden: str) -> Iterator[Piece]:
    """The pieces of files within a file, where they are of a kind that is searched; ``hidden``: what they are."""
    for name, data in parts.items():
        if hidden:
            yield Piece(path, name, hidden)
        reader = _READERS.get(_suffix(name))
        if reader is None and hidden:
            raise Unread(f"it holds {name}, of a kind that is not searched")
        if reader is not None:
            for one in reader(path, data):
                yield replace(one, where=f"{name}, {one.where}", hidden=one.hidden or hidden)


# ── findings ─────────────────────────────────────────────────────────────────────────────────────────────────────────
def _unread(path: str, why: str) -> Finding:
    return Finding(
        code="attack.unread-file",
        severity=Severity.ERROR,
        text=f"the file could not be searched for hidden data: {why}",
        hint="leave it out, or publish it in a format that can be searched",
        path=path,
    )


def _hidden(path: str, pieces: Iterable[Piece]) -> Iterator[Finding]:
    """One finding a kind of hidden content, with the first place and how many there are."""
    kinds: dict[str, list[Piece]] = {}
    for one in pieces:
        if one.hidden:
            kinds.setdefault(one.hidden, []).append(one)
    for kind, some in sorted(kinds.items()):
        told = f"the file holds {kind}, at {some[0].where}"
        yield _beside("attack.hidden-content", Severity.WARNING, path, told, count=len(some))


def _told(part: Part, claims: Sequence[Claim]) -> Iterator[Finding]:
    cells: set[tuple[str, Place]] = set()
    for one in claims:
        if one.place is not None and (one.piece.file, one.place) not in cells:
            cells.add((one.piece.file, one.place))
            yield _value(one.piece.file, one.place, f"a number that fits a hidden cell stands at {_where(one.piece)}")
    more: dict[Key, Claim] = {}
    for one in claims:
        if one.place is None:
            more.setdefault(one.key, one)
    for file in sorted({one.piece.file for one in more.values()}):
        some = [one for one in more.values() if one.piece.file == file]
        told = f"numbers of cells that no table publishes, at {_where(some[0].piece)}"
        yield _beside("attack.more-than-published", Severity.WARNING, file, told, count=len(some))
        known = {place for _, place in cells}
        yield from (
            _value(file, place, "a hidden cell follows from the numbers this file holds beyond the tables")
            for place in _solved(part, some)
            if place not in known
        )


def _where(piece: Piece) -> str:
    return f"{piece.where} ({piece.hidden})" if piece.hidden else piece.where


def _value(path: str, place: Place, text: str) -> Finding:
    return _beside("attack.hidden-value", Severity.ERROR, path, text, place)


def _beside(
    code: str, severity: Severity, path: str, text: str, place: Place | None = None, *, count: int | None = None
) -> Finding:
    """What a file holds that its tables do not."""
    return Finding(
        code=code,
        severity=severity,
        text=text,
        hint="write the file anew from the published table alone",
        path=path,
        table=place.table if place else None,
        cell=str(place) if place else None,
        count=count,
    )


def _solved(part: Part, claims: Sequence[Claim]) -> Iterator[Place]:
    """Hidden cells that follow once the claimed numbers are laid beside the published ones, and did not before."""
    if len(claims) > _MOST_SOLVED:
        return
    hidden = {key: fact.hidden[0] for key, fact in part.facts.items() if fact.hidden and not fact.exact}
    before, after = solver_of(part), solver_of(_with(part, claims))
    if not hidden or not before.consistent or not after.consistent:
        return
    for key, place in hidden.items():
        if after.outer(key).exact and not before.outer(key).exact:
            yield place


def _with(part: Part, claims: Sequence[Claim]) -> Part:
    said, tables = list(part.statements), dict(part.tables)
    for one in claims:
        codes = _codes(part, one.key)
        if codes is not None:
            names = tuple(name for name, _ in codes)
            table = f"{one.piece.file}: {', '.join(names)}"
            tables[table] = names
            said.append(Statement(Place(table, codes), one.value, one.value, "shown"))
    return replace(part, statements=tuple(said), tables=tables)


def _codes(part: Part, key: Key) -> tuple[tuple[str, str], ...] | None:
    """The codes of a key, where each of its sets of leaves has one."""
    found = []
    for name, leaves in sorted(key, key=lambda one: one[0]):
        axis = part.axes[name]
        codes = [code for code in (*axis.leaves, *axis.wider) if axis.covers(code) == leaves]
        if not codes:
            return None
        found.append((name, codes[0]))
    return tuple(found)
