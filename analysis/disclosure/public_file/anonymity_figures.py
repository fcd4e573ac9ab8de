"""k-anonymity, l-diversity and t-closeness of a table of records."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray


@dataclass(frozen=True, slots=True)
class AnonymityFigures:
    """The figures of a file, or of one class of alike records in it.

    k : records of the smallest class (Sweeney 2002). l : fewest different values of a sensitive item in a
    class (Machanavajjhala 2007). t : largest distance between a class's distribution of a sensitive item and
    the whole file's (Li 2007), the ordered earth mover's distance over the values that occur.
    """

    k: int
    l: int  # noqa: E741 - the figure's name in the literature
    t: float


def classes_of(records: NDArray[np.int64]) -> NDArray[np.int64]:
    """Number of the equivalence class of each record: (records,) for (records, quasi-identifiers)."""
    return np.unique(records, axis=0, return_inverse=True)[1].reshape(-1).astype(np.int64)


def by_class(classes: NDArray[np.int64], sensitive: NDArray[np.int64]) -> list[AnonymityFigures]:
    """Figures of each equivalence class, in the order of its number.

    classes : (records,) from `classes_of`. sensitive : (records, items) codes; a missing answer is a value
    like any other, and counts as the highest. Checked against pycanon 1.3.6.
    """
    size = np.bincount(classes)
    least = np.full(size.shape, np.iinfo(np.int64).max, dtype=np.int64)
    furthest = np.zeros(size.shape)
    for item in range(sensitive.shape[1]):
        values, codes = np.unique(sensitive[:, item], return_inverse=True)
        table = np.bincount(classes * values.size + codes, minlength=size.size * values.size)
        table = table.reshape(size.size, values.size)
        least = np.minimum(least, (table > 0).sum(axis=1))
        if values.size > 1:
            whole = table.sum(axis=0) / table.sum()
            apart = np.abs(np.cumsum(table / size[:, None] - whole, axis=1)).sum(axis=1)
            furthest = np.maximum(furthest, apart / (values.size - 1))
    return [
        AnonymityFigures(int(k), int(few), float(far))
        for k, few, far in zip(size, least, furthest, strict=True)
    ]


def figures(records: NDArray[np.int64], sensitive: NDArray[np.int64]) -> AnonymityFigures:
    """Figures of a whole file: the worst of its classes. Raises ValueError for a file without records.

    >>> import numpy as np
    >>> figures(np.array([[1], [1], [2], [2]]), np.array([[1], [2], [1], [1]]))
    AnonymityFigures(k=2, l=1, t=0.25)
    """
    if records.shape[0] == 0:
        raise ValueError("A file without records has no figures.")
    each = by_class(classes_of(records), sensitive)
    return AnonymityFigures(
        min(one.k for one in each), min(one.l for one in each), max(one.t for one in each)
    )
