"""From counted answers to a release: every number that may be shown, with its interval and its reason."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from analysis.counting.answers import Answers
from analysis.counting.scales import Structure
from analysis.refusals import Refusal
from analysis.released.digits import in_digits
from analysis.released.release import FORMAT, Certificate, Participation, Release
from analysis.released.released_statistics import Standing
from analysis.released.released_values import Hidden, Reason
from analysis.releasing.comparisons import Grid, MeasureBenchmark
from analysis.releasing.group_comparisons import Background, Earlier
from analysis.releasing.group_results import GroupResults, results_of_group
from analysis.releasing.groups import GroupPlan, count_groups
from analysis.releasing.released_groups import released_group
from analysis.releasing.sensitive import hidden_experiences
from analysis.releasing.withholding import withhold
from analysis.scores.intervals import margin_for_half
from analysis.scores.scoring import AreaScore
from questionnaires.languages import Spoken
from questionnaires.model import Questionnaire

QUARTERS = ("lowest", "lower", "upper", "highest")


@dataclass(frozen=True, slots=True)
class ReleaseTerms:
    """What a release takes over from the wave's manifest."""

    institution: str
    wave: str
    programme: str | None
    manifest_fingerprint: str
    held_from: str
    held_until: str
    is_fictional: bool
    smallest_group: int
    invited: int | None
    spoiled: int = 0
    by_weaker_mode: int = 0
    is_pulse: bool = False


@dataclass(frozen=True, eq=False)
class Composition:
    """Everything that goes into a release; `compose` turns it into one.

    counted_in : units that are no group of their own, by key, and the group in which their people count.
    hidden_measures : by item and area, keys of shown groups in which it must be hidden all the same.
    unlike_areas : whose items do not mean the same in all institutions of the benchmark.
    """

    terms: ReleaseTerms
    questionnaire: Questionnaire
    answers: Answers
    plans: Sequence[GroupPlan]
    names: Mapping[str, Spoken]
    certificate: Certificate
    earlier: Earlier | None = None
    benchmark: Mapping[str, MeasureBenchmark] = field(default_factory=dict)
    hidden_measures: Mapping[str, frozenset[str]] = field(default_factory=dict)
    unlike_areas: frozenset[str] = frozenset()
    counted_in: Mapping[str, str] = field(default_factory=dict)


def compose(given: Composition) -> Release:
    """The release of one wave, before the statistics that speak of the institution as a whole."""
    questionnaire, terms = given.questionnaire, given.terms
    structure = Structure.of_questionnaire(questionnaire)
    smallest = terms.smallest_group
    counts = count_groups(structure, given.answers, given.plans)
    before = given.earlier.counted(structure, given.plans) if given.earlier else None
    sensitive = hidden_experiences(questionnaire, given.plans, counts, smallest)
    protected = {
        measure: given.hidden_measures.get(measure, frozenset()) | sensitive.get(measure, frozenset())
        for measure in {*given.hidden_measures, *sensitive}
    }
    found = [results_of_group(plan, questionnaire, counts, smallest, protected) for plan in given.plans]
    withheld = withhold(questionnaire, given.answers, found, smallest)
    found = list(withheld.results)
    background = Background(
        questionnaire, smallest, counts, given.benchmark, given.unlike_areas, given.earlier, before
    )
    grid = Grid()
    for group in found:
        background.compare(grid, group)
    differences = grid.judged()
    by_id = questionnaire.item_by_id
    made = Release(
        format=FORMAT,
        institution=terms.institution,
        wave=terms.wave,
        programme=terms.programme,
        questionnaire_key=questionnaire.key,
        questionnaire_version=questionnaire.version,
        questionnaire_hash=questionnaire.content_hash,
        manifest_fingerprint=terms.manifest_fingerprint,
        held_from=terms.held_from,
        held_until=terms.held_until,
        is_fictional=terms.is_fictional,
        names=given.names,
        participation=_participation(terms, given.answers.respondents),
        groups=tuple(released_group(group, differences, by_id, smallest, withheld) for group in found),
        certificate=given.certificate,
        previous_wave=given.earlier.wave if given.earlier else None,
        standings=_standings(found[0], given.benchmark, given.unlike_areas),
        benchmark_institutions=max((b.institutions for b in given.benchmark.values()), default=0),
        is_pulse=terms.is_pulse,
        counted_in=given.counted_in,
    )
    return in_digits(made)


def _participation(terms: ReleaseTerms, respondents: int) -> Participation:
    if terms.invited is None:
        none = Hidden(Reason.NOT_ESTIMABLE)
        return Participation(None, respondents, none, none, terms.spoiled, terms.by_weaker_mode)
    invited = max(terms.invited, respondents)
    try:
        margin: float | Hidden = 100 * margin_for_half(respondents, invited)
    except Refusal:
        margin = Hidden(Reason.NOT_ESTIMABLE)
    rate = 100 * respondents / invited if invited else Hidden(Reason.NOT_ESTIMABLE)
    return Participation(terms.invited, respondents, rate, margin, terms.spoiled, terms.by_weaker_mode)


def _standings(
    whole: GroupResults, benchmark: Mapping[str, MeasureBenchmark], unlike: frozenset[str]
) -> Mapping[str, Standing | Hidden]:
    found: dict[str, Standing | Hidden] = {}
    for area, score in whole.areas.items():
        measure = benchmark.get(area)
        if measure is None:
            continue
        if not isinstance(score, AreaScore):
            found[area] = Hidden(Reason.TOO_FEW)
            continue
        if area in unlike:
            found[area] = Hidden(Reason.UNLIKE)
            continue
        bounds = (measure.lower_quartile, measure.median, measure.upper_quartile)
        quarter = sum(score.mean > bound for bound in bounds)
        found[area] = Standing(
            measure.median,
            measure.lower_quartile,
            measure.upper_quartile,
            measure.lowest,
            measure.highest,
            measure.institutions,
            QUARTERS[quarter],
        )
    return found
