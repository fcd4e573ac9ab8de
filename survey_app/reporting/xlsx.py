"""Writes every released number into a workbook: typed cells, reasons beside what is hidden, no formula."""

import io
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time
from typing import Any, TypeAlias

import xlsxwriter

from analysis.release import (
    Agreement,
    BetweenUnits,
    Count,
    Difference,
    Drivers,
    Group,
    Hidden,
    Interval,
    Quality,
    Release,
    Reliability,
    Score,
    Shares,
    Standing,
)
from questionnaires.model import Questionnaire
from survey_app.figures.labels import Labels, labels_of
from survey_app.figures.participation import rate_bounds
from survey_app.reporting.explaining import method_chapter, reading_chapter
from survey_app.reporting.report import Bullets, Heading, Note, Paragraph

Value: TypeAlias = str | float | int | None
WIDEST = 60
NARROWEST = 9
TEXT_SAMPLE = 60
OPTIONS = {
    "in_memory": True,
    "strings_to_formulas": False,
    "strings_to_numbers": False,
    "strings_to_urls": False,
}
LONGEST_TEXT = 32_000


@dataclass(slots=True)
class Sheet:
    """A sheet: its name, column titles and rows; numbers stay unrounded, formats round what is seen."""

    name: str
    titles: Sequence[str]
    rows: list[Sequence[Value]] = field(default_factory=list)


def write_xlsx(
    release: Release, questionnaire: Questionnaire, language: str, unit: str | None = None
) -> bytes:
    """The workbook of a release, or of what concerns one unit. The same release gives the same bytes."""
    labels = labels_of(release, questionnaire, language)
    groups = [
        g for g in release.groups if unit is None or g.key in ("all", unit) or g.key.startswith(unit + "|")
    ]
    target = io.BytesIO()
    book = xlsxwriter.Workbook(target, OPTIONS)
    held = date.fromisoformat(release.held_until)
    book.set_properties(
        {
            "title": labels.say("조직문화 진단 결과", "Organisational culture results"),
            "subject": f"{labels.institution} {labels.waves.get(release.wave, release.wave)}",
            "keywords": f"manifest:{release.manifest_fingerprint}",
            "created": datetime.combine(held, time()),
        }
    )
    formats = _Formats(book)
    _write_about(book, formats, release, questionnaire, labels)
    for sheet in _sheets(release, questionnaire, groups, labels, unit):
        if sheet.rows:
            _write_sheet(book, formats, sheet)
    book.close()
    return target.getvalue()


class _Formats:
    def __init__(self, book: Any) -> None:
        base = {"font_name": "Pretendard GOV", "font_size": 10, "valign": "top"}
        self.text = book.add_format({**base, "text_wrap": True})
        self.title = book.add_format({**base, "bold": True, "font_size": 14})
        self.head = book.add_format(
            {**base, "bold": True, "bg_color": "#E6E8EA", "bottom": 1, "text_wrap": True, "valign": "vcenter"}
        )
        self.number = book.add_format({**base, "num_format": "0.0"})
        self.whole = book.add_format({**base, "num_format": "#,##0"})


