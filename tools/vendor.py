"""Fetch what the pages of the site are made of, and write it into the tree: `python3 tools/vendor.py` (needs npm).

For maintainers; nothing is fetched when Palermo is installed. GOV.UK Frontend comes without its font, crest and source
maps, none of which may be used outside GOV.UK; its sheet is written a second time, mirrored, for languages that run
from right to left. VENDOR.toml beside the files names every version and hash.
"""

import hashlib
import io
import re
import subprocess
import tarfile
import tempfile
from pathlib import Path

TARGET = Path(__file__).resolve().parents[1] / "src" / "palermo" / "site" / "static" / "vendor"
PACKAGES = {"govuk-frontend": ("6.6.0", "MIT"), "htmx.org": ("2.0.11", "0BSD"), "rtlcss": ("4.3.0", "MIT")}
FONT = 'system-ui,"Noto Sans","Noto Sans Arabic","Noto Sans CJK SC",sans-serif'


def main() -> None:
    """Fetch, change, mirror, write."""
    with tempfile.TemporaryDirectory() as name:
        work = Path(name)
        packed = {package: fetch(package, work) for package in PACKAGES}
        sheet = plain_sheet(member(packed["govuk-frontend"], "dist/govuk/govuk-frontend.min.css").decode())
        files = {
            "govuk-frontend.css": sheet.encode(),
            "govuk-frontend.rtl.css": mirrored(sheet, work).encode(),
            "govuk-frontend.js": without_map(member(packed["govuk-frontend"], "dist/govuk/govuk-frontend.min.js")),
            "htmx.js": without_map(member(packed["htmx.org"], "dist/htmx.min.js")),
        }
    TARGET.mkdir(parents=True, exist_ok=True)
    for file, data in files.items():
        (TARGET / file).write_bytes(data)
    (TARGET / "VENDOR.toml").write_text(written(packed, files), "utf-8")


def fetch(package: str, work: Path) -> bytes:
    """The package's archive, at its pinned version."""
    version, _ = PACKAGES[package]
    packed = subprocess.run(
        ["npm", "pack", "--silent", f"{package}@{version}"], cwd=work, check=True, capture_output=True, text=True
    )
    return (work / packed.stdout.strip().splitlines()[-1]).read_bytes()


def member(archive: bytes, path: str) -> bytes:
    """One file of a package."""
    with tarfile.open(fileobj=io.BytesIO(archive)) as opened:
        found = opened.extractfile(f"package/{path}")
        if found is None:
            raise FileNotFoundError(path)
        return found.read()


def plain_sheet(sheet: str) -> str:
    """Without font faces, the crest and the source map; with fonts that every machine has."""
    sheet = re.sub(r"@font-face\s*\{[^}]*\}", "", sheet)
    sheet = re.sub(r"url\([^)]*crest[^)]*\)", "none", sheet)
    sheet = re.sub(r'"?GDS Transport"?,\s*arial,\s*sans-serif', FONT, sheet)
    if "GDS Transport" in sheet or "url(/" in sheet:
        raise ValueError("the sheet still names a font or a picture of GOV.UK's own: look at what changed in it")
    return without_map(sheet.encode()).decode()


def without_map(data: bytes) -> bytes:
    """Without the comment that leads to a source map, which is not there."""
    return re.sub(rb"/[/*]# sourceMappingURL=\S*(\s*\*/)?", b"", data).rstrip() + b"\n"


def mirrored(sheet: str, work: Path) -> str:
    """The sheet for right to left."""
    (work / "in.css").write_text(sheet, "utf-8")
    tool = f"rtlcss@{PACKAGES['rtlcss'][0]}"
    subprocess.run(["npm", "exec", "--yes", "--", tool, "in.css", "out.css"], cwd=work, check=True, capture_output=True)
    return (work / "out.css").read_text("utf-8")


def written(packed: dict[str, bytes], files: dict[str, bytes]) -> str:
    """VENDOR.toml."""
    lines = ["# Written by tools/vendor.py. A test compares the files with their hashes.\n"]
    for package, (version, licence) in PACKAGES.items():
        lines += [
            f'["{package}"]',
            f'version = "{version}"',
            f'licence = "{licence}"',
            f'sha256 = "{sha(packed[package])}"\n',
        ]
    lines += ["[files]", *(f'"{file}" = "{sha(data)}"' for file, data in files.items())]
    return "\n".join(lines) + "\n"


def sha(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


if __name__ == "__main__":
    main()
