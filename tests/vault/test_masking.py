"""What is shown of a wave that earlier versions released already, and of one too small for single answers."""

import pytest

from analysis.simulation.people_of_waves import simulate_institution
from survey_app.ground.jobs import no_progress
from survey_app.vault.counting.masking import mask
from survey_app.vault.counting.public_use import public_use_records
from tests.sealed_answers import sealed_answers

PEOPLE = [20, 30, 25, 14, 13]
SEED = 5


@pytest.fixture(scope="module")
def wave():
    made = sealed_answers(PEOPLE, seed=SEED)
    return made.manifest, made.questionnaire, simulate_institution(made.questionnaire, PEOPLE, seed=SEED)[0]


def shown(wave, *released):
    made = mask(*wave, no_progress, released=frozenset(released))
    return {plan.key for plan in made.plans if plan.hidden is None}


def test_what_was_shown_before_is_audited_together_with_what_is_shown_now(wave):
    at_first = shown(wave)

    assert shown(wave, "all", "unit:u1") == at_first
    # Nobody knows who was in a group that is not found again.
    assert shown(wave, "all", "unit:gone") == {"all"}
    # Fewer than ten lie between this group and the others: with it nothing more can be told safely.
    assert "grade:grade_6" not in at_first
    assert shown(wave, "all", "grade:grade_6") == {"all"}


def test_no_single_answers_are_kept_of_so_few_that_none_could_be_masked():
    made = sealed_answers([3, 4], seed=1, public_use=True)
    answers, _ = simulate_institution(made.questionnaire, [3, 4], seed=1)

    assert public_use_records(made.manifest, made.questionnaire, answers, ()) is None
