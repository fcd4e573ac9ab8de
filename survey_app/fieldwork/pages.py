"""What the page of a wave says: the plan in a list, how exact the results will be, how long it runs on."""

import math
from datetime import date

import msgspec
from flask_babel import gettext as _
from flask_babel import ngettext

from survey_app.diagnosis.models import Wave
from survey_app.diagnosis.module_choices import module_titles
from survey_app.diagnosis.own_questions import own_questions
from survey_app.diagnosis.planning import least_of, units_of_wave
from survey_app.diagnosis.reminders import subject_of
from survey_app.ground.settings import current_config
from survey_app.manifest.documents import SealingTerms
from survey_app.publishing.services import title_of
from survey_app.reorganisation.services import Reorganisation
from survey_app.trustees.ceremonies import Ceremony
from survey_app.wording.catalogue import Voice
from survey_app.wording.dates import spoken_day
from survey_app.wording.last_days import last_day_said


def margin_of_error(invited: int, taken_part: int) -> float | None:
    """Half the 95 % interval of a share of one half, in percentage points; None below two people.

    Cochran (1977), Sampling Techniques, 3rd ed., eq. 3.8: drawn without replacement, with the finite
    population correction, and half a person wider, since shares of few people come in steps.
    """
    if taken_part < 2 or invited < 2:
        return None
    left = max(0, invited - taken_part) / (invited - 1)
    half_a_person = 50 / taken_part if left else 0.0
    return 100 * 1.959964 * math.sqrt(0.25 / taken_part * left) + half_a_person


def days_left(wave: Wave, today: date) -> int:
    """Days until the last day of a wave, 0 on it; negative afterwards."""
    return (wave.closes_on - today).days


Fact = tuple[str, tuple[str, ...]]


def facts_of_wave(
    wave: Wave, language: str, ceremony: Ceremony | None = None, reorganised: Reorganisation | None = None
) -> list[Fact]:
    """The plan in a list: everything that will be frozen, each under its name in one line or several."""
    units = units_of_wave(wave)
    people = sum(unit.headcount for unit in units)
    return [
        (_("Title"), tuple(dict.fromkeys(filter(None, (wave.title_ko, wave.title_en))))),
        (_("Programme"), (wave.programme.name(language) if wave.programme else _("none"),)),
        (
            _("Questionnaire"),
            (
                _("five items of “%(title)s”", title=wave.parent.title(language))
                if wave.parent is not None
                else title_of(current_config(), wave.questionnaire_key, wave.questionnaire_version, language),
            ),
        ),
        *_modules(wave, language),
        *_own_questions(wave, language),
        (
            _("Units"),
            (
                _("%(units)s units, %(people)s people", units=len(units), people=f"{people:,}"),
                ", ".join(f"{unit.name(language)} {unit.headcount:,}" for unit in units),
            ),
        ),
        *([(_("Units since the previous wave"), (_what_became_of(reorganised),))] if reorganised else []),
        (_("Key of the ballots"), (_who_holds_the_key(wave, ceremony),)),
        (
            _("Dates"),
            (
                f"{spoken_day(wave.opens_on, Voice(language))} ~ "
                + last_day_said(wave.closes_on.isoformat(), wave.latest_day, language),
            ),
        ),
        (
            _("Reminders"),
            tuple(
                f"{spoken_day(one.on_day, Voice(language))}: {subject_of(one, language)}"
                for one in wave.reminders
            )
            or (_("none"),),
        ),
        (_("Smallest group"), (str(max(wave.smallest_group, least_of(wave))),)),
        (_("Comments"), (_("asked") if wave.asks_comments else _("not asked"),)),
        (_("Results"), (_("public") if wave.results_are_public else _("for the institution"),)),
        (_("Contact"), (wave.institution.contact or "-",)),
    ]


def _modules(wave: Wave, language: str) -> list[Fact]:
    titles = module_titles(wave, current_config(), language)
    return [(_("Modules"), titles)] if titles else []


def _own_questions(wave: Wave, language: str) -> list[Fact]:
    if wave.is_pulse:
        return []
    found = [
        (
            _("Own questions: %(kind)s", kind=kind.title.lower()),
            tuple(
                f"{one.text} ({' / '.join(one.answers)})" if one.answers else one.text
                for one in kind.questions
            ),
        )
        for kind in own_questions(wave, language)
        if kind.questions
    ]
    return found or [(_("Own questions"), (_("none"),))]


def _what_became_of(found: Reorganisation) -> str:
    if found.before is None:
        return str(_("no earlier wave to compare units with"))
    if found.is_to_be_mapped:
        return str(_("not confirmed yet"))
    changed = len(found.changes) if found.confirmed is not None else 0
    if not changed:
        return str(_("the same units as before"))
    return str(ngettext("%(num)s change, confirmed", "%(num)s changes, confirmed", changed))


def _who_holds_the_key(wave: Wave, ceremony: Ceremony | None) -> str:
    if ceremony is not None and not ceremony.is_complete:
        confirmed, trustees = len(ceremony.confirmed), len(ceremony.holders)
        return str(
            _(
                "%(confirmed)s of %(trustees)s trustees have confirmed their part of the key.",
                confirmed=confirmed,
                trustees=trustees,
            )
        )
    if not wave.sealing:
        return str(_("The platform itself: its operator can read every answer at any time"))
    terms = msgspec.json.decode(wave.sealing, type=SealingTerms)
    holders = ", ".join(trustee.holder for trustee in terms.trustees)
    return str(_("%(threshold)s of: %(holders)s", threshold=terms.threshold, holders=holders))
