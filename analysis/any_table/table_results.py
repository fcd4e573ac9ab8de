"""The results of a table's analysis as frozen values; each part is there, or the reason why it is not."""

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from analysis.any_table.table_structure import TableScale
from analysis.findings.drivers import OutcomeDrivers
from analysis.findings.quality import Carelessness, WithAndWithout
from analysis.institutions.pooling import Pooled
from analysis.institutions.ranks import Ranking
from analysis.measurement.agreement import ScaleAgreement
from analysis.measurement.intra_class import IntraClass
from analysis.measurement.invariance import Invariance
from analysis.measurement.reliability import AreaReliability, Bounds
from analysis.measurement.structure import FactorSolution
from analysis.refusals import Refusal
from analysis.scores.intervals import IntervalEstimate
from analysis.scores.samples import Sample

FloatArray = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class TableScore:
    """A scale's score over all rows. left_out : answered something, but too little; silent : nothing."""

    scores: Sample
    interval: IntervalEstimate | Refusal
    favourable: Sample
    left_out: int
    silent: int


@dataclass(frozen=True)
class ColumnResults:
    """A scale over the groups of one column.

    scores : of the groups in which somebody has a score, by name; pooled and ranking are in their
    order. unscored : the other groups. without : rows whose group is not given.
    """

    column: str
    scores: Mapping[str, Sample]
    unscored: tuple[str, ...]
    without: int
    intra_class: IntraClass | Refusal
    pooled: Pooled | Refusal
    ranking: Ranking | Refusal
    agreement: ScaleAgreement | Refusal
    invariance: Invariance | Refusal


@dataclass(frozen=True, eq=False)
class Distances:
    """Squared Mahalanobis distances of complete rows, and how many exceed the limit (p < .001)."""

    values: FloatArray
    limit: float

    @property
    def beyond(self) -> int:
        return int((self.values > self.limit).sum())


@dataclass(frozen=True, eq=False)
class Signs:
    """Signs of careless answering of one battery. irv : of rows with two answers or more."""

    longstring: NDArray[np.int64]
    irv: FloatArray
    distances: Distances | Refusal


@dataclass(frozen=True)
class ScaleResult:
    """Everything on one scale. Each part is its result, or the reason why there is none.

    unanswered : items to which nobody has an answer.
    """

    scale: TableScale
    score: TableScore | Refusal
    reliability: AreaReliability | Refusal
    jackknife: Bounds | Refusal
    factor: FactorSolution | Refusal
    omega: float | Refusal
    signs: Signs
    unanswered: tuple[str, ...] = ()
    groups: ColumnResults | None = None
    units: ColumnResults | None = None
    without_flagged: WithAndWithout | Refusal | None = None


@dataclass(frozen=True)
class ModelResult:
    """A factor model of several scales, and its invariance over groups."""

    scales: tuple[str, ...]
    solution: FactorSolution | Refusal
    invariance: Invariance | Refusal | None


@dataclass(frozen=True)
class TableAnalysis:
    """All results of one table. refused : scales that could not be read, with the reason."""

    rows: int
    scales: Mapping[str, ScaleResult]
    refused: Mapping[str, Refusal]
    models: Mapping[str, ModelResult]
    drivers: OutcomeDrivers | Refusal | None
    outcome: str | None
    carelessness: Carelessness | Refusal
    signs: Signs | None
    ignored_columns: tuple[str, ...] = field(default=())
