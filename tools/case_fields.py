"""Write what each field of a case is for into the reference: `python tools/case_fields.py`. A test compares them."""

import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import django

PLACE = Path(__file__).resolve().parents[1] / "docs" / "reference" / "case-fields.md"
HEAD = """\
# Fields of a case (generated)

Every field that the [pages of cases](cases.md) ask for, with what it is for, as it stands below the field. Needed \
fields are marked; nothing else is.
"""


def written() -> str:
    """The page as the forms declare it, in English."""
    from django.utils.translation import override

    from palermo.site.cases import all_kinds, forms

    with override("en"):
        pages: dict[str, Any] = {"Record a first contact": forms.FirstContact}
        pages |= {str(one.title): one.form for one in all_kinds.ADDING.values()}
        pages |= {str(one.title): one.form for one in all_kinds.CHANGING.values()}
        pages["Purpose"] = forms.Look
        return "\n".join([HEAD, *(_table(title, form.base_fields) for title, form in pages.items())])


def _table(title: str, fields: Mapping[str, Any]) -> str:
    rows = [
        f"| {field.label} | {'yes' if field.required else ''} | {field.help_text or _of_dimension(name)} |"
        for name, field in fields.items()
        if name != "version"
    ]
    told = ["| field | needed | what it is for |", "|---|---|---|", *rows] if rows else ["Nothing is asked."]
    return "\n".join([f"## {title}", "", *told, ""])


def _of_dimension(name: str) -> str:
    """The tick boxes of a dimension: the signs themselves are those of the list for the age."""
    return "Signs of the ILO's list for the age, in its own words." if name.startswith("d") else ""


def main() -> None:
    """Write it."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "palermo.site.settings")
    django.setup()
    PLACE.write_text(written(), "utf-8")


if __name__ == "__main__":
    main()
