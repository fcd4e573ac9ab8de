"""The analysis of a table as JSON: unrounded numbers under fixed names, and reasons where there are none."""

from collections.abc import Callable, Mapping
from typing import Any, TypeVar

import numpy as np

from analysis.agreement import Agreement, Null
from analysis.drivers import Drivers
from analysis.invariance import Comparability, Invariance
from analysis.quality import Carelessness
from analysis.refusals import Refusal
from analysis.reliability import Bounds, Reliability
from analysis.structure import FactorSolution, FitMeasures
from analysis.table_results import GroupResults, ModelResult, ScaleResult, Signs, TableAnalysis, TableScore

Json = dict[str, Any]
T = TypeVar("T")


def as_json(analysis: TableAnalysis) -> Json:
    """The whole analysis. A part that could not be given is ``{"refused": reason}`` in its place.

    Scores and their intervals run from 0 to 100; `favourable` and all shares from 0 to 1.
    """
    scales: Json = {key: {"refused": str(reason)} for key, reason in analysis.refused.items()}
    scales |= {key: _scale(made) for key, made in analysis.scales.items()}
    result: Json = {"rows": analysis.rows, "scales": scales}
    if analysis.models:
        result["models"] = {name: _model(made) for name, made in analysis.models.items()}
    if analysis.drivers is not None and analysis.outcome is not None:
        result["drivers"] = {"outcome": analysis.outcome, **_or_refused(analysis.drivers, _drivers)}
        scales[analysis.outcome]["drivers"] = _or_refused(analysis.drivers, _drivers)
    result["careless"] = {
        **({} if analysis.signs is None else _signs(analysis.signs)),
        "flags": _or_refused(analysis.carelessness, _flags),
    }
    result["left_out"] = left_out(analysis)
    return result


def left_out(analysis: TableAnalysis) -> list[str]:
    """Sentences on all that does not count somewhere: nothing is silently dropped."""
    said = [f"scale {key}: {reason}" for key, reason in analysis.refused.items()]
    for key, made in analysis.scales.items():
        if isinstance(made.score, TableScore):
            if made.score.left_out:
                said.append(
                    f"scale {key}: {made.score.left_out} rows have fewer than "
                    f"{made.scale.minimum_answered} answers and no score"
                )
            if made.score.silent:
                said.append(f"scale {key}: {made.score.silent} rows have no answer")
        for results in (made.groups, made.units):
            if results is None:
                continue
            if results.without:
                said.append(f"scale {key}: {results.without} rows have no {results.column}")
            if results.unscored:
                said.append(f"scale {key}: {len(results.unscored)} of {results.column} have no score")
            for what, part in (("agreement", results.agreement), ("invariance", results.invariance)):
                if not isinstance(part, Refusal) and part.left_out:
                    said.append(
                        f"scale {key}: {len(part.left_out)} of {results.column} are left out of {what}"
                    )
    if analysis.ignored_columns:
        said.append(f"columns of no scale: {', '.join(analysis.ignored_columns)}")
    return said


def _or_refused(made: T | Refusal, show: Callable[[T], Any]) -> Any:
    if isinstance(made, Refusal):
        return {"refused": str(made)}
    return show(made)


def _scale(made: ScaleResult) -> Json:
    score, reliability = made.score, made.reliability
    result: Json = {
        "respondents": score.scores.respondents if isinstance(score, TableScore) else 0,
        "items": list(made.scale.items),
        "reversed": sorted(made.scale.reversed_items),
        "minimum_answered": made.scale.minimum_answered,
        "score": _or_refused(score, _score),
        "favourable": _or_refused(score, lambda given: given.favourable.mean),
        "favourable_respondents": score.favourable.respondents if isinstance(score, TableScore) else 0,
        "alpha": _or_refused(reliability, lambda given: _alpha(given, made.jackknife)),
        "omega_total": _or_refused(made.omega, float),
        "item_rest": _or_refused(reliability, lambda given: dict(given.item_rest)),
        "alpha_if_deleted": _or_refused(
            reliability,
            lambda given: dict(given.if_deleted) or {"refused": "α without an item needs at least 3 items"},
        ),
        "warnings": [] if isinstance(reliability, Refusal) else list(reliability.warnings),
        "cfa": _or_refused(made.factor, _one_factor),
        "careless": _signs(made.signs),
    }
    if made.without_flagged is not None:
        result["careless"]["without_flagged"] = _or_refused(
            made.without_flagged,
            lambda given: {
                "mean": given.everybody.mean,
                "mean_without": given.unflagged.mean,
                "flagged": given.everybody.respondents - given.unflagged.respondents,
            },
        )
    if made.groups is not None:
        result |= _groups(made.groups)
    if made.units is not None:
        result["units"] = _groups(made.units)
    return result


