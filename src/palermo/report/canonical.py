"""One way to write a value down: sorted keys, no comments, UTF-8, so that equal values have equal bytes and hashes."""

import hashlib
import json
import re
from collections.abc import Iterable, Mapping

from palermo.ground.rows import Row

# JSON is read again as YAML, which folds or refuses these where they stand bare.
_BARE = re.compile("[\x7f-\x9f\u2028\u2029\ufeff\ufffe\uffff]")


def plain(value: object) -> object:
    """A row as mappings and lists of text, the lines forgotten."""
    if isinstance(value, Row):
        return {key: plain(part) for key, part in value.fields.items()}
    if isinstance(value, tuple):
        return [plain(part) for part in value]
    return value


def canonical(value: object) -> str:
    """The one JSON text of ``value`` on one line."""
    return json.dumps(value, sort_keys=True, ensure_ascii=False, separators=(",", ":"), allow_nan=False)


def canonical_sha256(value: object) -> str:
    """The hash that names ``value``, whatever the order of its keys was."""
    return sha256(canonical(value).encode())


def sha256(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def page(value: object) -> bytes:
    """A JSON file to be read by people: sorted, indented, ending in one line feed."""
    written = json.dumps(value, sort_keys=True, ensure_ascii=False, indent=1, allow_nan=False)
    return (_BARE.sub(lambda match: f"\\u{ord(match[0]):04x}", written) + "\n").encode()


def lines(rows: Iterable[Mapping[str, object]]) -> bytes:
    """A JSON list with one row a line, so that two editions can be compared line by line."""
    written = ",\n".join(json.dumps(row, sort_keys=True, ensure_ascii=False, allow_nan=False) for row in rows)
    return f"[\n{written}\n]\n".encode() if written else b"[]\n"
