"""Who took part: by unit, by background, and how exact the results are."""

from collections.abc import Sequence

from analysis.released.release import Group, Release
from analysis.released.released_values import Count, Hidden
from questionnaires.model import Questionnaire
from survey_app.figures.figure import FigureCell, FigureColumn, FigureTable
from survey_app.figures.participation import participation_bars
from survey_app.figures.people import response_rate
from survey_app.figures.weighting import weighting_sentences
from survey_app.reporting.making.report import Block, Bullets, Chapter, Heading, Paragraph
from survey_app.wording import counted_in, numbers, release_sentences
from survey_app.wording.labels import Labels

ROWS_A_PAGE = 40


def participation_chapter(release: Release, questionnaire: Questionnaire, labels: Labels) -> Chapter:
    """Who took part: by unit, by background, and how exact the results are."""
    say = labels.say
    units = [g for g in release.units if g.invited is not None or not g.is_shown]
    blocks: list[Block] = [
        Paragraph(release_sentences.participation_sentence(release, labels)),
        Paragraph(
            say(
                "Those who did not take part may think otherwise. Opinion itself may have driven "
                "participation, which a high rate alone does not remove."
            )
        ),
    ]
    who = release.participation
    if who.spoiled or who.by_weaker_mode:
        blocks.append(
            Paragraph(
                say(
                    "%(spoiled)s ballots were spoiled; %(by_weaker_mode)s were sent without JavaScript.",
                    spoiled=who.spoiled,
                    by_weaker_mode=who.by_weaker_mode,
                )
            )
        )
    blocks += [
        participation_bars(release, part, labels, f"rates-{place}")
        for place, part in enumerate(parts_of(units, ROWS_A_PAGE))
    ]
    if release.counted_in:
        blocks += [
            Heading(counted_in.heading(labels)),
            Paragraph(counted_in.explanation(release, labels)),
            Bullets(counted_in.counted_in_lists(release, labels)),
        ]
    blocks += [
        Heading(say("Weighted to headcounts")),
        Paragraph(" ".join(weighting_sentences(release, labels))),
    ]
    background = [g for q in questionnaire.background for g in release.background(q.id)]
    if background:
        blocks.append(background_table(release, questionnaire, labels))
    return Chapter("participation", say("Participation"), tuple(blocks))


def background_table(release: Release, questionnaire: Questionnaire, labels: Labels) -> FigureTable:
    """Respondents of each background class, a row for each question."""
    say = labels.say
    rows = []
    for question in questionnaire.background:
        groups = release.background(question.id)
        if groups:
            name = questionnaire.texts[labels.language].background[question.id]
            parts = " · ".join(f"{labels.groups[g.key]} {_people(g, labels)}" for g in groups)
            rows.append((FigureCell(name), FigureCell(parts)))
    columns = (
        FigureColumn(say("Question"), False, 0.26),
        FigureColumn(say("Groups and their respondents"), False, 0.74),
    )
    return FigureTable("background", say("Respondents by background"), columns, tuple(rows))


def _people(group: Group, labels: Labels) -> str:
    if isinstance(group.respondents, Count):
        return numbers.count(group.respondents, labels.language)
    return f"({labels.reason(group.respondents)})"


def group_participation(release: Release, group: Group, labels: Labels) -> str:
    """How many of the institution or of one group took part, as far as it may be said."""
    if group.key == "all":
        return release_sentences.participation_sentence(release, labels)
    if isinstance(group.respondents, Hidden):
        return labels.reason(group.respondents)
    people = numbers.count(group.respondents, labels.language)
    if not group.invited:
        return labels.say("%(people)s people took part.", people=people)
    share = response_rate(release, group)
    invited = f"{group.invited:,}"
    if share is None:
        return labels.say("%(people)s of %(invited)s people took part.", people=people, invited=invited)
    return labels.say(
        "%(people)s of %(invited)s people took part (response rate %(rate)s).",
        people=people,
        invited=invited,
        rate=numbers.percent(share),
    )


def parts_of(groups: Sequence[Group], most: int) -> tuple[Sequence[Group], ...]:
    """The groups in parts of at most so many, so that no picture is taller than a page."""
    return tuple(groups[start : start + most] for start in range(0, len(groups), most))
