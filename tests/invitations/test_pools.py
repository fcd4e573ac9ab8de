"""Pools: nobody stands in one with fewer than thirty, unless the institution itself is smaller."""

import pytest
from hypothesis import given
from hypothesis import strategies as some

from questionnaires.languages import Spoken
from survey_app.invitations.errors import TooFewInvited
from survey_app.invitations.pools import plan_pools
from survey_app.manifest.documents import UnitTerms


def unit(code, headcount, parent=None):
    return UnitTerms(code, Spoken(ko=code, en=code), parent, headcount)


def test_a_large_unit_stands_alone_and_small_sisters_stand_together():
    units = [unit("top", 3), unit("a", 40, "top"), unit("b", 15, "top"), unit("c", 14, "top")]

    pools = plan_pools(units)

    assert [(pool.units, pool.invited) for pool in pools] == [(["top", "b", "c"], 32), (["a"], 40)]


def test_what_is_left_over_joins_the_smallest_pool():
    units = [unit("top", 5), unit("a", 40, "top"), unit("b", 31, "top")]

    assert [pool.units for pool in plan_pools(units)] == [["top", "b"], ["a"]]


def test_a_small_institution_is_one_pool():
    assert [pool.invited for pool in plan_pools([unit("a", 6), unit("b", 6)])] == [12]


def test_fewer_than_ten_people_are_not_asked():
    with pytest.raises(TooFewInvited):
        plan_pools([unit("a", 5), unit("b", 4)])


@given(
    some.lists(some.tuples(some.integers(0, 90), some.integers(0, 60)), min_size=1, max_size=40),
    some.integers(10, 60),
)
def test_every_unit_is_in_one_pool_and_every_pool_is_large_enough(sizes, smallest):
    units = [
        unit(f"u{number}", size, f"u{parent % number}" if number and parent % 3 else None)
        for number, (size, parent) in enumerate(sizes)
    ]
    total = sum(size for size, _ in sizes)
    if total < 10:
        return
    pools = plan_pools(units, smallest)

    assert sorted(code for pool in pools for code in pool.units) == sorted(one.code for one in units)
    assert sum(pool.invited for pool in pools) == total
    assert min(pool.invited for pool in pools) >= min(smallest, total)
