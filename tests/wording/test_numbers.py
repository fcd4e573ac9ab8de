"""Rounding is the last thing that happens."""

import pytest

from analysis.released.released_values import Count
from survey_app.wording import numbers


@pytest.mark.parametrize(("value", "expected"), [(74.5, 75), (74.4999, 74), (-2.5, -3), (0.0, 0), (66.5, 67)])
def test_halves_are_rounded_away_from_zero(value, expected):
    assert numbers.rounded(value) == expected


def test_a_difference_has_a_true_minus_and_no_sign_at_nothing():
    assert [numbers.signed(v) for v in (2.6, -2.6, 0.4, -0.4)] == ["+3", "−3", "0", "0"]


def test_percentage_points_are_never_written_as_percent():
    assert numbers.percentage_points(3.2, "ko") == "+3%p"
    assert numbers.percentage_points(3.2, "en") == "+3 pp"


def test_a_band_of_people_is_written_as_a_band():
    assert numbers.count(Count(20, 29), "ko") == "20–29명"
    assert numbers.count(Count(1204, 1204), "en") == "1,204"
