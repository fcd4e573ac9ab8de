"""Two institutions beside each other in every area, under the rules of every other difference."""

from collections.abc import Mapping
from dataclasses import dataclass

from analysis.refusals import Refusal
from analysis.released.released_values import Interval
from analysis.scores.intervals import mean_interval
from analysis.scores.samples import Sample
from analysis.scores.score_differences import score_difference
from analysis.scores.verdicts import Judged, Level, judge


@dataclass(frozen=True, slots=True)
class Beside:
    """One area of two institutions.

    first, second : the measured scores with intervals that speak of what the institutions tend to be, so
    without finite-population correction, as in a benchmark. judged : the difference, first minus second.
    """

    first: tuple[float, Interval]
    second: tuple[float, Interval]
    judged: Judged


def beside(
    first: Mapping[str, Sample], second: Mapping[str, Sample], indices: frozenset[str]
) -> Mapping[str, Beside]:
    """The areas that both institutions have, each with its difference, judged together over all of them.

    Welch's test on guarded samples of large populations, corrected over the areas (Benjamini and Hochberg),
    with the smallest difference that matters: as two waves are compared. An area in which that can't be done
    is left out.

    >>> one, other = {"trust": Sample(200, 60.0, 80_000.0)}, {"trust": Sample(180, 52.0, 72_000.0)}
    >>> beside(one, other, frozenset())["trust"].judged.verdict.value
    'higher'
    """
    made = {}
    for area in first:
        if area in second:
            try:
                difference = score_difference(first[area], second[area])
                made[area] = (_measured(first[area]), _measured(second[area]), difference)
            except Refusal:
                continue
    verdicts = judge(
        [difference for *_, difference in made.values()],
        [Level.INDEX if area in indices else Level.AREA for area in made],
    )
    return {
        area: Beside(one, other, judged)
        for (area, (one, other, _)), judged in zip(made.items(), verdicts, strict=True)
    }


def _measured(sample: Sample) -> tuple[float, Interval]:
    found = mean_interval(sample)
    return found.estimate, Interval(found.lower, found.upper)
