"""Replicate groups for the jackknife: which of 32 groups a ballot belongs to."""

import numpy as np
from numpy.typing import NDArray

from analysis.counting.cells import REPLICATES as REPLICATES


def replicate_of(ids: NDArray[np.uint64], groups: int = REPLICATES) -> NDArray[np.int64]:
    """The replicate group of each random id, shape (rows,), by a hash that scatters near ids.

    The hash is SplitMix64's finaliser (Steele, Lea and Flood 2014), so that running numbers
    spread as evenly as random ids do.
    """
    with np.errstate(over="ignore"):
        mixed = ids.astype(np.uint64) + np.uint64(0x9E3779B97F4A7C15)
        mixed = (mixed ^ (mixed >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
        mixed = (mixed ^ (mixed >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
        mixed ^= mixed >> np.uint64(31)
    return (mixed % np.uint64(groups)).astype(np.int64)


def replicates_of_rows(rows: int, groups: int = REPLICATES) -> NDArray[np.int64]:
    """Replicate groups of equal size for rows without ids: the rows in the order of their hash."""
    order = np.argsort(_hash_order(rows), kind="stable")
    result = np.empty(rows, np.int64)
    result[order] = np.arange(rows) % min(groups, max(rows, 1))
    return result


def _hash_order(rows: int) -> NDArray[np.int64]:
    return replicate_of(np.arange(rows, dtype=np.uint64), 2**31 - 1)
