"""The method in short: what the method page says of each statistic, and where it is computed."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import yaml

from questionnaires.languages import Spoken

FOLDER = Path(__file__).parent / "words"


@dataclass(frozen=True, slots=True)
class Method:
    """One statistic. `where` is the module that computes it.

    functions : what docs/method.md prints in full, from their docstrings.
    """

    key: str
    where: str
    functions: tuple[str, ...]

    @property
    def texts(self) -> Spoken:
        """What it is, for readers who are no statisticians."""
        return Spoken({language: said[self.key] for language, said in _words().items() if self.key in said})


METHODS = (
    Method(
        "score",
        "analysis.scores.scoring",
        (
            "area_score",
            "respondent_score",
            "item_shares",
            "score_percentiles",
        ),
    ),
    Method("favourable", "analysis.scores.scoring", ("favourable_shares",)),
    Method("interval", "analysis.scores.bounded_means", ("bounded_mean_interval",)),
    Method(
        "interval_of_a_share",
        "analysis.scores.exact_shares",
        (
            "exact_share_interval",
            "lowest_share",
            "exact_share_p",
            "exact_difference_p",
            "exact_difference_interval",
        ),
    ),
    Method(
        "textbook_intervals",
        "analysis.scores.intervals",
        (
            "mean_interval",
            "share_interval",
            "effective_respondents",
            "margin_of_error",
            "margin_for_half",
            "share_difference_interval",
        ),
    ),
    Method(
        "difference",
        "analysis.scores.score_differences",
        (
            "score_difference",
            "score_against",
            "score_against_rest",
            "guarded",
            "favourable_difference",
            "favourable_against",
        ),
    ),
    Method(
        "textbook_differences",
        "analysis.scores.differences",
        (
            "welch",
            "against_fixed",
            "unit_against_rest",
            "share_difference",
            "share_against_fixed",
            "hedges_g",
        ),
    ),
    Method(
        "verdict",
        "analysis.scores.verdicts",
        (
            "verdict_of",
            "judge_groups",
            "judge",
            "benjamini_hochberg",
        ),
    ),
    Method("pairs", "analysis.institutions.pairs", ("beside",)),
    Method("benchmark", "analysis.institutions.benchmark", ("benchmark",)),
    Method(
        "reliability",
        "analysis.measurement.reliability",
        (
            "alpha",
            "standardised_alpha",
            "feldt_interval",
            "jackknife_interval",
            "alpha_jackknife",
            "item_rest_correlations",
            "alphas_if_deleted",
        ),
    ),
    Method(
        "structure",
        "analysis.measurement.structure",
        (
            "confirmatory",
            "omega_total",
            "fit_measures",
        ),
    ),
    Method(
        "invariance",
        "analysis.measurement.invariance",
        (
            "invariance",
            "comparability",
            "departures",
            "intercept_spread",
            "item_spreads",
        ),
    ),
    Method(
        "agreement",
        "analysis.measurement.agreement",
        (
            "rwg_j",
            "null_variance",
            "average_deviations",
            "agreement",
        ),
    ),
    Method("between_units", "analysis.measurement.intra_class", ("intra_class",)),
    Method(
        "weights",
        "analysis.findings.weighting",
        (
            "rake",
            "weigh",
            "kish_effect",
            "weighted_sample",
        ),
    ),
    Method(
        "pooling",
        "analysis.institutions.pooling",
        (
            "pool",
            "between_variance",
        ),
    ),
    Method("few_institutions", "analysis.institutions.spread_integrated", ("integrate",)),
    Method("ranks", "analysis.institutions.ranks", ("ranking",)),
    Method("funnel", "analysis.institutions.funnel", ("funnel",)),
    Method(
        "drivers",
        "analysis.findings.drivers",
        (
            "relative_weights",
            "shapley_r_squared",
            "within_covariance",
            "drivers",
        ),
    ),
    Method(
        "trend",
        "analysis.findings.trends",
        (
            "item_comparability",
            "area_comparability",
            "trend",
        ),
    ),
    Method(
        "quality",
        "analysis.findings.quality",
        (
            "longstring",
            "intra_individual_variability",
            "mahalanobis",
            "carelessness",
        ),
    ),
)


def method(key: str) -> Method:
    """The method of this key; KeyError when there is none.

    >>> method("trend").texts.in_language("en")[:35]
    'Only items with the same wording an'
    """
    return {entry.key: entry for entry in METHODS}[key]


@cache
def _words() -> Mapping[str, Mapping[str, str]]:
    return {file.stem: yaml.safe_load(file.read_text("utf-8")) for file in sorted(FOLDER.glob("*.yaml"))}