def _write_about(
    book: Any, formats: _Formats, release: Release, questionnaire: Questionnaire, labels: Labels
) -> None:
    say = labels.say
    page = book.add_worksheet(say("안내", "About"))
    page.set_column(0, 0, 30)
    page.set_column(1, 1, 100)
    page.hide_gridlines(2)
    page.write_string(0, 0, say("조직문화 진단 결과", "Organisational culture results"), formats.title)
    who = release.participation
    lines: list[tuple[str, Value]] = [
        (say("기관", "Institution"), labels.institution),
        (say("회차", "Wave"), labels.waves.get(release.wave, release.wave)),
        (say("조사 기간", "Held"), f"{release.held_from} – {release.held_until}"),
        (
            say("설문", "Questionnaire"),
            f"{questionnaire.texts[labels.language].title} {release.questionnaire_version}",
        ),
        (say("현원", "Headcount"), who.invited),
        (say("응답자", "Respondents"), who.respondents),
        (say("응답률(%)", "Response rate (%)"), None if isinstance(who.rate, Hidden) else who.rate),
        (
            say("오차 한계(±%p)", "Margin of error (± pp)"),
            None if isinstance(who.margin_of_error, Hidden) else who.margin_of_error,
        ),
        (say("표시하는 가장 작은 집단", "Smallest group shown"), release.certificate.smallest_group),
        (say("회차 약속 지문", "Manifest fingerprint"), release.manifest_fingerprint),
    ]
    if release.is_fictional:
        lines.insert(0, (say("주의", "Note"), say("가상 자료입니다.", "Fictional data.")))
    lines.append(("", ""))
    for chapter in (reading_chapter(release, labels), method_chapter(release, labels)):
        lines.append((chapter.title, ""))
        for block in chapter.blocks:
            if isinstance(block, Bullets):
                lines += list(block.entries)
            elif isinstance(block, (Paragraph, Note, Heading)):
                lines.append(("", block.text))
    for row, (name, value) in enumerate(lines, start=2):
        page.write_string(row, 0, name, formats.text)
        _write_value(page, row, 1, value, formats)


def _write_sheet(book: Any, formats: _Formats, sheet: Sheet) -> None:
    page = book.add_worksheet(sheet.name)
    page.freeze_panes(1, 1)
    for column, title in enumerate(sheet.titles):
        page.write_string(0, column, title, formats.head)
        sample = [row[column] for row in sheet.rows[:TEXT_SAMPLE]]
        longest = max((len(v) for v in sample if isinstance(v, str)), default=0)
        page.set_column(column, column, min(WIDEST, max(NARROWEST, 1.7 * longest, 1.4 * len(title))))
    for row, values in enumerate(sheet.rows, start=1):
        for column, value in enumerate(values):
            _write_value(page, row, column, value, formats)
    page.autofilter(0, 0, len(sheet.rows), len(sheet.titles) - 1)


def _write_value(page: Any, row: int, column: int, value: Value, formats: _Formats) -> None:
    """A cell of the value's own type; text is written as text even where it looks like a formula."""
    if value is None:
        page.write_blank(row, column, None, formats.text)
    elif isinstance(value, str):
        page.write_string(row, column, value[:LONGEST_TEXT], formats.text)
    elif isinstance(value, int):
        page.write_number(row, column, value, formats.whole)
    else:
        page.write_number(row, column, value, formats.number)


def _sheets(
    release: Release, questionnaire: Questionnaire, groups: Sequence[Group], labels: Labels, unit: str | None
) -> Iterable[Sheet]:
    yield _participation(groups, labels)
    yield _scores(groups, labels)
    yield _items(groups, questionnaire, labels)
    yield _points(groups, questionnaire, labels)
    if unit is None:
        yield _trend(release, labels)
        yield _standings(release, labels)
        yield _drivers(release, labels)
        yield _reliability(release, labels)
        yield _between(release, labels)
        yield _quality(release, labels)
    yield _agreement(release, labels, unit)
    if unit is None:
        yield _themes(release, labels)
        yield _quotations(release, labels)


def _group_cells(group: Group, labels: Labels) -> tuple[Value, ...]:
    return (labels.groups[group.key], group.key)


def _differences(result: Score | Shares) -> dict[str, Difference]:
    return {d.against: d for d in result.differences if isinstance(d, Difference)}


def _difference_titles(groups: Sequence[Group], of_items: bool) -> list[str]:
    found: dict[str, None] = {}
    for group in groups:
        for result in (group.items if of_items else group.scores).values():
            if not isinstance(result, Hidden):
                found.update(dict.fromkeys(_differences(result)))
    return list(found)


def _difference_cells(result: Score | Shares, against: Sequence[str], labels: Labels) -> list[Value]:
    known = _differences(result)
    cells: list[Value] = []
    for key in against:
        difference = known.get(key)
        cells += (
            [None, None]
            if difference is None
            else [difference.value, VERDICTS[labels.language][difference.verdict]]
        )
    return cells


