"""The whole engine on any item-level table: every scale with all its statistics, or why not."""

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from analysis.any_table.table_groups import groups_of_scale
from analysis.any_table.table_results import (
    Distances,
    ModelResult,
    ScaleResult,
    Signs,
    TableAnalysis,
    TableScore,
)
from analysis.any_table.table_structure import TableStructure
from analysis.any_table.tables import CsvTable, Grouping, ScaleAnswers, answers_of, grouping_of
from analysis.counting.cells import REPLICATES
from analysis.counting.moments import CompleteMoments, Moments
from analysis.counting.replicates import replicates_of_rows
from analysis.findings.drivers import OutcomeDrivers, drivers
from analysis.findings.quality import (
    carelessness,
    intra_individual_variability,
    longstring,
    mahalanobis,
    mahalanobis_limit,
    with_and_without,
)
from analysis.measurement.invariance import invariance
from analysis.measurement.reliability import alpha_jackknife, reliability
from analysis.measurement.structure import confirmatory, omega_total, one_factor
from analysis.refusals import NotIdentified, Refusal, TooFewRespondents, attempt
from analysis.scores.intervals import mean_interval
from analysis.scores.samples import Sample
from analysis.scores.scoring import favourable_shares, respondent_scores

FloatArray = NDArray[np.float64]


def analyse(
    table: CsvTable,
    structure: TableStructure,
    *,
    group: str | None = None,
    units: str | None = None,
    outcome: str | None = None,
) -> TableAnalysis:
    """Analyse every scale of a table.

    group : column of the groups (institutions) that are compared, ranked and tested for invariance.
    units : column of units within them, for agreement and intra-class correlation there.
    outcome : scale whose drivers are sought among the other scales, on covariances within groups.
    Raises BadTable when a named column or scale does not exist; what concerns one scale only is a
    `Refusal` in its place.
    """
    by_group = grouping_of(table, group) if group else None
    by_unit = grouping_of(table, units, within=group) if units else None
    if outcome:
        structure.scale(outcome)
    read = {scale.key: answers_of(table, scale) for scale in structure.scales}
    refused = {key: made for key, made in read.items() if isinstance(made, Refusal)}
    answers = {key: made for key, made in read.items() if not isinstance(made, Refusal)}
    columns, everything = _all_items(answers)
    careless = attempt(lambda: carelessness(everything, _all_steps(answers)))
    flagged = None if isinstance(careless, Refusal) else careless.is_flagged
    scales = {key: _scale(made, by_group, by_unit, flagged) for key, made in answers.items()}
    models = {name: _model(members, answers, refused, by_group) for name, members in structure.models.items()}
    found = attempt(lambda: _drivers(structure, answers, refused, outcome, by_group)) if outcome else None
    used = set(columns) | {name for name in (group, units) if name}
    used |= {item for key in refused for item in structure.scale(key).items}
    return TableAnalysis(
        table.rows,
        scales,
        refused,
        models,
        found,
        outcome,
        careless,
        _signs(everything) if everything.shape[1] else None,
        tuple(name for name in table.columns if name not in used),
    )


def _all_items(answers: Mapping[str, ScaleAnswers]) -> tuple[tuple[str, ...], FloatArray]:
    """Each item once, in the order of the scales, as answered."""
    columns: dict[str, FloatArray] = {}
    for made in answers.values():
        for index, item in enumerate(made.scale.items):
            columns.setdefault(item, made.raw[:, index])
    rows = next(iter(columns.values())).shape[0] if columns else 0
    return tuple(columns), np.stack(list(columns.values()), axis=1) if columns else np.zeros((rows, 0))


def _all_steps(answers: Mapping[str, ScaleAnswers]) -> FloatArray:
    steps: dict[str, float] = {}
    for made in answers.values():
        for item in made.scale.items:
            steps.setdefault(item, made.scale.upper - made.scale.lower)
    return np.array(list(steps.values()))


def _scale(
    answers: ScaleAnswers,
    by_group: Grouping | None,
    by_unit: Grouping | None,
    flagged: NDArray[np.bool_] | None,
) -> ScaleResult:
    scale, keyed = answers.scale, answers.keyed
    # Moved to the middle of the scale, so that sums of products lose no digits.
    centred = keyed - scale.middle
    pairwise, complete = Moments.of(centred), CompleteMoments.of(centred)
    scores, enough = respondent_scores(keyed, scale.lower, scale.upper, scale.minimum_answered)
    factor = attempt(lambda: one_factor(complete, scale.items, scale.key))
    made = (
        None
        if flagged is None or not scores.size
        else attempt(lambda: with_and_without(scores, flagged[enough]))
    )
    return ScaleResult(
        scale,
        attempt(lambda: _score(answers, scores, enough)),
        attempt(lambda: reliability(scale.items, pairwise, complete)),
        attempt(lambda: alpha_jackknife(_replicated(centred))),
        factor,
        factor if isinstance(factor, Refusal) else attempt(lambda: omega_total(factor)),
        _signs(answers.raw),
        tuple(np.array(scale.items)[np.isnan(keyed).all(axis=0)].tolist()),
        None if by_group is None else groups_of_scale(answers, by_group, scores, enough),
        None if by_unit is None else groups_of_scale(answers, by_unit, scores, enough),
        made,
    )


