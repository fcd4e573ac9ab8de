"""Scores from 0 to 100, favourable shares and the shares of each answer."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from analysis.counting.answers import Answers, answers_as_numbers
from analysis.counting.cells import Cells, ScaleCells
from analysis.counting.scales import ScaleSpec, Structure
from analysis.refusals import TooFewRespondents
from analysis.scores.samples import Sample

FloatArray = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class AreaScore:
    """The score of one area in one group.

    scores : respondents' scores 0-100; their mean is the area's score.
    favourable : respondents' shares of favourable among their answered items (0-1), over all who
        answered at least one item; its mean is the area's favourable share.
    left_out : respondents who answered something, but fewer items than the minimum.
    """

    area: str
    scores: Sample
    favourable: Sample
    left_out: int

    @property
    def respondents(self) -> int:
        return self.scores.respondents

    @property
    def mean(self) -> float:
        return self.scores.mean


@dataclass(frozen=True, slots=True)
class ItemShares:
    """How one item was answered in one group.

    points : respondents by answer, from the unfavourable to the favourable end (keyed).
    favourable, neutral, unfavourable : respondents in the boxes that the questionnaire declares.
    The base of every share is `answered`: the three kinds of missing are counted, outside it.
    """

    item: str
    points: tuple[int, ...]
    favourable: int
    neutral: int
    unfavourable: int
    no_answer: int
    not_applicable: int
    not_asked: int

    @property
    def answered(self) -> int:
        return sum(self.points)

    def share(self, respondents: int) -> float:
        """Part of the valid answers. Raises TooFewRespondents when nobody answered."""
        if self.answered == 0:
            raise TooFewRespondents(0, 1, f"a share of {self.item}")
        return respondents / self.answered

    @property
    def favourable_share(self) -> float:
        return self.share(self.favourable)


def respondent_score(points: list[int], lower: int, upper: int) -> float:
    """One respondent's score: 100·(mean of keyed points − a)/(b − a).

    >>> respondent_score([5, 4, 4, 3, 2], 1, 5)
    65.0
    """
    return 100.0 * (sum(points) / len(points) - lower) / (upper - lower)


def respondent_scores(
    values: FloatArray, lower: float, upper: float, minimum_answered: int
) -> tuple[FloatArray, NDArray[np.bool_]]:
    """Scores of all respondents of a table of keyed values (rows, k) with NaN for missing.

    Returns the scores of those who answered enough, in order, and who they are (rows,).
    """
    present = ~np.isnan(values)
    answered = present.sum(axis=1)
    enough = answered >= minimum_answered
    total = np.where(present, values - lower, 0.0).sum(axis=1)
    return 100.0 * total[enough] / (answered[enough] * (upper - lower)), enough


def scores_by_respondent(answers: Answers, structure: Structure, spec: ScaleSpec) -> FloatArray:
    """Every respondent's score in one area, (respondents,); NaN for those who answered too few items.

    The answers' columns are in the structure's order.
    """
    columns = list(structure.columns(spec))
    values = answers_as_numbers(answers.codes[:, columns])
    for position, column in enumerate(columns):
        if structure.items[column].is_reversed:
            values[:, position] = spec.lower + spec.upper - values[:, position]
    scores, enough = respondent_scores(values, spec.lower, spec.upper, spec.minimum_answered)
    found = np.full(answers.respondents, np.nan)
    found[enough] = scores
    return found


def favourable_shares(favourable: NDArray[np.bool_], present: NDArray[np.bool_]) -> FloatArray:
    """Favourable ÷ answered of every respondent who answered at least one item; tables (rows, k)."""
    answered = present.sum(axis=1)
    counted = answered > 0
    return np.asarray((favourable & present).sum(axis=1)[counted] / answered[counted], np.float64)


def score_distribution(spec: ScaleSpec, histogram: NDArray[np.int64]) -> tuple[FloatArray, NDArray[np.int64]]:
    """Possible scores 0-100 in ascending order, and how many respondents have each.

    histogram : (k+1, k·steps+1) as in `ScaleCells`, of one group.
    """
    answered, total = np.nonzero(histogram)
    counts = histogram[answered, total]
    enough = answered >= spec.minimum_answered
    scores = 100.0 * total[enough] / (answered[enough] * spec.steps)
    order = np.argsort(scores, kind="stable")
    return scores[order], counts[enough][order]


def area_score(cells: Cells, area: str, group: int = 0) -> AreaScore:
    """The score of an area in a group.

    A respondent's score is 100·(mean of valid keyed answers − a)/(b − a) when at least the minimum
    was answered; the group's is the mean of its respondents'. The favourable share is the mean over
    respondents of favourable ÷ answered, the rule that reproduces the published theme scores of the
    UK Civil Service People Survey 2024 (neither the mean of item shares nor the pooled share does).

    Raises TooFewRespondents when nobody answered enough items.

    >>> from analysis.counting.cells import count
    >>> from analysis.counting.scales import Structure
    >>> engagement = Structure.of_scale("E", ("E1", "E2", "E3", "E4", "E5"), lower=1, upper=5)
    >>> cells = count(engagement, np.array([[5, 4, 4, 3, 2]], np.uint8))
    >>> area_score(cells, "E").mean, area_score(cells, "E").favourable.mean
    (65.0, 0.6)
    """
    return scale_score(cells.scale(area), group)


def scale_score(scale: ScaleCells, group: int = 0) -> AreaScore:
    """As `area_score`, of the counts of one scale."""
    spec, histogram = scale.spec, scale.histogram[group]
    scores, counts = score_distribution(spec, histogram)
    left_out = int(histogram[1 : spec.minimum_answered].sum())
    if counts.sum() == 0:
        raise TooFewRespondents(0, 1, f"the score of {spec.key}")
    answered, favourable = np.nonzero(scale.favourable[group][1:])
    shares = Sample.of_counts(favourable / (answered + 1), scale.favourable[group][1:][answered, favourable])
    return AreaScore(spec.key, Sample.of_counts(scores, counts), shares, left_out)


def score_percentiles(
    cells: Cells, area: str, percents: tuple[float, ...], group: int = 0
) -> tuple[float, ...]:
    """Percentiles of the respondents' scores, interpolated as R's default (type 7)."""
    scale = cells.scale(area)
    scores, counts = score_distribution(scale.spec, scale.histogram[group])
    if counts.sum() == 0:
        raise TooFewRespondents(0, 1, f"the score of {area}")
    values = np.percentile(np.repeat(scores, counts), percents)
    return tuple(float(value) for value in values)


def item_shares(cells: Cells, item_id: str, group: int = 0) -> ItemShares:
    """How an item was answered in a group, in the boxes that the questionnaire declares."""
    column = cells.structure.item_index[item_id]
    item = cells.structure.items[column]
    counts = cells.item_counts[group, column]
    points = tuple(int(count) for count in counts[: item.steps + 1])
    favourable = sum(points[item.keyed_steps(point)] for point in item.favourable)
    unfavourable = sum(points[item.keyed_steps(point)] for point in item.unfavourable)
    neutral = sum(points) - favourable - unfavourable
    missing = (int(count) for count in counts[-3:])
    return ItemShares(item_id, points, favourable, neutral, unfavourable, *missing)