def _score(score: TableScore) -> Json:
    sample = score.scores
    return {
        "mean": sample.mean,
        "sd": sample.sd if sample.respondents > 1 else {"refused": "one respondent has no spread"},
        "ci": _or_refused(score.interval, lambda given: [given.lower, given.upper]),
        "left_out": score.left_out,
        "no_answer": score.silent,
    }


def _alpha(made: Reliability, jackknife: Bounds | Refusal) -> Json:
    return {
        "pairwise": made.pairwise,
        "complete": made.complete,
        "standardised": made.standardised,
        "feldt": [made.feldt.lower, made.feldt.upper],
        "jackknife": _or_refused(jackknife, lambda given: [given.lower, given.upper]),
        "jackknife_se": _or_refused(jackknife, lambda given: given.standard_error),
        "respondents": made.respondents,
        "complete_respondents": made.complete_respondents,
    }


def _fit(fit: FitMeasures) -> Json:
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


def _one_factor(made: FactorSolution) -> Json:
    ((name, loadings),) = made.loadings.items()
    return {
        **_fit(made.fit),
        "loadings": dict(loadings),
        "loadings_standardised": made.standardised()[name],
        "residual_variances": dict(made.residuals),
        "heywood": list(made.heywood),
    }


def _model(made: ModelResult) -> Json:
    def show(solution: FactorSolution) -> Json:
        return {
            **_fit(solution.fit),
            "loadings": {factor: dict(given) for factor, given in solution.loadings.items()},
            "loadings_standardised": solution.standardised(),
            "residual_variances": dict(solution.residuals),
            "correlations": {f"{a} ~ {b}": r for (a, b), r in solution.factor_correlations.items()},
            "heywood": list(solution.heywood),
        }

    result: Json = {"scales": list(made.scales), **_or_refused(made.solution, show)}
    if made.invariance is not None:
        result["invariance"] = _or_refused(made.invariance, _invariance)
    return result


def _groups(made: GroupResults) -> Json:
    result: Json = {
        "icc1": _or_refused(
            made.intra_class,
            lambda given: {
                "anova_mean_n": given.anova_mean_n,
                "anova_n0": given.anova_n0,
                "anova_n0_ci": [given.anova_n0_bounds.lower, given.anova_n0_bounds.upper],
                "reml": given.reml,
                "reml_ci": [given.reml_bounds.lower, given.reml_bounds.upper],
                "groups": given.groups,
                "mean_n": given.mean_size,
                "n0": given.n0,
            },
        ),
        "icc2": _or_refused(
            made.intra_class,
            lambda given: {
                "anova_mean_n": given.icc2_anova,
                "anova_n0": given.icc2_anova,
                "reml": given.icc2_reml,
            },
        ),
        "rwg_j": _or_refused(made.agreement, _rwg),
        "ad": _or_refused(
            made.agreement,
            lambda given: {"mean": given.average_deviation, "practical_limit": given.practical_limit},
        ),
        "groups": _each_group(made),
        "ranking": _or_refused(
            made.ranking,
            lambda given: {"rankability": given.rankability, "mean_width": given.mean_width},
        ),
        "invariance": _or_refused(made.invariance, _invariance),
        "may_be_ranked": _may_be_ranked(made.invariance),
    }
    if not isinstance(made.agreement, Refusal):
        result["agreement_left_out"] = dict(made.agreement.left_out)
    return result


def _rwg(made: Agreement) -> Json:
    return {
        null.value: {
            "mean": summary.mean,
            "median": summary.median,
            "share_70": summary.share_shared,
            "expected_variance": summary.expected_variance,
        }
        for null, summary in made.summaries.items()
    }


