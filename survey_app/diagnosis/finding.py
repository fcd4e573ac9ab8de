"""What every page about a wave begins with: institution and wave of its address, or no page at all."""

from typing import Any

from survey_app import db
from survey_app.diagnosis import services
from survey_app.diagnosis.models import Wave
from survey_app.institution_pages import institution_page
from survey_app.institutions.models import Institution
from survey_app.institutions.services import get_institution

REFUSED = 422


def institution_of(code: str) -> Institution:
    """The institution of an address, or a page that says there is none."""
    return get_institution(db.people(), code)


def wave_of(institution: str, key: str) -> Wave:
    """The wave of an address, or a page that says there is none."""
    return services.get_wave(db.people(), institution, key)


def wave_page(template: str, wave: Wave, **context: Any) -> str:
    """A page about a wave, with the institution's name at its head."""
    return institution_page(template, wave.institution, wave=wave, **context)
