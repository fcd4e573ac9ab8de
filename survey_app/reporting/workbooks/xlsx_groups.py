"""The sheets of the workbook that hold numbers of groups: participation, scores, items."""

from collections.abc import Sequence

from analysis.released.release import Group, Release
from analysis.released.released_values import Count, Difference, Hidden, Score, Shares
from questionnaires.model import Questionnaire
from survey_app.figures.people import respondents_of, response_rate
from survey_app.reporting.workbooks.xlsx_sheet import Value, WorkbookSheet, bounds, told
from survey_app.wording import numbers, verdicts
from survey_app.wording.counted_in import counted_in_sentence, unit_name
from survey_app.wording.labels import Labels


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
            else [difference.value, verdicts.word(difference.verdict, difference.against, labels.language)]
        )
    return cells


def _versus(against: Sequence[str], labels: Labels, unit_of_difference: str) -> list[str]:
    titles = []
    for key in against:
        name = labels.against(key)  # type: ignore[arg-type]
        titles += [
            labels.say(
                "vs %(name)s (%(unit_of_difference)s)", name=name, unit_of_difference=unit_of_difference
            ),
            labels.say("vs %(name)s: verdict", name=name),
        ]
    return titles


def participation_sheet(release: Release, groups: Sequence[Group], labels: Labels) -> WorkbookSheet:
    """Headcount, respondents and rate of each group, as ranges; or why it is not shown."""
    say = labels.say
    titles = (
        say("Group"),
        say("Group key"),
        say("Eligible"),
        say("Respondents from"),
        say("Respondents to"),
        say("Rate (%%)"),
        say("Why not shown"),
    )
    sheet = WorkbookSheet(say("Participation"), titles)
    for group in groups:
        who = respondents_of(release, group)
        if isinstance(who, Count):
            sheet.rows.append(
                (
                    *_group_cells(group, labels),
                    group.invited,
                    who.lower,
                    who.upper,
                    response_rate(release, group),
                    None,
                )
            )
        else:
            sheet.hide(*_group_cells(group, labels), group.invited, reason=labels.reason(who))
    listed = {group.key for group in groups}
    for key, inside in release.counted_in.items():
        if inside in listed:
            why = counted_in_sentence(release, key, labels)
            sheet.hide(unit_name(release, key, labels), key, reason=why)
    return sheet


def scores_sheet(groups: Sequence[Group], labels: Labels) -> WorkbookSheet:
    """The score of each group in each area, with its intervals and differences."""
    say = labels.say
    against = _difference_titles(groups, of_items=False)
    titles = (
        say("Group"),
        say("Group key"),
        say("Area"),
        say("Score"),
        say("Lower"),
        say("Upper"),
        say("SD"),
        say("Favourable (%%)"),
        say("Favourable lower (%%)"),
        say("Favourable upper (%%)"),
        *_versus(against, labels, say("points")),
        say("Why not shown"),
    )
    sheet = WorkbookSheet(say("Area scores"), titles)
    for group in groups:
        for area in (area for area in labels.areas if area in group.scores):
            result = group.scores[area]
            lead = (*_group_cells(group, labels), labels.areas[area])
            if isinstance(result, Hidden):
                sheet.hide(*lead, reason=labels.reason(result))
                continue
            sheet.rows.append(
                (
                    *lead,
                    result.value,
                    *bounds(result.interval),
                    result.sd,
                    told(result.favourable),
                    *bounds(result.favourable_interval),
                    *_difference_cells(result, against, labels),
                    labels.reason(result.favourable) if isinstance(result.favourable, Hidden) else None,
                )
            )
    return sheet


def items_sheet(groups: Sequence[Group], questionnaire: Questionnaire, labels: Labels) -> WorkbookSheet:
    """The favourable, neutral and unfavourable share of each group and item, with differences."""
    say = labels.say
    against = _difference_titles(groups, of_items=True)
    titles = (
        say("Group"),
        say("Group key"),
        say("Item id"),
        say("Item"),
        labels.say_as("of an item", "Favourable (%%)"),
        say("Lower (%%)"),
        say("Upper (%%)"),
        say("Neutral (%%)"),
        say("Unfavourable (%%)"),
        say("Not applicable (%%)"),
        *_versus(against, labels, say("pp")),
        say("Why not shown"),
    )
    sheet = WorkbookSheet(say("Items"), titles)
    for group in groups:
        for item in questionnaire.item_ids:
            result = group.items.get(item)
            if result is None:
                continue
            lead = (*_group_cells(group, labels), item, labels.items[item])
            if isinstance(result, Hidden):
                sheet.hide(*lead, reason=labels.reason(result))
                continue
            sheet.rows.append(
                (
                    *lead,
                    numbers.share(result) if result.is_bounded else result.favourable,
                    *bounds(result.favourable_interval),
                    told(result.neutral),
                    told(result.unfavourable),
                    told(result.not_applicable),
                    *_difference_cells(result, against, labels),
                    _note(result, labels),
                )
            )
    return sheet


def _note(result: Shares, labels: Labels) -> str | None:
    """What is not told of an item, in words."""
    if result.is_bounded:
        return labels.say("bounded: nearly all gave one answer")
    return labels.reason(result.unfavourable) if isinstance(result.unfavourable, Hidden) else None


def points_sheet(groups: Sequence[Group], questionnaire: Questionnaire, labels: Labels) -> WorkbookSheet:
    """The share of every answer of each group and item."""
    say = labels.say
    most = max((len(item.scale.points) for item in questionnaire.items), default=0)
    titles = (
        say("Group"),
        say("Group key"),
        say("Item id"),
        *(say("Option %(n)s (%%)", n=n) for n in range(1, most + 1)),
    )
    sheet = WorkbookSheet(say("Distributions"), titles)
    for group in groups:
        for item in questionnaire.item_ids:
            result = group.items.get(item)
            if isinstance(result, Shares) and result.points:
                blank = [None] * (most - len(result.points))
                sheet.rows.append((*_group_cells(group, labels), item, *result.points, *blank))
    return sheet
