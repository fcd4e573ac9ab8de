"""What is shown of what may be shown."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.released.released_values import Count, Hidden, Reason
from analysis.released.showing import (
    ShownShare,
    shown_count,
    shown_experience,
    shown_experience_row,
    shown_share,
)


@pytest.mark.parametrize(
    ("respondents", "band"),
    [(10, (10, 19)), (19, (10, 19)), (20, (20, 49)), (49, (20, 49)), (50, (50, 99)), (99, (50, 99))],
)
def test_counts_under_a_hundred_are_shown_in_bands(respondents, band):
    assert shown_count(respondents, 10) == Count(*band)


def test_a_hundred_and_more_are_exact():
    assert shown_count(100, 10) == Count(100, 100)


@pytest.mark.parametrize(
    ("smallest_group", "band"), [(5, (5, 9)), (7, (7, 9)), (15, (15, 19)), (20, (20, 49))]
)
def test_the_lowest_band_begins_at_the_smallest_group(smallest_group, band):
    assert shown_count(band[0], smallest_group) == Count(*band)
    assert shown_count(smallest_group - 1, smallest_group) == Hidden(Reason.TOO_FEW)


@given(st.integers(5, 29))
def test_a_unanimous_group_under_thirty_reads_as_a_bound_that_one_dissenter_keeps_to(answered):
    all_of_them, all_but_one = (shown_share(answered - others, answered, 5) for others in (0, 1))
    nobody, one = (shown_share(chosen, answered, 5) for chosen in (0, 1))
    assert all_of_them == all_but_one
    assert nobody == one
    assert (all_of_them.bound, nobody.bound) == ("≥", "≤")
    assert 100 * (answered - 1) / answered >= all_of_them.percent
    assert 100 / answered <= nobody.percent
    assert shown_share(2, answered, 5).bound == ""


def test_a_unanimous_group_of_thirty_is_exact():
    assert shown_share(30, 30, 10) == ShownShare(100)


def test_one_dissenter_of_twenty_cannot_be_told_from_none():
    assert shown_share(19, 20, 10) == shown_share(20, 20, 10)


def test_fewer_answers_to_an_item_than_the_smallest_group_are_hidden():
    assert shown_share(5, 9, 10) == Hidden(Reason.TOO_FEW)


def test_both_sides_of_a_small_numerator_are_hidden():
    assert shown_experience(3, 57, 10) == (Hidden(Reason.PROTECTED), Hidden(Reason.PROTECTED))
    assert shown_experience(57, 3, 10) == (Hidden(Reason.PROTECTED), Hidden(Reason.PROTECTED))


def test_nobody_with_an_experience_is_hidden_like_a_few():
    assert shown_experience(0, 60, 10) == shown_experience(4, 56, 10)


@given(
    st.lists(st.tuples(st.integers(0, 60), st.integers(0, 60)), min_size=2, max_size=6),
    st.integers(5, 15),
)
def test_the_hidden_groups_of_a_row_are_large_on_both_sides_together(groups, smallest_group):
    total = (sum(yes for yes, _ in groups), sum(no for _, no in groups))

    row, whole = shown_experience_row(groups, total, smallest_group)

    hidden = [group for group, share in zip(groups, row, strict=True) if isinstance(share, Hidden)]
    occupied = [group for group in hidden if sum(group)]
    assert len(occupied) != 1 or isinstance(whole, Hidden) or len(hidden) == len(groups)
    if occupied and not isinstance(whole, Hidden) and len(hidden) < len(groups):
        assert min(sum(yes for yes, _ in hidden), sum(no for _, no in hidden)) >= smallest_group
