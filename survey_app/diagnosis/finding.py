"""What every page about a wave begins with: institution and wave of its address, or no page at all."""

from typing import Any

from flask import abort, flash, redirect, url_for
from flask_babel import gettext as _

from survey_app.diagnosis.models import Wave
from survey_app.diagnosis.waves import get_wave, is_being_opened
from survey_app.door.institution_pages import institution_page
from survey_app.ground import db
from survey_app.institutions.models import Institution
from survey_app.institutions.services import get_institution
from survey_app.manifest import publication

REFUSED = 422


def institution_of(code: str) -> Institution:
    """The institution of an address, or a page that says there is none."""
    return get_institution(db.people(), code)


def wave_of(institution: str, key: str) -> Wave:
    """The wave of an address, or a page that says there is none."""
    return get_wave(db.people(), institution, key)


def wave_page(template: str, wave: Wave, **context: Any) -> str:
    """A page about a wave, with the institution's name at its head."""
    return institution_page(template, wave.institution, wave=wave, **context)


def require_unsigned(wave: Wave) -> None:
    """Leads back to the wave's page while it is being opened: what is signed can't be changed behind it."""
    if is_being_opened(db.people(), wave) or publication.is_published(db.vault(), wave.reference):
        flash(_("The wave is being opened: its plan can’t be changed any more."), "warning")
        abort(redirect(url_for("fieldwork.wave", institution=wave.institution.code, wave=wave.key)))
