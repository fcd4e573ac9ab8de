"""Protection of every form that rides on a sign-in. The survey's own forms ride on none."""

from collections.abc import Iterable
from typing import Any

from flask import Blueprint, Flask
from flask_wtf import CSRFProtect
from wtforms import SelectChoice

csrf = CSRFProtect()


def init_app(app: Flask) -> None:
    """Checks a token in every form sent, but those of blueprints that were exempted."""
    csrf.init_app(app)


def ride_on_no_sign_in(blueprint: Blueprint) -> Blueprint:
    """Exempts a room whose pages have no cookie, so that there is nothing to forge."""
    csrf.exempt(blueprint)
    return blueprint


def choices(pairs: Iterable[tuple[str, Any]]) -> list[SelectChoice]:
    """Values and their labels as the options of a field."""
    return [SelectChoice(value, label) for value, label in pairs]
