"""Protection of every form that rides on a sign-in. The survey's own forms ride on none."""

from flask import Blueprint, Flask
from flask_wtf import CSRFProtect

csrf = CSRFProtect()


def init_app(app: Flask) -> None:
    """Checks a token in every form sent, but those of blueprints that were exempted."""
    csrf.init_app(app)


def ride_on_no_sign_in(blueprint: Blueprint) -> Blueprint:
    """Exempts a room whose pages have no cookie, so that there is nothing to forge."""
    csrf.exempt(blueprint)
    return blueprint
