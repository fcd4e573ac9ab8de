"""Builds the report of a whole institution, chapter by chapter."""

from collections.abc import Mapping, Sequence

from analysis.release import (
    Agreement,
    BetweenUnits,
    Drivers,
    Group,
    Hidden,
    Release,
    Reliability,
    Shares,
)
from questionnaires.model import Kind, Questionnaire
from survey_app.figures import numbers, sentences
from survey_app.figures.areas import area_dots, area_table
from survey_app.figures.cells import score_cell, text_cell
from survey_app.figures.drivers import driver_bars, driver_quadrant, driver_table
from survey_app.figures.experiences import experience_bars, experience_table
from survey_app.figures.figure import Cell, Column, Figure, Table
from survey_app.figures.groups import heat_map
from survey_app.figures.items import item_bars, item_table
from survey_app.figures.labels import Labels, labels_of
from survey_app.figures.participation import participation_bars, participation_table
from survey_app.figures.particles import with_particle
from survey_app.figures.standing import area_standing
from survey_app.figures.trends import trend_lines
from survey_app.reporting.explaining import method_chapter, promises_blocks, reading_chapter
from survey_app.reporting.own_items import own_items_chapter
from survey_app.reporting.proposals import Kit, proposals_chapter
from survey_app.reporting.report import (
    Block,
    Bullets,
    Chapter,
    Fact,
    Heading,
    Note,
    Paragraph,
    Promise,
    Quote,
    Report,
    ReportKind,
)
from survey_app.reporting.slides import institution_slides

MOST_QUOTATIONS = 6
ROWS_A_PAGE = 40
NO_KITS: Mapping[str, Kit] = {}


def build_institution_report(
    release: Release,
    questionnaire: Questionnaire,
    language: str,
    promises: Sequence[Promise] = (),
    kits: Mapping[str, Kit] = NO_KITS,
    has_slides: bool = False,
) -> Report:
    """The institution's report of 16 to 24 pages."""
    labels = labels_of(release, questionnaire, language)
    chapters = (
        headline_chapter(release, labels),
        reading_chapter(release, labels, promises_blocks(tuple(promises), labels)),
        participation_chapter(release, questionnaire, labels),
        *(
            area_chapter(release, area.key, labels)
            for area in questionnaire.areas
            if area.key in release.whole.scores
        ),
        drivers_chapter(release, labels),
        groups_chapter(release, labels),
        experiences_chapter(release, questionnaire, labels),
        own_items_chapter(release, questionnaire, labels),
        comments_chapter(release, questionnaire, labels),
        proposals_chapter(release, release.whole, labels, kits, starts_page=False),
        method_chapter(release, labels, starts_page=False),
        *appendix_chapters(release, questionnaire, labels),
    )
    return Report(
        kind=ReportKind.INSTITUTION,
        language=language,
        title=labels.say("조직문화 진단 결과 보고서", "Organisational culture report"),
        subject=labels.institution,
        period=labels.waves.get(release.wave, release.wave),
        dated=release.held_until,
        fingerprint=release.manifest_fingerprint,
        is_fictional=release.is_fictional,
        facts=cover_facts(release, questionnaire, labels),
        chapters=tuple(chapter for chapter in chapters if chapter.blocks),
        slides=institution_slides(release, labels, kits) if has_slides else (),
    )


def cover_facts(release: Release, questionnaire: Questionnaire, labels: Labels) -> tuple[Fact, ...]:
    """What stands on the cover: when, with what, how many, and the fingerprint."""
    say = labels.say
    who = release.participation
    rate = "" if isinstance(who.rate, Hidden) else f" ({numbers.percent(who.rate)})"
    return (
        Fact(say("회차", "Wave"), labels.waves.get(release.wave, release.wave)),
        Fact(say("조사 기간", "Held"), f"{release.held_from} {numbers.DASH} {release.held_until}"),
        Fact(say("응답자", "Respondents"), say(f"{who.respondents:,}명{rate}", f"{who.respondents:,}{rate}")),
        Fact(
            say("설문", "Questionnaire"),
            f"{questionnaire.texts[labels.language].title} {release.questionnaire_version}",
        ),
        Fact(say("회차 약속 지문", "Manifest fingerprint"), release.manifest_fingerprint),
    )


