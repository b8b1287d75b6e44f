"""Names in any script, their consonants and their sound; dates as they are written."""

import polars as pl
import pytest
from linkage_cast import FIELDS, TODAY, country

from palermo.linkage import read_people
from palermo.linkage.dates import UNKNOWN, Born, born, born_of_age, pattern_of
from palermo.linkage.normalise import (
    check_hash,
    check_strings,
    is_missing,
    name_parts,
    romanised,
    skeleton,
    sound,
    spelling,
)
from palermo.linkage.tokens import tokens_of_date, tokens_of_name


@pytest.mark.parametrize(
    ("one", "other"),
    [("محمد", "Mohammed"), ("Muhammad", "Mohammed"), ("يوسف", "Yusuf"), ("နန်း", "Nan"), ("ابراهيم", "Ibrahim")],
)
def test_abjads_and_burmese_meet_their_romanisations_in_the_consonants(one: str, other: str) -> None:
    assert skeleton(romanised(one)) == skeleton(romanised(other)) != ""


@pytest.mark.parametrize(
    ("written", "parts"),
    [
        ("Đặng Thị", ("dang", "thi")),
        ("O’Brien-Smith", ("obrien", "smith")),
        ("Dr. María de la Cruz", ("maria", "cruz")),
        ("ИВАНОВА Наталья", ("ivanova", "natalya")),
        ("de", ("de",)),
        ("", ()),
    ],
)
def test_a_name_falls_into_its_parts(written: str, parts: tuple[str, ...]) -> None:
    assert name_parts(written) == parts


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("عمر", "Omar"),  # romanised it looks like the title Mr
        ("فاطمة", "Fatima"),
        ("سهيل", "Suhail"),
        ("الرحمن", "Al-Rahman"),
        ("วงศ์ทอง", "Wongthong"),
        ("พิมพ์", "Phim"),
        ("บุญมา", "Bunma"),
        ("ဝင်း", "Win"),
        ("အောင်", "Aung"),
        ("ဇော်", "Zaw"),
        ("လှ", "Hla"),
        ("सिंह", "Singh"),
        ("ደሳለኝ", "Desalegn"),
        ("김민수", "Kim Minsu"),
        ("毛澤東", "Mao Zedong"),
        ("欧阳修文", "Ouyang Xiuwen"),
    ],
)
def test_a_name_in_its_own_script_has_the_consonants_of_its_passport(one: str, other: str) -> None:
    mine, theirs = (tuple(map(skeleton, name_parts(name))) for name in (one, other))
    assert mine == theirs


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Юрий", "Iurii"),
        ("Сергей", "Sergei"),
        ("Mohammed", "Mohamed"),
        ("ကျော်", "Kyaw"),
        ("राय", "Rai"),
        ("Noor", "Nur"),
    ],
)
def test_letters_that_conventions_write_differently_are_spelled_alike(one: str, other: str) -> None:
    assert spelling(romanised(one)) == spelling(romanised(other)) != ""


def test_a_word_that_is_a_title_in_its_own_script_goes_and_a_name_of_that_sound_stays() -> None:
    assert name_parts("ဒေါ် နန်း") == name_parts("နန်း")
    assert name_parts("मा देवी")[0] == "ma"


def test_sound_is_the_old_code_of_the_census() -> None:
    assert [sound(name) for name in ("robert", "rupert", "ashcraft", "tymczak", "pfister", "lee")] == [
        "r163", "r163", "a261", "t522", "p236", "l000",
    ]  # fmt: skip


def test_order_of_name_parts_makes_no_difference_to_the_tokens() -> None:
    assert tokens_of_name("Nguyen Van Anh") == tokens_of_name("Anh Van NGUYEN")


@pytest.mark.parametrize("cell", ["", " ", "Unknown", "REFUSED", "not asked", "not_applicable", "n/a", "-"])
def test_a_word_for_missing_is_missing(cell: str) -> None:
    assert is_missing(cell)


def test_the_check_covers_five_hundred_strings_and_is_this_one() -> None:
    assert 450 <= len(list(check_strings())) <= 550
    assert len(check_hash()) == 64


@pytest.mark.parametrize(
    ("cell", "written", "calendar", "expected"),
    [
        ("1990-05-17", "", "gregorian", Born((1990,), 5, 17)),
        ("1990-05", "", "gregorian", Born((1990,), 5)),
        ("1990", "", "gregorian", Born((1990,))),
        ("1990-01-01", "", "gregorian", Born((1990,))),
        ("1990-07-01", "", "gregorian", Born((1990,))),
        ("17/05/1990", "%d/%m/%Y", "gregorian", Born((1990,), 5, 17)),
        ("19900517", "%Y%m%d", "gregorian", Born((1990,), 5, 17)),
        ("1369-02-27", "", "persian", Born((1990,), 5, 17)),
        ("1369", "", "persian", Born((1990, 1991))),
        ("2533-05-17", "", "buddhist", Born((1990,), 5, 17)),
        ("2533-05-17", "", "gregorian", Born(fault="implausible", hint="buddhist")),
        ("1369-02-27", "", "gregorian", Born(fault="implausible", hint="hijri or persian")),
        ("1990-02-30", "", "gregorian", Born(fault="unreadable")),
        ("soon", "", "gregorian", Born(fault="unreadable")),
        ("2026-03-02", "", "gregorian", Born(fault="implausible")),
    ],
)
def test_a_birth_date_is_read_as_far_as_it_is_known(cell: str, written: str, calendar: str, expected: Born) -> None:
    assert born(cell, pattern_of(written), calendar, TODAY) == expected


def test_an_age_on_a_day_leaves_two_years_open() -> None:
    assert born_of_age("20", "2025-06-01", TODAY).years == (2004, 2005)
    assert born_of_age("unknown", "2025-06-01", TODAY).fault == "unreadable"


def test_unknown_never_agrees_with_unknown() -> None:
    assert tokens_of_date(UNKNOWN) == () == tokens_of_name("")


def test_day_and_month_changed_over_still_share_tokens() -> None:
    one, other = (dict(tokens_of_date(Born((1990,), *parts))) for parts in ((5, 7), (7, 5)))
    assert one.keys() == other.keys()
    assert one != other


def test_a_date_out_of_range_is_counted_and_pointed_to_without_its_value() -> None:
    frame = country()[0]["list1"].head(60)
    cells = ["2533-05-17", *frame["birth_date"].to_list()[1:]]
    people = read_people(frame.with_columns(birth_date=pl.Series(cells)), FIELDS, today=TODAY)
    found = [one for one in people.findings if one.code == "linkage.birth-year-implausible"]
    assert [(one.row, one.column, one.count) for one in found] == [(2, "birth_date", 1)]
    assert "2533" not in str(found[0])
