"""Whether a text holds a name: by script, whatever its case, marks and spelling of letters, whole or in part.

A search that errs on the side of refusing. It finds no nickname that nobody recorded, nor every spelling of a name in
another script, so whoever sends still reads the preview.
"""

import re
import unicodedata
from collections.abc import Collection, Iterator
from dataclasses import dataclass, field

from anyascii import anyascii

_WORD = re.compile(r"[^\W\d_]+")
_ALIKE = str.maketrans(
    {
        **dict(zip("ٱىیکگةۀہھ", "اييككهههه", strict=True)),  # letters of Arabic that offices write for one another
        **dict(zip("łøđðıґ", "lodd" + "iг", strict=True)),
        "æ": "ae",
        "œ": "oe",
        "þ": "th",
    }
)
_PARTICLES = frozenset(
    "de da do di du del della des dos das la le el al van von der den ter bin ibn bint ben abu abd and y e i o u "
    "ال بن ابن بنت ابو ام عبد".split()
)
"""Parts of names that are words of every text."""
_RUNNING = re.compile(r"[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3005-\u30ff\u3400-\u9fff\uac00-\ud7af\uf900-\ufaff]")
"""Scripts that set no blanks between words, and Hangul, which hangs its particles onto them."""
_ARABIC, _CYRILLIC = re.compile(r"[\u0600-\u06ff]"), re.compile(r"[\u0400-\u052f]")
_BEFORE_ARABIC = re.compile(r"[وف]?[بلك]?(?:ال|لل)?")
_AFTER_LATIN = frozenset({"s", "a", "u", "em", "om", "owi", "ov", "ova"})
_ENDS_OF_CYRILLIC = "аеиоуыьэюяй"  # the letter that a case changes; folded, й is и
_SHORT, _FEW, _SURE, _WHOLE, _NEAR = 2, 3, 4, 6, 20
_MARKS_OF_LETTERS = re.compile(
    r"[\u0300-\u036f\u0483-\u0487\u0591-\u05c7\u0610-\u061a\u0640\u064b-\u065f\u0670\u06d6-\u06ed]"
)
"""Marks that a writer may leave out: accents, points of Hebrew, vowels of Arabic. In Indian scripts they are vowels."""
_SOUNDS = str.maketrans({**dict.fromkeys("gqc", "k"), "d": "t", "b": "p", "r": "l", "z": "s", "v": "f"})
"""Consonants that one romanisation writes for another."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonName:
    """A name of a person as it was written down, kept by the agency that wrote it and nowhere else."""

    given: str = field(default="", repr=False)
    family: str = field(default="", repr=False)
    full: str = field(default="", repr=False)
    kind: str = "registered"
    script: str = ""

    def wholes(self) -> tuple[str, ...]:
        """The name as one, in either order."""
        both = (f"{self.given} {self.family}", f"{self.family} {self.given}") if self.given and self.family else ()
        return tuple(one for one in (*both, self.full, self.given, self.family) if one.strip())


def folded(text: str) -> str:
    """The text without case, marks, invisible signs and other ways to write one letter."""
    plain = unicodedata.normalize("NFKC", text).casefold()
    bare = unicodedata.normalize("NFKD", "".join(sign for sign in plain if unicodedata.category(sign) != "Cf"))
    return unicodedata.normalize("NFC", _MARKS_OF_LETTERS.sub("", bare)).translate(_ALIKE)


def holds_a_name(text: str, names: Collection[PersonName]) -> bool:
    """Whether a name of the person, or a part of one that is no mere particle, stands in the text."""
    if not text.strip():
        return False
    words, squeezed = _words(folded(text)), _squeezed(text)
    romanised = _words(folded(anyascii(folded(text))))
    sounds = _sounds_of_names(text)
    return any(
        _runs_in(one, squeezed)
        or any(_is_in(part, words) for part in _parts(one))
        or any(_capital_in(part, text) for part in _parts(one))
        or _romanised_in(one, romanised, sounds)
        for one in names
    )


def is_searchable(name: PersonName) -> bool:
    """Whether all of it can be looked for: a part of one letter, or one sign of Chinese, is in too many texts."""
    written = " ".join(name.wholes())
    return all(len(word) >= _SHORT for word in _words(folded(written)))


def _parts(name: PersonName) -> Iterator[str]:
    """The words of a name, but no particles and no single letters."""
    for word in dict.fromkeys(_words(folded(" ".join(name.wholes())))):
        if len(word) >= _SHORT and word not in _PARTICLES and not _RUNNING.search(word):
            yield word


def _squeezed(text: str) -> str:
    return "".join(_words(folded(text)))


def _words(text: str) -> list[str]:
    """The runs of letters, with the marks that belong to them."""
    return "".join(sign if sign.isalpha() or unicodedata.category(sign)[0] == "M" else " " for sign in text).split()


def _runs_in(name: PersonName, squeezed: str) -> bool:
    """Whether a whole name stands in the letters of the text, however they are parted."""
    for whole in name.wholes():
        plain = _squeezed(whole)
        least = _SHORT if _RUNNING.search(plain) else _WHOLE
        if len(plain) >= least and (plain in squeezed) and (_RUNNING.search(plain) or " " in whole.strip()):
            return True
    return False


def _is_in(part: str, words: list[str]) -> bool:
    """Whether a part of a name is one of the words, with the endings and beginnings its script hangs on."""
    if _ARABIC.search(part):
        bare = part.removeprefix("ال") if len(part) > _SURE else part
        return any(word.endswith(bare) and _BEFORE_ARABIC.fullmatch(word.removesuffix(bare)) for word in words)
    if len(part) <= _SHORT:
        return False
    if _CYRILLIC.search(part):
        stem = part[:-1] if part[-1] in _ENDS_OF_CYRILLIC else part
        longest = len(stem) + (1 if len(stem) < _FEW else 2)
        return any(word.startswith(stem) and len(word) <= longest for word in words)
    return any(word == part or (word.startswith(part) and word.removeprefix(part) in _AFTER_LATIN) for word in words)


def _capital_in(part: str, text: str) -> bool:
    """Whether a part of two letters (An, Li) stands with a capital within a sentence: small it stands everywhere."""
    if len(part) > _SHORT or _ARABIC.search(part):
        return False
    plain = unicodedata.normalize("NFKC", text)
    for found in _WORD.finditer(plain):
        before = plain[max(0, found.start() - _NEAR) : found.start()].rstrip()
        begins = not before or before[-1] in ".!?:…。"
        if found[0][0].isupper() and folded(found[0]) == part and not begins:
            return True
    return False


def _romanised_in(name: PersonName, words: list[str], sounds: frozenset[str]) -> bool:
    """Whether a name stands there in another script: letter for letter, or by its consonants under a capital letter."""
    squeezed = "".join(words).translate(_SOUNDS)
    for whole in name.wholes():
        plain = _squeezed(anyascii(whole)).translate(_SOUNDS)
        if _RUNNING.search(whole) and len(plain) >= _WHOLE and plain in squeezed:
            return True
        for part in _words(folded(whole)):
            latin = _squeezed(anyascii(part.removeprefix("ال") if len(part) > _SURE else part))
            if part not in _PARTICLES and latin != part and _heard(latin, words, sounds):
                return True
    return False


def _heard(latin: str, words: list[str], sounds: frozenset[str]) -> bool:
    consonants = _consonants(latin)
    return (len(latin) >= _SURE and latin in words) or (len(consonants) >= _FEW and consonants in sounds)


def _sounds_of_names(text: str) -> frozenset[str]:
    """The consonants of each word with a capital; a name parted by a hyphen is read as one word and as two."""
    plain = unicodedata.normalize("NFKC", text).replace("\u2010", "-")
    words = [*_WORD.findall(plain), *_WORD.findall(plain.replace("-", ""))]
    return frozenset(_consonants(folded(word)) for word in words if word[0].isupper())


def _consonants(latin: str) -> str:
    kept = "".join(sign for sign in latin if sign not in "aeiouwy").translate(_SOUNDS)
    return "".join(sign for at, sign in enumerate(kept) if at == 0 or kept[at - 1] != sign)