def _each_group(made: GroupResults) -> Json:
    within = {} if isinstance(made.agreement, Refusal) else {g.group: g for g in made.agreement.groups}
    result: Json = {}
    for place, (name, sample) in enumerate(made.scores.items()):
        entry: Json = {"n": sample.respondents, "mean": sample.mean}
        if isinstance(made.pooled, Refusal) or isinstance(made.ranking, Refusal):
            entry["pooled_mean"] = {"refused": str(made.pooled)}
            entry["rank"] = {"refused": str(made.pooled)}
        else:
            rank = made.ranking.ranks[place]
            entry["pooled_mean"] = float(made.pooled.pooled[place])
            entry["rank"] = [rank.lower, rank.upper]
            entry["band"] = rank.band.value
        if name in within:
            entry["rwg_j_uniform"] = within[name].rwg_j[Null.UNIFORM]
            entry["rwg_j_slight_skew"] = within[name].rwg_j[Null.SLIGHT_SKEW]
            entry["ad"] = within[name].average_deviation
        else:
            reason = (
                str(made.agreement) if isinstance(made.agreement, Refusal) else made.agreement.left_out[name]
            )
            entry["agreement"] = {"refused": reason}
        result[name] = entry
    for name in made.unscored:
        result[name] = {"n": 0, "refused": "nobody answered enough items for a score"}
    return result


def _invariance(made: Invariance) -> Json:
    return {
        "configural": _fit(made.configural),
        "metric": _fit(made.metric),
        "scalar": _fit(made.scalar),
        "comparable": made.comparability.value,
        "groups": len(made.groups),
        "left_out": dict(made.left_out),
        "departures": [
            {
                "group": d.group,
                "item": d.item,
                "kind": d.kind,
                "shift": d.shift,
                "chisq": d.statistic,
                "p": d.p,
            }
            for d in made.departures
        ],
    }


def _may_be_ranked(made: Invariance | Refusal) -> Json:
    if isinstance(made, Refusal):
        return {"answer": False, "because": str(made)}
    if made.comparability is Comparability.MEANS:
        return {"answer": True, "because": "the groups' means are comparable"}
    return {"answer": False, "because": f"the models allow to compare {made.comparability.value}"}


def _drivers(made: Drivers) -> Json:
    def bounds(given: Bounds) -> list[float]:
        return [given.lower, given.upper]

    return {
        "johnson": {driver.area: driver.johnson for driver in made.drivers},
        "johnson_ci": {driver.area: bounds(driver.johnson_bounds) for driver in made.drivers},
        "lmg": {driver.area: driver.lmg for driver in made.drivers},
        "lmg_ci": {driver.area: bounds(driver.lmg_bounds) for driver in made.drivers},
        "share": {driver.area: driver.share for driver in made.drivers},
        "correlation": {driver.area: driver.correlation for driver in made.drivers},
        "r_squared": made.r_squared,
        "respondents": made.respondents,
        "covariance": made.covariance,
        "caution": "association, not cause",
    }


def _signs(made: Signs) -> Json:
    result: Json = {
        "longstring": {
            "mean": float(made.longstring.mean()) if made.longstring.size else 0.0,
            "max": int(made.longstring.max(initial=0)),
        }
    }
    if made.irv.size:
        result["irv"] = {
            "mean": float(made.irv.mean()),
            "min": float(made.irv.min()),
            "respondents": int(made.irv.size),
            "constant": int((made.irv == 0).sum()),
        }
    else:
        result["irv"] = {"refused": "nobody gave two answers"}
    result["mahalanobis"] = _or_refused(
        made.distances,
        lambda given: {
            "mean": float(given.values.mean()),
            "max": float(given.values.max()),
            "respondents": int(np.size(given.values)),
            "limit": given.limit,
            "beyond": given.beyond,
        },
    )
    return result


def _flags(made: Carelessness) -> Json:
    rows = int(made.is_flagged.size)
    return {"rows": rows, "flagged": made.flagged, "share": made.flagged / rows if rows else 0.0}


def reasons(result: Mapping[str, Any]) -> list[str]:
    """All reasons in a JSON result, each with its path; for a person who reads the terminal."""
    found = []

    def walk(part: Any, path: str) -> None:
        if isinstance(part, dict):
            if isinstance(part.get("refused"), str):
                found.append(f"{path}: {part['refused']}")
            for key, value in part.items():
                walk(value, f"{path}.{key}" if path else str(key))

    walk(result, "")
    return found
