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
_VOWELS_OF_CYRILLIC = "аеиоуыьэюяй"
_SHORT, _SURE, _WHOLE = 2, 4, 6


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
    return "".join(sign for sign in bare if unicodedata.category(sign) != "Mn" and sign != "ـ").translate(_ALIKE)


def holds_a_name(text: str, names: Collection[PersonName]) -> bool:
    """Whether a name of the person, or a part of one that is no mere particle, stands in the text."""
    if not text.strip():
        return False
    words, squeezed = _WORD.findall(folded(text)), _squeezed(text)
    romanised = _WORD.findall(folded(anyascii(folded(text))))
    return any(
        _runs_in(one, squeezed)
        or any(_is_in(part, words) for part in _parts(one))
        or any(_capital_in(part, text) for part in _parts(one))
        or _romanised_in(one, romanised)
        for one in names
    )


def is_searchable(name: PersonName) -> bool:
    """Whether all of it can be looked for: a part of one letter, or one sign of Chinese, is in too many texts."""
    written = " ".join(name.wholes())
    return all(len(word) >= _SHORT for word in _WORD.findall(folded(written)))


def _parts(name: PersonName) -> Iterator[str]:
    """The words of a name, but no particles and no single letters."""
    for word in dict.fromkeys(_WORD.findall(folded(" ".join(name.wholes())))):
        if len(word) >= _SHORT and word not in _PARTICLES and not _RUNNING.search(word):
            yield word


def _squeezed(text: str) -> str:
    return "".join(_WORD.findall(folded(text)))


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
        stem = part.rstrip(_VOWELS_OF_CYRILLIC) if len(part) > _SURE else part
        return any(word.startswith(stem) and len(word) - len(stem) <= 3 for word in words)
    return any(word == part or (word.startswith(part) and word.removeprefix(part) in _AFTER_LATIN) for word in words)


def _capital_in(part: str, text: str) -> bool:
    """Whether a part of two letters (An, Li) stands with a capital within a sentence: small it stands everywhere."""
    if len(part) > _SHORT or _ARABIC.search(part):
        return False
    plain = unicodedata.normalize("NFKC", text)
    for found in _WORD.finditer(plain):
        before = plain[: found.start()].rstrip()
        if found[0][0].isupper() and folded(found[0]) == part and before and before[-1] not in ".!?:…。":
            return True
    return False


def _romanised_in(name: PersonName, words: list[str]) -> bool:
    """Whether a name recorded in another script stands there in Latin letters, or the other way round."""
    squeezed = "".join(words)
    for whole in name.wholes():
        if _RUNNING.search(whole):
            plain = _squeezed(anyascii(whole))
            if len(plain) >= _WHOLE and plain in squeezed:
                return True
            continue
        for part in _WORD.findall(folded(whole)):
            latin = _squeezed(anyascii(part))
            if part not in _PARTICLES and len(latin) >= _SURE and _heard(latin, words, foreign=latin != part):
                return True
    return False


def _heard(latin: str, words: list[str], *, foreign: bool) -> bool:
    """Whether one of the words is spelled like it; of a foreign script that writes no vowels, by its consonants."""
    if latin in words:
        return True
    bones = _consonants(latin)
    return foreign and len(bones) >= _SURE and any(_consonants(word) == bones for word in words)


def _consonants(latin: str) -> str:
    kept = "".join(sign for sign in latin if sign not in "aeiouwy")
    return "".join(sign for at, sign in enumerate(kept) if at == 0 or kept[at - 1] != sign)
