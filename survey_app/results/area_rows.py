"""One row for each area of a group, with what it is compared with: what every list of areas is made of."""

from collections.abc import Sequence
from dataclasses import dataclass

from analysis.released.release import Group, GroupKind
from analysis.released.released_statistics import Standing
from analysis.released.released_values import Against, Difference, Hidden, Score
from survey_app.results import words
from survey_app.results.services import Reading
from survey_app.wording import numbers, reorganised, verdicts
from survey_app.wording.differences import difference_against, interval_text, why_not_compared
from survey_app.wording.labels import HIDDEN_TEXT

INSTITUTION_COMPARISONS = (Against.PREVIOUS, Against.BENCHMARK, Against.UPPER_QUARTILE)
GROUP_COMPARISONS = (Against.REST, Against.PREVIOUS)


@dataclass(frozen=True, slots=True)
class Compared:
    """One comparison of one score: what is said of it, or why nothing is."""

    label: str
    text: str
    mark: str
    word: str
    direction: str
    reason: str = ""


@dataclass(frozen=True, slots=True)
class AreaRow:
    """One area of one group on the headline. Numbers are those of the release; `reason` when hidden."""

    key: str
    name: str
    is_index: bool
    score: str = ""
    value: float = 0.0
    lower: float = 0.0
    upper: float = 0.0
    interval: str = ""
    favourable: str = ""
    median: float | None = None
    comparisons: tuple[Compared, ...] = ()
    reason: str = ""


def area_rows(reading: Reading, group: Group) -> tuple[AreaRow, ...]:
    """Every area of a group, culture areas first, then indices."""
    is_whole = group.kind is GroupKind.INSTITUTION
    compared = comparisons_of(group)
    areas = [area for area in reading.labels.areas if area in group.scores]
    return tuple(area_row(reading, area, group.scores[area], compared, is_whole) for area in areas)


def comparisons_of(group: Group) -> tuple[Against, ...]:
    """What the areas of a group are compared with; what nothing is compared with has no column."""
    offered = INSTITUTION_COMPARISONS if group.kind is GroupKind.INSTITUTION else GROUP_COMPARISONS
    scores = [score for score in group.scores.values() if isinstance(score, Score)]

    def has_column(against: Against) -> bool:
        found = [difference_against(score, against, says_why=True) for score in scores]
        return any(one is not None and not reorganised.is_of_the_group(one) for one in found)

    return tuple(against for against in offered if has_column(against))


def comparison_notes(reading: Reading, group: Group) -> tuple[str, ...]:
    """Why a comparison is not there at all, said once; what units have to do with it is said of the group."""
    there = comparisons_of(group)
    is_about_units = reorganised.why_not_compared_at_all(group) is not None
    missing = [Against.PREVIOUS] if Against.PREVIOUS not in there and not is_about_units else []
    if group.kind is GroupKind.INSTITUTION and Against.BENCHMARK not in there:
        missing.append(Against.BENCHMARK)
    is_joined = reading.release.programme is not None
    return tuple(words.nothing_to_compare(against, is_joined) for against in missing)


def area_row(
    reading: Reading, area: str, result: Score | Hidden, compared: Sequence[Against], is_whole: bool
) -> AreaRow:
    """One area as a row of the table; where it is hidden, with the reason."""
    name, is_index = reading.labels.areas[area], area in reading.labels.index_areas
    if isinstance(result, Hidden):
        return AreaRow(area, name, is_index, reason=why(reading, result))
    standing = reading.release.standings.get(area) if is_whole else None
    return AreaRow(
        key=area,
        name=name,
        is_index=is_index,
        score=numbers.score(result.value),
        value=result.value,
        lower=result.interval.lower,
        upper=result.interval.upper,
        interval=interval_text(result.interval, reading.labels),
        favourable=HIDDEN_TEXT
        if isinstance(result.favourable, Hidden)
        else numbers.percent(result.favourable),
        median=standing.median if isinstance(standing, Standing) else None,
        comparisons=tuple(compare_score(reading, result, against) for against in compared),
    )


def compare_score(reading: Reading, result: Score, against: Against) -> Compared:
    """A score beside one thing: what is said of it, or why nothing is."""
    label = reading.labels.against(against)
    found = difference_against(result, against)
    if isinstance(found, Difference):
        return Compared(
            label,
            words.difference_text(found, reading.labels),
            numbers.MARKS[found.verdict],
            verdicts.word(found.verdict, against, reading.labels.language),
            words.DIRECTIONS[found.verdict],
        )
    hidden = why_not_compared(result, against)
    is_joined = reading.release.programme is not None
    reason = why(reading, hidden) if hidden else words.nothing_to_compare(against, is_joined)
    return Compared(label, "", "", "", "same", reason)


def why(reading: Reading, hidden: Hidden) -> str:
    """The sentence that stands where something is hidden."""
    return words.why_hidden(hidden, reading.release.certificate.smallest_group)
