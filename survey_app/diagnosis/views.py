"""A wave's page from plan to results: opened, watched, closed; and what it asks, in full."""

from typing import Any

from survey_app.diagnosis import blueprint
from survey_app.diagnosis.copying import can_be_copied
from survey_app.diagnosis.finding import institution_of, wave_of, wave_page
from survey_app.diagnosis.states import state_name
from survey_app.diagnosis.waves import list_waves, questionnaire_of_wave
from survey_app.door.access import Role, allow
from survey_app.door.institution_pages import institution_page
from survey_app.door.languages import current_language
from survey_app.ground import db
from survey_app.ground.settings import current_config
from survey_app.publishing.previews import preview_pages

blueprint.app_template_filter("wave_state")(state_name)


@blueprint.get("/i/<institution>/waves")
@allow(Role.HR)
def waves(institution: str) -> Any:
    """The HR lead sees all waves of the institution."""
    found = institution_of(institution)
    shown = list_waves(db.people(), found)
    to_copy = {wave.id for wave in shown if can_be_copied(wave, current_config())}
    return institution_page("diagnosis/waves.html", found, waves=shown, to_copy=to_copy)


@blueprint.get("/i/<institution>/waves/<wave>/questionnaire")
@allow(Role.HR)
def preview_of_wave(institution: str, wave: str) -> Any:
    """The HR lead sees what the wave asks, the institution's own questions included."""
    found, language = wave_of(institution, wave), current_language()
    asked = questionnaire_of_wave(found, current_config())
    shown = preview_pages(asked, language, found.institution.name(language))
    return wave_page(
        "diagnosis/preview.html", found, questionnaire=asked, pages=shown, texts=asked.texts[language]
    )
