"""The signs of the sheet are named in every language of the site."""

from django.utils import translation

from palermo.site.cases.signs import NAMED, named
from palermo.standards import ilo


def test_every_sign_of_the_standard_is_in_the_catalogues_and_no_other() -> None:
    with translation.override("en"):
        assert {str(one) for one in NAMED} == {one.label for one in ilo.indicators()}


def test_in_arabic_no_sign_is_left_in_english() -> None:
    with translation.override("ar"):
        left = {code for code, said in named().items() if said in {one.label for one in ilo.indicators()}}
    assert left == set()
