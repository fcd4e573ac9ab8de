"""Where everybody reads an institution's results as a whole, if its policy says so."""

from collections.abc import Sequence
from typing import Any

from flask import render_template, url_for
from werkzeug.exceptions import NotFound

from survey_app.comparison.answering import answering
from survey_app.diagnosis.programme import get_programme
from survey_app.diagnosis.waves import WaveIsUnknown
from survey_app.door.access import Anyone, allow
from survey_app.door.languages import current_language
from survey_app.ground import db
from survey_app.ground.settings import current_config
from survey_app.improvement.models import Action
from survey_app.improvement.public_promises import are_public, newest_public_wave, promises_for_everybody
from survey_app.institutions.models import Institution
from survey_app.institutions.services import get_institution
from survey_app.releases.stored import NothingReleased
from survey_app.results import blueprint, pages, promise_pages, pulse_pages, services
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
            promises=_promises(wave),
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
        promises=_promises(wave),
        programme=services.public_programme_of(db.people(), reading),
    )


@blueprint.get("/promises/<institution>")
@allow(Anyone.PUBLIC)
def promises(institution: str) -> Any:
    """Everybody sees what the institution has promised and what came of it, where it shows that."""
    found = get_institution(db.people(), institution)
    if not are_public(db.people(), found):
        raise NotFound
    newest = newest_public_wave(db.people(), found)
    return render_template(
        "results/promises.html",
        institution_name=found.name(current_language()),
        is_fictional=found.is_fictional,
        promises=_told(found, promises_for_everybody(db.people(), found)),
        results=url_for("results.public", wave=newest.reference) if newest else None,
    )


@blueprint.get("/promises/programmes/<programme>")
@allow(Anyone.PUBLIC)
def programme_promises(programme: str) -> Any:
    """Everybody sees how institutions answer for their promises, where the programme makes results public."""
    found, language = get_programme(db.people(), programme), current_language()
    if not found.results_are_public:
        raise NotFound
    return render_template(
        "comparison/public_answering.html",
        title=found.name(language),
        rows=answering(db.people(), found, language, is_public=True),
    )


def _promises(reference: str) -> Sequence[promise_pages.ShownPromise]:
    actions = services.read_actions(db.people(), reference)
    return _told(actions[0].wave.institution, actions) if actions else ()


def _told(institution: Institution, actions: Sequence[Action]) -> Sequence[promise_pages.ShownPromise]:
    config, language = current_config(), current_language()
    return promise_pages.public_promises(db.people(), institution, actions, config, language)
