"""Says the catalogues' sentences in a given language: figures and reports are made without a request."""

from dataclasses import dataclass
from functools import cache
from gettext import NullTranslations
from pathlib import Path

from babel.support import Translations

from survey_app.wording.particles import with_fitting_particles

FOLDER = Path(__file__).resolve().parents[1] / "translations"


@dataclass(frozen=True, slots=True)
class Voice:
    """One language. What it says is written in English in the code, in the others in their catalogues.

    A value stands as `%(name)s`, a percent sign as `%%`. A Korean particle that goes by the word before it
    stands in the catalogue as `{은/는}`.
    """

    language: str

    def say(self, message: str, /, **values: object) -> str:
        """The message in this language, with its values."""
        return _filled(_catalogue(self.language).gettext(message), values)

    def say_as(self, context: str, message: str, /, **values: object) -> str:
        """A message whose English has several meanings; the context tells them apart."""
        return _filled(_catalogue(self.language).pgettext(context, message), values)

    def say_many(self, one: str, many: str, number: int, /, **values: object) -> str:
        """The message for that number, which may stand in it as `%(num)s`."""
        said = _catalogue(self.language).ngettext(one, many, number)
        return _filled(said, {"num": number, **values})


def to_be_said(message: str) -> str:
    """Collects a message that stands in data; it is said where the data are read."""
    return message


def to_be_said_as(_context: str, message: str) -> str:
    """The same for a message with a context."""
    return message


def _filled(message: str, values: dict[str, object]) -> str:
    return with_fitting_particles(message % values)


@cache
def _catalogue(language: str) -> NullTranslations:
    """The catalogue of a language; English needs none, and says what the code says."""
    return Translations.load(FOLDER, [language])
