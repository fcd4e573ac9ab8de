"""People whose opinions are known: areas of four items with five points, symmetric to very skewed."""

from functools import lru_cache

import numpy as np
from numpy.typing import NDArray
from scipy.special import ndtr

FloatArray = NDArray[np.float64]
ITEMS = 4
POINTS = 5
FAVOURABLE_FROM = 3
SHARED = 0.5
"""What the items of an area have in common, as a part of each answer's variance."""
BETWEEN_AREAS = 0.6
KINDS = {
    "symmetric": (-1.5, -0.5, 0.5, 1.5),
    "skewed": (-2.6, -1.9, -1.2, -0.1),
    "very skewed": (-3.2, -2.7, -2.1, -1.0),
}
"""Where answers pass from one point to the next: mean scores of 50, 85 and 95."""


def points(
    rng: np.random.Generator, kind: str, opinions: FloatArray, shift: FloatArray | float = 0.0
) -> FloatArray:
    """Points 0-4 of an area's items for standard normal opinions, shape (..., items)."""
    own = rng.standard_normal((*opinions.shape, ITEMS))
    latent = np.sqrt(SHARED) * opinions[..., None] + np.sqrt(1 - SHARED) * own + shift
    return np.searchsorted(np.array(KINDS[kind]), latent).astype(np.float64)


def scores_of(chosen: FloatArray) -> tuple[FloatArray, FloatArray]:
    """Scores 0-100 and favourable shares in percent of the area, as the product defines them."""
    score = 100 * chosen.mean(axis=-1) / (POINTS - 1)
    return score, 100 * (chosen >= FAVOURABLE_FROM).mean(axis=-1)


def answers(rng: np.random.Generator, kind: str, groups: int, people: int) -> tuple[FloatArray, FloatArray]:
    """Scores and favourable shares of so many groups of so many people, each (groups, people)."""
    return scores_of(points(rng, kind, rng.standard_normal((groups, people))))


def true_means(kind: str, shift: float = 0.0) -> tuple[float, float]:
    """The mean score and favourable share of everybody there could be."""
    above = ndtr(shift - np.array(KINDS[kind]))
    return float(100 * above.mean()), float(100 * above[FAVOURABLE_FROM - 1])


@lru_cache(maxsize=64)
def shift_of(kind: str, points_of_score: float) -> float:
    """The shift of opinions that moves the mean score by so much."""
    shifts = np.linspace(-3.0, 3.0, 6001)
    moved = [true_means(kind, float(shift))[0] - true_means(kind)[0] for shift in shifts]
    return float(np.interp(points_of_score, moved, shifts))
