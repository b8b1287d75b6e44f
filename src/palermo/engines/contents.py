"""Published files that have to be opened to be searched: workbooks into their parts, PDF files into pieces."""

from collections.abc import Mapping

from palermo.disclosure import TO_OPEN, Contents
from palermo.engines.archive import Bounds, unpack
from palermo.ground.errors import UnreadableInput

_SEARCHED = Bounds(total=256 << 20, parts=2_000, suspect=16 << 20, ratio=200)
"""Less than what is read as input: a scan holds all parts at once, and published workbooks are small."""


def open_contents(files: Mapping[str, bytes]) -> dict[str, Contents]:
    """Those of ``files`` that have to be opened, by path; one that cannot be says so in its ``trouble``."""
    found = {}
    for path, data in files.items():
        if path.lower().endswith(".pdf"):
            from palermo.engines.pdffile import pdf_contents

            found[path] = pdf_contents(path, data)
        elif path.lower().endswith(TO_OPEN):
            found[path] = _unpacked(data)
    return found


def _unpacked(data: bytes) -> Contents:
    try:
        return Contents(parts=unpack(data, "it", _SEARCHED))
    except UnreadableInput as error:
        return Contents(trouble=error.message.removesuffix("."))
