"""What each page of the ministry's console shows, made from one comparison."""

from collections.abc import Mapping
from dataclasses import dataclass

from flask_babel import gettext as _

from analysis.differences import Verdict
from analysis.method import Method, method
from analysis.release import Hidden, Reason, Score
from analysis.standings import AreaStandings, InstitutionStanding, Mover
from survey_app.comparison.services import AreaIsUnknown, Comparison, InstitutionRow
from survey_app.figures import numbers
from survey_app.figures.comparison import Estimate, caterpillar, funnel
from survey_app.figures.figure import Figure
from survey_app.figures.institutions import Measured, Place, institution_heat_map, side_by_side
from survey_app.figures.same_meaning import meaning_sentence

UPPER_FROM, LOWER_TO = 75.0, 25.0


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
class StandingRow:
    """One institution in one area, in words."""

    code: str
    name: str
    kind: str
    respondents: str
    observed: str
    pooled: str
    interval: str
    lower: float
    upper: float
    value: float
    rank: str
    band: str
    direction: str
    in_all: str
    in_kind: str
    in_size: str


@dataclass(frozen=True, slots=True)
class AreaPage:
    """One area over all institutions; `why_not` when they can't be compared, `is_unlike` when that
    is because its items do not mean the same in all of them. `meaning` says whether they do.
    """

    key: str
    name: str
    mean: float | None
    mean_text: str
    rankability: str
    advice: str
    rows: tuple[StandingRow, ...]
    caterpillar: Figure | None
    funnel: Figure | None
    why_not: str = ""
    meaning: str = ""
    is_unlike: bool = False


@dataclass(frozen=True, slots=True)
class MoverRow:
    """One change since the last wave, in words."""

    institution: str
    area: str
    change: str
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


def state_name(state: str) -> str:
    """How far a wave has come."""
    names = {
        "planned": _("Being planned"),
        "open": _("Under way"),
        "closed": _("Closed"),
        "opened": _("Ballots opened"),
        "released": _("Released"),
    }
    return str(names.get(state, state))


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


def area_page(comparison: Comparison, area: str) -> AreaPage:
    """One area over all institutions. Raises AreaIsUnknown."""
    if area not in comparison.areas:
        raise AreaIsUnknown(area)
    name, found = comparison.areas[area], comparison.standings[area]
    meaning = meaning_sentence(comparison.meanings.get(area), comparison.language)
    if isinstance(found, Hidden):
        is_unlike = found.reason is Reason.UNLIKE
        why_not = meaning if is_unlike else _("Fewer than three institutions.")
        return AreaPage(area, name, None, "", "", "", (), None, None, why_not, is_unlike=is_unlike)
    estimates = _estimates(comparison, found)
    observed = [
        _observed(estimate, standing) for estimate, standing in zip(estimates, found.standings, strict=True)
    ]
    ordered = sorted(found.standings, key=lambda s: (-s.pooled, s.institution))
    return AreaPage(
        key=area,
        name=name,
        mean=found.mean,
        mean_text=numbers.decimal(found.mean, 1),
        rankability=numbers.percent(100 * found.rankability),
        advice=_advice(found),
        rows=tuple(_standing_row(comparison, standing) for standing in ordered),
        caterpillar=caterpillar(estimates, found.mean, name, comparison.language),
        funnel=funnel(observed, found.mean, found.limits, name, comparison.language),
        meaning=meaning,
    )


def _estimates(comparison: Comparison, found: AreaStandings) -> list[Estimate]:
    return [
        Estimate(
            standing.institution,
            comparison.names[standing.institution],
            standing.pooled,
            standing.interval,
            standing.respondents,
            standing.is_outside,
            int(standing.is_above) - int(standing.is_below),
        )
        for standing in found.standings
    ]


def _observed(estimate: Estimate, standing: InstitutionStanding) -> Estimate:
    """A funnel shows what was measured, not what was drawn towards the mean."""
    return Estimate(
        estimate.key,
        estimate.name,
        standing.observed,
        estimate.interval,
        estimate.respondents,
        estimate.is_outside,
        estimate.side,
    )