VERDICTS = {
    "ko": {
        "higher": "실제로 높음",
        "lower": "실제로 낮음",
        "none": "실제 차이 없음",
        "cannot_tell": "판단할 수 없음",
    },
    "en": {
        "higher": "really higher",
        "lower": "really lower",
        "none": "no real difference",
        "cannot_tell": "can't tell",
    },
}


def _versus(against: Sequence[str], labels: Labels, unit_of_difference: str) -> list[str]:
    titles = []
    for key in against:
        name = labels.against(key)  # type: ignore[arg-type]
        titles += [
            labels.say(f"{name} 대비({unit_of_difference})", f"vs {name} ({unit_of_difference})"),
            labels.say(f"{name} 대비 판단", f"vs {name}: verdict"),
        ]
    return titles


def _participation(groups: Sequence[Group], labels: Labels) -> Sheet:
    say = labels.say
    titles = (
        say("집단", "Group"),
        say("집단 키", "Group key"),
        say("현원", "Headcount"),
        say("응답자 하한", "Respondents from"),
        say("응답자 상한", "Respondents to"),
        say("응답률 하한(%)", "Rate from (%)"),
        say("응답률 상한(%)", "Rate to (%)"),
        say("표시하지 않는 이유", "Why not shown"),
    )
    sheet = Sheet(say("참여", "Participation"), titles)
    for group in groups:
        who = group.respondents
        bounds = rate_bounds(group) or (None, None)
        if isinstance(who, Count):
            sheet.rows.append(
                (*_group_cells(group, labels), group.invited, who.lower, who.upper, *bounds, None)
            )
        else:
            sheet.rows.append(
                (*_group_cells(group, labels), group.invited, None, None, None, None, labels.reason(who))
            )
    return sheet


def _scores(groups: Sequence[Group], labels: Labels) -> Sheet:
    say = labels.say
    against = _difference_titles(groups, of_items=False)
    titles = (
        say("집단", "Group"),
        say("집단 키", "Group key"),
        say("영역", "Area"),
        say("점수", "Score"),
        say("구간 하한", "Lower"),
        say("구간 상한", "Upper"),
        say("표준편차", "SD"),
        say("긍정 응답률(%)", "Favourable (%)"),
        say("긍정 하한(%)", "Favourable lower (%)"),
        say("긍정 상한(%)", "Favourable upper (%)"),
        *_versus(against, labels, say("점", "points")),
        say("표시하지 않는 이유", "Why not shown"),
    )
    sheet = Sheet(say("영역 점수", "Area scores"), titles)
    for group in groups:
        for area, result in group.scores.items():
            lead = (*_group_cells(group, labels), labels.areas.get(area, area))
            if isinstance(result, Hidden):
                sheet.rows.append((*lead, *[None] * (len(titles) - 4), labels.reason(result)))
                continue
            sheet.rows.append(
                (
                    *lead,
                    result.value,
                    *_bounds(result.interval),
                    result.sd,
                    result.favourable,
                    *_bounds(result.favourable_interval),
                    *_difference_cells(result, against, labels),
                    None,
                )
            )
    return sheet


def _items(groups: Sequence[Group], questionnaire: Questionnaire, labels: Labels) -> Sheet:
    say = labels.say
    against = _difference_titles(groups, of_items=True)
    titles = (
        say("집단", "Group"),
        say("집단 키", "Group key"),
        say("문항 번호", "Item id"),
        say("문항", "Item"),
        say("긍정(%)", "Favourable (%)"),
        say("긍정 하한(%)", "Lower (%)"),
        say("긍정 상한(%)", "Upper (%)"),
        say("보통(%)", "Neutral (%)"),
        say("부정(%)", "Unfavourable (%)"),
        say("해당 없음(%)", "Not applicable (%)"),
        *_versus(against, labels, say("%p", "pp")),
        say("표시하지 않는 이유", "Why not shown"),
    )
    sheet = Sheet(say("문항", "Items"), titles)
    for group in groups:
        for item in questionnaire.item_ids:
            result = group.items.get(item)
            if result is None:
                continue
            lead = (*_group_cells(group, labels), item, labels.items[item])
            if isinstance(result, Hidden):
                sheet.rows.append((*lead, *[None] * (len(titles) - 5), labels.reason(result)))
                continue
            sheet.rows.append(
                (
                    *lead,
                    result.favourable,
                    *_bounds(result.favourable_interval),
                    result.neutral,
                    result.unfavourable,
                    result.not_applicable,
                    *_difference_cells(result, against, labels),
                    say("전원 같은 답에 가까워 범위로만 표시", "bounded: nearly all gave one answer")
                    if result.is_bounded
                    else None,
                )
            )
    return sheet


