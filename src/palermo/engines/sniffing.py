"""Which sign parts the cells of a text file, and where its header stands."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import islice

from palermo.engines.records import Record, records
from palermo.ground.errors import UnreadableInput

DELIMITERS = (",", ";", "\t", "|")
_SAMPLE = 1 << 18
_LOOKED_AT = 60
_NAMED = {"tab": "\t", "\\t": "\t", "comma": ",", "semicolon": ";", "pipe": "|"}


@dataclass(frozen=True, slots=True)
class Opening:
    """How a text file begins: its delimiter, the records before the header, the header's own, cells a row has."""

    delimiter: str
    before: tuple[Record, ...]
    header: tuple[Record, ...]
    width: int

    @property
    def taken(self) -> int:
        """Records that are no data rows, blank ones included."""
        return len(self.before) + len(self.header)


def named_delimiter(written: str) -> str:
    """The single sign meant by ``written``. Raises UnreadableInput on anything a cell cannot be parted by."""
    sign = _NAMED.get(written.lower(), written)
    if len(sign) != 1 or not sign.isascii() or sign in '"\r\n' or sign.isalnum():
        raise UnreadableInput(
            f"The delimiter is given as {written!r}.", hint="Give one sign: a comma, a semicolon, a tab or a bar."
        )
    return sign


def opening(data: bytes, *, delimiter: str | None, header_rows: int | None) -> Opening:
    """The opening of ``data``, which is UTF-8 text. Without a header row, the first filled record sets the width."""
    sign = named_delimiter(delimiter) if delimiter else None
    size = _SAMPLE
    while True:
        first = _sample(data, size)
        found = sign or _announced(first) or _most_even(first)
        seen = tuple(islice(records(first, found), _LOOKED_AT))
        whole = size >= len(data)
        if whole or len(seen) == _LOOKED_AT or len(seen) > 20:
            return _split(found, seen, 1 if header_rows is None else header_rows)
        size *= 8


def _sample(data: bytes, size: int) -> str:
    """The first bytes up to the last line end among them: a cell cut in half would be read wrong."""
    if size >= len(data):
        return data.decode()
    return data[: data.rfind(b"\n", 0, size) + 1].decode()


def _announced(text: str) -> str | None:
    """Excel's own first line ``sep=;``."""
    first = text[:8].split("\n", 1)[0].strip().lower()
    return first[4] if first.startswith("sep=") and len(first) == 5 else None


def _most_even(text: str) -> str:
    return max(DELIMITERS, key=lambda sign: _evenness(text, sign))


def _evenness(text: str, delimiter: str) -> tuple[float, int]:
    """The share of records as wide as most are, and that width; a sign that parts nothing comes last."""
    filled = [record for record in islice(records(text, delimiter), _LOOKED_AT) if record.filled]
    widths = Counter(len(record.cells) for record in filled if len(record.cells) > 1)
    if not widths:
        return (0.0, 0)
    width, often = max(widths.items(), key=lambda item: (item[1], item[0]))
    return (round(often / len(filled), 2), width)


def _split(delimiter: str, seen: Sequence[Record], header_rows: int) -> Opening:
    at = _header_at(seen)
    end, filled = at, 0
    while end < len(seen) and filled < header_rows:
        filled += bool(seen[end].filled)
        end += 1
    if filled < header_rows:
        raise UnreadableInput(
            f"The file has {filled} filled lines where {header_rows} header rows are to stand.",
            hint="Give the number of header rows the file really has.",
        )
    wide = max((len(record.cells) for record in seen[at : max(end, at + 1)]), default=1)
    return Opening(delimiter, tuple(seen[:at]), tuple(seen[at:end]), wide)


def _header_at(seen: Sequence[Record]) -> int:
    """The first record that is neither blank nor a lone line of text above a wider record."""
    filled = [at for at, record in enumerate(seen) if record.filled]
    for at, after in zip(filled, filled[1:], strict=False):
        if not _is_title(seen[at], seen[after]):
            return at
    return filled[-1] if filled else 0


def _is_title(record: Record, after: Record) -> bool:
    text = record.cells[0].strip()
    words = " " in text or text.lower().startswith("sep=")
    return record.filled == 1 and words and after.filled > 1
