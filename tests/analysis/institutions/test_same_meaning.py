"""Whether items mean the same in all institutions, with a difference planted or not."""

from dataclasses import replace

import numpy as np
import pytest

from analysis.counting.cells import count
from analysis.counting.moments import CompleteMoments
from analysis.counting.scales import Structure
from analysis.institutions.same_meaning import SharedMeaning, same_meaning
from analysis.measurement.invariance import Comparability, invariance
from analysis.simulation.people_of_waves import simulate_institution
from analysis.simulation.simulation_parameters import Parameters
from benchmarks.coverage.gate import examined

ITEMS = ("A1", "A2", "A3", "A4")
STEPS = 4


def blocks(institutions, items=ITEMS, **planted):
    return blocks_of([planted, *[{}] * (institutions - 1)], items=items)


def blocks_of(planted, number_of=600, items=ITEMS):
    """One institution for each entry, with what is planted in it."""
    structure = Structure.of_scale("A", items, lower=1, upper=5)
    found = Found()
    for number, own in enumerate(planted):
        answers, _ = simulate_institution(
            structure, [number_of], replace(Parameters(), **own), seed=100 + number
        )
        scale = count(structure, answers.codes).scale("A")
        found[str(number)] = scale.complete.total()
        found.points = found.points + scale.complete_points.sum(axis=0)
    return found


class Found(dict):
    """Moments of each institution's complete answers, and all their answers by point."""

    points = np.zeros((1, STEPS + 1), np.int64)

    def meaning(self, items=ITEMS):
        return same_meaning(items, STEPS, self, self.points)


@pytest.mark.parametrize("seed", range(4))
def test_skewed_answers_of_small_institutions_are_no_other_meaning(seed):
    assert examined(np.random.default_rng(seed), "skewed", 60).meaning is SharedMeaning.SAME


@pytest.mark.nightly
@pytest.mark.parametrize("kind", ["skewed", "very skewed"])
def test_the_gate_errs_in_no_more_than_one_area_of_twenty(kind):
    rng = np.random.default_rng(31)
    found = [examined(rng, kind, 60).meaning for _ in range(100)]
    assert sum(meaning is not SharedMeaning.SAME for meaning in found) <= 5 + 2 * (100 * 0.05 * 0.95) ** 0.5


def test_an_item_that_half_of_the_institutions_find_easier_is_named_with_what_it_does():
    found = examined(np.random.default_rng(2), "skewed", 200, easier=0.6)
    assert found.meaning in (SharedMeaning.LEVEL_DIFFERS, SharedMeaning.SCALAR_FAILS)
    assert found.items == ("A1",)
    assert 0.75 <= found.shift <= 3.0


def test_an_item_that_hardly_matters_in_half_of_the_institutions_is_another_meaning():
    found = examined(np.random.default_rng(3), "skewed", 300, loading=0.3)
    assert found.meaning is SharedMeaning.METRIC_FAILS


def shifted_everywhere(institutions, sd):
    """Every item of every institution shifted by chance."""
    rng = np.random.default_rng(3)
    return [{"item_shifts": {item: float(rng.normal(0, sd)) for item in ITEMS}} for _ in range(institutions)]


@pytest.mark.parametrize(
    ("planted", "meaning"),
    [
        ({}, SharedMeaning.SAME),
        ({"item_shifts": {"A1": 0.6}}, SharedMeaning.SCALAR_FAILS),
        ({"item_loading_changes": {"A1": -0.6}}, SharedMeaning.METRIC_FAILS),
    ],
)
def test_a_planted_difference_is_found_and_its_level_named(planted, meaning):
    found = blocks(4, **planted).meaning()

    assert (found.meaning, found.institutions) == (meaning, 4)
    assert found.forbids_ranks is bool(planted)


@pytest.mark.parametrize(("sd", "meaning"), [(0.05, SharedMeaning.SAME), (0.3, SharedMeaning.SCALAR_FAILS)])
def test_shifts_too_small_to_move_scores_cost_no_ranks(sd, meaning):
    found = blocks_of(shifted_everywhere(20, sd))

    assert found.meaning().meaning is meaning
    published = invariance(stacked(found), ITEMS, tuple(found))
    # The limits of the literature reject both: with twenty institutions they find what nobody would feel.
    assert published.comparability is not Comparability.MEANS


def stacked(found):
    parts = [(block.counts, block.sums, block.cross) for block in found.values()]
    return CompleteMoments(*(np.array(one) for one in zip(*parts, strict=True)))


@pytest.mark.parametrize("sd", [0.0, 0.1, 0.25])
def test_the_spread_of_intercepts_is_found_as_it_was_planted(sd):
    found = blocks_of(shifted_everywhere(40, sd), 400)

    made = invariance(stacked(found), ITEMS, tuple(found)).intercept_spread

    # A shift of one standard deviation behind the answers is about 1.1 points of five.
    assert made == pytest.approx(1.1 * sd, abs=0.03)


def test_institutions_under_three_answers_an_item_do_not_count():
    large = blocks(2)
    small = CompleteMoments(np.asarray(11), np.zeros(4), np.zeros((4, 4)))
    found = same_meaning(ITEMS, STEPS, {**large, "small": small}, large.points)

    assert (found.meaning, found.institutions) == (SharedMeaning.TOO_FEW_INSTITUTIONS, 2)
    assert not found.forbids_ranks


def test_two_items_can_not_be_tested():
    assert blocks(3, items=ITEMS[:2]).meaning(ITEMS[:2]).meaning is SharedMeaning.TOO_FEW_ITEMS


def test_institutions_that_all_answer_the_same_are_no_verdict():
    same_answer = CompleteMoments(np.asarray(50), np.full(4, 100), np.full((4, 4), 200))
    found = same_meaning(ITEMS, STEPS, {str(n): same_answer for n in range(3)}, np.full((4, 5), 10))

    assert found.meaning is SharedMeaning.TOO_FEW_INSTITUTIONS