def _points(groups: Sequence[Group], questionnaire: Questionnaire, labels: Labels) -> Sheet:
    say = labels.say
    most = max((len(item.scale.points) for item in questionnaire.items), default=0)
    titles = (
        say("집단", "Group"),
        say("집단 키", "Group key"),
        say("문항 번호", "Item id"),
        *(say(f"{n}번째 보기(%)", f"Option {n} (%)") for n in range(1, most + 1)),
    )
    sheet = Sheet(say("응답 분포", "Distributions"), titles)
    for group in groups:
        for item in questionnaire.item_ids:
            result = group.items.get(item)
            if isinstance(result, Shares):
                blank = [None] * (most - len(result.points))
                sheet.rows.append((*_group_cells(group, labels), item, *result.points, *blank))
    return sheet


def _trend(release: Release, labels: Labels) -> Sheet:
    say = labels.say
    sheet = Sheet(say("회차별", "Trend"), (say("영역", "Area"), say("회차", "Wave"), say("점수", "Score")))
    for area, line in release.trend.items():
        for wave, value in line.items():
            sheet.rows.append((labels.areas.get(area, area), labels.waves.get(wave, wave), value))
    return sheet


def _standings(release: Release, labels: Labels) -> Sheet:
    say = labels.say
    titles = (
        say("영역", "Area"),
        say("중앙값", "Median"),
        say("하위 25%", "Lower quartile"),
        say("상위 25%", "Upper quartile"),
        say("최저", "Lowest"),
        say("최고", "Highest"),
        say("기관 수", "Institutions"),
        say("위치", "Band"),
        say("표시하지 않는 이유", "Why not shown"),
    )
    sheet = Sheet(say("비교 기준", "Benchmark"), titles)
    for area, s in release.standings.items():
        name = labels.areas.get(area, area)
        if isinstance(s, Standing):
            sheet.rows.append(
                (
                    name,
                    s.median,
                    s.lower_quartile,
                    s.upper_quartile,
                    s.lowest,
                    s.highest,
                    s.institutions,
                    s.percentile_band,
                    None,
                )
            )
        else:
            sheet.rows.append((name, *[None] * 7, labels.reason(s)))
    return sheet


def _drivers(release: Release, labels: Labels) -> Sheet:
    say = labels.say
    titles = (
        say("영역", "Area"),
        say("관련 비중(%)", "Share (%)"),
        say("하한", "Lower"),
        say("상한", "Upper"),
        say("점수", "Score"),
        say("상관(r)", "Correlation (r)"),
    )
    sheet = Sheet(say("관련 비중", "Drivers"), titles)
    if isinstance(release.drivers, Drivers):
        for d in release.drivers.drivers:
            sheet.rows.append(
                (labels.areas.get(d.area, d.area), d.weight, *_bounds(d.interval), d.score, d.r)
            )
    return sheet


