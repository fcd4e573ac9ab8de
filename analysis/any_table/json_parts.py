"""Pieces that all JSON of an analysis is made of: a number or its reason, and measures of fit."""

from collections.abc import Callable
from typing import Any, TypeVar

from analysis.measurement.structure import FitMeasures
from analysis.refusals import Refusal

Json = dict[str, Any]
T = TypeVar("T")


def or_refused(made: T | Refusal, show: Callable[[T], Any]) -> Any:
    """What `show` makes of the result, or the reason in its place."""
    if isinstance(made, Refusal):
        return {"refused": str(made)}
    return show(made)


def fit_json(fit: FitMeasures) -> Json:
    """Measures of fit under their names."""
    return {
        "chisq": fit.chisq,
        "df": fit.df,
        "p": fit.p,
        "cfi": fit.cfi,
        "tli": fit.tli,
        "rmsea": fit.rmsea,
        "rmsea_ci": [fit.rmsea_lower, fit.rmsea_upper],
        "srmr": fit.srmr,
        "respondents": fit.respondents,
    }
