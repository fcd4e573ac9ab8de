"""Intervals over institutions: scores drawn towards the mean, ranks, the funnel; and drivers within one."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from analysis.findings.drivers import FEWEST_IN_INSTITUTION, drivers
from analysis.institutions.standings import AreaStandings, Result, standings
from analysis.refusals import Refusal
from analysis.released.released_values import Verdict
from benchmarks.coverage import areas, people
from benchmarks.coverage.rows import Kind, Row

NUMBERS = (3, 5, 12, 30)
SPREADS = (0.0, 1.5, 3.0)
"""Standard deviations of institutions' true scores, in points."""
SD = 20.0
MEAN = 60.0
TYPICAL, SIZES_VARY, FEWEST = 150.0, 0.7, 20
LEAST_PROGRAMMES = 3
"""For thirty institutions a third as many programmes as for three; each tells of more of them."""


@dataclass(slots=True)
class AgainstTheMean:
    """Verdicts on institutions' distances from the mean, and how many of those that are certain are false."""

    certain: int = 0
    false: int = 0

    def note(self, made: AreaStandings, true: np.ndarray) -> None:
        for standing, distance in zip(made.standings, true - MEAN, strict=True):
            if standing.verdict.is_certain:
                is_up = standing.verdict in (Verdict.HIGHER, Verdict.A_LITTLE_HIGHER)
                self.certain += 1
                self.false += int(distance <= 0 if is_up else distance >= 0)


def pooled(rng: np.random.Generator, trials: int, counted: AgainstTheMean) -> Iterator[Row]:
    """Where institutions stand, as the comparison computes it."""
    for number in NUMBERS:
        programmes = trials // (LEAST_PROGRAMMES if number > NUMBERS[1] else 1)
        for spread in SPREADS:
            held: dict[Kind, list[bool]] = {Kind.POOLED: [], Kind.RANK: [], Kind.FUNNEL: []}
            widths: dict[Kind, list[float]] = {kind: [] for kind in held}
            for _ in range(programmes):
                sizes = np.maximum(
                    FEWEST, np.round(TYPICAL * np.exp(SIZES_VARY * rng.standard_normal(number)))
                )
                true = MEAN + spread * rng.standard_normal(number)
                means = true + rng.standard_normal(number) * SD / np.sqrt(sizes)
                made = standings("area", _results(sizes, means))
                places = (-true).argsort().argsort() + 1
                if spread:
                    counted.note(made, true)
                for one, truth, place in zip(made.standings, true, places, strict=True):
                    held[Kind.POOLED].append(one.interval.lower <= truth <= one.interval.upper)
                    widths[Kind.POOLED].append(one.interval.upper - one.interval.lower)
                    held[Kind.RANK].append(one.rank.lower <= place <= one.rank.upper)
                    widths[Kind.RANK].append(one.rank.upper - one.rank.lower)
                    held[Kind.FUNNEL].append(not one.is_outside)
                    widths[Kind.FUNNEL].append(made.limits[0][2] - made.limits[0][1])
            for kind, some in held.items():
                if kind is Kind.RANK and not spread:
                    continue  # where all are alike there is no true rank
                setting = f"institutions that differ by {spread:g} points"
                yield Row(
                    kind, setting, number, float(np.mean(some)), float(np.mean(widths[kind])), len(some)
                )


def _results(sizes: np.ndarray, means: np.ndarray) -> list[Result]:
    return [
        Result(f"i{at}", int(n), float(mean), SD, "kind", "size")
        for at, (n, mean) in enumerate(zip(sizes, means, strict=True))
    ]


def shares_of_drivers(rng: np.random.Generator, trials: int) -> Iterator[Row]:
    """Drivers' shares and places in the smallest institution in which they are given."""
    for kind in people.KINDS:
        true = np.array(areas.true_shares(kind))
        places = (-true).argsort().argsort() + 1
        shares, placed, widths, ranges = [], [], [], []
        for _ in range(trials):
            table = areas.scores(rng, kind, FEWEST_IN_INSTITUTION)
            try:
                found = drivers(areas.replicates(table), areas.AREAS, "outcome").drivers
            except Refusal:
                continue
            for driver, share, place in zip(found, true, places, strict=True):
                shares.append(driver.share_bounds.lower <= share <= driver.share_bounds.upper)
                widths.append(100 * (driver.share_bounds.upper - driver.share_bounds.lower))
                placed.append(driver.places[0] <= place <= driver.places[1])
                ranges.append(float(driver.places[1] - driver.places[0]))
        n = FEWEST_IN_INSTITUTION
        yield Row(Kind.DRIVER, kind, n, float(np.mean(shares)), float(np.mean(widths)), len(shares))
        yield Row(Kind.PLACE, kind, n, float(np.mean(placed)), float(np.mean(ranges)), len(placed))
