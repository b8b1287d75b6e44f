"""Names in any script as Latin letters, their consonants, their sound, and their parts. Versioned: see ``check_hash``.

A letter that changes between two releases of Python or of the romanisation table breaks links without a sound. So each
file of encodings carries ``VERSION`` and ``check_hash()``, and two files that differ in them are never compared.
"""

import hashlib
import re
import unicodedata
from collections.abc import Iterator
from functools import cache

from anyascii import anyascii

from palermo.linkage.scripts import as_heard, is_title, script_of

VERSION = "2"

_NOT_LETTERS = re.compile(r"[^a-z]+")
_JOINED = re.compile(r"['’ʼʻ`´]")  # an apostrophe stands inside a name
_TITLES = frozenset("mr mrs ms miss dr prof sir sheikh shaikh hajji haji u daw ko ma".split())
_PARTICLES = frozenset(
    "al el ul bin ibn ben bint abu de da do dos das del della di la le les van von der den ter y e san".split()
)
_ABJAD_PARTICLES = frozenset(("bn", "abn", "al"))
_SAME_SOUND = (("ph", "f"), ("kh", "k"), ("gh", "g"), ("ch", "k"), ("sh", "s"), ("th", "t"), ("dh", "d"), ("zh", "z"))
_ONE_SPELLING = (("y", "i"), ("oo", "u"), ("ee", "i"), ("ou", "u"))
_RUN = re.compile(r"(.)\1+")
_SILENT_H = re.compile(r"^h(?=[lmn])")
_ONE_FOR = str.maketrans({"c": "k", "q": "k", "x": "k", "z": "s", "v": "f", "p": "b", "j": "g"})
_SOUNDEX = {
    **dict.fromkeys("bfpv", "1"),
    **dict.fromkeys("cgjkqsxz", "2"),
    **dict.fromkeys("dt", "3"),
    "l": "4",
    **dict.fromkeys("mn", "5"),
    "r": "6",
}
_MISSING = frozenset(
    (
        "unknown",
        "refused",
        "not asked",
        "not_asked",
        "not applicable",
        "not_applicable",
        "notasked",
        "notapplicable",
        "n/a",
        "na",
        "none",
        "null",
        "-",
        "--",
        "?",
        ".",
        "not known",
        "not_known",
    )
)


def is_missing(text: str) -> bool:
    """Whether a cell says nothing of the person: empty, unknown, refused, not asked, not applicable."""
    plain = text.strip()
    return not plain or plain.casefold() in _MISSING


def romanised(text: str) -> str:
    """Latin small letters a to z, words parted by one blank; empty where the script has no letters we know."""
    words = _words(text)
    return " ".join(_latin(word, alone=len(words) == 1) for word in words).strip()


def name_parts(text: str) -> tuple[str, ...]:
    """The parts of a name, romanised, without titles and particles unless nothing else is there."""
    words = _words(text)
    parts = [(word, part) for word in words for part in _latin(word, alone=len(words) == 1).split()]
    return tuple(part for word, part in parts if not _is_beside(word, part)) or tuple(part for _, part in parts)


def _words(text: str) -> list[str]:
    return _JOINED.sub("", unicodedata.normalize("NFKC", text).casefold()).split()


def _latin(word: str, *, alone: bool) -> str:
    latin = anyascii(word if word.isascii() else as_heard(word, alone=alone)).casefold()
    return _NOT_LETTERS.sub(" ", _JOINED.sub("", latin)).strip()


def _is_beside(word: str, part: str) -> bool:
    """Whether a part is a title or a particle: a word of another script may sound like one and be a name."""
    if script_of(word) == "LATIN":
        return part in _TITLES or part in _PARTICLES
    return is_title(word) or part in _ABJAD_PARTICLES


def spelling(part: str) -> str:
    """A romanised part as most conventions spell it alike: sergei of Sergey, mohamed of Mohammed, iusuf of Youssouf."""
    for written, usual in _ONE_SPELLING:
        part = part.replace(written, usual)
    return _RUN.sub(r"\1", part)


def skeleton(part: str) -> str:
    """The consonants of a romanised part, alike where scripts write them alike: mhmd of Mohammed and of Muhammad.

    Vowels go, and w and y, which some scripts write for vowels; of a run of one consonant one is left.
    """
    part = _SILENT_H.sub("", part)
    for written, heard in _SAME_SOUND:
        part = part.replace(written, heard)
    bare = "".join(sign for sign in part.translate(_ONE_FOR) if sign not in "aeiouwy")
    return "".join(sign for at, sign in enumerate(bare) if at == 0 or bare[at - 1] != sign)


def sound(part: str) -> str:
    """The Soundex code of a romanised part: its first letter and three digits."""
    if not part:
        return ""
    digits, last = "", _SOUNDEX.get(part[0], "")
    for sign in part[1:]:
        digit = _SOUNDEX.get(sign, "")
        if digit and digit != last:
            digits += digit
        if sign not in "hw":  # these two do not part equal neighbours
            last = digit
    return (part[0] + digits + "000")[:4]


def plain(text: str) -> str:
    """A code or identifier for exact comparison: letters and digits of any script, folded."""
    return "".join(sign for sign in unicodedata.normalize("NFKC", text).casefold() if sign.isalnum())


_BLOCKS = (
    *((0x00C0, 0x0250), (0x0370, 0x0400), (0x0400, 0x0530), (0x0530, 0x0590), (0x05D0, 0x05F0), (0x0620, 0x0700)),
    *((0x0900, 0x0980), (0x0980, 0x0A00), (0x0A00, 0x0B00), (0x0B80, 0x0C00), (0x0C00, 0x0D00), (0x0D80, 0x0E00)),
    *((0x0E00, 0x0E80), (0x0E80, 0x0F00), (0x0F00, 0x0F80), (0x1000, 0x10A0), (0x10A0, 0x1100), (0x1200, 0x1380)),
    *((0x1780, 0x1800), (0x1E00, 0x1F00), (0x3040, 0x3100), (0x4E00, 0x5600), (0xAC00, 0xB400), (0xFF00, 0xFF60)),
)
_NAMES = (
    "محمد", "Mohammed", "နန်း", "Nan", "毛澤東", "Mao Tse-tung", "Đặng Thị", "Dang Thi", "Nguyễn Văn Ánh", "O’Brien",
    "Ñúñez de la Cruz", "Иванова Наталья", "Γεώργιος", "김민수", "สมชาย", "ተስፋዬ", "राजेश कुमार", "Łukasz", "Straße",
    "ﬁona",
)  # fmt: skip


def check_strings() -> Iterator[str]:
    """Some five hundred strings that cover the letters of the scripts we romanise, and a few names."""
    for first, end in _BLOCKS:
        for start in range(first, end, 16):
            yield " ".join(map(chr, range(start, min(start + 16, end))))
    yield from _NAMES


@cache
def check_hash() -> str:
    """The SHA-256 of what this program makes of the fixed strings: equal hashes, equal normalisation."""
    made = hashlib.sha256()
    for text in check_strings():
        parts = name_parts(text)
        line = "|".join(
            (romanised(text), *parts, *map(spelling, parts), *map(skeleton, parts), *map(sound, parts), plain(text))
        )
        made.update(line.encode() + b"\n")
    return made.hexdigest()
