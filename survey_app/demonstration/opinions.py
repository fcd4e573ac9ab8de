"""What the people of the demonstration think: simulated answers with believable patterns and a fixed seed."""

import random
from collections.abc import Mapping, Sequence
from types import MappingProxyType

from analysis.counting.answers import Answers
from analysis.simulation.people_of_waves import simulate_institution
from analysis.simulation.simulation_parameters import Parameters
from questionnaires.model import Questionnaire
from survey_app.demonstration.cast import INSTITUTIONS, CastInstitution, units_of
from survey_app.rehearsal.invented import comments

SEED = 20240611
YEARS = (2025, 2026)
RESPONDENTS_PER_COMMENT = 3
CLASS_SHARES = {
    "grade": (0.10, 0.28, 0.26, 0.20, 0.11, 0.05),
    "tenure": (0.20, 0.14, 0.22, 0.26, 0.18),
    "age": (0.20, 0.33, 0.29, 0.18),
    "gender": (0.49, 0.51),
    "job_series": (0.58, 0.24, 0.08, 0.10),
}
CLASS_EFFECTS = {
    "grade": {"contract": {"": -0.1}, "grade_8_9": {"": -0.2}, "grade_5": {"": 0.2}, "grade_4_up": {"": 0.5}},
    "tenure": {"under_3": {"": 0.15}, "from_5_to_10": {"": -0.15}},
    "age": {"under_30": {"customs": -0.35, "communication": -0.2}},
    "gender": {"women": {"rights_ethics": -0.15, "work_life": -0.1}},
}


def answers_of(
    cast: CastInstitution,
    year: int,
    questionnaire: Questionnaire,
    moved: Mapping[str, float] = MappingProxyType({}),
) -> Answers:
    """What the people of one institution answered in one year; the same at every loading.

    `moved` says by how much their opinions of some areas have moved since the latest wave.
    """
    number = INSTITUTIONS.index(cast)
    units = units_of(cast)
    is_latest = year >= YEARS[-1]
    level = cast.level if is_latest else cast.before
    parameters = Parameters(
        loading=0.72,
        unit_sd=cast.unit_sd,
        institution_effects={
            area.key: level + (cast.areas.get(area.key, 0.0) if is_latest else 0.0) + moved.get(area.key, 0.0)
            for area in questionnaire.areas
        },
        unit_effects={
            position: {area.key: effect for area in questionnaire.areas}
            for position, unit in enumerate(units)
            for bureau, effect in cast.split.items()
            if unit.code.startswith(bureau)
        },
        class_shares=CLASS_SHARES,
        class_effects=CLASS_EFFECTS,
        response_rate=0.74 - 0.02 * (number % 6),
        unit_response_rates={
            position: rate
            for position, unit in enumerate(units)
            for bureau, rate in cast.response.items()
            if unit.code.startswith(bureau)
        },
        response_slope=0.1,
    )
    answers, _ = simulate_institution(
        questionnaire, [unit.headcount for unit in units], parameters, seed=SEED + 100 * number + year
    )
    return answers


def comments_of(cast: CastInstitution, year: int, respondents: int) -> Sequence[tuple[str, str]]:
    """The comments of one institution in one year: (question, text), one for every third respondent."""
    draw = random.Random(SEED + INSTITUTIONS.index(cast) + year)  # noqa: S311 - a fixed draw of invented words
    return draw.choices(comments(), k=respondents // RESPONDENTS_PER_COMMENT)
