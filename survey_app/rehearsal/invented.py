"""The invented people of a rehearsal: in which units they are, what they answer, what they write."""

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import yaml

from analysis.simulation.people_of_waves import simulate_institution
from analysis.simulation.simulation_parameters import Parameters
from questionnaires.model import Questionnaire
from survey_app.manifest.documents import UnitTerms
from survey_app.protocol.ballot import Ballot
from survey_app.rehearsal.respondents import ballots_of

SPARE = 10
"""Places beside those who answer by themselves: for the HR lead to answer on slips, as staff will."""


@dataclass(frozen=True, slots=True)
class Places:
    """By unit: how many answer by themselves, and how many may answer at all."""

    answering: Mapping[str, int]
    eligible: Mapping[str, int]


def places_of(units: Sequence[UnitTerms], people: int, smallest_group: int) -> Places:
    """Where the invented people are, so that a rehearsal shows what a wave shows and hides what it hides.

    The largest units have just enough to be shown by themselves, as long as as many are left for the others,
    who are too few each. `units` are those of the plan, whose headcounts say which are large.
    """
    staffed = sorted((unit for unit in units if unit.headcount), key=lambda unit: -unit.headcount)
    answering = {unit.code: 0 for unit in units}
    left = people
    for unit in staffed:
        if left < 2 * smallest_group or unit.headcount < smallest_group:
            break
        answering[unit.code], left = smallest_group, left - smallest_group
    rest = [unit.code for unit in staffed if not answering[unit.code]] or [unit.code for unit in staffed]
    for number in range(left):
        answering[rest[number % len(rest)]] += 1
    eligible = dict(answering)
    # As many as a result needs could always have answered, or the wave would not open at all.
    for number in range(max(SPARE, smallest_group - people)):
        eligible[staffed[number % len(staffed)].code] += 1
    return Places(answering, eligible)


def ballots_of_invented(
    questionnaire: Questionnaire, answering: Mapping[str, int], reference: str, asks_comments: bool
) -> Iterator[Ballot]:
    """A ballot for each who answers by themselves; the same for the same wave, whenever they are made."""
    seed = int.from_bytes(hashlib.sha256(reference.encode()).digest()[:4], "big")
    everybody = Parameters(response_rate=1.0)
    answers, _truth = simulate_institution(questionnaire, list(answering.values()), everybody, seed=seed)
    written = _comments(questionnaire) if asks_comments else []
    return ballots_of(questionnaire, answers, list(answering), written)


@cache
def comments() -> tuple[tuple[str, str], ...]:
    """What invented people write: a question of the standard questionnaire, and the words."""
    written = yaml.safe_load((Path(__file__).parent / "comments.yaml").read_text("utf-8"))
    return tuple((one["question"], one["text"]) for one in written)


def _comments(questionnaire: Questionnaire) -> list[tuple[str, str]]:
    """One comment of each of the first people, to a question that is asked."""
    asked = [question.id for question in questionnaire.comments]
    if not asked:
        return []
    return [
        (question if question in asked else asked[number % len(asked)], text)
        for number, (question, text) in enumerate(comments())
    ]
