"""What the pages about waves say: states, steps, the policy as staff will read it, participation."""

import math
from dataclasses import dataclass
from datetime import date
from typing import Any

import msgspec
from flask import url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from questionnaires.model import Questionnaire
from questionnaires.render import minutes_to_answer
from survey_app.diagnosis.letter import LetterFacts, LetterIsFaulty, LetterProblem
from survey_app.diagnosis.models import Wave
from survey_app.diagnosis.services import STEPS, least_of, units_of_wave
from survey_app.invitations.trustees import Preparation
from survey_app.manifest import SealingTerms
from survey_app.publishing.services import title_of
from survey_app.settings import current_config

STEP_NAMES = (
    (_l("Questionnaire"), "diagnosis.plan_basics"),
    (_l("Units"), "diagnosis.plan_units"),
    (_l("Dates and reminders"), "diagnosis.plan_dates"),
    (_l("Letters"), "diagnosis.plan_letters"),
    (_l("Policy"), "diagnosis.plan_policy"),
)
LETTER_PROBLEMS: dict[LetterProblem, Any] = {
    LetterProblem.EMPTY: _l("The letter is empty. Write a text, or take the proposed one."),
    LetterProblem.TOO_LONG: _l("The letter is too long. Use at most 4,000 signs."),
    LetterProblem.NO_LINK: _l(
        "The letter lacks {link}: without it nobody can take part. Put it on a line of its own."
    ),
    LetterProblem.UNKNOWN_PLACEHOLDER: _l(
        "%(name)s is not known. Use only the placeholders that are listed under the letter."
    ),
}


@dataclass(frozen=True, slots=True)
class Statement:
    """One sentence of the policy, as staff read it before the first question."""

    title: str
    text: str


def steps_of(wave: Wave) -> list[tuple[Any, str]]:
    """The five steps with their addresses."""
    return [
        (str(label), url_for(endpoint, institution=wave.institution.code, wave=wave.key))
        for label, endpoint in STEP_NAMES
    ]


def next_step(wave: Wave, saved: int) -> str:
    """Where to go after a step was saved: the next one, or the wave's page after the last."""
    endpoint = "diagnosis.wave" if saved >= STEPS else STEP_NAMES[saved][1]
    return url_for(endpoint, institution=wave.institution.code, wave=wave.key)


def letter_problem(fault: LetterIsFaulty) -> str:
    """What is wrong with a letter, and the remedy."""
    sentence = LETTER_PROBLEMS[fault.problem]
    if fault.problem is LetterProblem.UNKNOWN_PLACEHOLDER:
        return str(sentence) % {"name": "{" + fault.placeholder + "}"}
    return str(sentence)


def example_facts(wave: Wave, language: str, questionnaire: Questionnaire, base_url: str) -> LetterFacts:
    """What a letter would say, with a link and a fingerprint that lead nowhere."""
    return LetterFacts(
        institution=wave.institution.name(language),
        title=wave.title(language),
        closes_on=wave.closes_on.isoformat(),
        minutes=str(minutes_to_answer(questionnaire)),
        link=f"{base_url}/take/{wave.reference}#…",
        contact=wave.institution.contact or "-",
        fingerprint="ABCD-EFGH-…",
    )


def policy_statements(wave: Wave) -> list[Statement]:
    """What staff will read before they begin."""
    group = wave.smallest_group
    return [
        Statement(
            _("Who can see my answers?"),
            _(
                "Nobody. Your browser seals them; they are opened together after the close, "
                "shuffled, without a name."
            ),
        ),
        Statement(
            _("What is shown?"),
            _(
                "Only results of at least %(group)s people, and only where they give away no smaller group. "
                "This number can't be changed any more.",
                group=group,
            ),
        ),
        Statement(
            _("What happens with comments?"),
            _(
                "They are kept apart from your other answers. "
                "Only comments that a person has read and cleared of hints are shown."
            )
            if wave.asks_comments
            else _("None are asked."),
        ),
        Statement(
            _("Who reads the results?"),
            _("Everybody: they are published on a page of this site.")
            if wave.results_are_public
            else _("The institution and, in a programme, the ministry. Staff learn what came of it."),
        ),
        Statement(
            _("Do I have to?"),
            _(
                "No. You may skip any question, and stop at any time before sending. "
                "Nobody sees who took part."
            ),
        ),
    ]


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


def unit_choices(wave: Wave, language: str) -> list[tuple[str, str]]:
    """Units as choices, deeper ones set in."""
    parents = {unit.code: unit.parent_code for unit in wave.institution.units}

    def depth(code: str) -> int:
        above = parents.get(code)
        return 0 if above is None else 1 + depth(above)

    return [
        (unit.code, "· " * depth(unit.code) + f"{unit.name(language)} ({unit.headcount})")
        for unit in wave.institution.units
    ]


def facts_of_wave(wave: Wave, language: str, preparation: Preparation | None = None) -> list[tuple[str, str]]:
    """The plan in a list: what will be frozen."""
    units = units_of_wave(wave)
    people = sum(unit.headcount for unit in units)
    return [
        (_("Programme"), wave.programme.name(language) if wave.programme else _("none")),
        (
            _("Questionnaire"),
            _("five items of “%(title)s”", title=wave.parent.title(language))
            if wave.parent is not None
            else title_of(current_config(), wave.questionnaire_key, wave.questionnaire_version, language),
        ),
        (_("Units"), _("%(units)s units, %(people)s people", units=len(units), people=f"{people:,}")),
        (_("Key of the ballots"), _who_holds_the_key(wave, preparation)),
        (_("Dates"), f"{wave.opens_on.isoformat()} – {wave.closes_on.isoformat()}"),
        (
            _("Reminder"),
            _("after %(days)s days", days=wave.reminder_after_days)
            if wave.reminder_after_days
            else _("none"),
        ),
        (_("Smallest group"), str(max(wave.smallest_group, least_of(wave)))),
        (_("Comments"), _("asked") if wave.asks_comments else _("not asked")),
        (_("Results"), _("public") if wave.results_are_public else _("for the institution")),
    ]


def _who_holds_the_key(wave: Wave, preparation: Preparation | None) -> str:
    if preparation is not None and not preparation.is_complete:
        tried, shares = len(preparation.tried), len(preparation.holders)
        return str(_("%(tried)s of %(shares)s shares were tried.", tried=tried, shares=shares))
    if not wave.sealing:
        return str(_("The platform itself, after the close (the weaker promise)"))
    terms = msgspec.json.decode(wave.sealing, type=SealingTerms)
    holders = ", ".join(trustee.holder for trustee in terms.trustees)
    return str(_("%(threshold)s of: %(holders)s", threshold=terms.threshold, holders=holders))
