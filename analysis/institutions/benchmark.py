"""What institutions have in common: the median institution, quartiles, and the pooled mean."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from analysis.refusals import TooFewGroups
from analysis.scores.samples import Sample

FEWEST_INSTITUTIONS = 3


@dataclass(frozen=True, slots=True)
class Benchmark:
    """A distribution over institutions.

    median, lower_quartile, upper_quartile : each institution counts once, whatever its size.
    pooled_mean : each respondent counts once. values : ascending, one an institution.
    """

    institutions: int
    respondents: int
    median: float
    lower_quartile: float
    upper_quartile: float
    pooled_mean: float
    values: tuple[float, ...]

    def percentile_of(self, value: float) -> float:
        """Per cent of the institutions below, those with the same value counted half.

        >>> benchmark([Sample(10, mean, 1.0) for mean in (50.0, 60.0, 70.0, 80.0)]).percentile_of(60.0)
        37.5
        """
        below = sum(other < value for other in self.values)
        same = sum(other == value for other in self.values)
        return 100.0 * (below + same / 2) / self.institutions


def benchmark(institutions: list[Sample], fewest: int = FEWEST_INSTITUTIONS) -> Benchmark:
    """The benchmark of some institutions' scores; a single one's value may be any of its numbers.

    Quartiles as R's default (type 7). Raises TooFewGroups: with one or two institutions the
    benchmark would be somebody's own result.

    >>> made = benchmark([Sample(10, 50.0, 1.0), Sample(30, 60.0, 1.0), Sample(10, 80.0, 1.0)])
    >>> made.median, made.lower_quartile, made.upper_quartile, made.pooled_mean
    (60.0, 55.0, 70.0, 62.0)
    """
    if len(institutions) < fewest:
        raise TooFewGroups(len(institutions), fewest, "a benchmark")
    values = np.sort([sample.mean for sample in institutions])
    lower, median, upper = (float(value) for value in np.percentile(values, [25, 50, 75]))
    respondents = sum(sample.respondents for sample in institutions)
    # Sorted, so that the sum does not depend on the order in which institutions arrive.
    totals = sorted(sample.mean * sample.respondents for sample in institutions)
    return Benchmark(
        len(institutions),
        respondents,
        median,
        lower,
        upper,
        sum(totals) / respondents,
        tuple(float(value) for value in values),
    )


def benchmarks_by_kind(
    institutions: Mapping[str, Sample], kind_of: Mapping[str, str], fewest: int = FEWEST_INSTITUTIONS
) -> dict[str, Benchmark]:
    """A benchmark within each kind (or size) of institution; kinds with too few are left out."""
    kinds: dict[str, list[Sample]] = {}
    for name, sample in institutions.items():
        kinds.setdefault(kind_of[name], []).append(sample)
    return {kind: benchmark(members, fewest) for kind, members in kinds.items() if len(members) >= fewest}
