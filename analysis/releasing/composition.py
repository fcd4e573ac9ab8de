"""From a counted wave to a release: every number that may be shown, with its interval and its reason."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from analysis.counted.document import Counted, CountedGroup
from analysis.refusals import Refusal
from analysis.released.digits import in_digits
from analysis.released.release import FORMAT, Participation, Release
from analysis.released.released_statistics import Standing
from analysis.released.released_values import Hidden, Reason
from analysis.released.reorganised import Reorganised
from analysis.releasing.comparisons import Grid, MeasureBenchmark
from analysis.releasing.group_comparisons import Background, Earlier
from analysis.releasing.released_groups import Differences, released_group
from analysis.scores.intervals import margin_for_half
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
    """Everything that goes into a release; `compose` turns it into one, as often as it is asked.

    names : beside those of the counted groups, what else the release speaks of.
    unlike_areas : whose items do not mean the same in all institutions of the benchmark.
    reorganisation : what became of the units of the wave before.
    """

    terms: ReleaseTerms
    questionnaire: Questionnaire
    counted: Counted
    names: Mapping[str, Spoken] = field(default_factory=dict)
    earlier: Earlier | None = None
    benchmark: Mapping[str, MeasureBenchmark] = field(default_factory=dict)
    unlike_areas: frozenset[str] = frozenset()
    reorganisation: tuple[Reorganised, ...] = ()


def compose(given: Composition) -> Release:
    """The release of one wave."""
    background = Background(
        given.questionnaire, given.counted.whole, given.benchmark, given.unlike_areas, given.earlier
    )
    grid = Grid()
    for group in given.counted.groups:
        background.compare(grid, group)
    return _release(given, grid.judged())


def compose_alone(given: Composition) -> Release:
    """The release without any comparison: what statistics of the whole institution may speak of."""
    return _release(given, {})


def _release(given: Composition, differences: Differences) -> Release:
    questionnaire, terms, counted = given.questionnaire, given.terms, given.counted
    by_id = questionnaire.item_by_id
    statistics = counted.statistics
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
        names={**counted.names, **given.names},
        participation=_participation(terms, counted.respondents),
        groups=tuple(
            released_group(group, differences, by_id, terms.smallest_group) for group in counted.groups
        ),
        certificate=counted.certificate,
        previous_wave=given.earlier.wave if given.earlier else None,
        reliability=statistics.reliability,
        agreement=statistics.agreement,
        between_units=statistics.between_units,
        drivers=statistics.drivers,
        standings=_standings(counted.whole, given.benchmark, given.unlike_areas),
        quality=statistics.quality,
        weighting=statistics.weighting,
        benchmark_institutions=max((b.institutions for b in given.benchmark.values()), default=0),
        is_pulse=terms.is_pulse,
        counted_in=counted.counted_in,
        reorganisation=given.reorganisation,
        compared_with=given.earlier.compared_with if given.earlier else {},
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
    whole: CountedGroup, benchmark: Mapping[str, MeasureBenchmark], unlike: frozenset[str]
) -> Mapping[str, Standing | Hidden]:
    found: dict[str, Standing | Hidden] = {}
    for area, score in whole.areas.items():
        measure = benchmark.get(area)
        if measure is None:
            continue
        if isinstance(score, Hidden):
            found[area] = Hidden(Reason.TOO_FEW)
            continue
        if area in unlike:
            found[area] = Hidden(Reason.UNLIKE)
            continue
        bounds = (measure.lower_quartile, measure.median, measure.upper_quartile)
        mean = score.scores.sample.mean
        quarter = sum(mean > bound for bound in bounds)
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
