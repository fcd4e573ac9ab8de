"""False marks of whole releases: forty units, twelve areas, three comparisons each, judged by the product."""

from collections.abc import Iterator
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from analysis.released.released_values import Against, Difference, Verdict
from analysis.releasing.comparisons import Grid
from analysis.scores.samples import Sample
from analysis.scores.score_differences import score_against, score_against_rest, score_difference
from analysis.scores.verdicts import MATTERS_IN_POINTS, Level
from benchmarks.coverage import people

UNITS = 40
AREAS = 12
NOTHING = 0.05
"""A true difference under this many points is none: the rest moves a little with each unit."""
Samples = list[list[Sample]]


@dataclass(frozen=True, slots=True)
class World:
    """What is true of the units of one row of the table.

    changed : part of units × areas that differ, by `by` points, half of them up and half down.
    """

    kind: str
    fewest: int
    most: int
    changed: float
    by: float

    def __str__(self) -> str:
        truth = f"{self.changed:.0%} by {self.by:g} points" if self.changed else "nothing differs"
        return f"{self.kind}, units of {self.fewest}-{self.most}, {truth}"


WORLDS = (
    World("symmetric", 20, 60, 0.0, 0.0),
    World("symmetric", 10, 20, 0.0, 0.0),
    World("symmetric", 20, 60, 0.1, 3.0),
    World("symmetric", 20, 60, 0.1, 6.0),
    World("symmetric", 20, 60, 0.1, 10.0),
    World("symmetric", 20, 60, 0.3, 6.0),
    World("symmetric", 60, 200, 0.1, 6.0),
    World("skewed", 20, 60, 0.0, 0.0),
    World("skewed", 20, 60, 0.1, 6.0),
    World("very skewed", 20, 60, 0.0, 0.0),
    World("very skewed", 20, 60, 0.1, -6.0),
)


@dataclass(slots=True)
class Marks:
    """What was counted over the releases of one world.

    rates : of each release, the part of its marks that is false. of_a_unit : the same of each unit's own.
    chances and wrong : by verdict, how often it could have been wrong and how often it was.
    """

    rates: list[float] = field(default_factory=list)
    of_a_unit: list[float] = field(default_factory=list)
    marks: int = 0
    found: int = 0
    true: int = 0
    chances: dict[Verdict, int] = field(default_factory=dict)
    wrong: dict[Verdict, int] = field(default_factory=dict)

    @property
    def false_discovery_rate(self) -> float:
        return float(np.mean(self.rates))

    @property
    def any_false(self) -> float:
        return float(np.mean([rate > 0 for rate in self.rates]))


def error_rates(world: World, releases: int, seed: int) -> Marks:
    """Judges so many releases of one world by the product's own grid, and counts what was marked falsely."""
    rng = np.random.default_rng(seed)
    counted = Marks()
    for _ in range(releases):
        _count(world, rng, counted)
    return counted


