"""Names of countries and areas."""

from functools import cache

from palermo.ground.errors import UsageError
from palermo.standards.codes import code_list


@cache
def country_name(code: str, language: str = "en") -> str:
    """The common name of the country ``code`` (two letters) in ``language``. Raises UsageError on a foreign code.

    English names are those of our own list; the others are CLDR's.
    """
    countries = code_list("iso3166_alpha2")
    if code not in countries:
        raise UsageError(f"{code!r} is no country code of ISO 3166-1.", hint="Give two capital letters.")
    if language == "en":
        return countries.label(code)
    from babel import Locale, UnknownLocaleError  # heavy, and needed for other languages only

    try:
        locale = Locale.parse(language, sep="-" if "-" in language else "_")
    except (UnknownLocaleError, ValueError) as error:
        raise UsageError(f"No country names are known in {language!r}.", hint="Give a language such as fr.") from error
    return locale.territories.get(code) or countries.label(code)
