"""Builds the national report: all institutions of a programme beside each other."""

import hashlib
from collections.abc import Mapping

from analysis.institutions.standings import AreaStandings
from analysis.released.released_values import Against, Hidden, Verdict
from survey_app.comparison.services import Comparison
from survey_app.figures.figure import Cell, Column, Table, Tone
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
    say,
)
from survey_app.wording import numbers, verdicts

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
        appendix_chapter(comparison),
    )
    korean = comparison.language == "ko"
    return Report(
        kind=ReportKind.NATIONAL,
        language=comparison.language,
        title="조직문화 진단 종합 보고서" if korean else "National report on organisational culture",
        subject=comparison.title,
        period=dated[:4],
        dated=dated,
        fingerprint=_fingerprint(comparison),
        is_fictional=is_fictional,
        facts=(
            Fact("사업" if korean else "Programme", comparison.title),
            Fact("참여 기관" if korean else "Institutions", str(len(comparison.rows))),
            Fact("공개된 기관" if korean else "Released", str(len(comparison.released))),
            Fact("기준일" if korean else "As of", dated),
        ),
        chapters=tuple(chapter for chapter in chapters if chapter.blocks),
    )


def _fingerprint(comparison: Comparison) -> str:
    """SHA-256 over what is compared, so that a report can be told from one of other results."""
    released = [(r.code, r.wave, sorted(r.scores.items())) for r in comparison.released]
    content = repr((released, sorted(comparison.meanings.items())))
    return hashlib.sha256(content.encode()).hexdigest()


def _headline(comparison: Comparison) -> Chapter:
    known = {a: s for a, s in comparison.standings.items() if isinstance(s, AreaStandings)}
    people = sum(r.participation.respondents for r in comparison.released if r.participation)
    released = len(comparison.released)
    blocks: list[Block] = [
        Paragraph(
            say(
                comparison,
                f"{released}개 기관에서 {people:,}명이 응답했습니다.",
                f"{people:,} people of {released} institutions took part.",
            ),
            is_lead=True,
        )
    ]
    if known:
        blocks.append(_means_table(comparison, known))
        blocks.append(Bullets(tuple(area_sentence(comparison, a, s) for a, s in known.items())))
    else:
        blocks.append(Note(say(comparison, "비교할 수 있는 영역이 없습니다.", "No area can be compared.")))
    return Chapter("headline", say(comparison, "한 쪽 요약", "One-page summary"), tuple(blocks))


def _means_table(comparison: Comparison, known: Mapping[str, AreaStandings]) -> Table:
    rows = []
    for area, found in known.items():
        above = sum(1 for s in found.standings if s.verdict is Verdict.HIGHER)
        below = sum(1 for s in found.standings if s.verdict is Verdict.LOWER)
        rows.append(
            (
                Cell(comparison.areas[area]),
                Cell(numbers.score(found.mean), found.mean, "0.0", Tone.STRONG),
                Cell(numbers.percent(100 * found.rankability), 100 * found.rankability, '0"%"'),
                Cell(str(above), above),
                Cell(str(below), below),
                Cell(str(len(found.standings)), len(found.standings)),
            )
        )
    columns = (
        Column(say(comparison, "영역", "Area"), False, 0.3),
        Column(say(comparison, "평균", "Mean")),
        Column(say(comparison, "우연이 아닌 차이", "Not chance")),
        Column(say(comparison, "평균보다 높음", "Above")),
        Column(say(comparison, "평균보다 낮음", "Below")),
        Column(say(comparison, "기관 수", "Institutions")),
    )
    return Table("means", say(comparison, "영역별 평균", "Means by area"), columns, tuple(rows))


