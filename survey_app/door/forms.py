"""Protection of every form that rides on a sign-in. The survey's own forms ride on none."""

from collections.abc import Iterable
from typing import Any

from flask import Blueprint, Flask
from flask_babel import lazy_gettext as _l
from flask_wtf import CSRFProtect, FlaskForm
from wtforms import Field, Form, SelectChoice, StringField
from wtforms.validators import Regexp, ValidationError

from survey_app.ground.addresses import WORDS, AddressIsWrong, read_address

csrf = CSRFProtect()

FITS_INTO_ADDRESSES = Regexp(
    r"^[a-z0-9][a-z0-9\-]{1,39}$", message=_l("Use 2 to 40 small letters, digits and hyphens.")
)
"""For keys and codes, which stand in addresses and names of files."""


def init_app(app: Flask) -> None:
    """Checks a token in every form sent, but those of blueprints that were exempted."""
    csrf.init_app(app)


def ride_on_no_sign_in(blueprint: Blueprint) -> Blueprint:
    """Exempts a room whose pages have no cookie, so that there is nothing to forge."""
    csrf.exempt(blueprint)
    return blueprint


def an_address(_form: Form, field: Field) -> None:
    """A field's text must be an address that letters can go to."""
    try:
        field.data = read_address(field.data or "")
    except AddressIsWrong as wrong:
        raise ValidationError(WORDS[wrong.problem]) from wrong


def choices(pairs: Iterable[tuple[str, Any]]) -> list[SelectChoice]:
    """Values and their labels as the options of a field."""
    return [SelectChoice(value, label) for value, label in pairs]


def refuse(field: Field, *sentences: str) -> None:
    """The field says so when the form is shown again: a service refused what was right as a form."""
    field.errors = list(sentences)


class ConfirmForm(FlaskForm):
    """The word that must be typed before something that can't be undone."""

    confirm_word = StringField(_l("Word"))
