"""Published files that have to be opened to be searched: workbooks into their parts, PDF files into pieces."""

import io
import zipfile
import zlib
from collections.abc import Mapping

from palermo.disclosure import TO_OPEN, Contents

_LARGEST_TOTAL = 256 << 20
_LARGEST_RATIO = 200
_SUSPECT = 16 << 20
_MOST_PARTS = 2_000
_BROKEN = (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, OSError, ValueError, RuntimeError)


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
    """The parts of an archive, held against what they say of their size before and while they are unpacked."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            infos = archive.infolist()
            total = sum(info.file_size for info in infos)
            bomb = total > _SUSPECT and total > _LARGEST_RATIO * len(data)
            if len(infos) > _MOST_PARTS or total > _LARGEST_TOTAL or bomb:
                return Contents(trouble="it would unpack to more than can be searched")
            if len({info.filename for info in infos}) < len(infos):
                return Contents(trouble="it holds two parts of one name")
            parts = {}
            for info in infos:
                with archive.open(info) as stream:
                    parts[info.filename] = stream.read(info.file_size + 1)
                if len(parts[info.filename]) != info.file_size:
                    return Contents(trouble="a part of it is not as large as it says")
            return Contents(parts=parts) if parts else Contents(trouble="it is empty")
    except _BROKEN:
        return Contents(trouble="it is damaged, or locked with a password")