def _reliability(release: Release, labels: Labels) -> Sheet:
    say = labels.say
    titles = (
        say("영역", "Area"),
        say("문항 번호", "Item id"),
        "α",
        say("하한", "Lower"),
        say("상한", "Upper"),
        "ω",
        say("문항-나머지 상관", "Item-rest r"),
        say("문항을 뺀 α", "α if deleted"),
        say("표시하지 않는 이유", "Why not shown"),
    )
    sheet = Sheet(say("신뢰도", "Reliability"), titles)
    for area, r in release.reliability.items():
        name = labels.areas.get(area, area)
        if not isinstance(r, Reliability):
            sheet.rows.append((name, *[None] * 7, labels.reason(r)))
            continue
        omega = None if isinstance(r.omega, Hidden) else r.omega
        sheet.rows.append((name, None, r.alpha, *_bounds(r.alpha_interval), omega, None, None, None))
        for item in r.item_rest:
            deleted = r.alpha_if_deleted.get(item)
            sheet.rows.append((name, item, None, None, None, None, r.item_rest[item], deleted, None))
    return sheet


def _between(release: Release, labels: Labels) -> Sheet:
    say = labels.say
    titles = (
        say("영역", "Area"),
        "ICC(1)",
        "ICC(2)",
        say("부서 수", "Units"),
        say("표시하지 않는 이유", "Why not shown"),
    )
    sheet = Sheet(say("부서 사이", "Between units"), titles)
    for area, b in release.between_units.items():
        name = labels.areas.get(area, area)
        if isinstance(b, BetweenUnits):
            sheet.rows.append((name, b.icc1, b.icc2, b.units, None))
        else:
            sheet.rows.append((name, None, None, None, labels.reason(b)))
    return sheet


def _agreement(release: Release, labels: Labels, unit: str | None) -> Sheet:
    say = labels.say
    titles = (
        say("부서", "Unit"),
        say("영역", "Area"),
        say("rwg(균등)", "rwg (uniform)"),
        say("rwg(약한 치우침)", "rwg (slight skew)"),
        "AD",
        say("공유된 분위기", "Shared"),
        say("표시하지 않는 이유", "Why not shown"),
    )
    sheet = Sheet(say("부서 안 일치", "Agreement"), titles)
    for area, groups in release.agreement.items():
        for key, a in groups.items():
            if unit is not None and key != unit:
                continue
            lead = (labels.groups.get(key, key), labels.areas.get(area, area))
            if isinstance(a, Agreement):
                shared = say("예", "yes") if a.is_shared else say("아니요", "no")
                sheet.rows.append(
                    (*lead, a.rwg_uniform, a.rwg_slight_skew, a.average_deviation, shared, None)
                )
            else:
                sheet.rows.append((*lead, None, None, None, None, labels.reason(a)))
    return sheet


def _quality(release: Release, labels: Labels) -> Sheet:
    say = labels.say
    titles = (say("영역", "Area"), say("성의 없는 응답을 뺀 점수", "Score without flagged answers"))
    sheet = Sheet(say("응답의 질", "Answer quality"), titles)
    if isinstance(release.quality, Quality):
        sheet.rows.append(
            (say("표시된 응답의 비율(%)", "Flagged answers (%)"), release.quality.flagged_share)
        )
        for area, value in release.quality.scores_without.items():
            sheet.rows.append((labels.areas.get(area, area), value))
    return sheet


def _themes(release: Release, labels: Labels) -> Sheet:
    say = labels.say
    titles = (
        say("질문", "Question"),
        say("핵심 낱말", "Key terms"),
        say("의견 수 하한", "From"),
        say("의견 수 상한", "To"),
    )
    sheet = Sheet(say("주제", "Themes"), titles)
    for theme in release.themes:
        sheet.rows.append(
            (theme.question, ", ".join(theme.terms), theme.comments.lower, theme.comments.upper)
        )
    return sheet


def _quotations(release: Release, labels: Labels) -> Sheet:
    say = labels.say
    sheet = Sheet(
        say("인용", "Quotations"), (say("질문", "Question"), say("주제", "Theme"), say("의견", "Comment"))
    )
    for quotation in release.quotations:
        sheet.rows.append((quotation.question, quotation.theme, quotation.text))
    return sheet


def _bounds(interval: Interval) -> tuple[float, float]:
    return interval.lower, interval.upper
