"""Intervals of one group: its scores, shares, differences and α, from ten to a hundred people."""

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray
from scipy.stats import binom, hypergeom

from analysis.counting.cells import REPLICATES
from analysis.counting.moments import Moments
from analysis.counting.replicates import replicates_of_rows
from analysis.findings.weighting import Margin, weigh, weighted_sample
from analysis.measurement.reliability import alpha, alpha_jackknife
from analysis.releasing.whole import FEWEST_FOR_ALPHA
from analysis.scores.bounded_means import bounded_mean_interval
from analysis.scores.exact_shares import exact_difference_interval, exact_share_interval
from analysis.scores.intervals import IntervalEstimate, margin_for_half
from analysis.scores.samples import Sample
from analysis.scores.score_differences import score_against, score_against_rest, score_difference
from benchmarks.coverage import people
from benchmarks.coverage.rows import Kind, Row

FloatArray = NDArray[np.float64]
SIZES = (10, 12, 15, 20, 30, 50, 100)
RESPONSES = (0.5, 0.75, 0.9, 0.95)
MEASURES = ((Kind.SCORE, 0), (Kind.FAVOURABLE, 1))
OTHERS = 400
PARTS = ((30, 0.95), (40, 0.5), (60, 0.35))
"""Headcounts and response of the units that a weighted score joins: about seventy people answer."""


def means(rng: np.random.Generator, trials: int) -> Iterator[Row]:
    """Scores and favourable shares of areas, of endless and of finite groups."""
    for kind in people.KINDS:
        for n in SIZES:
            for response in (0.0, *RESPONSES):
                population = round(n / response) if response else None
                drawn = people.answers(rng, kind, trials, population or n)
                for of, measure in MEASURES:
                    true = drawn[measure].mean(axis=1) if population else people.true_means(kind)[measure]
                    found = [
                        bounded_mean_interval(Sample.of(row), population) for row in drawn[measure][:, :n]
                    ]
                    setting = f"{kind}, {f'{response:.0%} of a group' if response else 'no end of people'}"
                    yield _row(of, setting, n, found, np.broadcast_to(true, trials))


def _row(kind: Kind, setting: str, n: int, found: list[IntervalEstimate], true: FloatArray) -> Row:
    held = [one.lower - 1e-9 <= t <= one.upper + 1e-9 for one, t in zip(found, true, strict=True)]
    width = float(np.mean([one.upper - one.lower for one in found]))
    return Row(kind, setting, n, float(np.mean(held)), width, len(held))


def shares() -> Iterator[Row]:
    """Favourable shares of items and the margin of error, over every sample that could be drawn."""
    for n in SIZES:
        for response in RESPONSES:
            population = round(n / response)
            found = [exact_share_interval(x, n, population) for x in range(n + 1)]
            worst, width = 1.0, 0.0
            for favourable in range(population + 1):
                chance = hypergeom.pmf(np.arange(n + 1), population, favourable, n)
                held = [one.lower <= favourable / population <= one.upper for one in found]
                worst = min(worst, float(chance @ held))
                width += float(chance @ [one.upper - one.lower for one in found]) / (population + 1)
            yield Row(
                Kind.SHARE, f"the worst of all shares, {response:.0%} of a group", n, worst, 100 * width, 0
            )
            margin, half = margin_for_half(n, population), population // 2
            chance = hypergeom.pmf(np.arange(n + 1), population, half, n)
            near = np.abs(np.arange(n + 1) / n - half / population) <= margin + 1e-9
            yield Row(
                Kind.MARGIN, f"one half, {response:.0%} of a group", n, float(chance @ near), 200 * margin, 0
            )
        yield _endless(n)


def _endless(n: int) -> Row:
    found = [exact_share_interval(x, n) for x in range(n + 1)]
    lower, upper = (np.array([getattr(one, side) for one in found]) for side in ("lower", "upper"))
    worst = 1.0
    for share in np.linspace(0.005, 0.995, 199):
        chance = binom.pmf(np.arange(n + 1), n, share)
        worst = min(worst, float(chance @ ((lower <= share) & (share <= upper))))
    return Row(
        Kind.SHARE,
        "the worst of all shares, no end of people",
        n,
        worst,
        100 * float((upper - lower).mean()),
        0,
    )


