"""What every page about a wave begins with: institution and wave of its address, or no page at all."""

from typing import Any

from flask import render_template
from werkzeug.exceptions import NotFound

from survey_app import db
from survey_app.diagnosis import pages, services
from survey_app.diagnosis.models import Programme, Wave
from survey_app.diagnosis.programmes import ProgrammeIsUnknown, get_programme
from survey_app.institutions.models import Institution
from survey_app.institutions.services import InstitutionIsUnknown, get_institution
from survey_app.languages import current_language
from survey_app.settings import current_config

REFUSED = 422


def institution_of(code: str) -> Institution:
    """The institution of an address, or a page that says there is none."""
    try:
        return get_institution(db.people(), code)
    except InstitutionIsUnknown as unknown:
        raise NotFound from unknown


def wave_of(institution: str, key: str) -> Wave:
    """The wave of an address, or a page that says there is none."""
    try:
        return services.get_wave(db.people(), institution, key)
    except services.WaveIsUnknown as unknown:
        raise NotFound from unknown


def programme_of(key: str) -> Programme:
    """The programme of an address, or a page that says there is none."""
    try:
        return get_programme(db.people(), key)
    except ProgrammeIsUnknown as unknown:
        raise NotFound from unknown


def wave_page(template: str, wave: Wave, **context: Any) -> str:
    """A page about a wave, with the institution's name at its head."""
    language = current_language()
    return render_template(
        template,
        wave=wave,
        institution=wave.institution,
        institution_name=wave.institution.name(language),
        is_fictional=wave.institution.is_fictional,
        **context,
    )


def questionnaire_titles() -> list[tuple[str, str]]:
    """All questionnaires as choices, titled in the reader's language."""
    language = current_language()
    found = services.known_questionnaires(current_config())
    titles = [services.find_questionnaire(current_config(), *one).texts[language].title for one in found]
    return pages.questionnaire_choices(found, titles)
