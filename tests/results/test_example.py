"""The worked example of the page on hidden numbers."""

import pytest

from survey_app.results.example import worked


@pytest.mark.parametrize("smallest", [5, 8, 10, 20])
def test_the_small_unit_is_under_the_smallest_group_and_its_neighbours_are_not(smallest):
    example = worked(smallest)

    assert example.third < smallest
    assert example.first >= smallest
    assert example.second >= smallest
    assert example.third_score == pytest.approx(25.0)
    assert 25.0 < example.pair_score < example.second_score