def differences_of_shares() -> Iterator[Row]:
    """Differences of an item's shares between two groups, over every pair of samples."""
    for n in (30, 50, 100):
        for other in (n, OTHERS):
            x, y = np.arange(n + 1), np.arange(other + 1)
            bounds = np.array(
                [[exact_difference_interval((int(a), int(b)), (n, other)) for b in y] for a in x]
            )
            for first, second in ((0.5, 0.5), (0.8, 0.85), (0.95, 0.95), (0.97, 0.9), (0.02, 0.05)):
                chance = np.outer(binom.pmf(x, n, first), binom.pmf(y, other, second))
                held = (bounds[..., 0] <= first - second) & (first - second <= bounds[..., 1])
                width = 100 * float((chance * (bounds[..., 1] - bounds[..., 0])).sum())
                setting = f"{first:.0%} and {second:.0%} of {other}"
                yield Row(Kind.SHARES, setting, n, float((chance * held).sum()), width, 0)


def differences(rng: np.random.Generator, trials: int) -> Iterator[Row]:
    """Differences of a group's score from its last wave, from the benchmark and from the rest."""
    for kind in people.KINDS:
        mean = people.true_means(kind)[0]
        for n in SIZES:
            now, before = (people.answers(rng, kind, trials, n)[0] for _ in range(2))
            rest = people.answers(rng, kind, trials, OTHERS)[0]
            samples = [
                (Sample.of(a), Sample.of(b), Sample.of(c)) for a, b, c in zip(now, before, rest, strict=True)
            ]
            made = {
                Kind.CHANGE: [score_difference(a, b) for a, b, _ in samples],
                Kind.BENCHMARK: [score_against(a, mean) for a, _, _ in samples],
                Kind.REST: [score_against_rest(a, a.merge(c)) for a, _, c in samples],
            }
            for of, found in made.items():
                held = float(np.mean([one.lower <= 0 <= one.upper for one in found]))
                width = float(np.mean([one.upper - one.lower for one in found]))
                yield Row(of, kind, n, held, width, trials)


def weighted(rng: np.random.Generator, trials: int) -> Iterator[Row]:
    """Scores weighted to headcounts of units that think and answer differently."""
    headcounts = tuple(headcount for headcount, _ in PARTS)
    answered = np.repeat(np.arange(len(PARTS)), [round(size * rate) for size, rate in PARTS])
    unit = np.repeat(np.arange(len(PARTS)), headcounts)
    margin = Margin("units", answered, tuple(map(float, headcounts)), ("a", "b", "c"))
    weights = weigh([margin]).weights
    for kind in people.KINDS:
        opinions = rng.standard_normal((trials, unit.size)) + np.array([-0.3, 0.0, 0.3])[unit]
        everybody = people.scores_of(people.points(rng, kind, opinions))[0]
        mine = np.concatenate(
            [np.flatnonzero(unit == u)[: int((answered == u).sum())] for u in range(len(PARTS))]
        )
        found = [
            bounded_mean_interval(weighted_sample(row[mine], weights), sum(headcounts)) for row in everybody
        ]
        yield _row(Kind.WEIGHTED, kind, len(answered), found, everybody.mean(axis=1))


def alphas(rng: np.random.Generator, trials: int) -> Iterator[Row]:
    """α from the fewest people for whom it is given."""
    for kind in people.KINDS:
        many = people.points(rng, kind, rng.standard_normal(400_000))
        true = alpha(np.cov(many.T))
        for n in (FEWEST_FOR_ALPHA, 100):
            found = [
                alpha_jackknife(_replicated(chosen))
                for chosen in people.points(rng, kind, rng.standard_normal((trials, n)))
            ]
            held = float(np.mean([one.lower <= true <= one.upper for one in found]))
            width = float(np.mean([one.upper - one.lower for one in found]))
            yield Row(Kind.ALPHA, kind, n, held, width, trials)


def _replicated(chosen: FloatArray) -> Moments:
    groups = replicates_of_rows(chosen.shape[0])
    parts = [Moments.of(chosen[groups == group]) for group in range(REPLICATES)]
    return Moments(
        np.stack([part.counts for part in parts]),
        np.stack([np.asarray(part.sums, np.float64) for part in parts]),
        np.stack([np.asarray(part.cross, np.float64) for part in parts]),
    )
