"""The page for those who read one page: who took part, all scores, what is strong and what to work on."""

from analysis.released.release import Group, Release
from analysis.released.released_values import Against, Difference, Hidden, Score, Verdict
from survey_app.figures.area_table import area_table
from survey_app.figures.figure import Tone
from survey_app.figures.people import respondents_of
from survey_app.reporting.chapters.participation import group_participation
from survey_app.reporting.making.report import (
    Block,
    Bullets,
    Chapter,
    Heading,
    KeyNumber,
    KeyNumbers,
    Note,
    Paragraph,
    TwoColumns,
)
from survey_app.wording import findings, numbers, reorganised, sentences, verdicts
from survey_app.wording.changes import changes_sentence
from survey_app.wording.differences import compared_with, difference_against, interval_text
from survey_app.wording.labels import Labels

SHARED_OUT = 2


def headline_chapter(
    release: Release,
    group: Group,
    labels: Labels,
    title: str,
    remark: str = "",
    blocks: tuple[Block, ...] = (),
) -> Chapter:
    """The group on one page; a `remark` stands above strengths and opportunities, `blocks` at the end."""
    say = labels.say
    strengths = findings.strengths(group, labels)
    opportunities = findings.opportunities(group, labels)
    rounding = sentences.rounding_sentence(group.scores, labels)
    taken_part = group_participation(release, group, labels)
    found: list[Block] = [
        Paragraph(f"{taken_part} {sentences.extremes_sentence(group, labels)}", is_lead=True),
        KeyNumbers(key_numbers(release, group, labels)),
        area_table(group, labels, "headline"),
    ]
    if rounding:
        found.append(Paragraph(rounding, is_fine=True))
    found += [Paragraph(changes_sentence(group, a, labels)) for a in sentences.compared_in(group)]
    if compared := reorganised.group_sentence(release, group, labels):
        found.append(Paragraph(compared, is_fine=True))
    if remark:
        found.append(Note(remark))
    found.append(
        TwoColumns(
            (
                Heading(say("Strengths")),
                Bullets(tuple((labels.areas[f.area], f.sentence) for f in strengths))
                if strengths
                else Paragraph(say("No area stands out upward.")),
            ),
            (
                Heading(say("Opportunities")),
                Bullets(tuple((labels.areas[f.area], f.sentence) for f in opportunities))
                if opportunities
                else Paragraph(say("There is no area to propose.")),
            ),
        )
    )
    return Chapter("headline", title, (*found, *blocks))


def key_numbers(release: Release, group: Group, labels: Labels) -> tuple[KeyNumber, ...]:
    """Participation, the index, and how many scores moved or stand apart."""
    say = labels.say
    found = [_participation(release, group, labels)]
    index = next((a for a in labels.areas if a in labels.index_areas and a in group.scores), None)
    if index is not None:
        result = group.scores[index]
        if isinstance(result, Score):
            span = interval_text(result.interval, labels)
            detail = say("95%% interval %(span)s", span=span)
            found.append(KeyNumber(numbers.score(result.value), labels.areas[index], detail))
        else:
            found.append(KeyNumber("·", labels.areas[index], labels.reason(result)))
    compared = [a for a in compared_with(group.scores.values()) if a is not Against.UPPER_QUARTILE]
    if group.key != "all":
        compared.sort(key=lambda a: a is not Against.REST)
    found += [_moved(group, against, labels) for against in compared[:SHARED_OUT]]
    return tuple(found)


def _participation(release: Release, group: Group, labels: Labels) -> KeyNumber:
    say = labels.say
    who = release.participation
    if group.key == "all" and not isinstance(who.rate, Hidden) and who.invited:
        detail = say(
            "%(respondents)s of %(invited)s people",
            respondents=f"{who.respondents:,}",
            invited=f"{who.invited:,}",
        )
        return KeyNumber(numbers.percent(who.rate), say("Response rate"), detail)
    people = respondents_of(release, group)
    if isinstance(people, Hidden):
        return KeyNumber("·", say("Respondents"), labels.reason(people))
    detail = say("of %(invited)s people", invited=f"{group.invited:,}") if group.invited else ""
    return KeyNumber(numbers.count(people, labels.language), say("Respondents"), detail)


def _moved(group: Group, against: Against, labels: Labels) -> KeyNumber:
    found = [
        d.verdict
        for result in group.scores.values()
        if isinstance(d := difference_against(result, against), Difference)
    ]
    higher, lower = found.count(Verdict.HIGHER), found.count(Verdict.LOWER)
    up, down = (verdicts.word(one, against, labels.language) for one in (Verdict.HIGHER, Verdict.LOWER))
    return KeyNumber(
        f"▲ {higher}  ▼ {lower}",
        labels.say("vs %(versus)s", versus=labels.versus(against)),
        labels.say(
            "of %(found)s: %(higher)s %(up)s, %(lower)s %(down)s",
            found=len(found),
            higher=higher,
            up=up,
            lower=lower,
            down=down,
        ),
        Tone.PLAIN,
    )
