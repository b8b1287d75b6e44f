"""What was fetched for the pages is what VENDOR.toml says, and carries nothing that may not be used outside GOV.UK."""

import hashlib
import re
import tomllib
from pathlib import Path

VENDOR = Path(__file__).parents[2] / "src" / "palermo" / "site" / "static" / "vendor"
NAMED = tomllib.loads((VENDOR / "VENDOR.toml").read_text("utf-8"))["files"]


def test_every_file_has_its_hash_and_every_hash_its_file() -> None:
    there = {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in VENDOR.iterdir()}
    there.pop("VENDOR.toml")
    assert there == NAMED


def test_no_sheet_names_the_font_or_the_crest_of_govuk_or_fetches_anything() -> None:
    for path in VENDOR.glob("*.css"):
        sheet = path.read_text("utf-8")
        assert "GDS Transport" not in sheet and "@font-face" not in sheet and "crest" not in sheet
        assert re.findall(r"url\((?!#|['\"]?data:)[^)]*\)", sheet) == []


def test_no_file_leads_to_a_source_map() -> None:
    assert [path.name for path in VENDOR.iterdir() if b"sourceMappingURL=" in path.read_bytes()] == []
