"""What the scripts of names need before letters are romanised one by one: signs that are not heard, or heard elsewhere.

Romanisation goes letter by letter. Where a script writes an article onto a name, a vowel before its consonant or a
consonant that is silent, or where a letter's usual romanisation in passports is another than its letter's, the word is
brought nearer first to what the passport says. The rules are those of the scripts' usual romanisations: ALA-LC for
Arabic, the Royal Thai General System, MLC and common Burmese usage, Revised Romanization with the usual family names.
"""

import re
import unicodedata
from collections.abc import Callable

_HAN_FAMILIES = frozenset(
    "歐陽 欧阳 司馬 司马 諸葛 诸葛 上官 夏侯 東方 东方 皇甫 尉遲 尉迟 公孫 公孙 令狐 慕容 司徒".split()
)
_HANGUL_FAMILIES = {
    "김": "kim",
    "박": "bak",
    "최": "choi",
    "강": "kang",
    "구": "ku",
    "권": "kwon",
    "곽": "kwak",
    "고": "ko",
}
"""Those that passports write otherwise than letter by letter."""
_BURMESE_TITLES = frozenset("ဦး ဒေါ် ကို မ မောင် ဆရာ".split())
_ARABIC_ARTICLE = re.compile(r"^ال(?=\w{2})")
_ARABIC_H = re.compile(r"(?<=[سكتدزجغخ])ه(?=.)")
_ARABIC_A = str.maketrans(dict.fromkeys("اأآ", "a"))
_THAI_SILENT = re.compile(r"[ก-ฮ][ิุ]?์")
_THAI_BEFORE = re.compile(r"([เแโใไ])([ก-ฮ])")
_THAI_END = re.compile(r"(?<=.)[ญณรลฬ]$|(?<=.)ญ(?=[ก-ฮ])")
_BURMESE_IN = re.compile(r"(?<=[က-အျြွှ])င်")
_BURMESE_STOP = re.compile(r"[ကစတပ]်")
_BURMESE = (
    *(("လျှ", "sh"), ("ရှ", "sh"), ("ချ", "ch"), ("ဂျ", "gy"), ("ဥ်", "န်"), ("ဉ်", "န်"), ("ည်", "i")),
    *(("ောင်", "aung"), ("ိုင်", "aing"), ("ော်", "aw"), ("ော", "aw"), ("ို", "o"), ("ိန်", "ein"), ("ိမ်", "ein")),
    *(("ုန်", "on"), ("င်", "ng"), ("သ", "th"), ("ဇ", "z"), ("ဈ", "z"), ("စ", "s"), ("ဆ", "s"), ("ဝ", "w"), ("ရ", "y")),
    *(("ြ", "y"), ("ျ", "y"), ("ွ", "w"), ("ှ", ""), ("ံ", "န်")),
)
_ETHIOPIC_NY = {0x1298 + at: f"gn{vowel}" for at, vowel in enumerate(("e", "u", "i", "a", "e", "", "o", "wa"))}


def as_heard(word: str, *, alone: bool) -> str:
    """A word of a name, folded, nearer to what the usual romanisation of its script makes of it.

    ``alone``: the name has no other word. A name of Han or Hangul is then parted into family and given name.
    """
    script = script_of(word)
    if alone and script in ("CJK", "HANGUL"):
        return _han(word) if script == "CJK" else _hangul(word)
    change = _CHANGES.get(script)
    return change(word) if change else word


def script_of(word: str) -> str:
    """The first word of the Unicode name of the first letter that is not Latin; LATIN where all are."""
    for sign in word:
        if ord(sign) > 0x24F and sign.isalpha():
            name = unicodedata.name(sign, "LATIN").split()[0]
            if name not in ("LATIN", "MODIFIER"):
                return name
    return "LATIN"


def is_title(word: str) -> bool:
    """Whether a word in a script of its own is a title there."""
    return word in _BURMESE_TITLES


def _arabic(word: str) -> str:
    """Without the article, long vowels as vowels, and no h that would make a digraph with what it follows."""
    word = _ARABIC_ARTICLE.sub("", word)
    word = _ARABIC_H.sub("ah", re.sub("[ةۀى]$", "a", word))
    return re.sub("(?<=.)و", "u", word).translate(_ARABIC_A)


def _thai(word: str) -> str:
    """Without silent consonants, vowels behind the consonant that they are heard after, and finals as heard."""
    word = _THAI_SILENT.sub("", word)
    word = word.replace("รรม", "ัม").replace("รร", "ัน")
    word = _THAI_END.sub("น", word)
    return _THAI_BEFORE.sub(r"\2\1", word)


def _burmese(word: str) -> str:
    """Finals as heard, and letters as names are written in passports."""
    word = _BURMESE_IN.sub("in", _BURMESE_STOP.sub("တ်", word))
    for written, heard in _BURMESE:
        word = word.replace(written, heard)
    return word


def _devanagari(word: str) -> str:
    return word.replace("ंह", "ंघ").replace("ं", "न्") if "ं" in word else word


def _han(word: str) -> str:
    """Family and given name apart where they are written together: a word of two signs may be a given name."""
    if not 3 <= len(word) <= 4:
        return word
    family = 2 if word[:2] in _HAN_FAMILIES else 1
    return f"{word[:family]} {word[family:]}"


def _hangul(word: str) -> str:
    """Family and given name apart where they are written together, the family as it is usually written."""
    return f"{_HANGUL_FAMILIES.get(word[0], word[0])} {word[1:]}" if len(word) == 3 else word


_CHANGES: dict[str, Callable[[str], str]] = {
    "ARABIC": _arabic,
    "THAI": _thai,
    "MYANMAR": _burmese,
    "DEVANAGARI": _devanagari,
    "ETHIOPIC": lambda word: word.translate(_ETHIOPIC_NY),
}
