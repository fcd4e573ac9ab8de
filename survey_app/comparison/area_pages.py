"""What the ministry's page of one area shows: where each institution stands, and how far to trust it."""

from dataclasses import dataclass

from flask_babel import gettext as _

from analysis.institutions.standings import AreaStandings, InstitutionStanding
from analysis.released.released_values import Hidden, Reason, Verdict
from survey_app.comparison.pages import kind_name
from survey_app.comparison.services import Comparison
from survey_app.diagnosis.waves import AreaIsUnknown
from survey_app.figures.comparison import Estimate, caterpillar, funnel
from survey_app.figures.figure import Figure
from survey_app.wording import numbers, verdicts
from survey_app.wording.same_meaning import meaning_sentence

UPPER_FROM, LOWER_TO = 75.0, 25.0


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
    mark: str
    direction: str
    in_all: str
    in_kind: str
    in_size: str


@dataclass(frozen=True, slots=True)
class AreaComparison:
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


def area_page(comparison: Comparison, area: str) -> AreaComparison:
    """One area over all institutions. Raises AreaIsUnknown."""
    if area not in comparison.areas:
        raise AreaIsUnknown(area)
    name, found = comparison.areas[area], comparison.standings[area]
    meaning = meaning_sentence(comparison.meanings.get(area), comparison.language)
    if isinstance(found, Hidden):
        is_unlike = found.reason is Reason.UNLIKE
        why_not = meaning if is_unlike else _("Fewer than three institutions.")
        return AreaComparison(area, name, None, "", "", "", (), None, None, why_not, is_unlike=is_unlike)
    estimates = _estimates(comparison, found)
    observed = [
        _observed(estimate, standing) for estimate, standing in zip(estimates, found.standings, strict=True)
    ]
    ordered = sorted(found.standings, key=lambda s: (-s.pooled, s.institution))
    return AreaComparison(
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
            standing.verdict,
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
        estimate.verdict,
    )


def _advice(found: AreaStandings) -> str:
    """How far the ranking may be trusted, in a sentence."""
    width = numbers.decimal(found.mean_rank_width, 1)
    if found.rankability >= 0.8:
        text = _(
            "Most of what differs here is not chance. A rank is known to about %(width)s places.", width=width
        )
    elif found.rankability >= 0.5:
        text = _(
            "A good part of what differs is chance. A rank is known to %(width)s places only.", width=width
        )
    else:
        text = _("Most of what differs is chance: ranks mean little here (%(width)s places).", width=width)
    return str(text)


def _standing_row(comparison: Comparison, standing: InstitutionStanding) -> StandingRow:
    row = comparison.row(standing.institution)
    direction = {Verdict.HIGHER: "up", Verdict.LOWER: "down"}.get(standing.verdict, "same")
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
        band=verdicts.word(standing.verdict, None, comparison.language),
        mark=numbers.MARKS[standing.verdict],
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