def headline_chapter(release: Release, labels: Labels) -> Chapter:
    """One page for those who read one page."""
    say = labels.say
    whole = release.whole
    strengths = sentences.strengths(release, whole, labels)
    opportunities = sentences.opportunities(release, whole, labels)
    rounding = sentences.rounding_sentence(whole.scores, labels)
    blocks: list[Block] = [
        Paragraph(
            f"{sentences.participation_sentence(release, labels)} "
            f"{sentences.extremes_sentence(whole, labels)}",
            is_lead=True,
        ),
        area_table(whole, labels, "headline"),
    ]
    if rounding:
        blocks.append(Note(rounding))
    blocks += [Paragraph(sentences.changes_sentence(whole, a, labels)) for a in sentences.compared_in(whole)]
    blocks += [
        Heading(say("강점", "Strengths")),
        Bullets(tuple((labels.areas[f.area], f.sentence) for f in strengths))
        if strengths
        else Note(say("두드러지게 높은 영역이 없습니다.", "No area stands out upward.")),
        Heading(say("개선 기회", "Opportunities")),
        Bullets(tuple((labels.areas[f.area], f.sentence) for f in opportunities)),
    ]
    return Chapter("headline", say("한 쪽 요약", "One-page summary"), tuple(blocks))


def participation_chapter(release: Release, questionnaire: Questionnaire, labels: Labels) -> Chapter:
    """Who took part: by unit, by background, and how exact the results are."""
    say = labels.say
    units = [g for g in release.units if g.invited is not None or not g.is_shown]
    blocks: list[Block] = [
        Paragraph(sentences.participation_sentence(release, labels)),
        Paragraph(
            say(
                "응답하지 않은 사람의 생각은 다를 수 있습니다. 의견 자체가 참여 여부에 영향을 "
                "주었을 수 있으며, 이는 응답률이 높아도 사라지지 않습니다.",
                "Those who did not take part may think otherwise. Opinion itself may have driven "
                "participation, "
                "which a high rate alone does not remove.",
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
    background = [g for q in questionnaire.background for g in release.background(q.id)]
    if background:
        blocks += [
            Heading(say("배경별 응답자", "Respondents by background")),
            respondents_table(release, questionnaire, labels),
        ]
    return Chapter("participation", say("참여", "Participation"), tuple(blocks))


def respondents_table(release: Release, questionnaire: Questionnaire, labels: Labels) -> Table:
    """Respondents of each background class, two classes to a row to save space."""
    pairs = []
    for question in questionnaire.background:
        for group in release.background(question.id):
            name = questionnaire.texts[labels.language].background[question.id].rstrip("?.까니입 ")
            pairs.append((name, group))
    rows = []
    for _, group in pairs:
        row = participation_table([group], labels).rows[0]
        rows.append((row[0], row[2]))
    half = -(-len(rows) // 2)
    blank = (text_cell(""), text_cell(""))
    folded = tuple((*rows[i], *(rows[i + half] if i + half < len(rows) else blank)) for i in range(half))
    say = labels.say
    columns = (
        Column(say("집단", "Group"), False, 0.32),
        Column(say("응답자", "Respondents"), True, 0.18),
        Column(say("집단", "Group"), False, 0.32),
        Column(say("응답자", "Respondents"), True, 0.18),
    )
    return Table("background", say("배경별 응답자 수", "Respondents by background"), columns, folded)


def area_chapter(release: Release, area: str, labels: Labels) -> Chapter:
    """One area on one page."""
    say = labels.say
    whole = release.whole
    items = labels.area_items[area]
    blocks: list[Block] = [
        Paragraph(sentences.area_sentence(area, whole.scores[area], labels), is_lead=True),
        area_standing(release, area, labels, key=f"standing-{area}"),
        item_bars(whole, items, labels, key=f"items-{area}"),
        item_table(whole, items, labels, key=f"differences-{area}"),
    ]
    rounding = sentences.rounding_sentence({area: whole.scores[area]}, labels)
    if rounding:
        blocks.append(Note(rounding))
    reliability = release.reliability.get(area)
    if isinstance(reliability, Reliability):
        bounds = reliability.alpha_interval
        span = f"{numbers.decimal(bounds.lower)}{numbers.DASH}{numbers.decimal(bounds.upper)}"
        alpha = f"{numbers.decimal(reliability.alpha)} ({span})"
        omega = "·" if isinstance(reliability.omega, Hidden) else numbers.decimal(reliability.omega)
        blocks.append(
            Note(say(f"신뢰도: α = {alpha}, ω = {omega}.", f"Reliability: α = {alpha}, ω = {omega}."))
        )
    elif isinstance(reliability, Hidden):
        reason = labels.reason(reliability)
        blocks.append(
            Note(say(f"신뢰도는 표시하지 않습니다({reason}).", f"Reliability is not shown ({reason})."))
        )
    return Chapter(f"area-{area}", labels.areas[area], tuple(blocks))


def drivers_chapter(release: Release, labels: Labels) -> Chapter:
    """What matters most."""
    blocks: list[Block] = [Paragraph(sentences.drivers_sentence(release, labels), is_lead=True)]
    if isinstance(release.drivers, Drivers):
        blocks += [driver_quadrant(release.drivers, labels), driver_bars(release.drivers, labels)]
    return Chapter("drivers", labels.say("무엇이 가장 중요한가", "What matters most"), tuple(blocks))


def groups_chapter(release: Release, labels: Labels) -> Chapter:
    """Units and background groups against the rest, and whether a unit's climate is shared."""
    say = labels.say
    units = release.units
    blocks: list[Block] = []
    if units:
        blocks.append(Paragraph(sentences.group_differences_sentence(units, labels), is_lead=True))
        blocks += [
            heat_map(release, part, labels, key=f"heat-{place}")
            for place, part in enumerate(parts_of(units, ROWS_A_PAGE))
        ]
    shared = agreement_sentence(release, labels)
    if shared:
        blocks += [
            Heading(say("부서 안에서 같은 분위기인가", "Is a unit's climate shared?")),
            Paragraph(shared),
        ]
    background = [g for g in release.groups if g.parent == "all" and ":" in g.key and g not in units]
    if background:
        blocks += [
            Heading(say("배경 집단", "Background groups")),
            *(
                heat_map(release, part, labels, key=f"heat-background-{place}")
                for place, part in enumerate(parts_of(background, ROWS_A_PAGE))
            ),
        ]
    return Chapter("groups", say("집단별 결과", "Groups"), tuple(blocks))


def agreement_sentence(release: Release, labels: Labels) -> str:
    """How many unit × area cells are shared, and how much of the variance lies between units."""
    cells = [a for areas in release.agreement.values() for a in areas.values() if isinstance(a, Agreement)]
    if not cells:
        return ""
    shared = sum(1 for a in cells if a.is_shared)
    text = labels.say(
        f"부서와 영역을 짝지은 {len(cells)}칸 가운데 {shared}칸에서 부서 사람들이 비슷하게 봅니다. "
        f"나머지 {len(cells) - shared}칸은 부서 안에서도 생각이 갈리므로 평균만 보아서는 안 됩니다.",
        f"In {shared} of {len(cells)} unit-by-area cells the members see things alike. In the other "
        f"{len(cells) - shared} opinion is split within the unit, and the mean alone misleads.",
    )
    between = {a: b.icc1 for a, b in release.between_units.items() if isinstance(b, BetweenUnits)}
    if between:
        area = max(between, key=lambda a: between[a])
        share = numbers.percent(100 * between[area])
        text += labels.say(
            f" 부서에 따라 가장 많이 갈리는 영역은 {with_particle(labels.areas[area], '이며')}, "
            f"점수 차이의 {with_particle(share, '이')} 부서 사이에 있습니다.",
            f" Units differ most in {labels.areas[area]}: {share} of its variance lies between units.",
        )
    return text


def experiences_chapter(release: Release, questionnaire: Questionnaire, labels: Labels) -> Chapter:
    """What happened to people, with the period asked about."""
    items = [
        item.id
        for item in questionnaire.items_outside_areas
        if item.kind is Kind.EXPERIENCE and item.id in release.whole.items
    ]
    if not items:
        return Chapter("experiences", "", ())
    say = labels.say
    return Chapter(
        "experiences",
        say("겪은 일", "Experiences"),
        (
            Paragraph(
                say(
                    "질문한 기간은 문항마다 다릅니다. 기간이 다른 비율끼리 비교하지 마십시오.",
                    "Each question names its own period. Shares over different periods must not be compared.",
                )
            ),
            experience_bars(release.whole, items, labels),
            experience_table(release.whole, items, labels, key="experience-table"),
        ),
    )


def comments_chapter(release: Release, questionnaire: Questionnaire, labels: Labels) -> Chapter:
    """Themes and released quotations, question by question."""
    say = labels.say
    blocks: list[Block] = []
    questions = questionnaire.texts[labels.language].comments
    for question, wording in questions.items():
        themes = [t for t in release.themes if t.question == question]
        quotations = [q for q in release.quotations if q.question == question][:MOST_QUOTATIONS]
        if not themes and not quotations:
            continue
        blocks.append(Heading(wording))
        if themes:
            rows = tuple(
                (
                    Cell(", ".join(t.terms)),
                    Cell(numbers.count(t.comments, labels.language).replace("명", "건")),
                )
                for t in themes
            )
            columns = (
                Column(say("핵심 낱말", "Key terms"), False, 0.7),
                Column(say("의견 수", "Comments"), True, 0.3),
            )
            blocks.append(Table(f"themes-{question}", say("주제", "Themes"), columns, rows))
        names = {t.key: ", ".join(t.terms) for t in themes}
        blocks += [Quote(names.get(q.theme, q.theme), q.text) for q in quotations]
    if blocks:
        blocks.append(
            Note(
                say(
                    "인용은 사람을 알아볼 수 있는 내용을 지우고 담당자가 확인하여 공개한 것만 싣습니다.",
                    "Quotations were redacted and released by a person; nothing that could "
                    "identify anybody remains.",
                )
            )
        )
    return Chapter("comments", say("의견", "Comments"), tuple(blocks), starts_page=False)


def appendix_chapters(release: Release, questionnaire: Questionnaire, labels: Labels) -> tuple[Chapter, ...]:
    """Every table's numbers."""
    say = labels.say
    whole = release.whole
    blocks: list[Block] = [all_items_table(release, questionnaire, labels)]
    if release.trend:
        areas = [a for a in labels.areas if a in release.trend]
        blocks.append(trend_lines(release, areas, labels).table)
    if isinstance(release.drivers, Drivers):
        blocks.append(driver_table(release.drivers, labels, "drivers-table"))
    groups = [g for g in release.groups if g.key != "all" and "|" not in g.key]
    blocks.append(group_scores_table(groups, labels))
    blocks.append(participation_table([whole, *release.units], labels, "rates-table"))
    return (
        Chapter(
            "appendix",
            say("부록: 표의 모든 수", "Appendix: all numbers"),
            tuple(blocks),
            starts_page=False,
            is_appendix=True,
        ),
    )


def all_items_table(release: Release, questionnaire: Questionnaire, labels: Labels) -> Table:
    """Five shares and the share of not applicable for each item of an area."""
    say = labels.say
    rows = []
    for area in questionnaire.areas:
        for item in area.items:
            result = release.whole.items.get(item)
            if not isinstance(result, Shares):
                reason = labels.reason(result) if isinstance(result, Hidden) else ""
                rows.append((Cell(labels.items[item]), *[Cell("·", reason=reason)] * 7))
                continue
            points = result.points if len(result.points) == 5 else (0.0,) * 5
            rows.append(
                (
                    Cell(labels.items[item]),
                    *(Cell(str(numbers.rounded(p)), p, "0") for p in points),
                    Cell(str(numbers.rounded(result.favourable)), result.favourable, "0"),
                    Cell(str(numbers.rounded(result.not_applicable)), result.not_applicable, "0"),
                )
            )
    columns = (
        Column(say("문항", "Item"), False, 0.58),
        *(Column(str(point)) for point in range(1, 6)),
        Column(say("긍정", "Fav.")),
        Column(say("해당 없음", "N/A")),
    )
    caption = say(
        "문항별 응답 비율(%, 1 전혀 그렇지 않다 ~ 5 매우 그렇다)",
        "Answers by item (%, 1 strongly disagree to 5 strongly agree)",
    )
    return Table("all-items", caption, columns, tuple(rows))


def group_scores_table(groups: Sequence[Group], labels: Labels) -> Table:
    """The score of each group in each area."""
    say = labels.say
    areas = list(labels.areas)
    rows = tuple(
        (
            Cell(labels.groups[g.key]),
            *(score_cell(r, labels) if (r := g.scores.get(a)) is not None else Cell("") for a in areas),
        )
        for g in groups
    )
    columns = (Column(say("집단", "Group"), False, 0.2), *(Column(labels.areas[a]) for a in areas))
    return Table("group-scores", say("집단별 영역 점수", "Area scores by group"), columns, rows)


def overview_figure(release: Release, labels: Labels) -> Figure:
    """All areas on the benchmark's distribution."""
    return area_dots(release, labels)


def parts_of(groups: Sequence[Group], most: int) -> tuple[Sequence[Group], ...]:
    """The groups in parts of at most so many, so that no picture is taller than a page."""
    return tuple(groups[start : start + most] for start in range(0, len(groups), most))
