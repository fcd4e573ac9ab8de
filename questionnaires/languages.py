"""Which languages there are, and what is kept in several of them."""

from collections.abc import Mapping
from pathlib import Path
from typing import TypeVar

import yaml

NAMES: Mapping[str, str] = yaml.safe_load(
    Path(__file__).with_name("languages.yaml").read_text(encoding="utf-8")
)
LANGUAGES = tuple(NAMES)
FIRST = LANGUAGES[0]
COMPLETE = ("en", "ko")
"""Languages in which everything is there, in the order in which they stand in for another that is not."""

Value = TypeVar("Value")


class ByLanguage(dict[str, Value]):
    """Values by language. One that is not there is read in English, else in Korean, else in any language.

    >>> ByLanguage(ko=1, en=2)["fr"], ByLanguage(ko=1)["en"], ByLanguage(fr=3)["ko"]
    (2, 1, 3)
    """

    def __missing__(self, language: str) -> Value:
        return self[self.language_for(language)]

    def language_for(self, wanted: str) -> str:
        """The language in which it is read by those who want another. KeyError where it is in none."""
        for language in (wanted, *COMPLETE, *self):
            if self._is_in(language):
                return language
        raise KeyError(wanted)

    def _is_in(self, language: str) -> bool:
        return language in self


class Spoken(ByLanguage[str]):
    """A text by language: a name, a title, a letter. An empty text is one that is not there.

    >>> name = Spoken(ko="가온부", en="")
    >>> name.in_language("en"), Spoken().in_language("en")
    ('가온부', '')
    """

    def in_language(self, language: str) -> str:
        """The text in the language, or in that which stands in for it; empty where there is none."""
        return self[self.language_for(language)] if any(self.values()) else ""

    def _is_in(self, language: str) -> bool:
        return bool(self.get(language))


def as_stored(kind: type, found: object) -> Spoken:
    """A Spoken of what a stored document holds in its place: msgspec's `dec_hook`."""
    if kind is Spoken and isinstance(found, dict) and all(isinstance(text, str) for text in found.values()):
        return Spoken(found)
    raise TypeError(f"{kind.__name__} is a text by language")
