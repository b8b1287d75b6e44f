"""Numbers as people write them: any decimal digits, the separators of many countries, Chinese numerals.

Number words ("half a million", "полмиллиона") are no numerals: the lists that know them lie with the lint.
"""

import re
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal

_ZERO = "0٠۰０"
_BLANKS = "\u0020\u00a0\u2007\u2009\u202f"  # blank, no-break, figure, thin, narrow no-break
_GROUPS = f"[,.'’٬،，{_BLANKS}]"
_POINTS = "[.,٫．]"
_MINUS = "−﹣－-"
_PERCENT = "%٪％﹪‰"

_UNITS: Mapping[str, int] = {"十": 10, "百": 100, "千": 1000, "拾": 10, "佰": 100, "仟": 1000}
_MYRIADS: Mapping[str, int] = {"万": 10**4, "萬": 10**4, "亿": 10**8, "億": 10**8}
_HAN: Mapping[str, int] = {
    **{digit: value for value, digit in enumerate("〇一二三四五六七八九")},
    **{digit: value for value, digit in enumerate("零壹贰叁肆伍陆柒捌玖")},
    "两": 2,
    "兩": 2,
    "貳": 2,
    "參": 3,
    "陸": 6,
}
_HAN_RUN = f"[{''.join(_HAN)}{''.join(_UNITS)}{''.join(_MYRIADS)}]{{1,24}}"  # longer runs are no numbers anybody wrote
_HAN_NUMBER = f"{_HAN_RUN}(?:点[{''.join(_HAN)}]{{1,24}})?"

# Words that hold a numeral and mean no number. 千万 is one only as "by all means"; 十分 not in 十分之 and 十分钟.
_NO_NUMBERS = re.compile(
    "十分(?![之钟鐘])|千万(?=[不别要注记小])|百姓|四川|万象|万一|三亚|四周|四处|四平市|九江|六安|百色|万宁|五指山|百科|百货|"
    "百般|万能|万分|千方百计|四面八方|五花八门|三番五次|七夕|八卦|两岸|三峡|九龙|百年大计|万岁|千岛|"
    "(?:星期|礼拜|周)[一二三四五六]"
)

_GROUPED = (
    rf"(?![{_ZERO}])\d{{1,3}}(?P<group>{_GROUPS})\d{{3}}(?:(?P=group)\d{{3}})*(?!\d)(?!(?P=group)\d)(?:{_POINTS}\d+)?"
)
_LAKHS = r"(?<![.])[1-9]\d?(?:,\d{2})+,\d{3}(?!\d)(?:\.\d+)?"
_PLAIN = rf"(?:(?<!\d{_POINTS})\d+{_POINTS}\d+(?!{_POINTS}?\d)|\d+)"  # one point; 08.07.2021 is three numbers
_DIGITS = rf"(?:(?:{_GROUPED})|(?:{_LAKHS})|(?:{_PLAIN}))"
_NUMBER = re.compile(
    rf"(?P<digits>(?:(?<![\w{_MINUS}])[{_MINUS}])?(?<!\d){_DIGITS}(?P<fraction>[½⅓⅔¼¾⅛⅜⅝⅞])?"
    rf"(?P<scale>[{''.join(_UNITS)}{''.join(_MYRIADS)}]{{1,4}})?)"
    rf"|(?P<vulgar>[½⅓⅔¼¾⅛⅜⅝⅞])"
    rf"|(?P<han>(?:(?P<parts>{_HAN_RUN})分之)?{_HAN_NUMBER})"
)
_TOKEN = re.compile(rf"\s*(?:{_NUMBER.pattern})\s*[{_PERCENT}]?\s*")


@dataclass(frozen=True, slots=True)
class NumberSpan:
    """A number in a text: where it stands, how it is written, what it means, and what else it may mean."""

    start: int
    end: int
    text: str
    value: Decimal
    others: tuple[Decimal, ...] = ()

    def may_mean(self, value: Decimal) -> bool:
        """``8.800`` may be eight point eight, and eight thousand eight hundred."""
        return value == self.value or value in self.others


