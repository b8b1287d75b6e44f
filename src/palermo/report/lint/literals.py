"""Literals: what an author may write as it stands, and whether it looks like the kind it says it is."""

import re

from palermo.report.lint.numbers import find_occurrences
from palermo.report.lint.prose import gathered, spread
from palermo.report.lint.words import Lexicon
from palermo.report.tags import LIT_KINDS, Tag

_YEAR = r"(?:1[5-9]\d\d|20\d\d|2100)"
_DATE_PARTS = re.compile(
    rf"(?<!\d){_YEAR}-\d\d(?:-\d\d)?(?!\d)"
    rf"|(?:(?<!\d)|(?<=FY)){_YEAR}(?:[/–-]\d\d)?(?!\d)"
    r"|(?<!\d)\d{1,2}:\d\d(?::\d\d)?(?!\d)"
    r"|(?<!\d)(?:0?[1-9]|[12]\d|3[01])[./](?:0?[1-9]|1[0-2])[./](?:\d\d)?\d\d(?!\d)"
)
_DAY = re.compile(r"(?<!\d)(?:0?[1-9]|[12]\d|3[01])(?:st|nd|rd|th|er)?(?!\d)", re.IGNORECASE)
_CODE = re.compile(r"[^\W\d_]|[\[\]()#/_:+*]|^-|^0\d|^0$")
_VERSION = re.compile(r"[^\W\d_]|^\d{1,3}(?:\.\d{1,4}){1,3}$")

_LOOKS = {
    "date": "a year, a month and a year, or a day",
    "title": "words, not a number alone",
    "article": "an article with its letter, sign or law (Article 3(a))",
    "address": "words or an address, not a number alone",
    "version": "digits with points, or a name with them (2.0)",
    "code": "a letter, a bracket or a leading zero, not a plain number",
    "name": "words, not a number alone",
}


def looks_like(kind: str) -> str:
    """What a literal of ``kind`` has to look like, for a hint."""
    return _LOOKS[kind]


def is_kind(tag: Tag) -> bool:
    return tag.option in LIT_KINDS


def fits(tag: Tag, lexicon: Lexicon) -> bool:
    """The text of a literal looks like its kind. A count in the coat of a title or a code does not pass."""
    text = tag.target
    if tag.option == "date":
        return _is_date(text, lexicon)
    if tag.option == "code":
        return not text or bool(_CODE.search(text)) and not _only_number(text, lexicon)
    if tag.option == "version":
        return bool(_VERSION.search(text)) and not _only_number(text.removeprefix("v"), lexicon, words=True)
    if tag.option == "article":
        return bool(re.search(r"[^\W\d_]|[§()]", text)) and not _only_number(text, lexicon, words=True)
    return not _only_number(text, lexicon)


def _is_date(text: str, lexicon: Lexicon) -> bool:
    """Every number of the text is a year, or a day beside a month in words or a year."""
    rest = _DATE_PARTS.sub(" ", text)
    anchored = rest != text or bool(re.search(r"[^\W\d_]{3,}", text))
    if anchored:
        rest = _DAY.sub(" ", rest)
    if re.search(r"\d", rest):
        return False
    return anchored and not _word_numbers(rest, lexicon)


def _word_numbers(text: str, lexicon: Lexicon) -> bool:
    return bool(find_occurrences(gathered(spread(text, 0)), lexicon))


def _only_number(text: str, lexicon: Lexicon, *, words: bool = False) -> bool:
    """Nothing but a number, its unit sign and punctuation: ``2,084``, ``half a million``, ``12 %``."""
    numbers = find_occurrences(gathered(spread(text, 0)), lexicon)
    if not numbers or (words and not any(not number.digits for number in numbers)):
        return False
    rest = text
    for number in reversed(numbers):
        rest = rest[: number.start] + rest[number.end :]
    return not re.search(r"[^\W\d_]{2,}|[§()\[\]#+]", rest) and not re.match(r"0\d|-|0$", text)
