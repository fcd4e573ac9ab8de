"""Builds the national report: all institutions of a programme beside each other."""

import hashlib
from collections.abc import Mapping

from analysis.differences import Verdict
from analysis.release import Hidden
from analysis.standings import AreaStandings, InstitutionStanding
from survey_app.comparison.services import Comparison
from survey_app.figures import numbers, sentences
from survey_app.figures.comparison import Estimate, caterpillar, estimate_table, funnel
from survey_app.figures.figure import Cell, Column, Table, Tone
from survey_app.figures.institutions import Place, institution_heat_map
from survey_app.reporting.report import Block, Bullets, Chapter, Fact, Note, Paragraph, Report, ReportKind

MOST_ON_A_PAGE = 40
MOST_MOVERS = 30


def build_national_report(comparison: Comparison, dated: str, is_fictional: bool) -> Report:
    """The report over institutions. `dated` is the ISO date it carries, so that its bytes repeat."""
    chapters = (
        _headline(comparison),
        _reading(comparison),
        _participation(comparison),
        *(_area(comparison, area, found) for area, found in comparison.standings.items()),
        _institutions(comparison),
        _movers(comparison),
        _appendix(comparison),
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


def _say(comparison: Comparison, ko: str, en: str) -> str:
    return ko if comparison.language == "ko" else en


def _fingerprint(comparison: Comparison) -> str:
    """SHA-256 over what is compared, so that a report can be told from one of other results."""
    content = repr([(r.code, r.wave, sorted(r.scores.items())) for r in comparison.released])
    return hashlib.sha256(content.encode()).hexdigest()


def _headline(comparison: Comparison) -> Chapter:
    known = {a: s for a, s in comparison.standings.items() if isinstance(s, AreaStandings)}
    people = sum(r.participation.respondents for r in comparison.released if r.participation)
    released = len(comparison.released)
    blocks: list[Block] = [
        Paragraph(
            _say(
                comparison,
                f"{released}개 기관에서 {people:,}명이 응답했습니다.",
                f"{people:,} people of {released} institutions took part.",
            ),
            is_lead=True,
        )
    ]
    if known:
        blocks.append(_means_table(comparison, known))
        blocks.append(Bullets(tuple(_area_sentence(comparison, a, s) for a, s in known.items())))
    else:
        blocks.append(Note(_say(comparison, "비교할 수 있는 영역이 없습니다.", "No area can be compared.")))
    return Chapter("headline", _say(comparison, "한 쪽 요약", "One-page summary"), tuple(blocks))


def _means_table(comparison: Comparison, known: Mapping[str, AreaStandings]) -> Table:
    rows = []
    for area, found in known.items():
        above = sum(1 for s in found.standings if s.is_above)
        below = sum(1 for s in found.standings if s.is_below)
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
        Column(_say(comparison, "영역", "Area"), False, 0.3),
        Column(_say(comparison, "평균", "Mean")),
        Column(_say(comparison, "순위 신뢰도", "Rankability")),
        Column(_say(comparison, "평균보다 높음", "Above")),
        Column(_say(comparison, "평균보다 낮음", "Below")),
        Column(_say(comparison, "기관 수", "Institutions")),
    )
    return Table("means", _say(comparison, "영역별 평균", "Means by area"), columns, tuple(rows))


def _area_sentence(comparison: Comparison, area: str, found: AreaStandings) -> tuple[str, str]:
    above = [comparison.names[s.institution] for s in _ordered(found) if s.is_above]
    below = [comparison.names[s.institution] for s in _ordered(found) if s.is_below]
    if not above and not below:
        text = _say(
            comparison,
            "평균과 확실히 다른 기관이 없습니다.",
            "No institution is surely apart from the mean.",
        )
        return comparison.areas[area], text
    most = sentences.NAMED_AT_MOST
    parts = []
    for names, ko, en in ((above, "높은", "above"), (below, "낮은", "below")):
        if names:
            shown = sentences.listed(names[:most], comparison.language)
            more = _say(comparison, " 등", " and others") if len(names) > most else ""
            parts.append(
                _say(
                    comparison,
                    f"평균보다 {ko} 기관 {len(names)}곳({shown}{more})",
                    f"{len(names)} {en} the mean ({shown}{more})",
                )
            )
    return comparison.areas[area], ", ".join(parts) + "."


