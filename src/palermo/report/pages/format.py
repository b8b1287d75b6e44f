"""How a figure's value is printed in a language: CLDR separators by Babel, as many places as it is stored with."""

from babel import Locale
from babel.numbers import format_decimal, format_percent

from palermo.ground.dates import PartialDate, Period, PeriodKind
from palermo.ground.decimals import decimal
from palermo.ground.errors import UsageError
from palermo.ground.figure import Figure, Origin
from palermo.report.pages.messages import Catalogue, catalogue

_UNGROUPED = ("year",)
_LARGEST_SPELLED = 10**12


def printed(figure: Figure, language: str, form: str = "") -> str:
    """The text that stands for ``figure`` on a page: ``2,084``, ``1,000–1,200``, ``··`` for a hidden cell.

    ``form`` "words" spells a whole number out. Raises UsageError for another form, or a value that has no words.
    """
    say = catalogue(language)
    if figure.hidden and form in ("", "words"):
        return say("value.hidden")
    if form == "words":
        return spelled(figure.value, say)
    if form:
        raise UsageError(f"A figure is printed plainly or in words, not as {form!r}.", hint="Write {{fig:ID|words}}.")
    if figure.value is not None:
        return written(figure.value, figure, language)
    if figure.low is not None and figure.high is not None:
        low, high = (written(end, figure, language) for end in (figure.low, figure.high))
        return say("value.range", low=low, high=high)
    return say("value.hidden" if figure.conf_status == "C" else "value.none")


def written(value: str, figure: Figure, language: str) -> str:
    """One value in the figure's unit and places. Codes stay as they are, years are not grouped."""
    if figure.unit == "code" or figure.origin is Origin.ASSESSED:
        return value
    return number(value, language, unit=figure.unit, places=figure.places)


def number(value: str, language: str, *, unit: str = "count", places: int = 0) -> str:
    """A decimal text as the language writes it, with at least ``places`` decimals and never fewer than it has."""
    amount = decimal(value)
    exponent = amount.as_tuple().exponent
    places = max(places, -exponent if isinstance(exponent, int) else 0)
    whole = "0" if unit in _UNGROUPED else "#,##0"
    pattern = whole + ("." + "0" * places if places else "")
    if unit == "percent":
        percent = str(Locale.parse(language).percent_formats[None].pattern).replace("#,##0", pattern)
        return str(format_percent(amount / 100, format=percent, locale=language))
    return str(format_decimal(amount, format=pattern, locale=language))


def spelled(value: str | None, say: Catalogue) -> str:
    """A whole number in words: ``two thousand eighty-four``."""
    amount = decimal(value) if value is not None else None
    if amount is None or amount != amount.to_integral_value() or abs(amount) >= _LARGEST_SPELLED:
        raise UsageError("Only whole numbers are spelled out.", hint="Write {{fig:ID}} without |words.")
    words = _spell(abs(int(amount)), say)
    return f"{say('words.minus')} {words}" if amount < 0 else words


def _spell(amount: int, say: Catalogue) -> str:
    groups = []
    scales = say("words.scales").split()
    for scale in range(len(scales)):
        amount, group = divmod(amount, 1000)
        if group:
            groups.append(_below_thousand(group, say) + (f" {scales[scale]}" if scale else ""))
    return " ".join(reversed(groups)) or say("words.small").split()[0]


def _below_thousand(amount: int, say: Catalogue) -> str:
    small, tens = say("words.small").split(), say("words.tens").split()
    hundreds, rest = divmod(amount, 100)
    parts = [small[hundreds], say("words.hundred")] if hundreds else []
    if rest >= 20:
        parts.append(tens[rest // 10] + (say("words.tens-joint") + small[rest % 10] if rest % 10 else ""))
    elif rest:
        parts.append(small[rest])
    return " ".join(parts)


def period_words(period: Period | None, language: str) -> str:
    """``2019``, ``October 2019 to September 2020, fiscal year``, ``"in recent years", not stated``; empty for none."""
    if period is None:
        return ""
    say = catalogue(language)
    kind = say(f"period.{period.kind}")
    span, whole_year = _span(period, language)
    if whole_year and period.kind is PeriodKind.CALENDAR:
        return ", ".join(part for part in (span, _quoted(period.words)) if part)
    return ", ".join(part for part in (span, _quoted(period.words), kind) if part)


def _quoted(words: str) -> str:
    return f"“{words}”" if words else ""


def _span(period: Period, language: str) -> tuple[str, bool]:
    """The days of a period in words, and whether they are one or more whole calendar years."""
    if period.on:
        return day_words(period.on, language), False
    first, last = period.start, period.end
    if not (first and last and first.year and last.year):
        return "–".join(day_words(day, language) for day in (first, last) if day), False
    if (first.month or 1, first.day or 1, last.month or 12, last.day or 31) == (1, 1, 12, 31):
        years = str(first.year) if first.year == last.year else f"{first.year}–{last.year}"
        return years, True
    return catalogue(language)("period.span", start=day_words(first, language), end=day_words(last, language)), False


def day_words(day: PartialDate, language: str) -> str:
    """A date as far as it is known: ``8 July 2021``, ``July 2021``, ``2021``; empty when unknown."""
    months = Locale.parse(language).months["stand-alone"]["wide"]
    parts = (str(day.day) if day.day else "", months[day.month] if day.month else "", str(day.year or ""))
    return " ".join(part for part in parts if part)
