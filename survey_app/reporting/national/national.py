"""Builds the national report: all institutions of a programme beside each other."""

import hashlib
from collections.abc import Mapping

from analysis.institutions.standings import AreaStandings
from analysis.released.released_values import Against, Hidden, Verdict
from survey_app.comparison.services import Comparison
from survey_app.figures.figure import FigureCell, FigureColumn, FigureTable, Tone
from survey_app.reporting.making.report import (
    Block,
    Bullets,
    Chapter,
    Fact,
    Note,
    Paragraph,
    Report,
    ReportKind,
)
from survey_app.reporting.national.national_areas import (
    appendix_chapter,
    area_chapter,
    area_sentence,
    institutions_chapter,
)
from survey_app.reporting.national.national_themes import themes_chapter
from survey_app.wording import numbers, verdicts
from survey_app.wording.dates import spoken_day

MOST_MOVERS = 30


def build_national_report(comparison: Comparison, dated: str, is_fictional: bool) -> Report:
    """The report over institutions. `dated` is the ISO date it carries, so that its bytes repeat."""
    chapters = (
        _headline(comparison),
        _reading(comparison),
        _participation(comparison),
        institutions_chapter(comparison),
        *(area_chapter(comparison, area, found) for area, found in comparison.standings.items()),
        _movers(comparison),
        themes_chapter(comparison),
        appendix_chapter(comparison),
    )
    return Report(
        kind=ReportKind.NATIONAL,
        language=comparison.language,
        title=comparison.voice.say("National report on organisational culture"),
        subject=comparison.title,
        period=dated[:4],
        dated=dated,
        fingerprint=_fingerprint(comparison),
        is_fictional=is_fictional,
        facts=(
            Fact(comparison.voice.say("Programme"), comparison.title),
            Fact(comparison.voice.say_as("taking part", "Institutions"), str(len(comparison.rows))),
            Fact(comparison.voice.say_as("institutions", "Released"), str(len(comparison.released))),
            Fact(comparison.voice.say("As of"), spoken_day(dated, comparison.voice)),
        ),
        chapters=tuple(chapter for chapter in chapters if chapter.blocks),
    )


def _fingerprint(comparison: Comparison) -> str:
    """SHA-256 over what is compared, so that a report can be told from one of other results."""
    released = [(r.code, r.wave, sorted(r.scores.items()), r.themes) for r in comparison.released]
    content = repr((released, sorted(comparison.meanings.items())))
    return hashlib.sha256(content.encode()).hexdigest()


def _headline(comparison: Comparison) -> Chapter:
    known = {a: s for a, s in comparison.standings.items() if isinstance(s, AreaStandings)}
    people = sum(r.participation.respondents for r in comparison.released if r.participation)
    released = len(comparison.released)
    blocks: list[Block] = [
        Paragraph(
            comparison.voice.say(
                "%(people)s people of %(released)s institutions took part.",
                people=f"{people:,}",
                released=released,
            ),
            is_lead=True,
        )
    ]
    if known:
        blocks.append(_means_table(comparison, known))
        blocks.append(Bullets(tuple(area_sentence(comparison, a, s) for a, s in known.items())))
    else:
        blocks.append(Note(comparison.voice.say("No area can be compared.")))
    return Chapter("headline", comparison.voice.say("One-page summary"), tuple(blocks))


def _means_table(comparison: Comparison, known: Mapping[str, AreaStandings]) -> FigureTable:
    rows = []
    for area, found in known.items():
        above = sum(1 for s in found.standings if s.verdict is Verdict.HIGHER)
        below = sum(1 for s in found.standings if s.verdict is Verdict.LOWER)
        rows.append(
            (
                FigureCell(comparison.areas[area]),
                FigureCell(numbers.score(found.mean), found.mean, "0.0", Tone.STRONG),
                FigureCell(numbers.percent(100 * found.rankability), 100 * found.rankability, '0"%"'),
                FigureCell(str(above), above),
                FigureCell(str(below), below),
                FigureCell(str(len(found.standings)), len(found.standings)),
            )
        )
    columns = (
        FigureColumn(comparison.voice.say("Area"), False, 0.3),
        FigureColumn(comparison.voice.say("Mean")),
        FigureColumn(comparison.voice.say("Not chance")),
        FigureColumn(comparison.voice.say("Above")),
        FigureColumn(comparison.voice.say("Below")),
        FigureColumn(comparison.voice.say_as("how many", "Institutions")),
    )
    return FigureTable("means", comparison.voice.say("Means by area"), columns, tuple(rows))