def _count(world: World, rng: np.random.Generator, counted: Marks) -> None:
    sizes = rng.integers(world.fewest, world.most + 1, UNITS)
    unit = np.repeat(np.arange(UNITS), sizes)
    changed = rng.random((UNITS, AREAS)) < world.changed
    signs = np.where(rng.random((UNITS, AREAS)) < 0.5, 1.0, -1.0) if world.by > 0 else np.ones((UNITS, AREAS))
    true = np.where(changed, signs * world.by, 0.0)
    shifts = np.zeros((UNITS, AREAS))
    for points in np.unique(true):
        shifts[true == points] = people.shift_of(world.kind, float(points)) if points else 0.0
    now, before = (_scores(world.kind, rng, moved[unit]) for moved in (shifts, np.zeros_like(shifts)))
    mean = people.true_means(world.kind)[0]
    grid, truths = Grid(), dict(_truths(true, sizes))
    whole, past = _samples(now, np.zeros_like(unit), 1)[0], _samples(before, np.zeros_like(unit), 1)[0]
    for area in range(AREAS):
        _add(grid, "all", area, whole[area], past[area], mean)
    for key, mine, then in zip(
        range(UNITS), _samples(now, unit, UNITS), _samples(before, unit, UNITS), strict=True
    ):
        for area in range(AREAS):
            _add(grid, f"unit:{key}", area, mine[area], then[area], mean)
            _rest(grid, f"unit:{key}", area, mine[area], whole[area])
    marks: dict[str, list[bool]] = {}
    for (group, area), differences in grid.judged().items():
        for made in differences:
            assert isinstance(made, Difference)
            true_one = truths[group, area, made.against]
            is_false = bool(abs(true_one) < NOTHING or (made.value > 0) != (true_one > 0))
            if made.verdict.is_certain:
                marks.setdefault(group, []).append(is_false)
            _note(counted, made.verdict, true_one, is_false)
    every = [is_false for some in marks.values() for is_false in some]
    counted.rates.append(float(np.mean(every)) if every else 0.0)
    counted.of_a_unit += [float(np.mean(marks.get(f"unit:{key}", [0.0]))) for key in range(UNITS)]
    counted.marks += len(every)


def _note(counted: Marks, verdict: Verdict, true: float, is_false: bool) -> None:
    matters = bool(abs(true) >= MATTERS_IN_POINTS)
    counted.true += int(matters)
    counted.found += matters and verdict.is_certain and not is_false
    of = Verdict.ABOUT_THE_SAME
    counted.chances[of] = counted.chances.get(of, 0) + matters
    counted.wrong[of] = counted.wrong.get(of, 0) + (matters and verdict is of)
    if verdict.is_certain:
        counted.chances[verdict] = counted.chances.get(verdict, 0) + 1
        counted.wrong[verdict] = counted.wrong.get(verdict, 0) + is_false


def _truths(
    true: NDArray[np.float64], sizes: NDArray[np.int64]
) -> Iterator[tuple[tuple[str, str, Against], float]]:
    """By group, area and comparison, the difference that everybody there could be would show."""
    total = true.T @ sizes
    for area in range(AREAS):
        for against in (Against.PREVIOUS, Against.BENCHMARK):
            yield ("all", str(area), against), float(total[area] / sizes.sum())
            for unit in range(UNITS):
                yield (f"unit:{unit}", str(area), against), float(true[unit, area])
        for unit in range(UNITS):
            others = (total[area] - true[unit, area] * sizes[unit]) / (sizes.sum() - sizes[unit])
            yield (f"unit:{unit}", str(area), Against.REST), float(true[unit, area] - others)


def _scores(kind: str, rng: np.random.Generator, shifts: NDArray[np.float64]) -> NDArray[np.float64]:
    """Scores of all areas, (people, areas); the areas of one person go together."""
    person = rng.standard_normal((shifts.shape[0], 1))
    own = rng.standard_normal(shifts.shape)
    opinions = np.sqrt(people.BETWEEN_AREAS) * person + np.sqrt(1 - people.BETWEEN_AREAS) * own
    return people.scores_of(people.points(rng, kind, opinions, shifts[..., None]))[0]


def _samples(scores: NDArray[np.float64], group: NDArray[np.int64], groups: int) -> Samples:
    return [[Sample.of(column) for column in scores[group == one].T] for one in range(groups)]


def _add(grid: Grid, group: str, area: int, mine: Sample, then: Sample, benchmark: float) -> None:
    place, family = (group, str(area)), ("areas", group)
    grid.add(place, Against.PREVIOUS, Level.AREA, family, lambda: score_difference(mine, then))
    grid.add(place, Against.BENCHMARK, Level.AREA, family, lambda: score_against(mine, benchmark))


def _rest(grid: Grid, group: str, area: int, mine: Sample, whole: Sample) -> None:
    place, family = (group, str(area)), ("areas", group)
    grid.add(place, Against.REST, Level.AREA, family, lambda: score_against_rest(mine, whole))
