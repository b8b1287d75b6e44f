"""The catalogue of what the pages say, one YAML a language, and nothing said in a language that has none."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

import yaml
from markupsafe import Markup, escape

from palermo.ground.errors import UsageError


@dataclass(frozen=True, slots=True)
class Catalogue:
    """The messages of one language. A message that is not there is an error, never an English word by chance."""

    language: str
    messages: Mapping[str, str]

    def __call__(self, name: str, **values: object) -> str:
        """The message with its {words} filled in. Raises UsageError for a message the catalogue lacks."""
        if name not in self.messages:
            raise UsageError(f"The catalogue of {self.language!r} has no message {name!r}.")
        return self.messages[name].format(**values)

    def marked(self, name: str, **values: object) -> Markup:
        """The message as HTML: its words and plain values escaped, values that are HTML already left as they are."""
        return escape(self(name, **{slot: f"{{{slot}}}" for slot in values})).format(**values)

    def either(self, name: str, other: str) -> str:
        """The message, or ``other`` where the catalogue has none: for codes that an author may add to."""
        return self.messages.get(name, other)


@cache
def catalogue(language: str) -> Catalogue:
    """The catalogue of ``language``. Raises UsageError where there is none."""
    found = {
        path.name.removesuffix(".yml"): path for path in files(__package__).iterdir() if path.name.endswith(".yml")
    }
    if language not in found:
        raise UsageError(
            f"There is no catalogue of messages for the language {language!r}.",
            hint=f"Languages at hand: {', '.join(sorted(found))}.",
        )
    written = yaml.safe_load(found[language].read_text("utf-8"))
    return Catalogue(language, {str(name): str(text) for name, text in written.items()})
