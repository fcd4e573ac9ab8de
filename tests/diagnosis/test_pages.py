"""What the pages about waves reckon: margin of error, minutes."""

import pytest

from survey_app.fieldwork.pages import margin_of_error


@pytest.mark.parametrize(
    ("invited", "taken_part", "expected"),
    [
        # 1.959964 * sqrt(0.25 / n * (N - n) / (N - 1)) * 100 + 50 / n, by hand
        (1000, 278, 5.176),
        (400, 400, 0.0),
        (2000, 500, 3.897),
    ],
)
def test_the_margin_of_error_is_the_textbooks_and_half_a_person(invited, taken_part, expected):
    assert margin_of_error(invited, taken_part) == pytest.approx(expected, abs=0.001)


@pytest.mark.parametrize(("invited", "taken_part"), [(0, 0), (10, 1), (1, 1)])
def test_there_is_no_margin_of_one_person(invited, taken_part):
    assert margin_of_error(invited, taken_part) is None
