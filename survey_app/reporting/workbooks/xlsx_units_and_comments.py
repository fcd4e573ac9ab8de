"""The sheets of the workbook on agreement within units and on comments."""

from analysis.released.release import Release
from analysis.released.released_statistics import Agreement
from survey_app.reporting.workbooks.xlsx_sheet import Sheet
from survey_app.wording.labels import Labels


def agreement_sheet(release: Release, labels: Labels, unit: str | None) -> Sheet:
    """How far the members of a unit see things alike."""
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
                sheet.hide(*lead, reason=labels.reason(a))
    return sheet


def themes_sheet(release: Release, labels: Labels) -> Sheet:
    """Themes of the comments, with how many comments as a range."""
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


def quotations_sheet(release: Release, labels: Labels) -> Sheet:
    """Released comments, as redacted."""
    say = labels.say
    sheet = Sheet(
        say("인용", "Quotations"), (say("질문", "Question"), say("주제", "Theme"), say("의견", "Comment"))
    )
    for quotation in release.quotations:
        sheet.rows.append((quotation.question, quotation.theme, quotation.text))
    return sheet
