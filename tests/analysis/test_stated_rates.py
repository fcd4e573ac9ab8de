"""Intervals cover and discoveries are false as often as is said of them."""

import numpy as np
import pytest

from analysis.counting.moments import CompleteMoments, Moments
from analysis.findings.drivers import drivers, relative_weights
from analysis.measurement.intra_class import intra_class
from analysis.measurement.reliability import alpha, alpha_jackknife, feldt_interval
from analysis.scores.differences import against_fixed
from analysis.scores.intervals import share_interval
from analysis.scores.samples import Sample
from analysis.scores.verdicts import Level, judge
from tests.monte_carlo import within_monte_carlo


def test_false_discoveries_stay_under_their_rate():
    rng = np.random.default_rng(16)
    shares = []
    for _ in range(200):
        effects = np.where(np.arange(60) < 45, 0.0, 3.0)
        grid = [against_fixed(Sample.of(rng.normal(60 + effect, 18, 120)), 60.0) for effect in effects]
        found = judge(grid, Level.AREA)
        real = np.array([judged.verdict.is_certain for judged in found])
        shares.append(real[:45].sum() / max(real.sum(), 1))
    # Benjamini and Hochberg hold the rate at .05 times the share of true nulls.
    assert np.mean(shares) <= 0.05 * 45 / 60 + 3 * np.std(shares) / len(shares) ** 0.5
    assert np.mean(shares) > 0.01


def test_wilson_with_finite_population_covers_at_its_rate():
    rng = np.random.default_rng(17)
    covered = []
    for _ in range(1500):
        people, share = int(rng.integers(40, 400)), rng.uniform(0.1, 0.9)
        yes = round(share * people)
        answered = int(rng.integers(20, people))
        drawn = rng.hypergeometric(yes, people - yes, answered)
        interval = share_interval(drawn / answered, answered, population=people)
        covered.append(interval.lower <= yes / people <= interval.upper)
    assert 0.93 < np.mean(covered) < 0.98


def likert_rows(rng: np.random.Generator, rows: int) -> np.ndarray:
    opinion = rng.normal(size=(rows, 1))
    continuous = 0.75 * opinion + rng.normal(size=(rows, 5)) * 0.66
    return np.digitize(continuous, [-1.6, -0.8, 0.0, 0.9]).astype(float)


@pytest.mark.nightly
def test_jackknife_intervals_of_alpha_cover_at_their_rate():
    rng = np.random.default_rng(20)
    true = alpha(np.cov(likert_rows(rng, 2_000_000).T))
    jackknife, feldt = [], []
    for _ in range(2000):
        rows = likert_rows(rng, 320)
        parts = [Moments.of(part) for part in np.array_split(rows, 32)]
        stacked = Moments(*(np.stack([getattr(p, f) for p in parts]) for f in ("counts", "sums", "cross")))
        bounds = alpha_jackknife(stacked)
        jackknife.append(bounds.lower <= true <= bounds.upper)
        narrow = feldt_interval(alpha(stacked.total().covariance()), 320, 5)
        feldt.append(narrow.lower <= true <= narrow.upper)
    assert within_monte_carlo(np.mean(jackknife), 0.95, 2000, 4)
    assert np.mean(feldt) < np.mean(jackknife) + 0.01


@pytest.mark.nightly
def test_intervals_of_drivers_cover_at_their_rate():
    rng = np.random.default_rng(21)
    correlation = np.array([[1, 0.5, 0.4, 0.6], [0.5, 1, 0.3, 0.5], [0.4, 0.3, 1, 0.3], [0.6, 0.5, 0.3, 1]])
    true = relative_weights(correlation)
    covered = []
    for _ in range(600):
        rows = rng.multivariate_normal(np.zeros(4), correlation, 400)
        parts = [
            CompleteMoments.of_groups(part, np.zeros(len(part), np.int64), 1)
            for part in np.array_split(rows, 32)
        ]
        made = drivers(parts, ["a", "b", "c"], "y")
        covered += [
            driver.johnson_bounds.lower <= weight <= driver.johnson_bounds.upper
            for driver, weight in zip(made.drivers, true, strict=True)
        ]
    assert 0.92 < np.mean(covered) < 0.975


@pytest.mark.nightly
def test_profile_intervals_of_the_intra_class_correlation_cover_at_their_rate():
    rng = np.random.default_rng(22)
    sizes = rng.integers(5, 60, 30)
    covered = []
    for _ in range(600):
        groups = [Sample.of(rng.normal(rng.normal(0, 0.4), 1, n)) for n in sizes]
        bounds = intra_class(groups).reml_bounds
        covered.append(bounds.lower <= 0.16 / 1.16 <= bounds.upper)
    assert within_monte_carlo(np.mean(covered), 0.95, 600, 4)
