"""Where institutions stand against each other in one area, and which of them have moved."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from scipy.special import ndtr, ndtri

from analysis.institutions.benchmark import FEWEST_INSTITUTIONS, Benchmark, benchmark
from analysis.institutions.ranks import Band, Rank, ranking
from analysis.institutions.spread_integrated import Integrated, integrate
from analysis.refusals import TooFewGroups
from analysis.released.released_values import Interval, Verdict
from analysis.scores.differences import TestedDifference
from analysis.scores.samples import Sample
from analysis.scores.verdicts import MATTERS_IN_POINTS, Judged, Level, judge, verdict_of

FUNNEL_POINTS = 40


@dataclass(frozen=True, slots=True)
class Result:
    """One institution's score in one area: respondents, mean 0-100, standard deviation; its classes.

    `kind` and `size` name what it is compared within, e.g. "central" and "large".
    """

    institution: str
    respondents: int
    mean: float
    sd: float
    kind: str
    size: str

    @property
    def sampling_variance(self) -> float:
        """sd²/n without finite-population correction: institutions are compared as what they tend to be."""
        return self.sd**2 / self.respondents


@dataclass(frozen=True, slots=True)
class InstitutionStanding:
    """An institution among all others in one area.

    pooled : the observed score drawn towards the mean as far as chance reaches; `interval` is its 95 %.
    verdict : on the distance from the mean of all institutions, by what was pooled.
    rank : from the top, never without its interval. percentiles : per cent of the institutions below,
    None where there are fewer than three of that kind or size. is_outside : outside the funnel.
    """

    institution: str
    respondents: int
    observed: float
    pooled: float
    interval: Interval
    rank: Rank
    percentile: float
    percentile_in_kind: float | None
    percentile_in_size: float | None
    is_outside: bool
    verdict: Verdict

    @property
    def is_above(self) -> bool:
        return self.rank.band is Band.ABOVE

    @property
    def is_below(self) -> bool:
        return self.rank.band is Band.BELOW


@dataclass(frozen=True, slots=True)
class AreaStandings:
    """All institutions in one area, by institution in the order given.

    mean : of institutions, by random effects. rankability : how much of the differences is real.
    limits : (respondents, lower, upper) of the funnel, from few respondents to many.
    """

    area: str
    mean: float
    rankability: float
    mean_rank_width: float
    standings: tuple[InstitutionStanding, ...]
    limits: tuple[tuple[int, float, float], ...]

    def of(self, institution: str) -> InstitutionStanding | None:
        """The standing of one institution, None when it is not among them."""
        return next((s for s in self.standings if s.institution == institution), None)


def standings(area: str, results: Sequence[Result]) -> AreaStandings:
    """Partial pooling, ranks with intervals, funnel and percentiles of one area, over all spreads τ.

    Institutions in which everybody answered alike have no sampling variance and are left out by the
    caller. Raises TooFewGroups under three institutions, NoVariance for a variance of zero.

    >>> made = standings("trust", [Result(f"i{n}", 200, 50.0 + 5 * n, 20.0, "k", "s") for n in range(5)])
    >>> [(s.institution, s.rank.lower, s.rank.upper) for s in made.standings][-1]
    ('i4', 1, 1)
    """
    if len(results) < FEWEST_INSTITUTIONS:
        raise TooFewGroups(len(results), FEWEST_INSTITUTIONS, "a comparison of institutions")
    means = np.array([result.mean for result in results])
    variances = np.array([result.sampling_variance for result in results])
    found = integrate(means, variances)
    pooled, ranked = found.pooled, ranking(found)
    lower, upper = found.bounds()
    least, most = found.limits(variances)
    verdicts = _verdicts(found, [rank.band for rank in ranked.ranks])
    everybody = benchmark([_sample(result) for result in results])
    kinds = _benchmarks([(result.kind, result) for result in results])
    sizes = _benchmarks([(result.size, result) for result in results])
    return AreaStandings(
        area=area,
        mean=found.mean,
        rankability=ranked.rankability,
        mean_rank_width=ranked.mean_width,
        standings=tuple(
            InstitutionStanding(
                institution=result.institution,
                respondents=result.respondents,
                observed=result.mean,
                pooled=float(pooled[place]),
                interval=Interval(float(lower[place]), float(upper[place])),
                rank=ranked.ranks[place],
                percentile=everybody.percentile_of(result.mean),
                percentile_in_kind=_percentile(kinds.get(result.kind), result.mean),
                percentile_in_size=_percentile(sizes.get(result.size), result.mean),
                is_outside=not least[place] <= result.mean <= most[place],
                verdict=verdicts[place],
            )
            for place, result in enumerate(results)
        ),
        limits=_curve(found, results),
    )


def _verdicts(found: Integrated, bands: Sequence[Band]) -> list[Verdict]:
    """The verdict on each institution's distance from the mean of all."""
    return [
        verdict_of(
            float(gap),
            float(lower),
            float(upper),
            is_certain=band is not Band.MIDDLE,
            matters=MATTERS_IN_POINTS,
            step=1.0,
        )
        for gap, lower, upper, band in zip(found.gaps, *found.gap_bounds(), bands, strict=True)
    ]