def _advice(found: AreaStandings) -> str:
    """How far the ranking may be trusted, in a sentence."""
    width = numbers.decimal(found.mean_rank_width, 1)
    if found.rankability >= 0.8:
        text = _("Most of what differs here is real. A rank is sure to about %(width)s places.", width=width)
    elif found.rankability >= 0.5:
        text = _(
            "A good part of what differs is chance. A rank is sure to %(width)s places only.", width=width
        )
    else:
        text = _("Most of what differs is chance: ranks mean little here (%(width)s places).", width=width)
    return str(text)


def _standing_row(comparison: Comparison, standing: InstitutionStanding) -> StandingRow:
    row = comparison.row(standing.institution)
    direction, band = "same", _("not told from the mean")
    if standing.is_above:
        direction, band = "up", _("above the mean")
    elif standing.is_below:
        direction, band = "down", _("below the mean")
    return StandingRow(
        code=row.code,
        name=row.name,
        kind=kind_name(row.kind),
        respondents=f"{standing.respondents:,}",
        observed=numbers.score(standing.observed),
        pooled=numbers.score(standing.pooled),
        interval=numbers.interval(standing.interval),
        lower=standing.interval.lower,
        upper=standing.interval.upper,
        value=standing.pooled,
        rank=f"{standing.rank.lower}{numbers.DASH}{standing.rank.upper}",
        band=str(band),
        direction=direction,
        in_all=quarter(standing.percentile),
        in_kind=quarter(standing.percentile_in_kind),
        in_size=quarter(standing.percentile_in_size),
    )


def quarter(percentile: float | None) -> str:
    """A percentile as a band: anything finer would be a rank without its interval."""
    if percentile is None:
        return str(_("fewer than three"))
    if percentile >= UPPER_FROM:
        return str(_("upper quarter"))
    return str(_("lower quarter") if percentile <= LOWER_TO else _("middle half"))


def heat_map(comparison: Comparison) -> Figure | None:
    """Institutions × areas, None when no area can be compared."""
    places: dict[str, dict[str, Place]] = {}
    for area, found in comparison.standings.items():
        if isinstance(found, Hidden):
            continue
        for standing in found.standings:
            place = Place(standing.pooled - found.mean, standing.is_above or standing.is_below)
            places.setdefault(standing.institution, {})[area] = place
    names = {row.code: row.name for row in comparison.released}
    return institution_heat_map(names, comparison.areas, places, comparison.language) if places else None


def mover_rows(comparison: Comparison) -> tuple[tuple[MoverRow, ...], int]:
    """Real movers, largest first, and how many changes were looked at."""
    real = [mover for mover in comparison.movers if mover.verdict is Verdict.REAL]
    return tuple(_mover_row(comparison, mover) for mover in real), len(comparison.movers)


def _mover_row(comparison: Comparison, mover: Mover) -> MoverRow:
    change = mover.change
    is_up = change.value > 0
    low, high = numbers.signed(change.interval.lower), numbers.signed(change.interval.upper)
    return MoverRow(
        comparison.names[change.institution],
        comparison.areas[change.area],
        numbers.signed(change.value),
        _("%(low)s to %(high)s", low=low, high=high),
        str(_("higher") if is_up else _("lower")),
        "up" if is_up else "down",
    )


def pair_figure(comparison: Comparison, one: str, other: str) -> Figure:
    """Two institutions. Raises InstitutionIsUnknown."""
    first, second = comparison.row(one), comparison.row(other)
    scores = [(_measured(first.scores, area), _measured(second.scores, area)) for area in comparison.areas]
    return side_by_side((first.name, second.name), comparison.areas, scores, comparison.language)


def _measured(scores: Mapping[str, Score | Hidden], area: str) -> Measured | None:
    found = scores.get(area)
    if not isinstance(found, Score):
        return None
    return Measured(found.value, found.interval.lower, found.interval.upper)