def _score(answers: ScaleAnswers, scores: FloatArray, enough: NDArray[np.bool_]) -> TableScore:
    scale = answers.scale
    present = ~np.isnan(answers.keyed)
    answered = present.sum(axis=1)
    if not scores.size:
        raise TooFewRespondents(0, 1, f"the score of {scale.key}")
    if scale.favourable_from is None:
        favourable = answers.keyed > scale.middle
    else:
        favourable = answers.keyed >= scale.favourable_from
    sample = Sample.of(scores)
    return TableScore(
        sample,
        attempt(lambda: mean_interval(sample)),
        Sample.of(favourable_shares(favourable, present)),
        int(((answered > 0) & ~enough).sum()),
        int((answered == 0).sum()),
    )


def _replicated(centred: FloatArray) -> Moments:
    """Moments stacked over replicate groups; only rows with an answer are dealt out."""
    rows = centred[~np.isnan(centred).all(axis=1)]
    groups = replicates_of_rows(rows.shape[0], REPLICATES)
    number = int(groups.max(initial=0)) + 1
    parts = [Moments.of(rows[groups == index]) for index in range(number)]
    counts = np.stack([part.counts for part in parts])
    sums = np.stack([np.asarray(part.sums, np.float64) for part in parts])
    cross = np.stack([np.asarray(part.cross, np.float64) for part in parts])
    return Moments(counts, sums, cross)


def _signs(raw: FloatArray) -> Signs:
    irv = intra_individual_variability(raw)

    def distances() -> Distances:
        values, _ = mahalanobis(raw)
        return Distances(values, mahalanobis_limit(raw.shape[1]))

    return Signs(longstring(raw), irv[irv >= 0], attempt(distances))


def _model(
    members: tuple[str, ...],
    answers: Mapping[str, ScaleAnswers],
    refused: Mapping[str, Refusal],
    by_group: Grouping | None,
) -> ModelResult:
    absent = [key for key in members if key in refused]
    if absent:
        reason = NotIdentified(f"the scale {absent[0]} is left out: {refused[absent[0]]}")
        return ModelResult(members, reason, None if by_group is None else reason)
    factors = {key: answers[key].scale.items for key in members}
    items = tuple(dict.fromkeys(item for some in factors.values() for item in some))
    keyed = {
        item: answers[key].keyed[:, column] - answers[key].scale.middle
        for key in members
        for column, item in enumerate(answers[key].scale.items)
    }
    values = np.stack([keyed[item] for item in items], axis=1)
    moments = CompleteMoments.of(values)
    solution = attempt(lambda: confirmatory(moments, items, factors))
    if by_group is None:
        return ModelResult(members, solution, None)
    kept = by_group.groups >= 0
    stacked = CompleteMoments.of_groups(values[kept], by_group.groups[kept], len(by_group.names))
    return ModelResult(
        members, solution, attempt(lambda: invariance(stacked, items, by_group.names, factors))
    )


def _drivers(
    structure: TableStructure,
    answers: Mapping[str, ScaleAnswers],
    refused: Mapping[str, Refusal],
    outcome: str,
    by_group: Grouping | None,
) -> OutcomeDrivers:
    if outcome in refused:
        raise refused[outcome]
    others = [key for key in answers if key != outcome]
    rows = answers[outcome].keyed.shape[0]
    scores = np.full((rows, len(others) + 1), np.nan)
    for column, key in enumerate([*others, outcome]):
        scale = answers[key].scale
        made, enough = respondent_scores(answers[key].keyed, scale.lower, scale.upper, scale.minimum_answered)
        scores[enough, column] = made
    kept = ~np.isnan(scores).any(axis=1)
    groups = np.zeros(rows, np.int64) if by_group is None else by_group.groups
    kept &= groups >= 0
    scores, groups = scores[kept] - 50.0, groups[kept]
    if not scores.shape[0]:
        raise TooFewRespondents(0, structure.fewest_for_drivers, "driver analysis")
    number = 1 if by_group is None else len(by_group.names)
    replicates = replicates_of_rows(scores.shape[0])
    parts = [
        CompleteMoments.of_groups(scores[replicates == index], groups[replicates == index], number)
        for index in range(REPLICATES)
    ]
    return drivers(parts, others, outcome, fewest=structure.fewest_for_drivers)
