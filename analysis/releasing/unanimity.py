"""Whether a small group's area tells that (nearly) all of it answered one item alike."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from analysis.counting.answers import LARGEST_POINT, Answers, answers_as_numbers
from analysis.counting.scales import ScaleSpec
from analysis.released.showing import is_blurred
from analysis.releasing.group_results import GroupResults
from analysis.scores.scoring import ItemShares
from questionnaires.model import Item


def said(chosen: int, answered: int) -> tuple[int, int]:
    """Between which numbers a shown share says that so many chose it."""
    if not is_blurred(chosen, answered):
        return chosen, chosen
    return (0, 1) if chosen <= 1 else (answered - 1, answered)


def all_alike(chosen: NDArray[np.bool_], people: NDArray[np.int64]) -> bool:
    """Whether the whole institution is of one mind, which a large group may be seen to be."""
    return bool(chosen[people].all() or not chosen[people].any())


def mean_tells(
    group: GroupResults, items: Sequence[Item], scale: ScaleSpec, codes: NDArray[np.uint8]
) -> bool:
    """Whether the mean of a small group's area leaves one number only for a (nearly) unanimous item.

    The sum of all answers lies between what the favourable shares allow at least and at most. Where it would
    not if one more or one fewer had agreed with a blurred item, the mean tells which it was.
    """
    shares = [group.items[item.id] for item in items]
    known = [one for one in shares if isinstance(one, ItemShares)]
    blurred = [one for one in known if is_blurred(one.favourable, one.answered)]
    if not blurred or len(known) < len(shares):
        return False
    total = _steps(items, scale, codes[group.plan.rows])
    bounds = {
        one.item: _bounds(item, one.favourable, one.answered) for item, one in zip(items, known, strict=True)
    }
    for item, one in zip(items, known, strict=True):
        if not is_blurred(one.favourable, one.answered):
            continue
        others = [bounds[other] for other in bounds if other != one.item]
        fewest, most = said(one.favourable, one.answered)
        for number in (fewest, most):
            low, high = _bounds(item, number, one.answered)
            low += sum(other[0] for other in others)
            high += sum(other[1] for other in others)
            if not low <= total <= high:
                return True
    return False


def _steps(items: Sequence[Item], scale: ScaleSpec, codes: NDArray[np.uint8]) -> int:
    numbers = answers_as_numbers(codes)
    for position, item in enumerate(items):
        if item.is_reversed:
            numbers[:, position] = scale.lower + scale.upper - numbers[:, position]
    return int(np.nansum(numbers - scale.lower))


def _bounds(item: Item, favourable: int, answered: int) -> tuple[int, int]:
    """The least and the most that the steps of an item's answers sum to, with so many favourable ones."""
    lower, upper = item.scale.lower, item.scale.upper
    turned = [lower + upper - point if item.is_reversed else point for point in item.favourable]
    good = [point - lower for point in turned]
    other = [point - lower for point in item.scale.points if point not in turned] or [0]
    rest = answered - favourable
    return favourable * min(good) + rest * min(other), favourable * max(good) + rest * max(other)


def favourable_percents(items: Sequence[Item], answers: Answers) -> NDArray[np.float64]:
    """Each respondent's favourable share of the items answered, 0-100; NaN where none was."""
    favourable = np.zeros(answers.respondents)
    answered = np.zeros(answers.respondents)
    for item in items:
        column = answers.column(item.id)
        favourable += np.isin(column, item.favourable)
        answered += column <= LARGEST_POINT
    with np.errstate(invalid="ignore"):
        return np.asarray(100.0 * favourable / np.where(answered > 0, answered, np.nan))
