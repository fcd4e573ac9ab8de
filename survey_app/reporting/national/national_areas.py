"""The chapters of the national report that set institutions beside each other, area by area."""

from analysis.institutions.standings import AreaStandings, InstitutionStanding
from analysis.released.released_values import Hidden, Reason, Verdict
from survey_app.comparison.services import Comparison
from survey_app.figures.comparison import Estimate, caterpillar, estimate_table, funnel
from survey_app.figures.figure import FigureTable
from survey_app.figures.institutions import Place, institution_heat_map
from survey_app.reporting.making.report import Block, Chapter, Note, Paragraph
from survey_app.wording import numbers, sentences, verdicts
from survey_app.wording.same_meaning import meaning_sentence

MOST_ON_A_PAGE = 40
# With more institutions than these the two figures fill the page, and the table goes to the appendix.
MOST_BESIDE_FIGURES = 12
# With more institutions than these the heat map needs a page of its own.
MOST_UNDER_PARTICIPATION = 13


def area_sentence(comparison: Comparison, area: str, found: AreaStandings) -> tuple[str, str]:
    """The area's name, and which institutions are higher, lower, and a little so, than the mean of all."""
    parts = []
    for verdict in Verdict:
        names = [comparison.names[s.institution] for s in _ordered(found) if s.verdict is verdict]
        if names and verdict.is_certain:
            shown = sentences.listed(names[: sentences.NAMED_AT_MOST], comparison.language)
            if len(names) > sentences.NAMED_AT_MOST:
                shown = comparison.voice.say("%(names)s and others", names=shown)
            word = verdicts.word(verdict, None, comparison.language)
            parts.append(
                comparison.voice.say(
                    "%(institutions)s %(verdict)s (%(names)s)",
                    institutions=len(names),
                    verdict=word,
                    names=shown,
                )
            )
    if not parts:
        text = comparison.voice.say("No institution can be called higher or lower than the mean.")
    else:
        text = comparison.voice.say("Beside the mean: %(parts)s.", parts=", ".join(parts))
    return comparison.areas[area], text


def area_chapter(comparison: Comparison, area: str, found: AreaStandings | Hidden) -> Chapter:
    """One area over all institutions: caterpillar, funnel, and the numbers where they fit the page."""
    name = comparison.areas[area]
    meaning = meaning_sentence(comparison.meanings.get(area), comparison.language)
    if isinstance(found, Hidden):
        if found.reason is Reason.UNLIKE:
            return Chapter(f"area-{area}", name, (Note(meaning),), starts_page=False)
        text = comparison.voice.say("Too few institutions to compare.")
        return Chapter(f"area-{area}", name, (Note(text),), starts_page=False)
    ordered = _ordered(found)
    estimates = [_estimate(comparison, s, s.pooled) for s in ordered]
    observed = [_estimate(comparison, s, s.observed) for s in ordered]
    blocks: list[Block] = [Paragraph(area_sentence(comparison, area, found)[1], is_lead=True)]
    for start in range(0, len(estimates), MOST_ON_A_PAGE):
        part = estimates[start : start + MOST_ON_A_PAGE]
        blocks.append(caterpillar(part, found.mean, name, comparison.language, f"caterpillar-{area}-{start}"))
    blocks.append(funnel(observed, found.mean, found.limits, name, comparison.language, f"funnel-{area}"))
    if len(ordered) <= MOST_BESIDE_FIGURES:
        blocks.append(_table(comparison, area, found))
    return Chapter(f"area-{area}", name, tuple(blocks))


def institutions_chapter(comparison: Comparison) -> Chapter:
    """All institutions in all areas, coloured by their distance from the mean."""
    places: dict[str, dict[str, Place]] = {}
    for area, found in comparison.standings.items():
        if isinstance(found, AreaStandings):
            for s in found.standings:
                place = Place(s.pooled - found.mean, s.verdict)
                places.setdefault(s.institution, {})[area] = place
    names = {row.code: row.name for row in comparison.released}
    codes = [code for code in names if code in places]
    blocks = tuple(
        institution_heat_map(
            {code: names[code] for code in codes[start : start + MOST_ON_A_PAGE]},
            comparison.areas,
            places,
            comparison.language,
            f"institutions-{start}",
        )
        for start in range(0, len(codes), MOST_ON_A_PAGE)
    )
    title = comparison.voice.say("Institutions and areas")
    return Chapter("institutions", title, blocks, starts_page=len(codes) > MOST_UNDER_PARTICIPATION)


def appendix_chapter(comparison: Comparison) -> Chapter:
    """The numbers of each area that did not fit its page."""
    blocks = tuple(
        _table(comparison, area, found)
        for area, found in comparison.standings.items()
        if isinstance(found, AreaStandings) and len(found.standings) > MOST_BESIDE_FIGURES
    )
    title = comparison.voice.say("Appendix: all numbers")
    return Chapter("appendix", title, blocks, is_appendix=True)


def _table(comparison: Comparison, area: str, found: AreaStandings) -> FigureTable:
    ordered = _ordered(found)
    return estimate_table(
        tuple(_estimate(comparison, s, s.pooled) for s in ordered),
        comparison.areas[area],
        comparison.language,
        f"table-{area}",
        tuple(f"{s.rank.lower}{numbers.DASH}{s.rank.upper}" for s in ordered),
    )


def _ordered(found: AreaStandings) -> list[InstitutionStanding]:
    return sorted(found.standings, key=lambda s: (-s.pooled, s.institution))


def _estimate(comparison: Comparison, standing: InstitutionStanding, value: float) -> Estimate:
    return Estimate(
        standing.institution,
        comparison.names[standing.institution],
        value,
        standing.interval,
        standing.respondents,
        standing.is_outside,
        standing.verdict,
    )
