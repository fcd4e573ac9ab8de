"""The sheets of the workbook on agreement within units and on comments."""

from analysis.released.release import Release
from analysis.released.released_statistics import Agreement
from survey_app.reporting.workbooks.xlsx_sheet import WorkbookSheet
from survey_app.wording.labels import Labels
from survey_app.wording.themes import theme_change, theme_name


def agreement_sheet(release: Release, labels: Labels, unit: str | None) -> WorkbookSheet:
    """How far the members of a unit see things alike."""
    say = labels.say
    titles = (
        say("Unit"),
        say("Area"),
        say("rwg (uniform)"),
        say("rwg (slight skew)"),
        "AD",
        say("Shared"),
        say("Why not shown"),
    )
    sheet = WorkbookSheet(say("Agreement"), titles)
    for area, groups in release.agreement.items():
        for key, a in groups.items():
            if unit is not None and key != unit:
                continue
            lead = (labels.groups.get(key, key), labels.areas.get(area, area))
            if isinstance(a, Agreement):
                shared = say("yes") if a.is_shared else say("no")
                sheet.rows.append(
                    (*lead, a.rwg_uniform, a.rwg_slight_skew, a.average_deviation, shared, None)
                )
            else:
                sheet.hide(*lead, reason=labels.reason(a))
    return sheet


def themes_sheet(release: Release, labels: Labels) -> WorkbookSheet:
    """Themes of the comments, with how many comments as a range."""
    say = labels.say
    titles = (
        say("Question"),
        say("Theme"),
        say("Key terms"),
        say("From"),
        say("To"),
        say("Beside the last wave"),
    )
    sheet = WorkbookSheet(say("Themes"), titles)
    for theme in release.themes:
        sheet.rows.append(
            (
                theme.question,
                theme_name(theme),
                ", ".join(theme.terms),
                theme.comments.lower,
                theme.comments.upper,
                theme_change(theme, labels.language),
            )
        )
    return sheet


def quotations_sheet(release: Release, labels: Labels) -> WorkbookSheet:
    """Released comments, as redacted."""
    say = labels.say
    sheet = WorkbookSheet(say("Quotations"), (say("Question"), say("Theme"), say("Comment")))
    for quotation in release.quotations:
        sheet.rows.append((quotation.question, quotation.theme, quotation.text))
    return sheet
