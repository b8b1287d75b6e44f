"""The other languages of the editions to come: the writings asked for, and the words most easily taken for a number."""

import pytest

from palermo.report.lint import lint_text

NUMBERS = {
    "fr": "quatre-vingts personnes|un demi-million|le double|une dizaine de cas|une femme sur dix|deux tiers|"
    "un tiers des victimes|la moitié|neuf personnes|vingt et un|le nombre a doublé|soixante-dix-neuf|cinq millions",
    "es": "medio millón|el doble|once personas|una de cada diez|un tercio de las víctimas|dos tercios|la mitad|"
    "se duplicó|doscientas|media docena|treinta y una|cinco millones|un cuarto de las víctimas|la tercera parte",
    "ru": "полмиллиона|вдвое больше|двух человек|двумя|пятью|семь человек|половина|треть дел|каждый десятый|"
    "один из десяти|пять тысяч|двести|двое|тремстам|число удвоилось|сорока",
    "ar": "ألفان|ألفين|نصف مليون|ضعف العدد|وثلاثة أشخاص|بألفين|خمسة آلاف|مرتين|ربع الضحايا|عَشَرة|واحد من عشرة|٢٠٨٤|٩٫٤٪",
    "zh": "三成|一半|两倍|百分之十二|八千八百|半数|翻了一番|近三万|二十余人|叁佰|３倍|十分之一|一千人|20万|二〇二一年",
}
WORDS = {
    "fr": "un bâtiment neuf.|une personne|à neuf|un tiers a porté plainte|la seconde|sans doute|en quarantaine",
    "es": "el cuarto de baño|el medio más usado|la media anual|uno de ellos|una persona|el cuarto informe|quien",
    "ru": "семьи|семью|опять|один из них|старший|во второй четверти года|третью страну|статья",
    "ar": "أحد|استغلال حالة ضعف|في المئة|الأربعاء|ربع سنوي|الربع الثالث|الخميس",
    "zh": "一些|统一|十分重要|千万不要|百姓|四川|万象|第三次|成为|上半年|一样|完成|半岛",
}


def named(text: str, language: str) -> list[str]:
    found = lint_text(text, path="x.md", language=language)
    return [finding.text for finding in found if finding.code.startswith("lint.unbound")]


@pytest.mark.parametrize(("language", "text"), [(lang, text) for lang in NUMBERS for text in NUMBERS[lang].split("|")])
def test_a_number_is_named_in_its_language(language: str, text: str) -> None:
    assert named(text, language)


@pytest.mark.parametrize(("language", "text"), [(lang, text) for lang in WORDS for text in WORDS[lang].split("|")])
def test_a_word_that_only_holds_a_number_passes(language: str, text: str) -> None:
    assert named(text, language) == []


@pytest.mark.parametrize(
    ("language", "text"),
    [("fr", "des milliers de cas"), ("es", "miles de casos"), ("ru", "тысячи дел"), ("zh", "大批")],
)
def test_an_order_of_size_is_a_warning(language: str, text: str) -> None:
    assert [finding.code for finding in lint_text(text, path="x.md", language=language)] == ["lint.quantity-word"]


def test_a_language_without_a_list_has_its_digits_read() -> None:
    assert named("kasuista 2 084, kaksi", "fi") == ['"2 084" is bound to no figure']
