"""The fields of a payload in the reader's words."""

import json
from typing import Any

from palermo.site.cases import signs
from palermo.site.cases import words as of_cases
from palermo.site.referrals import words


def read_body(body: str) -> list[tuple[object, list[str]]]:
    """The fields of a payload in the reader's words: what it is, and its values."""
    said = json.loads(body) if body else {}
    found = said.get("fields", {}) if isinstance(said, dict) else {}
    return [(words.FIELDS.get(code, code), in_words(code, found[code])) for code in words.FIELDS if code in found]


def in_words(code: str, value: Any) -> list[str]:
    """A value as the reader knows it; texts as they are; an age with the day it was told."""
    if isinstance(value, dict):
        return [f"{value.get('years')} ({value.get('told_on')})"]
    parts = value if isinstance(value, list) else [value]
    known: dict[str, of_cases.Words] = {
        "signs": signs.named(),
        "repatriation": of_cases.RETURNS,
        "prs_Gender": of_cases.SEX,
        "status": of_cases.STATUSES,
        "acts": of_cases.ACTS,
        "means": of_cases.MEANS,
        "purposes": of_cases.PURPOSES,
    }
    return [of_cases.word(known.get(code, {}), str(part)) for part in parts]