def _reading(comparison: Comparison) -> Chapter:
    entries = (
        (
            say(comparison, "추정 점수", "Estimates"),
            say(
                comparison,
                "작은 기관의 점수가 우연히 튀지 않도록 전체 평균 쪽으로 당겨 추정한 값(부분 통합)입니다.",
                "Scores drawn towards the mean of all as far as chance reaches (partial pooling), so that "
                "small institutions are not thrown about.",
            ),
        ),
        (
            say(comparison, "순위", "Ranks"),
            say(
                comparison,
                "순위는 구간으로만 적습니다. 2–5는 기관의 순위가 2위와 5위 사이 어디쯤이라는 뜻이고, 1위가 "
                "적혀 있지 않으면 누가 1위인지 이 자료로 알 수 없다는 뜻입니다. ‘우연이 아닌 차이’는 기관 간 "
                "점수 차이 가운데 우연이 아닌 몫입니다.",
                "A rank is given as an interval only: 2–5 says that the institution's place lies somewhere "
                "from 2nd to 5th, and where nobody is given 1 these data can't tell who is first. “Not "
                "chance” is the share of the differences between institutions that chance does not explain.",
            ),
        ),
        (
            say(comparison, "깔때기", "Funnels"),
            say(
                comparison,
                "‘평균과 다른가’가 아니라 ‘유별나게 다른가’를 묻습니다. 응답자가 적으면 점수가 더 흔들리므로 "
                "기관들이 보통 흩어지는 범위를 응답자 수에 따라 그렸습니다. 평균보다 높거나 낮은 기관도 그 "
                "안에 있으면 보통 있는 만큼의 차이이고, 밖(◆)에 있으면 무엇이 특별한지 살펴볼 만합니다.",
                "They ask not whether an institution differs from the mean but whether it does so unusually. "
                "Few respondents make scores swing more, so the range in which institutions ordinarily "
                "scatter is drawn against respondents. Higher or lower than the mean yet inside is a "
                "difference of the ordinary kind; outside (◆) it is worth asking what is special.",
            ),
        ),
        (
            say(comparison, "변화", "Movers"),
            say(
                comparison,
                "지난 회차 대비 변화는 모든 기관과 영역을 함께 보정하고, 3점 이상일 때만 적습니다.",
                "Changes are judged over all institutions and areas together, and marked from three points.",
            ),
        ),
    )
    title = say(comparison, "이 보고서를 읽는 법", "How to read this report")
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
                Cell(row.name),
                Cell(invited, who.invited),
                Cell(f"{who.respondents:,}", who.respondents),
                Cell(rate, None if isinstance(who.rate, Hidden) else who.rate),
            )
        )
    columns = (
        Column(say(comparison, "기관", "Institution"), False, 0.46),
        Column(say(comparison, "대상 인원", "Eligible")),
        Column(say(comparison, "응답자", "Respondents")),
        Column(say(comparison, "응답률", "Rate")),
    )
    table = Table("participation", say(comparison, "기관별 참여", "Participation"), columns, tuple(rows))
    title = say(comparison, "참여", "Participation")
    return Chapter("participation", title, (table,) if rows else (), starts_page=False)


def _movers(comparison: Comparison) -> Chapter:
    real = [m for m in comparison.movers if m.verdict.matters][:MOST_MOVERS]
    title = say(comparison, "지난 회차 뒤의 변화", "Changes since the last wave")
    if not comparison.movers:
        text = say(comparison, "비교할 지난 회차가 없습니다.", "There is no earlier wave to compare with.")
        return Chapter("movers", title, (Note(text),))
    if not real:
        text = say(
            comparison,
            f"변화 {len(comparison.movers)}개를 함께 살폈으나 지난 회차보다 높아지거나 낮아진 것은 없습니다.",
            f"Of {len(comparison.movers)} changes looked at together, none is higher or lower than before.",
        )
        return Chapter("movers", title, (Note(text),))
    rows = tuple(
        (
            Cell(comparison.names[m.change.institution]),
            Cell(comparison.areas[m.change.area]),
            Cell(f"{numbers.signed(m.change.value)} {numbers.MARKS[m.verdict]}", m.change.value),
            Cell(numbers.signed_interval(m.change.interval)),
            Cell(verdicts.word(m.verdict, Against.PREVIOUS, comparison.language)),
        )
        for m in real
    )
    columns = (
        Column(say(comparison, "기관", "Institution"), False, 0.3),
        Column(say(comparison, "영역", "Area"), False, 0.3),
        Column(say(comparison, "변화(점)", "Change (points)")),
        Column(say(comparison, "95% 구간", "95% interval")),
        Column(say(comparison, "판정", "Verdict"), False, 0.14),
    )
    note = verdicts.legend(comparison.language)
    return Chapter("movers", title, (Table("movers", title, columns, rows, note),))
