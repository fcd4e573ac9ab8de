"""One row of the table: an interval of one kind in one setting, and how often it held the truth."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum


class Kind(StrEnum):
    """The kinds of intervals that results, comparisons and reports show or rest a verdict on."""

    SCORE = "score of a group"
    FAVOURABLE = "favourable share of an area"
    SHARE = "favourable share of an item"
    WEIGHTED = "weighted score"
    CHANGE = "difference of scores, from the last wave"
    BENCHMARK = "difference of scores, from the benchmark"
    REST = "difference of scores, from the rest"
    SHARES = "difference of shares of an item"
    MARGIN = "margin of error for a share of one half"
    POOLED = "score drawn towards the mean"
    RANK = "rank of an institution"
    FUNNEL = "funnel"
    ALPHA = "α"
    DRIVER = "share of a driver"
    PLACE = "place of a driver"


@dataclass(frozen=True, slots=True)
class Row:
    """How often `trials` intervals of a kind held the truth; `people` is n, or how many institutions.

    trials : 0 where the coverage was computed over every sample there could be.
    """

    kind: Kind
    setting: str
    people: int
    coverage: float
    width: float
    trials: int


def worst(rows: Iterable[Row]) -> dict[Kind, Row]:
    """Of each kind the row with the lowest coverage."""
    found: dict[Kind, Row] = {}
    for row in rows:
        if row.kind not in found or row.coverage < found[row.kind].coverage:
            found[row.kind] = row
    return found


def average(rows: Iterable[Row], kind: Kind) -> float:
    """The mean coverage of a kind over its settings."""
    values = [row.coverage for row in rows if row.kind is kind]
    return sum(values) / len(values)


def told(rows: Iterator[Row], size: int) -> Iterator[Row]:
    """The same rows, each with a line of progress."""
    for number, row in enumerate(rows, 1):
        if number % size == 0:
            print(f"  {number} settings, now {row.kind}, {row.setting}, n = {row.people}", flush=True)
        yield row
