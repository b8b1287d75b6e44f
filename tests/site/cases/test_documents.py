"""What each field is for stands on the page and in the reference, and a first contact asks no more than twelve."""

from tools.case_fields import PLACE, written

from palermo.site.cases import forms
from palermo.site.cases.all_kinds import ADDING, CHANGING

ASKED = [forms.FirstContact, *(one.form for one in ADDING.values()), *(one.form for one in CHANGING.values())]
ITSELF = (forms.SignsForm,)
"""Its boxes are signs, each of which says what it is."""


def test_the_reference_of_fields_is_that_of_the_forms() -> None:
    assert PLACE.read_text("utf-8") == written()


def test_every_field_says_what_it_is_for() -> None:
    silent = [
        (form.__name__, name)
        for form in ASKED
        for name, field in form.base_fields.items()
        if name != "version" and form not in ITSELF and not field.help_text
    ]
    assert silent == []


def test_a_first_contact_is_twelve_fields_of_which_two_are_needed() -> None:
    fields = forms.FirstContact.base_fields
    assert len(fields) == 12
    assert [name for name, field in fields.items() if field.required] == ["opened_on", "source"]
