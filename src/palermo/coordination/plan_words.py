"""The words plans are written in: which field a heading means, and text folded so that spellings meet."""

import re
import unicodedata
from collections.abc import Mapping
from functools import cache
from typing import Literal

from palermo.standards.loader import load

FIELDS = (
    "number", "area", "text", "lead", "support", "start", "due", "indicator", "unit", "baseline", "target",
)  # fmt: skip
_MARKS = re.compile(r"[\s\W_]+")

Part = Literal["columns", "plan", "months"]


def fold(text: str) -> str:
    """``text`` without case, accents, marks and repeated blanks; Chinese stays as it is. "#" alone stays."""
    plain = unicodedata.normalize("NFKD", text.casefold())
    bare = "".join(one for one in plain if not unicodedata.combining(one))
    return _MARKS.sub(" ", bare).strip() or text.strip()


@cache
def meanings(part: Part) -> Mapping[str, str]:
    """Folded spelling → code of one part of our list of headings."""
    return {fold(str(seen)): str(row["code"]) for row in load("plan_headings")[part] for seen in row["seen"]}


@cache
def spellings(part: Literal["areas", "measures", "by"]) -> tuple[str, ...]:
    """The words of a plain list, the longest first so that none hides behind its beginning."""
    return tuple(sorted((str(one) for one in load("plan_headings")[part]), key=lambda one: (-len(one), one)))


def field_of(heading: str) -> str | None:
    """The field of a measure that a heading means; None when it is none we know."""
    return meanings("columns").get(fold(heading))
