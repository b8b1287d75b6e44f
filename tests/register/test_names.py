"""A name in a text is found in its own script, in another case, with other marks, and in part; other words are left."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from palermo.register import PersonName
from palermo.register.names import folded, holds_a_name, is_searchable

MARIA = PersonName(given="María José", family="Núñez de la Cruz")
MOHAMMED = PersonName(given="مُحَمَّد", family="الحسن")
WANG = PersonName(given="小明", family="王")
NATALIA = PersonName(given="Наталья", family="Иванова")
NGUYEN = PersonName(given="Văn Ánh", family="Nguyễn")
AN = PersonName(given="An", family="Li")
KIM = PersonName(full="김민수")
SOMCHAI = PersonName(full="สมชาย ใจดี")


@pytest.mark.parametrize(
    ("name", "text"),
    [
        (MARIA, "She said MARIA would come."),
        (MARIA, "nunez was afraid"),
        (MARIA, "Mari\u0301a"),
        (MARIA, "call Maria's sister"),
        (MARIA, "fullwidth: Ｎｕｎｅｚ"),
        (MARIA, "an unseen sign: Nu\u200bñez"),
        (PersonName(given="Maria", family="Lopez"), "write to maria.lopez@example.org"),
        (PersonName(given="Maria", family="Lopez"), "user name: marialopez84"),
        (PersonName(full="O’Brien"), "Mrs O'Brien"),
        (PersonName(family="Łuczak"), "LUCZAK came"),
        (PersonName(family="Weiß"), "Frau WEISS"),
        (MOHAMMED, "جاء محمد أمس"),
        (MOHAMMED, "قال لمحمد"),
        (MOHAMMED, "ومحمد معه"),
        (MOHAMMED, "عائلة الحسن"),
        (MOHAMMED, "للحسن"),
        (MOHAMMED, "محـــمد"),
        (MOHAMMED, "a man called Muhammad"),
        (PersonName(given="فاطمة"), "فاطمه"),
        (PersonName(given="یاسر"), "ياسر"),
        (PersonName(given="أحمد"), "احمد"),
        (PersonName(given="ياسر", family="الرملي"), "Yasir al-Ramli"),
        (PersonName(given="ليلى", family="الكرمي"), "Layla El Karmi"),
        (PersonName(given="राजेश", family="कुमार"), "राजेश आज आया"),
        (PersonName(given="राजेश", family="कुमार"), "Rajesh Kumar"),
        (PersonName(given="ተስፋዬ"), "ተስፋዬ መጣ"),
        (KIM, "Kim Min-su came"),
        (WANG, "王小明说"),
        (WANG, "她叫小明。"),
        (WANG, "王 小 明"),
        (WANG, "the man Wang Xiaoming"),
        (WANG, "xiaoming wang"),
        (NATALIA, "видела НАТАЛЬЮ вчера"),
        (NATALIA, "с Ивановой"),
        (NATALIA, "Ivanova came"),
        (PersonName(given="Илья"), "с Ильёй"),
        (PersonName(given="Мария"), "к Марии"),
        (PersonName(given="Ева"), "видели Еву"),
        (PersonName(given="Андрей"), "у Андрея"),
        (PersonName(given="Фёдор"), "Федора"),
        (NGUYEN, "NGUYEN"),
        (AN, "I met An there"),
        (AN, "with Li and others"),
        (KIM, "김민수는 왔다"),
        (SOMCHAI, "พบสมชายใจดีที่บ้าน"),
    ],
)
def test_a_name_is_found(name: PersonName, text: str) -> None:
    assert holds_a_name(text, [name])


@pytest.mark.parametrize(
    ("name", "text"),
    [
        (MARIA, "She was taken to the house of la familia, de noche."),
        (MARIA, "marigold and numerals"),
        (AN, "An adult came. An hour later an officer came."),
        (WANG, "国王的明天很小"),
        (MOHAMMED, "ذهبت إلى المدينة"),
        (NATALIA, "иванчай и натальный"),
        (PersonName(given="Mark"), "the market was marked"),
        (PersonName(given="Мария"), "в марте на марше"),
        (PersonName(given="Ева"), "сто евро"),
        (MARIA, ""),
        (PersonName(), "anything at all"),
    ],
)
def test_other_words_are_left_alone(name: PersonName, text: str) -> None:
    assert not holds_a_name(text, [name])


def test_any_of_several_names_is_found() -> None:
    assert holds_a_name("王小明", [MARIA, WANG])
    assert not holds_a_name("王小明", [])


def test_a_name_too_short_to_look_for_is_told() -> None:
    assert not is_searchable(WANG)  # 王 alone stands in every other text
    assert is_searchable(MARIA) and is_searchable(KIM)
    assert not is_searchable(PersonName(given="J", family="Smith"))


def test_a_name_does_not_show_when_it_is_printed() -> None:
    assert "Nat" not in repr(NATALIA) and "Нат" not in repr(NATALIA)


SCRIPTS = st.sampled_from(
    ["abcdefghijklmnoprstuz", "абвгдежзклмнопрст", "بتثجحدرسشصطعغفقمن", "王李张小明华国建文海", "αβγδεζηθικλμνπρστ"]
)


@settings(max_examples=150)
@given(data=st.data(), before=st.sampled_from(["", "text ", "слово ", "نص ", "，"]), upper=st.booleans())
def test_a_whole_name_of_any_script_is_found_in_either_order_and_case(
    data: st.DataObject, before: str, upper: bool
) -> None:
    letters = data.draw(SCRIPTS)
    given, family = (data.draw(st.text(letters, min_size=3, max_size=8)) for _ in range(2))
    text = data.draw(st.sampled_from([f"{given} {family}", f"{family}, {given}", f"{family}　{given}"]))
    written = f"{before}{text.upper() if upper else text}."
    name = PersonName(given=given, family=family)
    assert holds_a_name(written, [name]) or {given, family} <= {"del", "des", "dos", "das", "den", "ben", "abd"}


@given(st.text(max_size=40))
def test_folding_twice_is_folding_once(text: str) -> None:
    assert folded(folded(text)) == folded(text)
