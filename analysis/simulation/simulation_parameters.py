"""What simulated people are like, and what is then true of them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

FloatArray = NDArray[np.float64]


@dataclass(frozen=True)
class Parameters:
    """What the simulated people are like. Effects are in standard deviations of a respondent's opinion.

    loading : correlation of an item's continuous answer with its area; `loadings` by item id overrides it.
    general_share : how much of an area's variance all areas share (0 none, 1 all).
    institution_sd, unit_sd : spread of institution and unit means in every area.
    institution_effects : by area, added to all units. unit_effects : by unit index, then by area.
    class_effects : by background question, then by class: (area → effect), "" for every area.
    class_shares : by background question, the shares of its classes in order (even when left out).
    item_shifts, item_loading_changes : planted non-invariance of this institution, by item id.
    response_rate : of the invited; `unit_response_rates` by unit index overrides it. `response_slope` is
        how much opinion drives response, as the log-odds for one standard deviation.
    no_answer, not_applicable, background_not_given : shares of single answers.
    careless : share of respondents who answer without reading, half of them along one line.
    """

    loading: float = 0.75
    loadings: Mapping[str, float] = field(default_factory=dict)
    general_share: float = 0.5
    institution_sd: float = 0.3
    unit_sd: float = 0.25
    institution_effects: Mapping[str, float] = field(default_factory=dict)
    unit_effects: Mapping[int, Mapping[str, float]] = field(default_factory=dict)
    class_effects: Mapping[str, Mapping[str, Mapping[str, float]]] = field(default_factory=dict)
    class_shares: Mapping[str, Sequence[float]] = field(default_factory=dict)
    item_shifts: Mapping[str, float] = field(default_factory=dict)
    item_loading_changes: Mapping[str, float] = field(default_factory=dict)
    response_rate: float = 0.7
    unit_response_rates: Mapping[int, float] = field(default_factory=dict)
    response_slope: float = 0.0
    no_answer: float = 0.02
    not_applicable: float = 0.01
    background_not_given: float = 0.03
    careless: float = 0.02


@dataclass(frozen=True, eq=False)
class Truth:
    """What is true of a simulated institution.

    areas : keys, the order of the columns. headcounts : (units,) people invited.
    unit_means : (units, areas) latent means of the units, before effects of background classes.
    population_scores : (units, areas) mean score 0-100 had everybody answered everything with care.
    expected_scores : (units, areas) mean over the invited of the score to be expected of such people.
    loadings, intercepts : (items,) of the continuous answers behind the items, keyed.
    is_careless : (respondents,). shifted_items : ids of items that work differently here.
    """

    areas: tuple[str, ...]
    headcounts: NDArray[np.int64]
    unit_means: FloatArray
    population_scores: FloatArray
    expected_scores: FloatArray
    loadings: FloatArray
    intercepts: FloatArray
    is_careless: NDArray[np.bool_]
    shifted_items: tuple[str, ...]
