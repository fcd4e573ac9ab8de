"""The analysis of a table as JSON: unrounded numbers under fixed names, and reasons where there are none."""

import numpy as np

from analysis.any_table.group_json import groups_json, invariance_json
from analysis.any_table.json_parts import Json, fit_json, or_refused
from analysis.any_table.table_notes import notes
from analysis.any_table.table_results import ModelResult, ScaleResult, Signs, TableAnalysis, TableScore
from analysis.findings.drivers import OutcomeDrivers
from analysis.findings.quality import Carelessness
from analysis.measurement.reliability import AreaReliability, Bounds
from analysis.measurement.structure import FactorSolution
from analysis.refusals import Refusal, counted


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
        result["drivers"] = {"outcome": analysis.outcome, **or_refused(analysis.drivers, _drivers)}
        scales[analysis.outcome]["drivers"] = or_refused(analysis.drivers, _drivers)
    result["careless"] = {
        **({} if analysis.signs is None else _signs(analysis.signs)),
        "flags": or_refused(analysis.carelessness, _flags),
    }
    result["left_out"] = left_out(analysis)
    result["notes"] = notes(result)
    return result


def left_out(analysis: TableAnalysis) -> list[str]:
    """Sentences on all that does not count somewhere: nothing is silently dropped."""
    said = [f"scale {key}: {reason}" for key, reason in analysis.refused.items()]
    for key, made in analysis.scales.items():
        if isinstance(made.score, TableScore):
            if made.score.left_out:
                said.append(
                    f"scale {key}: {counted(made.score.left_out, 'row')} with fewer than "
                    f"{made.scale.minimum_answered} answers and no score"
                )
            if made.score.silent:
                said.append(f"scale {key}: {counted(made.score.silent, 'row')} without an answer")
        else:
            said.append(f"scale {key}: all {analysis.rows} rows are without a score: {made.score}")
        for results in (made.groups, made.units):
            if results is None:
                continue
            if results.without:
                said.append(f"scale {key}: {counted(results.without, 'row')} without {results.column}")
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


def _scale(made: ScaleResult) -> Json:
    score, reliability = made.score, made.reliability
    result: Json = {
        "respondents": score.scores.respondents if isinstance(score, TableScore) else 0,
        "items": list(made.scale.items),
        "reversed": sorted(made.scale.reversed_items),
        "minimum_answered": made.scale.minimum_answered,
        "score": or_refused(score, _score),
        "favourable": or_refused(score, lambda given: given.favourable.mean),
        "favourable_respondents": score.favourable.respondents if isinstance(score, TableScore) else 0,
        "alpha": or_refused(reliability, lambda given: _alpha(given, made.jackknife)),
        "omega_total": or_refused(made.omega, float),
        "item_rest": or_refused(reliability, lambda given: dict(given.item_rest)),
        "alpha_if_deleted": or_refused(
            reliability,
            lambda given: dict(given.if_deleted) or {"refused": "α without an item needs at least 3 items"},
        ),
        "unanswered": list(made.unanswered),
        "warnings": [] if isinstance(reliability, Refusal) else list(reliability.warnings),
        "cfa": or_refused(made.factor, _one_factor),
        "careless": _signs(made.signs),
    }
    if made.without_flagged is not None:
        result["careless"]["without_flagged"] = or_refused(
            made.without_flagged,
            lambda given: {
                "mean": given.everybody.mean,
                "mean_without": given.unflagged.mean,
                "flagged": given.everybody.respondents - given.unflagged.respondents,
            },
        )
    if made.groups is not None:
        result |= groups_json(made.groups)
    if made.units is not None:
        result["units"] = groups_json(made.units)
    return result


def _score(score: TableScore) -> Json:
    sample = score.scores
    return {
        "mean": sample.mean,
        "sd": sample.sd if sample.respondents > 1 else {"refused": "one respondent has no spread"},
        "ci": or_refused(score.interval, lambda given: [given.lower, given.upper]),
        "left_out": score.left_out,
        "no_answer": score.silent,
    }


def _alpha(made: AreaReliability, jackknife: Bounds | Refusal) -> Json:
    return {
        "pairwise": made.pairwise,
        "complete": made.complete,
        "standardised": made.standardised,
        "feldt": [made.feldt.lower, made.feldt.upper],
        "jackknife": or_refused(jackknife, lambda given: [given.lower, given.upper]),
        "jackknife_se": or_refused(jackknife, lambda given: given.standard_error),
        "respondents": made.respondents,
        "complete_respondents": made.complete_respondents,
    }


def _one_factor(made: FactorSolution) -> Json:
    ((name, loadings),) = made.loadings.items()
    return {
        **fit_json(made.fit),
        "loadings": dict(loadings),
        "loadings_standardised": made.standardised()[name],
        "residual_variances": dict(made.residuals),
        "heywood": list(made.heywood),
    }


def _model(made: ModelResult) -> Json:
    def show(solution: FactorSolution) -> Json:
        return {
            **fit_json(solution.fit),
            "loadings": {factor: dict(given) for factor, given in solution.loadings.items()},
            "loadings_standardised": solution.standardised(),
            "residual_variances": dict(solution.residuals),
            "correlations": {f"{a} ~ {b}": r for (a, b), r in solution.factor_correlations.items()},
            "heywood": list(solution.heywood),
        }

    result: Json = {"scales": list(made.scales), **or_refused(made.solution, show)}
    if made.invariance is not None:
        result["invariance"] = or_refused(made.invariance, invariance_json)
    return result


def _drivers(made: OutcomeDrivers) -> Json:
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
    result["mahalanobis"] = or_refused(
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