def _reading(comparison: Comparison) -> Chapter:
    entries = (
        (
            comparison.voice.say("Estimates"),
            comparison.voice.say(
                "Scores drawn towards the mean of all as far as chance reaches (partial pooling), so "
                "that small institutions are not thrown about."
            ),
        ),
        (
            comparison.voice.say("Ranks"),
            comparison.voice.say(
                "A rank is given as an interval only: 2–5 says that the institution's place lies "
                "somewhere from 2nd to 5th, and where nobody is given 1 these data can't tell who is "
                "first. “Not chance” is the share of the differences between institutions that chance "
                "does not explain."
            ),
        ),
        (
            comparison.voice.say("Funnels"),
            comparison.voice.say(
                "They ask not whether an institution differs from the mean but whether it does so "
                "unusually. Few respondents make scores swing more, so the range in which "
                "institutions ordinarily scatter is drawn against respondents. Higher or lower than "
                "the mean yet inside is a difference of the ordinary kind; outside (◆) it is worth "
                "asking what is special."
            ),
        ),
        (
            comparison.voice.say("Movers"),
            comparison.voice.say(
                "Changes are judged over all institutions and areas together, and marked from three points."
            ),
        ),
    )
    title = comparison.voice.say("How to read this report")
    return Chapter("reading", title, (Bullets(entries),))


def _participation(comparison: Comparison) -> Chapter:
    rows = []
    for row in comparison.released:
        who = row.participation
        if who is None:
            continue
        rate = "·" if isinstance(who.rate, Hidden) else numbers.percent(who.rate)
        invited = "" if who.invited is None else f"{who.invited:,}"
        rows.append(
            (
                FigureCell(row.name),
                FigureCell(invited, who.invited),
                FigureCell(f"{who.respondents:,}", who.respondents),
                FigureCell(rate, None if isinstance(who.rate, Hidden) else who.rate),
            )
        )
    columns = (
        FigureColumn(comparison.voice.say("Institution"), False, 0.46),
        FigureColumn(comparison.voice.say("Eligible")),
        FigureColumn(comparison.voice.say("Respondents")),
        FigureColumn(comparison.voice.say("Rate")),
    )
    table = FigureTable(
        "participation", comparison.voice.say_as("of institutions", "Participation"), columns, tuple(rows)
    )
    title = comparison.voice.say("Participation")
    return Chapter("participation", title, (table,) if rows else (), starts_page=False)


def _movers(comparison: Comparison) -> Chapter:
    real = [m for m in comparison.movers if m.verdict.matters][:MOST_MOVERS]
    title = comparison.voice.say("Changes since the last wave")
    if not comparison.movers:
        text = comparison.voice.say("There is no earlier wave to compare with.")
        return Chapter("movers", title, (Note(text),))
    if not real:
        text = comparison.voice.say(
            "Of %(movers)s changes looked at together, none is higher or lower than before.",
            movers=len(comparison.movers),
        )
        return Chapter("movers", title, (Note(text),))
    rows = tuple(
        (
            FigureCell(comparison.names[m.change.institution]),
            FigureCell(comparison.areas[m.change.area]),
            FigureCell(f"{numbers.signed(m.change.value)} {numbers.MARKS[m.verdict]}", m.change.value),
            FigureCell(numbers.signed_interval(m.change.interval)),
            FigureCell(verdicts.word(m.verdict, Against.PREVIOUS, comparison.language)),
        )
        for m in real
    )
    columns = (
        FigureColumn(comparison.voice.say("Institution"), False, 0.3),
        FigureColumn(comparison.voice.say("Area"), False, 0.3),
        FigureColumn(comparison.voice.say("Change (points)")),
        FigureColumn(comparison.voice.say("95%% interval")),
        FigureColumn(comparison.voice.say("Verdict"), False, 0.14),
    )
    note = verdicts.legend(comparison.language)
    return Chapter("movers", title, (FigureTable("movers", title, columns, rows, note),))
