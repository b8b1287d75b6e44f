"""Write what the API says of itself into the reference: `python tools/openapi.py`. A test compares the two."""

import json
import os
from pathlib import Path

import django

PLACE = Path(__file__).resolve().parents[1] / "docs" / "reference" / "openapi.json"


def written() -> str:
    """The interface as the routes declare it, in a fixed order."""
    from django.urls import get_resolver

    from palermo.site.api.interface import api

    _ = get_resolver().url_patterns  # the routes are added as the addresses are read
    return (
        json.dumps(api.get_openapi_schema(path_prefix="/api/v1/"), indent=1, sort_keys=True, ensure_ascii=False) + "\n"
    )


def main() -> None:
    """Write it."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "palermo.site.settings")
    django.setup()
    PLACE.write_text(written(), "utf-8")


if __name__ == "__main__":
    main()