def to_decimal(token: str) -> Decimal | None:
    """The value of one written number, by the English reading where two are possible; None when it is none."""
    match = _TOKEN.fullmatch(token)
    return _readings(match)[0] if match else None


def find_numbers(text: str) -> Iterator[NumberSpan]:
    """Every number in ``text``, in order. Digits behind Latin or Cyrillic letters are part of a word, not a number."""
    no_numbers = [match.span() for match in _NO_NUMBERS.finditer(text)]
    for match in _NUMBER.finditer(text):
        start, end = match.span()
        if match["digits"] and _inside_a_word(text, start):
            continue
        if match["han"] and (match[0] == "一" or any(first <= start and end <= last for first, last in no_numbers)):
            continue
        value, *others = _readings(match)
        yield NumberSpan(start, end, match[0], value, tuple(others))


def _inside_a_word(text: str, start: int) -> bool:
    """``K7Q2`` and ``COVID19`` hold no number; ``FY2020``, ``USD500`` and an Arabic or Chinese word before do."""
    begin = start
    while begin and text[begin - 1].isalnum() and _joins_digits(text[begin - 1]):
        begin -= 1
    before = text[begin:start]
    code = before.isascii() and before.isalpha() and before.isupper() and 2 <= len(before) <= 3
    return bool(before) and not code


def _joins_digits(character: str) -> bool:
    return character.isdecimal() or unicodedata.name(character, "").startswith(("LATIN", "CYRILLIC", "GREEK"))


def _readings(match: re.Match[str]) -> tuple[Decimal, ...]:
    if match["vulgar"]:
        return (_vulgar(match["vulgar"]),)
    if match["han"]:
        return (_han_value(match["han"]),)
    written = match["digits"].removesuffix(match["scale"] or "").removesuffix(match["fraction"] or "")
    sign = -1 if written[0] in _MINUS else 1
    more = _vulgar(match["fraction"]) if match["fraction"] else Decimal(0)
    scale = _scale(match["scale"] or "")
    return tuple(sign * (value + more) * scale for value in _digit_readings(written.lstrip(_MINUS), match["group"]))


def _digit_readings(written: str, group: str | None) -> tuple[Decimal, ...]:
    plain = "".join(str(unicodedata.decimal(c)) if c.isdecimal() else c for c in written)
    if group is None:
        if plain.count(",") > 1:
            return (Decimal(plain.replace(",", "")),)
        return (Decimal(re.sub(_POINTS, ".", plain)),)
    whole = Decimal(re.sub(_POINTS, ".", plain.replace(group, "")))
    if group in ".," and plain.count(group) == 1 and whole == whole.to_integral_value():
        small = Decimal(plain.replace(",", ".")) if plain.count(".") + plain.count(",") == 1 else None
        if small is not None:
            return (whole, small) if group == "," else (small, whole)
    return (whole,)


def _vulgar(character: str) -> Decimal:
    above, below = unicodedata.normalize("NFKC", character).split("⁄")
    return Decimal(above) / Decimal(below)


def _scale(units: str) -> int:
    scale = 1
    for unit in units:
        scale *= _UNITS.get(unit) or _MYRIADS[unit]
    return scale


def _han_value(written: str) -> Decimal:
    parts, _, count = written.rpartition("分之")
    whole, _, places = count.partition("点")
    value = Decimal(_han_integer(whole))
    if places:
        value += Decimal("0." + "".join(str(_HAN[digit]) for digit in places))
    return value if parts in ("", "百") else value / (_han_integer(parts) or 1)


def _han_integer(run: str) -> int:
    """``二十三万`` by its units; a run without units by its places, as years are written (``二〇二一``)."""
    if all(digit in _HAN for digit in run):
        return int("".join(str(_HAN[digit]) for digit in run))
    total, section, digit = 0, 0, 0
    for character in run:
        if character in _HAN:
            digit = _HAN[character]
        elif character in _UNITS:
            section, digit = section + (digit or 1) * _UNITS[character], 0
        else:
            myriad, here = _MYRIADS[character], section + digit
            total = total + here * myriad if total >= myriad and here else (total + here or 1) * myriad
            section = digit = 0
    return total + section + digit
