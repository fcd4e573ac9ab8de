"""Change between two waves, where the question stayed the same."""

from dataclasses import dataclass
from enum import StrEnum

from analysis.refusals import NotComparable
from analysis.scores.differences import TestedDifference, welch
from analysis.scores.samples import Sample
from questionnaires.model import Area, Item, Questionnaire


class WaveComparability(StrEnum):
    """Whether a result of one wave may be set beside that of another."""

    SAME = "same"
    FLAGGED = "flagged"
    NOT_COMPARABLE = "not comparable"


@dataclass(frozen=True, slots=True)
class Trend:
    """A change from the earlier wave to this one. With FLAGGED, `note` says what changed."""

    comparability: WaveComparability
    change: TestedDifference
    note: str


def item_comparability(
    earlier: Questionnaire, later: Questionnaire, item_id: str
) -> tuple[WaveComparability, str]:
    """Whether an item of the later wave asks the same as it did in the earlier one, and what changed.

    Not comparable: another comparability key, another wording in any language unless a person decided that
    it means the same, another recall period (what 18.1 % have met "in the last year" is not what 11.1 %
    have met "in the last month"), other points, or the other direction. Flagged: the same question, with
    other boxes counted as favourable.
    """
    now = later.item_by_id[item_id]
    was = next((one for one in earlier.items if one.comparability == now.comparability), None)
    if was is None:
        return WaveComparability.NOT_COMPARABLE, "there is no item of that comparability key"
    if not _is_worded_alike(earlier, was, later, now):
        return (
            WaveComparability.NOT_COMPARABLE,
            "the wording changed, and nobody decided that it means the same",
        )
    return _asked_alike(was, now)


def _is_worded_alike(earlier: Questionnaire, was: Item, later: Questionnaire, now: Item) -> bool:
    if earlier.is_worded_as(was.id, later, now.id):
        return True
    is_accepted = earlier.version in now.same_meaning_as or later.version in was.same_meaning_as
    return earlier.key == later.key and is_accepted


def _asked_alike(earlier: Item, later: Item) -> tuple[WaveComparability, str]:
    if earlier.recall_months != later.recall_months:
        return (
            WaveComparability.NOT_COMPARABLE,
            f"it asks about {later.recall_months} months, and asked about {earlier.recall_months}",
        )
    if earlier.scale.points != later.scale.points or earlier.is_reversed != later.is_reversed:
        return WaveComparability.NOT_COMPARABLE, "the answer scale changed"
    if earlier.favourable != later.favourable or earlier.unfavourable != later.unfavourable:
        return WaveComparability.FLAGGED, "other answers count as favourable than before"
    return WaveComparability.SAME, ""


def area_comparability(
    earlier: Questionnaire, later: Questionnaire, area_key: str
) -> tuple[WaveComparability, str]:
    """Whether an area of two waves measures the same.

    Same: the same comparable items under the same minimum answered. Flagged: at least two thirds of
    each wave's items are the same. Otherwise, or without the area in both, not comparable.
    """
    before = {area.key: area for area in earlier.areas}.get(area_key)
    after = {area.key: area for area in later.areas}.get(area_key)
    if before is None or after is None:
        return WaveComparability.NOT_COMPARABLE, "the area is not in both questionnaires"
    kept = _same_items(earlier, before, later, after)
    if kept == len(before.items) == len(after.items):
        if before.minimum_answered == after.minimum_answered:
            return WaveComparability.SAME, ""
        return WaveComparability.FLAGGED, "the number of items that must be answered changed"
    if 3 * kept >= 2 * max(len(before.items), len(after.items)):
        return WaveComparability.FLAGGED, f"{kept} of {len(after.items)} items are the same as before"
    return WaveComparability.NOT_COMPARABLE, f"only {kept} of {len(after.items)} items are the same as before"


def _same_items(earlier: Questionnaire, before: Area, later: Questionnaire, after: Area) -> int:
    old = {earlier.item_by_id[item].comparability for item in before.items}
    return sum(
        later.item_by_id[item].comparability in old
        and item_comparability(earlier, later, item)[0] is not WaveComparability.NOT_COMPARABLE
        for item in after.items
    )


def trend(earlier: Sample, later: Sample, found: tuple[WaveComparability, str]) -> Trend:
    """The change from `earlier` to `later`, unrounded, as of independent samples of a large population.

    Nobody can be followed from wave to wave, so that the two samples count as independent although
    many people are in both; the interval is then too wide rather than too narrow.
    Raises NotComparable, with the reason, when the results must not be set side by side.
    """
    comparability, note = found
    if comparability is WaveComparability.NOT_COMPARABLE:
        raise NotComparable(note)
    return Trend(comparability, welch(later, earlier), note)
