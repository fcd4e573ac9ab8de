"""Who took part: by unit, by background, and how exact the results are."""

from collections.abc import Sequence

from analysis.released.release import Group, Release
from analysis.released.released_values import Count, Hidden
from questionnaires.model import Questionnaire
from survey_app.figures.figure import Cell, Column, Table
from survey_app.figures.participation import participation_bars
from survey_app.figures.people import response_rate
from survey_app.figures.weighting import weighting_sentences
from survey_app.reporting.making.report import Block, Bullets, Chapter, Heading, Paragraph
from survey_app.wording import counted_in, numbers, release_sentences
from survey_app.wording.labels import Labels
from survey_app.wording.particles import with_particle

ROWS_A_PAGE = 40


def participation_chapter(release: Release, questionnaire: Questionnaire, labels: Labels) -> Chapter:
    """Who took part: by unit, by background, and how exact the results are."""
    say = labels.say
    units = [g for g in release.units if g.invited is not None or not g.is_shown]
    blocks: list[Block] = [
        Paragraph(release_sentences.participation_sentence(release, labels)),
        Paragraph(
            say(
                "응답하지 않은 사람의 생각은 다를 수 있습니다. 의견 자체가 참여 여부에 영향을 "
                "주었을 수 있으며, 이는 응답률이 높아도 사라지지 않습니다.",
                "Those who did not take part may think otherwise. Opinion itself may have driven "
                "participation, which a high rate alone does not remove.",
            )
        ),
    ]
    who = release.participation
    if who.spoiled or who.by_weaker_mode:
        blocks.append(
            Paragraph(
                say(
                    f"무효가 된 응답은 {who.spoiled}건, 자바스크립트 없이 제출된 응답은 "
                    f"{who.by_weaker_mode}건입니다.",
                    f"{who.spoiled} ballots were spoiled; {who.by_weaker_mode} were sent without JavaScript.",
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
        Heading(say("현원에 맞춘 가중", "Weighted to headcounts")),
        Paragraph(" ".join(weighting_sentences(release, labels))),
    ]
    background = [g for q in questionnaire.background for g in release.background(q.id)]
    if background:
        blocks.append(background_table(release, questionnaire, labels))
    return Chapter("participation", say("참여", "Participation"), tuple(blocks))


def background_table(release: Release, questionnaire: Questionnaire, labels: Labels) -> Table:
    """Respondents of each background class, a row for each question."""
    say = labels.say
    rows = []
    for question in questionnaire.background:
        groups = release.background(question.id)
        if groups:
            name = questionnaire.texts[labels.language].background[question.id]
            parts = " · ".join(f"{labels.groups[g.key]} {_people(g, labels)}" for g in groups)
            rows.append((Cell(name), Cell(parts)))
    columns = (
        Column(say("물음", "Question"), False, 0.26),
        Column(say("집단과 응답자 수", "Groups and their respondents"), False, 0.74),
    )
    return Table("background", say("배경별 응답자 수", "Respondents by background"), columns, tuple(rows))


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
        return labels.say(f"{with_particle(people, '이')} 응답했습니다.", f"{people} people took part.")
    share = response_rate(release, group)
    rate = "" if share is None else numbers.percent(share)
    return labels.say(
        f"대상 인원 {group.invited:,}명 가운데 {with_particle(people, '이')} 응답했습니다"
        + (f"(응답률 {rate})." if rate else "."),
        f"{people} of {group.invited:,} people took part" + (f" (response rate {rate})." if rate else "."),
    )


def parts_of(groups: Sequence[Group], most: int) -> tuple[Sequence[Group], ...]:
    """The groups in parts of at most so many, so that no picture is taller than a page."""
    return tuple(groups[start : start + most] for start in range(0, len(groups), most))
