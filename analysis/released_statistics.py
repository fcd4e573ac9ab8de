"""What a release says of the institution as a whole, area by area, besides its scores."""

from collections.abc import Mapping

import msgspec

from analysis.released_values import Hidden, Interval


class Reliability(msgspec.Struct, frozen=True, omit_defaults=True, tag="reliability"):
    """Internal consistency of one area in the institution."""

    alpha: float
    alpha_interval: Interval
    omega: float | Hidden
    item_rest: Mapping[str, float]
    alpha_if_deleted: Mapping[str, float]
    respondents: int


class Agreement(msgspec.Struct, frozen=True, omit_defaults=True, tag="agreement"):
    """How far a unit's members see an area alike; `is_shared` when both nulls are passed."""

    rwg_uniform: float
    rwg_slight_skew: float
    average_deviation: float
    is_shared: bool


class BetweenUnits(msgspec.Struct, frozen=True, omit_defaults=True, tag="between_units"):
    """How much of an area's variance lies between units."""

    icc1: float
    icc2: float
    units: int


class Driver(msgspec.Struct, frozen=True, omit_defaults=True, tag="driver"):
    """An area's share in what explains engagement. An association, not a cause.

    places : the first and the last place, by weight, that the area may have among all; None in releases
    made before there was one.
    """

    area: str
    weight: float
    interval: Interval
    score: float
    r: float
    places: tuple[int, int] | None = None


class Drivers(msgspec.Struct, frozen=True, omit_defaults=True, tag="drivers"):
    """Relative weights of all areas; they sum to 100. `r_squared` is what they explain together."""

    outcome: str
    drivers: tuple[Driver, ...]
    r_squared: float
    respondents: int


class Standing(msgspec.Struct, frozen=True, omit_defaults=True, tag="standing"):
    """Where the institution stands among the institutions of its programme in one area."""

    median: float
    lower_quartile: float
    upper_quartile: float
    lowest: float
    highest: float
    institutions: int
    percentile_band: str


class Quality(msgspec.Struct, frozen=True, omit_defaults=True, tag="quality"):
    """Signs of careless answering, and what the scores would be without those answers."""

    flagged_share: float
    scores_without: Mapping[str, float]


class WeightedScore(msgspec.Struct, frozen=True, omit_defaults=True, tag="weighted_score"):
    """An area's score had all parts of the institution answered alike, in tenths of a point.

    `difference` is what weighting changes: weighted less unweighted.
    """

    value: float
    interval: Interval
    difference: float


class Weighting(msgspec.Struct, frozen=True, omit_defaults=True, tag="weighting"):
    """Scores of the whole institution weighted to the headcounts of its `parts`, and what that costs.

    `design_effect` is Kish's: by what weighting multiplies the variance; `effective_respondents` would
    tell as much without weights. `is_trimmed` when a part has too few to be given its full weight.
    """

    scores: Mapping[str, WeightedScore | Hidden]
    parts: int
    design_effect: float
    effective_respondents: int
    is_trimmed: bool = False