def _sample(result: Result) -> Sample:
    return Sample.of_variance(result.respondents, result.mean, result.sd**2)


def _benchmarks(results: Sequence[tuple[str, Result]]) -> Mapping[str, Benchmark]:
    classes: dict[str, list[Sample]] = {}
    for key, result in results:
        classes.setdefault(key, []).append(_sample(result))
    return {key: benchmark(found) for key, found in classes.items() if len(found) >= FEWEST_INSTITUTIONS}


def _percentile(found: Benchmark | None, value: float) -> float | None:
    return None if found is None else found.percentile_of(value)


def _curve(found: Integrated, results: Sequence[Result]) -> tuple[tuple[int, float, float], ...]:
    """The funnel for the typical spread within institutions, over their range of sizes."""
    spread = float(np.median([result.sd**2 for result in results]))
    sizes = [result.respondents for result in results]
    points = np.unique(np.geomspace(max(5, min(sizes) * 0.8), max(sizes) * 1.1, FUNNEL_POINTS).astype(int))
    lower, upper = found.limits(spread / points)
    return tuple((int(n), float(low), float(high)) for n, low, high in zip(points, lower, upper, strict=True))


@dataclass(frozen=True, slots=True)
class Change:
    """One institution's change in one area since its last wave, with its 95 % interval and effect size."""

    institution: str
    area: str
    is_index: bool
    respondents: int
    value: float
    interval: Interval
    effect: float


@dataclass(frozen=True, slots=True)
class Mover:
    """A change and what may be said of it among all changes of the programme."""

    change: Change
    adjusted_p: float
    verdict: Verdict


def movers(changes: Sequence[Change]) -> tuple[Mover, ...]:
    """Every change with its verdict, judged together over all institutions and areas, largest first.

    The p value follows from the interval by the normal distribution, which is exact enough for
    institutions of 100 and a little generous below; Benjamini and Hochberg (1995) hold the false
    discoveries over the whole programme, and a change under three points is never more than a little.

    >>> sure = Change("a", "trust", False, 300, 8.0, Interval(5.0, 11.0), 0.4)
    >>> vague = Change("b", "trust", False, 300, 1.0, Interval(-4.0, 6.0), 0.1)
    >>> [(mover.change.institution, mover.verdict.value) for mover in movers([vague, sure])]
    [('a', 'higher'), ('b', 'cannot_tell')]
    """
    judged = judge(
        [_tested(change) for change in changes],
        [Level.INDEX if change.is_index else Level.AREA for change in changes],
    )
    found = [_mover(change, one) for change, one in zip(changes, judged, strict=True)]
    return tuple(
        sorted(
            found,
            key=lambda mover: (
                not mover.verdict.matters,
                -abs(mover.change.value),
                mover.change.institution,
                mover.change.area,
            ),
        )
    )


def _tested(change: Change) -> TestedDifference:
    error = (change.interval.upper - change.interval.lower) / (2 * float(ndtri(0.975)))
    p = float(2 * ndtr(-abs(change.value) / error)) if error > 0 else float(change.value == 0)
    return TestedDifference(
        change.value,
        change.interval.lower,
        change.interval.upper,
        p,
        change.effect,
        (change.respondents, None),
        "from its interval",
    )


def _mover(change: Change, judged: Judged) -> Mover:
    return Mover(change, judged.adjusted_p, judged.verdict)
