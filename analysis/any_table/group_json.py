"""The results of a scale over groups as JSON: each group, agreement, ranks and invariance."""

from analysis.any_table.json_parts import Json, fit_json, or_refused
from analysis.any_table.table_results import ColumnResults
from analysis.measurement.agreement import Null, ScaleAgreement
from analysis.measurement.invariance import Comparability, Invariance
from analysis.refusals import Refusal


def groups_json(made: ColumnResults) -> Json:
    """Everything on a scale over the groups of one column."""
    result: Json = {
        "icc1": or_refused(
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
        "icc2": or_refused(
            made.intra_class,
            lambda given: {
                "anova_mean_n": given.icc2_anova,
                "anova_n0": given.icc2_anova,
                "reml": given.icc2_reml,
            },
        ),
        "rwg_j": or_refused(made.agreement, _rwg),
        "ad": or_refused(
            made.agreement,
            lambda given: {"mean": given.average_deviation, "practical_limit": given.practical_limit},
        ),
        "groups": _each_group(made),
        "ranking": or_refused(
            made.ranking,
            lambda given: {"rankability": given.rankability, "mean_width": given.mean_width},
        ),
        "invariance": or_refused(made.invariance, invariance_json),
        "may_be_ranked": _may_be_ranked(made.invariance),
    }
    if not isinstance(made.agreement, Refusal):
        result["agreement_left_out"] = dict(made.agreement.left_out)
    return result


def _rwg(made: ScaleAgreement) -> Json:
    return {
        null.value: {
            "mean": summary.mean,
            "median": summary.median,
            "share_70": summary.share_shared,
            "expected_variance": summary.expected_variance,
        }
        for null, summary in made.summaries.items()
    }


def _each_group(made: ColumnResults) -> Json:
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


def invariance_json(made: Invariance) -> Json:
    """The three models and what follows from them."""
    return {
        "configural": fit_json(made.configural),
        "metric": fit_json(made.metric),
        "scalar": fit_json(made.scalar),
        "comparable": made.comparability.value,
        "intercept_spread": made.intercept_spread,
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
