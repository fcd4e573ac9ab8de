"""What everybody reads of a promise: who sees to it, until when, how far it is, what the score did since."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date

from sqlalchemy.orm import Session

from analysis.released.released_values import Against, Hidden, Score
from config import Config
from survey_app.diagnosis.models import Wave
from survey_app.improvement.models import Action, ActionState
from survey_app.improvement.public_promises import names_a_person, newest_public_wave
from survey_app.institutions.models import Institution
from survey_app.publishing.services import find_questionnaire
from survey_app.results import words
from survey_app.results.area_rows import Compared, compare_score, why
from survey_app.results.services import Reading, read_results
from survey_app.wording import numbers


@dataclass(frozen=True, slots=True)
class ShownPromise:
    """One promise as everybody may read it; `owner` is empty where it reads like a person's name.

    `since` is the area's change since the wave after which it was promised, None until it was asked again;
    `scores` are both scores where other waves lie between, of which no verdict can be given.
    """

    title: str
    area: str
    owner: str
    due_on: date
    state: ActionState
    is_overdue: bool
    done_steps: int
    steps: int
    outcome: str
    after: str
    since: Compared | None = field(default=None)
    scores: tuple[str, str] | None = field(default=None)


def public_promises(
    people: Session, institution: Institution, actions: Sequence[Action], config: Config, language: str
) -> tuple[ShownPromise, ...]:
    """The promises with what the score did since, from results that are public and from no others."""
    newest = newest_public_wave(people, institution)
    reading = read_results(people, institution.code, newest.key, config, language) if newest else None
    found = []
    for action in actions:
        since, scores = (None, None)
        if newest is not None and reading is not None and action.wave.closes_on < newest.opens_on:
            since, scores = _since(reading, action.area, action.wave)
        asked = find_questionnaire(config, action.wave.questionnaire_key, action.wave.questionnaire_version)
        found.append(
            ShownPromise(
                title=action.title,
                area=asked.texts[language].areas.get(action.area, ""),
                owner="" if names_a_person(action.owner) else action.owner,
                due_on=action.due_on,
                state=action.state,
                is_overdue=action.is_overdue,
                done_steps=action.done_steps,
                steps=len(action.steps),
                outcome=action.outcome,
                after=action.wave.title(language),
                since=since,
                scores=scores,
            )
        )
    return tuple(found)


def _since(reading: Reading, area: str, before: Wave) -> tuple[Compared | None, tuple[str, str] | None]:
    """What an area's score did between a wave and the newest public one, as far as that is released."""
    release = reading.release
    result = release.whole.scores.get(area)
    label = reading.labels.against(Against.PREVIOUS)
    if isinstance(result, Hidden):
        return Compared(label, "", "", "", "same", why(reading, result)), None
    if release.previous_wave == before.key and isinstance(result, Score):
        return compare_score(reading, result, Against.PREVIOUS), None
    trend = release.trend.get(area, {})
    if before.results_are_public and before.key in trend and isinstance(result, Score):
        return None, (numbers.score(trend[before.key]), numbers.score(result.value))
    return Compared(label, "", "", "", "same", words.no_score_to_compare()), None
