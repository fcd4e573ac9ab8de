"""What each page of the ministry's console shows, made from one comparison."""

from collections.abc import Mapping, Set
from dataclasses import dataclass

from flask_babel import gettext as _

from analysis.institutions.pairs import beside
from analysis.institutions.standings import Mover
from analysis.released.method import Method, method
from analysis.released.released_values import Against, Hidden, Reason, Score
from analysis.scores.samples import Sample
from survey_app.comparison.services import Comparison, InstitutionRow
from survey_app.diagnosis.states import state_name
from survey_app.figures.figure import Figure
from survey_app.figures.institutions import Place, institution_heat_map, side_by_side
from survey_app.wording import numbers, verdicts
from survey_app.wording.labels import REASONS


@dataclass(frozen=True, slots=True)
class ParticipationRow:
    """How one institution's wave stands: its state in words, and who took part once it is released."""

    code: str
    name: str
    kind: str
    state: str
    state_key: str
    invited: str
    respondents: str
    rate: str
    share: float | None
    margin: str


@dataclass(frozen=True, slots=True)
class MoverRow:
    """One change since the last wave, in words."""

    institution: str
    area: str
    change: str
    mark: str
    interval: str
    word: str
    direction: str


def kind_name(kind: str) -> str:
    """What kind of institution it is."""
    names = {
        "central": _("Central administrative agency"),
        "metropolitan": _("Metropolitan or provincial government"),
        "local": _("Local government"),
        "public_body": _("Public body"),
    }
    return str(names.get(kind, kind))


def methods() -> tuple[tuple[str, str, Method], ...]:
    """(anchor, title, method) of everything that the comparison rests on, in the order it is met."""
    titles = {
        "score": _("Scores"),
        "interval": _("Intervals"),
        "benchmark": _("The benchmark"),
        "invariance": _("The same meaning in all institutions"),
        "pooling": _("Estimates drawn towards the mean"),
        "ranks": _("Ranks"),
        "funnel": _("The funnel"),
        "difference": _("Differences"),
        "trend": _("Changes since the last wave"),
    }
    return tuple((key, title, method(key)) for key, title in titles.items())


def participation_rows(comparison: Comparison) -> tuple[ParticipationRow, ...]:
    """Every institution that joined, as `rows` of the comparison."""
    return tuple(_participation_row(row) for row in comparison.rows)


def _participation_row(row: InstitutionRow) -> ParticipationRow:
    invited = respondents = rate = margin = ""
    share = None
    found = row.participation
    if found is not None:
        respondents = f"{found.respondents:,}"
        invited = "" if found.invited is None else f"{found.invited:,}"
        if not isinstance(found.rate, Hidden):
            rate, share = numbers.percent(found.rate), found.rate
        if not isinstance(found.margin_of_error, Hidden):
            margin = f"±{numbers.decimal(found.margin_of_error, 1)}"
    return ParticipationRow(
        row.code,
        row.name,
        kind_name(row.kind),
        state_name(row.state),
        row.state,
        invited,
        respondents,
        rate,
        share,
        margin,
    )


def heat_map(comparison: Comparison) -> Figure | None:
    """Institutions × areas, None when no area can be compared."""
    places: dict[str, dict[str, Place]] = {}
    for area, found in comparison.standings.items():
        if isinstance(found, Hidden):
            continue
        for standing in found.standings:
            place = Place(standing.pooled - found.mean, standing.verdict)
            places.setdefault(standing.institution, {})[area] = place
    names = {row.code: row.name for row in comparison.released}
    return institution_heat_map(names, comparison.areas, places, comparison.language) if places else None


def mover_rows(comparison: Comparison) -> tuple[tuple[MoverRow, ...], int]:
    """Real movers, largest first, and how many changes were looked at."""
    real = [mover for mover in comparison.movers if mover.verdict.matters]
    return tuple(_mover_row(comparison, mover) for mover in real), len(comparison.movers)


def _mover_row(comparison: Comparison, mover: Mover) -> MoverRow:
    change = mover.change
    is_up = change.value > 0
    return MoverRow(
        comparison.names[change.institution],
        comparison.areas[change.area],
        numbers.signed(change.value),
        numbers.MARKS[mover.verdict],
        numbers.signed_interval(change.interval),
        verdicts.word(mover.verdict, Against.PREVIOUS, comparison.language),
        "up" if is_up else "down",
    )


def pair_figure(comparison: Comparison, one: str, other: str) -> Figure:
    """Two institutions. Raises InstitutionIsUnknown."""
    first, second = comparison.row(one), comparison.row(other)
    unlike = {
        area
        for area, found in comparison.standings.items()
        if isinstance(found, Hidden) and found.reason is Reason.UNLIKE
    }
    found = beside(_samples(first, unlike), _samples(second, unlike), comparison.index_areas)
    reasons = {
        area: comparison.voice.say(REASONS[Reason.UNLIKE if area in unlike else Reason.NOT_ESTIMABLE])
        for area in comparison.areas
    }
    names = (first.name, second.name)
    return side_by_side(names, comparison.areas, found, reasons, comparison.language)


def _samples(row: InstitutionRow, without: Set[str]) -> Mapping[str, Sample]:
    """An institution's scores as samples, but for areas whose items do not mean the same everywhere."""
    assert row.participation is not None
    return {
        area: Sample.of_variance(row.participation.respondents, score.value, score.sd**2)
        for area, score in row.scores.items()
        if isinstance(score, Score) and area not in without
    }
