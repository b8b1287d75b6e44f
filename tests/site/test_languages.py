"""Every word of the pages is there in every language, and what is compiled is what was translated."""

import re
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog
from babel.messages.mofile import read_mo
from babel.messages.pofile import read_po
from django.apps import apps
from django.conf import settings
from django.test import Client

SITE = Path(apps.get_app_config("access").path).parent
LANGUAGES = [code for code, _ in settings.LANGUAGES if code != "en"]
IN_PAGES = re.compile(r"""\{% translate "([^"]+)"|_\("([^"]+)"\)|gettext_noop\("([^"]+)"\)""")


def catalogue(language: str) -> Catalog:
    with (SITE / "locale" / language / "LC_MESSAGES" / "django.po").open("rb") as opened:
        return read_po(opened, locale=language)


def said() -> set[str]:
    """Every text that a page or a form marks to be translated."""
    files = [path for kind in ("*.html", "*.py") for path in SITE.rglob(kind) if "migrations" not in path.parts]
    return {next(filter(None, found)) for path in files for found in IN_PAGES.findall(path.read_text("utf-8"))}


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_word_of_the_pages_is_translated(language: str) -> None:
    found = catalogue(language)
    assert sorted(text for text in said() if not (found.get(text) and found.get(text).string)) == []  # type: ignore[union-attr]


@pytest.mark.parametrize("language", LANGUAGES)
def test_nothing_in_a_catalogue_is_left_open_or_doubtful(language: str) -> None:
    for message in catalogue(language):
        forms = message.string if isinstance(message.string, tuple | list) else (message.string,)
        assert all(forms) and not (message.fuzzy and message.id), message.id


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_compiled_catalogue_is_that_of_the_text(language: str) -> None:
    with (SITE / "locale" / language / "LC_MESSAGES" / "django.mo").open("rb") as opened:
        assert flat(read_mo(opened)) == flat(catalogue(language))


def test_a_date_to_be_typed_is_shown_in_the_order_of_typing_where_lines_run_from_the_right() -> None:
    """Bare, 2026-11-26 stands in an Arabic line as 26-11-2026; held apart it keeps its order."""
    texts = [text for forms in flat(catalogue("ar")).values() for text in forms]
    dates = [date for text in texts for date in re.findall(r".?\d{4}-\d\d-\d\d.?", text)]
    assert dates
    assert all(date.startswith("\u2066") and date.endswith("\u2069") for date in dates)


def flat(found: Catalog) -> dict[str, list[str]]:
    """Text → its translation in every form of number."""
    return {
        message.id[0] if isinstance(message.id, tuple | list) else message.id: list(message.string)
        if isinstance(message.string, tuple | list)
        else [message.string]
        for message in found
        if message.id
    }


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_stands_in_brackets_of_a_text_stands_in_its_translation(language: str) -> None:
    for message in catalogue(language):
        if message.id and isinstance(message.id, str):
            assert set(re.findall(r"%\(\w+\)s", message.id)) == set(re.findall(r"%\(\w+\)s", str(message.string)))


@pytest.mark.django_db
def test_a_page_in_arabic_runs_from_right_to_left_on_the_mirrored_sheet() -> None:
    client = Client()
    client.post("/language/", {"language": "ar", "next": "/sign-in/"})
    page = client.get("/sign-in/").content.decode()
    assert '<html class="govuk-template" lang="ar" dir="rtl">' in page
    assert "govuk-frontend.rtl.css" in page and "govuk-frontend.css" not in page
    assert "تسجيل الدخول" in page and "Sign-in name" not in page


@pytest.mark.django_db
def test_a_page_that_is_none_speaks_the_readers_language() -> None:
    client = Client()
    client.post("/language/", {"language": "ar", "next": "/sign-in/"})
    page = client.get("/nowhere/").content.decode()
    assert 'dir="rtl"' in page and "لا يوجد شيء هنا" in page
