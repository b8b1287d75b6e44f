"""Numbers in every writing the report guide names."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from palermo.ground.numerals import find_numbers, to_decimal


@pytest.mark.parametrize(
    ("written", "value"),
    [
        ("8,800", "8800"),
        ("8 800", "8800"),
        ("8\u202f800", "8800"),
        ("8\u00a0800", "8800"),
        ("8'800", "8800"),
        ("8’800", "8800"),
        ("1.234.567", "1234567"),
        ("1,234,567.5", "1234567.5"),
        ("1.234,56", "1234.56"),
        ("12,5", "12.5"),
        ("0.500", "0.5"),
        ("1,00,000", "100000"),
        ("-5", "-5"),
        ("−5", "-5"),
        ("2½", "2.5"),
        ("٨٬٨٠٠", "8800"),
        ("۸٬۸۰۰", "8800"),
        ("٩٫٤٪", "9.4"),
        ("٢٠٨٤", "2084"),
        ("８，８００", "8800"),
        ("２０８４", "2084"),
        ("八千八百", "8800"),
        ("二〇二一", "2021"),
        ("十", "10"),
        ("二十三万", "230000"),
        ("一亿二千万", "120000000"),
        ("两万零五", "20005"),
        ("叁佰", "300"),
        ("1.5万", "15000"),
        ("百分之十二", "12"),
        ("三点五", "3.5"),
        ("三千五百万", "35000000"),
        ("一万亿", "1000000000000"),
    ],
)
def test_a_number_is_read_in_every_writing(written: str, value: str) -> None:
    assert to_decimal(written) == Decimal(value)
    assert [span.value for span in find_numbers(f"x {written} y")] == [Decimal(value)]


def test_a_point_before_three_digits_may_be_either_separator() -> None:
    (span,) = find_numbers("8.800 Fälle")
    assert span.value == Decimal("8.8") and span.may_mean(Decimal(8800)) and not span.may_mean(Decimal(88))


@pytest.mark.parametrize(
    "text", ["eight", "", "K7Q2XM", "一些", "统一", "十分", "千万不要", "百姓", "四川", "万象", "周三", "m²", "COVID19"]
)
def test_what_is_no_number_is_not_found(text: str) -> None:
    assert list(find_numbers(text)) == []


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("2013-2020", ["2013", "2020"]),
        ("from 8,848 to 9.4%.", ["8,848", "9.4"]),
        ("08.07.2021", ["08", "07", "2021"]),
        ("12,13,14", ["12", "13", "14"]),
        ("FY2020 and USD500", ["2020", "500"]),
        ("و500 شخص", ["500"]),
        ("2019年有1883起", ["2019", "1883"]),
        ("十分之一", ["十分之一"]),
        ("20th, 10kg", ["20", "10"]),
        ("COVID-19", ["19"]),
    ],
)
def test_numbers_are_found_where_they_stand(text: str, found: list[str]) -> None:
    spans = list(find_numbers(text))
    assert [span.text for span in spans] == found
    assert all(text[span.start : span.end] == span.text for span in spans)


@given(
    st.integers(0, 10**12),
    st.sampled_from(["{:,}", "{}"]),
    st.sampled_from(["0123456789", "٠١٢٣٤٥٦٧٨٩", "۰۱۲۳۴۵۶۷۸۹", "０１２３４５６７８９"]),
)
def test_every_integer_comes_back(value: int, style: str, digits: str) -> None:
    written = style.format(value).translate({48 + i: digit for i, digit in enumerate(digits)})
    (span,) = find_numbers(f"({written})")
    assert span.value == value and span.text == written


@pytest.mark.parametrize("text", ["〇" * 5000, "万" * 5000, "9" * 5000, "1" + "亿" * 5000, "1," * 5000, "1 " * 5000])
def test_a_run_without_end_is_read_without_harm(text: str) -> None:
    assert all(span.value.adjusted() <= 5000 for span in find_numbers(text))
