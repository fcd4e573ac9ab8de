"""The page on which an HR lead plans a pulse: five items of the newest wave, asked again."""

from typing import Any

from flask import flash, redirect, url_for
from flask_babel import gettext as _

from analysis.released.release import Release
from analysis.released.released_values import Shares
from questionnaires.model import Questionnaire
from questionnaires.pulse import PulseIsFaulty
from questionnaires.render import fill
from survey_app.diagnosis.pulses import PULSE_AFTER, PulseIsPlanned, plan_pulse
from survey_app.door.access import Role, allow, signed_in
from survey_app.door.forms import choices, refuse
from survey_app.door.institution_pages import institution_page
from survey_app.door.languages import current_language
from survey_app.ground import days, db
from survey_app.ground.settings import current_config
from survey_app.improvement import blueprint, proposals, services
from survey_app.improvement.finding import (
    REFUSED,
    institution_of,
    newest_wave_or_none_such,
    questionnaire_of,
    release_of,
)
from survey_app.improvement.forms import PulseForm
from survey_app.trail.audit import record
from survey_app.wording import numbers


@blueprint.route("/i/<institution>/improvement/pulse", methods=["GET", "POST"])
@allow(Role.HR)
def pulse(institution: str) -> Any:
    """The HR lead confirms five items and gets a planned wave that asks them again."""
    found, form = institution_of(institution), PulseForm()
    wave = newest_wave_or_none_such(found)
    asked = questionnaire_of(wave)
    release = release_of(wave)
    candidates = proposals.candidates_for_pulse(asked, services.focus_areas(db.people(), wave))
    form.items.choices = choices(_pulse_choices(asked, release, candidates, found.name(current_language())))
    if not form.is_submitted():
        form.items.data = list(proposals.items_for_pulse(release, candidates))
        form.opens_on.data = max(wave.closes_on + PULSE_AFTER, days.today())
    elif form.validate():
        try:
            planned = plan_pulse(
                db.people(), wave, form.items.data or [], form.opens_on.data, current_config()
            )
        except PulseIsFaulty:
            refuse(form.items, _("Choose exactly five items."))
        except PulseIsPlanned:
            refuse(form.items, _("A pulse is planned already. Open it, or discard its plan first."))
        else:
            record(db.people(), signed_in().email, "plan_pulse", f"wave:{planned.reference}")
            flash(_("The pulse is planned. Nobody is asked before you open it."), "success")
            return redirect(url_for("fieldwork.wave", institution=institution, wave=planned.key))
    page = institution_page("improvement/pulse.html", found, form=form, wave=wave)
    return page, REFUSED if form.errors else 200


def _pulse_choices(
    asked: Questionnaire, release: Release, candidates: tuple[str, ...], institution: str
) -> list[tuple[str, str]]:
    """Each item with its area and how favourably it was answered, where that is shown."""
    texts = asked.texts[current_language()]
    area_of = {item: texts.areas[area.key] for area in asked.areas for item in area.items}
    found = []
    for item in candidates:
        label = f"{fill(texts.items[item], institution)} ({area_of[item]}"
        shares = release.whole.items.get(item)
        if isinstance(shares, Shares):
            label += ", " + _("%(share)s favourable", share=numbers.share(shares))
        found.append((item, label + ")"))
    return found
