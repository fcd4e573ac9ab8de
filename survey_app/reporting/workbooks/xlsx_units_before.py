"""The sheets of the workbook on units that were reorganised since the wave before."""

from collections.abc import Sequence

from analysis.released.release import Group, GroupKind, Release
from survey_app.reporting.workbooks.xlsx_sheet import WorkbookSheet
from survey_app.wording import reorganised
from survey_app.wording.labels import Labels


def reorganised_sheet(release: Release, labels: Labels) -> WorkbookSheet:
    """What became of each unit of the wave before, and what follows for the comparison."""
    sheet = WorkbookSheet(labels.say("Reorganised units"), reorganised.columns(labels))
    sheet.rows.extend(reorganised.rows(release, labels))
    return sheet


def compared_sheet(release: Release, groups: Sequence[Group], labels: Labels) -> WorkbookSheet:
    """Units that were not simply there before: what they are compared with, or why with nothing."""
    say = labels.say
    titles = (say("Group"), say("Group key"), say("Compared with the previous wave"))
    sheet = WorkbookSheet(say("Comparison of units"), titles)
    for group in groups:
        if group.kind is not GroupKind.BACKGROUND and (
            said := reorganised.group_sentence(release, group, labels)
        ):
            sheet.rows.append((labels.groups[group.key], group.key, said))
    return sheet
