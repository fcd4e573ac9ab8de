"""What is said of drivers' shares and places is true of them, in the smallest institution that has any."""

import numpy as np
import pytest

from analysis.findings.drivers import drivers
from benchmarks.coverage import areas


@pytest.mark.parametrize("kind", ["symmetric", "very skewed"])
def test_true_shares_and_places_of_a_hundred_people_are_held(kind):
    rng = np.random.default_rng(8)
    true = np.array(areas.true_shares(kind))
    places = (-true).argsort().argsort() + 1
    shares, held = [], []
    for _ in range(60):
        found = drivers(areas.replicates(areas.scores(rng, kind, 100)), areas.AREAS, "outcome")
        for driver, share, place in zip(found.drivers, true, places, strict=True):
            shares.append(driver.share_bounds.lower <= share <= driver.share_bounds.upper)
            held.append(driver.places[0] <= place <= driver.places[1])
    assert np.mean(shares) >= 0.93 - 2 * (0.93 * 0.07 / 60) ** 0.5
    assert np.mean(held) >= 0.95


def test_where_one_area_carries_all_its_place_is_the_first_and_shares_sum_to_one():
    rng = np.random.default_rng(9)
    table = rng.standard_normal((2000, 4))
    table[:, 3] = table[:, 0] + 0.2 * table[:, 1] + 0.3 * rng.standard_normal(2000)
    found = drivers(areas.replicates(table), ("a", "b", "c"), "y").drivers
    assert [driver.places for driver in found] == [(1, 1), (2, 2), (3, 3)]
    assert sum(driver.share for driver in found) == pytest.approx(1.0)
    assert all(d.share_bounds.lower <= d.share <= d.share_bounds.upper for d in found)


def test_like_areas_share_all_places():
    rng = np.random.default_rng(10)
    table = rng.standard_normal((150, 4))
    table[:, 3] = table[:, :3].sum(axis=1) + 2 * rng.standard_normal(150)
    found = drivers(areas.replicates(table), ("a", "b", "c"), "y").drivers
    assert all(driver.places == (1, 3) for driver in found)
