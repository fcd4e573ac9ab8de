"""Which areas a release suggests working on first, and why."""

from dataclasses import dataclass
from enum import StrEnum

from analysis.released.release import Release
from analysis.released.released_statistics import Drivers
from analysis.released.released_values import Against, Difference, Score, Shares, Verdict
from questionnaires.model import Questionnaire
from questionnaires.pulse import PULSE_ITEMS

MOST_FOCUS_AREAS = 3


class WhyProposed(StrEnum):
    """Why an area is proposed."""

    BELOW_BENCHMARK = "below_benchmark"
    BELOW_PREVIOUS = "below_previous"
    MATTERS_AND_IS_LOW = "matters_and_is_low"
    AMONG_THE_LOWEST = "among_the_lowest"


WEIGHT_OF_REASON = {
    WhyProposed.MATTERS_AND_IS_LOW: 3,
    WhyProposed.BELOW_PREVIOUS: 2,
    WhyProposed.BELOW_BENCHMARK: 2,
    WhyProposed.AMONG_THE_LOWEST: 1,
}


@dataclass(frozen=True, slots=True)
class Proposal:
    """An area to work on, its score (0-100), and the reasons."""

    area: str
    score: float
    reasons: tuple[WhyProposed, ...]

    @property
    def weight(self) -> int:
        return sum(WEIGHT_OF_REASON[reason] for reason in self.reasons)


def propose(release: Release, areas: tuple[str, ...]) -> tuple[Proposal, ...]:
    """One to three areas: those with the weightiest reasons, the lower score first among equals.

    Only differences that matter count. Areas without a released score are left out.
    """
    scores = {area: score for area in areas if isinstance(score := release.whole.scores.get(area), Score)}
    if not scores:
        return ()
    lowest = sorted(scores, key=lambda area: scores[area].value)[: max(1, len(scores) // 4)]
    found = [
        Proposal(area, score.value, _reasons(release, area, score, area in lowest, scores))
        for area, score in scores.items()
    ]
    ranked = sorted(found, key=lambda proposal: (-proposal.weight, proposal.score))
    return tuple(proposal for proposal in ranked if proposal.reasons)[:MOST_FOCUS_AREAS]


def items_for_pulse(release: Release, candidates: tuple[str, ...]) -> tuple[str, ...]:
    """The five items with the smallest favourable share, of those that were released."""
    shares = {
        item: found.favourable
        for item in candidates
        if isinstance(found := release.whole.items.get(item), Shares)
    }
    return tuple(sorted(shares, key=lambda item: shares[item])[:PULSE_ITEMS])


def candidates_for_pulse(questionnaire: Questionnaire, focus: tuple[str, ...]) -> tuple[str, ...]:
    """Items of the focus areas; of all areas of culture where those are too few, or none is chosen."""
    of_focus = tuple(item for area in questionnaire.areas if area.key in focus for item in area.items)
    if len(of_focus) >= PULSE_ITEMS:
        return of_focus
    others = (item for area in questionnaire.culture_areas for item in area.items)
    return tuple(dict.fromkeys((*of_focus, *others)))


def _reasons(
    release: Release, area: str, score: Score, is_lowest: bool, scores: dict[str, Score]
) -> tuple[WhyProposed, ...]:
    reasons = []
    if _matters_and_is_low(release, area, scores):
        reasons.append(WhyProposed.MATTERS_AND_IS_LOW)
    if _is_lower(score, Against.PREVIOUS):
        reasons.append(WhyProposed.BELOW_PREVIOUS)
    if _is_lower(score, Against.BENCHMARK):
        reasons.append(WhyProposed.BELOW_BENCHMARK)
    if is_lowest:
        reasons.append(WhyProposed.AMONG_THE_LOWEST)
    return tuple(reasons)


def _is_lower(score: Score, against: Against) -> bool:
    return any(
        isinstance(one, Difference) and one.against == against and one.verdict == Verdict.LOWER
        for one in score.differences
    )


def _matters_and_is_low(release: Release, area: str, scores: dict[str, Score]) -> bool:
    """Surely above an even share in what goes with engagement, and below the mean score of the areas."""
    if not isinstance(release.drivers, Drivers):
        return False
    surely = {driver.area: driver.interval.lower for driver in release.drivers.drivers}
    mean_score = sum(score.value for score in scores.values()) / len(scores)
    return surely.get(area, 0) > 100 / len(surely) and scores[area].value < mean_score
