"""Whether items mean the same in all institutions, with a difference planted or not."""

from dataclasses import replace

import numpy as np
import pytest

from analysis.cells import count
from analysis.moments import CompleteMoments
from analysis.same_meaning import Meaning, same_meaning
from analysis.scales import Structure
from analysis.simulation import Parameters, simulate_institution

ITEMS = ("A1", "A2", "A3", "A4")


def blocks(institutions, people=600, items=ITEMS, **planted):
    structure = Structure.of_scale("A", items, lower=1, upper=5)
    found = {}
    for number in range(institutions):
        parameters = replace(Parameters(), **(planted if number == 0 else {}))
        answers, _ = simulate_institution(structure, [people], parameters, seed=100 + number)
        found[str(number)] = count(structure, answers.codes).scale("A").complete.total()
    return found


@pytest.mark.parametrize(
    ("planted", "meaning"),
    [
        ({}, Meaning.SAME),
        ({"item_shifts": {"A1": 0.6}}, Meaning.SCALAR_FAILS),
        ({"item_loading_changes": {"A1": -0.6}}, Meaning.METRIC_FAILS),
    ],
)
def test_a_planted_difference_is_found_and_its_level_named(planted, meaning):
    found = same_meaning(ITEMS, blocks(4, **planted))

    assert (found.meaning, found.institutions) == (meaning, 4)
    assert found.forbids_ranks is bool(planted)


def test_institutions_under_three_answers_an_item_do_not_count():
    large = blocks(2)
    small = CompleteMoments(np.asarray(11), np.zeros(4), np.zeros((4, 4)))
    found = same_meaning(ITEMS, {**large, "small": small})

    assert (found.meaning, found.institutions) == (Meaning.TOO_FEW_INSTITUTIONS, 2)
    assert not found.forbids_ranks


def test_two_items_can_not_be_tested():
    assert same_meaning(ITEMS[:2], blocks(3, items=ITEMS[:2])).meaning is Meaning.TOO_FEW_ITEMS


def test_institutions_that_all_answer_the_same_are_no_verdict():
    same_answer = CompleteMoments(np.asarray(50), np.full(4, 100), np.full((4, 4), 200))
    found = same_meaning(ITEMS, {str(number): same_answer for number in range(3)})

    assert found.meaning is Meaning.TOO_FEW_INSTITUTIONS
