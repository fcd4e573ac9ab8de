"""Saying things in a language that no request asks for: in commands, in letters, in what is stored."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager, nullcontext
from functools import cache

from flask import Flask, has_app_context
from flask_babel import Babel, force_locale

from questionnaires.languages import LANGUAGES, Spoken


@contextmanager
def speaking(language: str) -> Iterator[None]:
    """Inside, the catalogues speak this language, whether or not an application is running."""
    with nullcontext() if has_app_context() else _speaker().app_context(), force_locale(language):
        yield


def in_every_language(say: Callable[[str], str]) -> Spoken:
    """What `say` gives for each language, said in that language."""
    said = Spoken()
    for language in LANGUAGES:
        with speaking(language):
            said[language] = say(language)
    return said


@cache
def _speaker() -> Flask:
    """An application that can do nothing but find the catalogues."""
    app = Flask("survey_app")
    Babel(app)
    return app
