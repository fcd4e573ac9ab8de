"""What a release says of the institution as a whole, area by area, besides its scores."""

from collections.abc import Mapping

import msgspec

from analysis.released.released_values import Coefficient, CoefficientInterval, Hidden, Points, PointsInterval


class Reliability(msgspec.Struct, frozen=True, omit_defaults=True, tag="reliability"):
    """Internal consistency of one area in the institution."""

    alpha: Coefficient
    alpha_interval: CoefficientInterval
    omega: Coefficient | Hidden
    item_rest: Mapping[str, Coefficient]
    alpha_if_deleted: Mapping[str, Coefficient]
    respondents: int


class Agreement(msgspec.Struct, frozen=True, omit_defaults=True, tag="agreement"):
    """How far a unit's members see an area alike; `is_shared` when both nulls are passed."""

    rwg_uniform: Coefficient
    rwg_slight_skew: Coefficient
    average_deviation: Coefficient
    is_shared: bool


class BetweenUnits(msgspec.Struct, frozen=True, omit_defaults=True, tag="between_units"):
    """How much of an area's variance lies between those lowest units that show it; `units` is how many."""

    icc1: Coefficient
    icc2: Coefficient
    units: int


class Driver(msgspec.Struct, frozen=True, omit_defaults=True, tag="driver"):
    """An area's share in what explains engagement. An association, not a cause.

    places : the first and the last place, by weight, that the area may have among all; None in releases
    made before there was one.
    """

    area: str
    weight: Points
    interval: PointsInterval
    score: Points
    r: Coefficient
    places: tuple[int, int] | None = None


class Drivers(msgspec.Struct, frozen=True, omit_defaults=True, tag="drivers"):
    """Relative weights of all areas; they sum to 100. `r_squared` is what they explain together."""

    outcome: str
    drivers: tuple[Driver, ...]
    r_squared: Coefficient
    respondents: int


class Standing(msgspec.Struct, frozen=True, omit_defaults=True, tag="standing"):
    """Where the institution stands among the institutions of its programme in one area."""

    median: Points
    lower_quartile: Points
    upper_quartile: Points
    lowest: Points
    highest: Points
    institutions: int
    percentile_band: str


class Quality(msgspec.Struct, frozen=True, omit_defaults=True, tag="quality"):
    """Signs of careless answering, and what the scores would be without those answers."""

    flagged_share: Points
    scores_without: Mapping[str, Points]


class WeightedScore(msgspec.Struct, frozen=True, omit_defaults=True, tag="weighted_score"):
    """An area's score had all parts of the institution answered alike, in tenths of a point.

    `difference` is what weighting changes: weighted less unweighted.
    """

    value: Points
    interval: PointsInterval
    difference: Points


class Weighting(msgspec.Struct, frozen=True, omit_defaults=True, tag="weighting"):
    """Scores of the whole institution weighted to the headcounts of its `parts`, and what that costs.

    `design_effect` is Kish's: by what weighting multiplies the variance; `effective_respondents` would
    tell as much without weights. `is_trimmed` when a part has too few to be given its full weight.
    """

    scores: Mapping[str, WeightedScore | Hidden]
    parts: int
    design_effect: Coefficient
    effective_respondents: int
    is_trimmed: bool = False
