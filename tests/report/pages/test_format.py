"""How a value is printed: separators of the language, places kept, hidden cells hidden."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as some

from palermo.ground.dates import Period
from palermo.ground.errors import UsageError
from palermo.ground.figure import Figure, Origin
from palermo.ground.numerals import find_numbers
from palermo.report.pages import printed
from palermo.report.pages.format import number, period_words


def figure(value: str | None, **more: object) -> Figure:
    return Figure(id="f", origin=more.pop("origin", Origin.COMPUTED), value=value, **more)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("value", "more", "print"),
    [
        ("2084", {}, "2,084"),
        ("0", {}, "0"),
        ("-12", {}, "-12"),
        ("2.63", {"places": 2}, "2.63"),
        ("2.5", {"places": 2}, "2.50"),
        ("55.7", {}, "55.7"),
        ("1234567.125", {}, "1,234,567.125"),
        ("99.3", {"unit": "percent", "places": 1}, "99.3%"),
        ("656", {"unit": "percent"}, "656%"),
        ("2005", {"unit": "year"}, "2005"),
        ("2 Watch List", {"unit": "code"}, "2 Watch List"),
        ("3", {"origin": Origin.ASSESSED}, "3"),
        (None, {"conf_status": "C"}, "··"),
        (None, {}, "–"),
        (None, {"low": "14500", "high": "17500"}, "14,500–17,500"),
    ],
)
def test_a_value_prints_as_english_writes_it(value: str | None, more: dict[str, object], print: str) -> None:
    assert printed(figure(value, **more), "en") == print


@pytest.mark.parametrize(
    ("value", "words"),
    [
        ("0", "zero"),
        ("7", "seven"),
        ("19", "nineteen"),
        ("40", "forty"),
        ("71", "seventy-one"),
        ("512", "five hundred twelve"),
        ("2084", "two thousand eighty-four"),
        ("1000000", "one million"),
        ("-3", "minus three"),
    ],
)
def test_a_whole_number_is_spelled_out_on_demand(value: str, words: str) -> None:
    assert printed(figure(value), "en", "words") == words


@pytest.mark.parametrize("value", ["2.5", None])
def test_what_has_no_words_is_refused(value: str | None) -> None:
    with pytest.raises(UsageError):
        printed(figure(value), "en", "words")


def test_an_unknown_form_is_refused() -> None:
    with pytest.raises(UsageError, match="roman"):
        printed(figure("4"), "en", "roman")


def test_a_language_without_a_catalogue_is_refused_not_guessed() -> None:
    with pytest.raises(UsageError, match="'xx'"):
        printed(figure("4"), "xx")


@given(some.decimals(min_value=-(10**15), max_value=10**15, places=3))
def test_what_is_printed_is_the_value_that_is_stored(value: Decimal) -> None:
    text = format(value, "f").rstrip("0").rstrip(".")
    [read] = find_numbers(number(text, "en"))
    assert read.may_mean(Decimal(text))


@pytest.mark.parametrize(
    ("period", "words"),
    [
        ({"year": "2019", "kind": "calendar"}, "2019"),
        ({"start": "2019-01-01", "end": "2019-12-31", "kind": "calendar"}, "2019"),
        ({"start": "2007", "end": "2021", "kind": "calendar"}, "2007–2021"),
        (
            {"start": "2019-10-01", "end": "2020-09-30", "kind": "fiscal"},
            "1 October 2019 to 30 September 2020, fiscal year",
        ),
        ({"kind": "as_of", "on": "2021-01-14"}, "14 January 2021, as of that day"),
        ({"kind": "per_year"}, "each year"),
        ({"kind": "unstated", "words": "in recent years"}, "“in recent years”, not stated"),
    ],
)
def test_a_period_says_its_days_its_words_and_its_kind(period: dict[str, object], words: str) -> None:
    assert period_words(Period.from_dict(period), "en") == words
