"""Where everybody reads an institution's results as a whole, if its policy says so."""

from typing import Any

from flask import render_template
from werkzeug.exceptions import NotFound

from survey_app.diagnosis.waves import WaveIsUnknown
from survey_app.door.access import Anyone, allow
from survey_app.door.languages import current_language
from survey_app.ground import db
from survey_app.ground.settings import current_config
from survey_app.releases.stored import NothingReleased
from survey_app.results import blueprint, pages, pulse_pages, services
from survey_app.results.area_rows import area_rows, comparison_notes
from survey_app.wording.release_sentences import participation_sentence


@blueprint.get("/waves/<wave>/results")
@allow(Anyone.PUBLIC)
def public(wave: str) -> Any:
    """Everybody sees the institution's results as a whole, where the wave's policy makes them public."""
    try:
        reading = services.read_public_results(db.people(), wave, current_config(), current_language())
    except WaveIsUnknown as unknown:
        raise NotFound from unknown
    except NothingReleased:
        return render_template("results/not_public_yet.html", wave=wave), 404
    whole = reading.release.whole
    if reading.is_pulse:
        return render_template(
            "results/public_pulse.html",
            reading=reading,
            institution_name=reading.labels.institution,
            pulse=pulse_pages.pulse_page(reading, is_public=True),
            area_names=services.area_names(reading, current_config()),
            actions=services.read_actions(db.people(), wave),
        )
    return render_template(
        "results/public.html",
        reading=reading,
        institution_name=reading.labels.institution,
        rows=area_rows(reading, whole),
        notes=comparison_notes(reading, whole),
        dots=pages.group_dots(reading, whole),
        areas=pages.items_by_area(reading, whole),
        experiences=pages.experience_figure(reading, whole),
        sentence=participation_sentence(reading.release, reading.labels),
        actions=services.read_actions(db.people(), wave),
    )