def _reading(comparison: Comparison) -> Chapter:
    entries = (
        (
            _say(comparison, "추정 점수", "Estimates"),
            _say(
                comparison,
                "작은 기관의 점수가 우연히 튀지 않도록 전체 평균 쪽으로 당겨 추정한 값(부분 통합)입니다.",
                "Scores drawn towards the mean of all as far as chance reaches (partial pooling), so that "
                "small institutions are not thrown about.",
            ),
        ),
        (
            _say(comparison, "순위", "Ranks"),
            _say(
                comparison,
                "순위는 구간과 함께만 적습니다. 순위 신뢰도는 기관 간 차이 가운데 실제 차이의 비율입니다.",
                "A rank comes with its interval or not at all. Rankability is the share of the differences "
                "that is real.",
            ),
        ),
        (
            _say(comparison, "깔때기", "Funnels"),
            _say(
                comparison,
                "응답자가 적으면 점수가 더 흔들립니다. 한계 밖의 기관(◆)만 눈여겨볼 만합니다.",
                "Few respondents make scores swing more. Only institutions outside the limits (◆) stand out.",
            ),
        ),
        (
            _say(comparison, "변화", "Movers"),
            _say(
                comparison,
                "지난 회차 대비 변화는 모든 기관과 영역을 함께 보정하고, 3점이 넘을 때만 표시합니다.",
                "Changes are judged over all institutions and areas together, and marked from three points.",
            ),
        ),
    )
    title = _say(comparison, "이 보고서를 읽는 법", "How to read this report")
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
        Column(_say(comparison, "기관", "Institution"), False, 0.46),
        Column(_say(comparison, "현원", "Headcount")),
        Column(_say(comparison, "응답자", "Respondents")),
        Column(_say(comparison, "응답률", "Rate")),
    )
    table = Table("participation", _say(comparison, "기관별 참여", "Participation"), columns, tuple(rows))
    title = _say(comparison, "참여", "Participation")
    return Chapter("participation", title, (table,) if rows else (), starts_page=False)


def _area(comparison: Comparison, area: str, found: AreaStandings | Hidden) -> Chapter:
    name = comparison.areas[area]
    if isinstance(found, Hidden):
        text = _say(comparison, "비교할 수 있는 기관이 너무 적습니다.", "Too few institutions to compare.")
        return Chapter(f"area-{area}", name, (Note(text),), starts_page=False)
    ordered = _ordered(found)
    estimates = [_estimate(comparison, s, s.pooled) for s in ordered]
    observed = [_estimate(comparison, s, s.observed) for s in ordered]
    blocks: list[Block] = [Paragraph(_area_sentence(comparison, area, found)[1], is_lead=True)]
    for start in range(0, len(estimates), MOST_ON_A_PAGE):
        part = estimates[start : start + MOST_ON_A_PAGE]
        blocks.append(caterpillar(part, found.mean, name, comparison.language, f"caterpillar-{area}-{start}"))
    blocks.append(funnel(observed, found.mean, found.limits, name, comparison.language, f"funnel-{area}"))
    return Chapter(f"area-{area}", name, tuple(blocks))


def _appendix(comparison: Comparison) -> Chapter:
    blocks = tuple(
        estimate_table(
            tuple(_estimate(comparison, s, s.pooled) for s in _ordered(found)),
            comparison.areas[area],
            comparison.language,
            f"table-{area}",
        )
        for area, found in comparison.standings.items()
        if isinstance(found, AreaStandings)
    )
    title = _say(comparison, "부록: 표의 모든 수", "Appendix: all numbers")
    return Chapter("appendix", title, blocks, is_appendix=True)


def _institutions(comparison: Comparison) -> Chapter:
    places: dict[str, dict[str, Place]] = {}
    for area, found in comparison.standings.items():
        if isinstance(found, AreaStandings):
            for s in found.standings:
                place = Place(s.pooled - found.mean, s.is_above or s.is_below)
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
    title = _say(comparison, "기관과 영역", "Institutions and areas")
    return Chapter("institutions", title, blocks)


def _movers(comparison: Comparison) -> Chapter:
    real = [m for m in comparison.movers if m.verdict is Verdict.REAL][:MOST_MOVERS]
    title = _say(comparison, "지난 회차 뒤의 변화", "Changes since the last wave")
    if not comparison.movers:
        text = _say(comparison, "비교할 지난 회차가 없습니다.", "There is no earlier wave to compare with.")
        return Chapter("movers", title, (Note(text),))
    if not real:
        text = _say(
            comparison,
            f"변화 {len(comparison.movers)}개를 살폈으나 실제 변화로 볼 수 있는 것은 없습니다.",
            f"None of {len(comparison.movers)} changes is a real one.",
        )
        return Chapter("movers", title, (Note(text),))
    rows = tuple(
        (
            Cell(comparison.names[m.change.institution]),
            Cell(comparison.areas[m.change.area]),
            Cell(numbers.signed(m.change.value), m.change.value),
            Cell(numbers.interval(m.change.interval)),
        )
        for m in real
    )
    columns = (
        Column(_say(comparison, "기관", "Institution"), False, 0.4),
        Column(_say(comparison, "영역", "Area"), False, 0.3),
        Column(_say(comparison, "변화(점)", "Change (points)")),
        Column(_say(comparison, "95% 구간", "95% interval")),
    )
    return Chapter("movers", title, (Table("movers", title, columns, rows),))


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
        int(standing.is_above) - int(standing.is_below),
    )
