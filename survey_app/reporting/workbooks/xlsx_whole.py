"""The sheets of the workbook about the institution as a whole: trend, benchmark, drivers, quality."""

from analysis.released.release import Release
from analysis.released.released_statistics import (
    BetweenUnits,
    Drivers,
    Quality,
    Reliability,
    Standing,
    WeightedScore,
)
from analysis.released.released_values import Hidden, Score
from survey_app.reporting.workbooks.xlsx_sheet import WorkbookSheet, bounds
from survey_app.wording.labels import Labels


def trend_sheet(release: Release, labels: Labels) -> WorkbookSheet:
    """The institution's score in each area and wave."""
    say = labels.say
    sheet = WorkbookSheet(say("Trend"), (say("Area"), say("Wave"), say("Score")))
    for area, line in release.trend.items():
        for wave, value in line.items():
            sheet.rows.append((labels.areas.get(area, area), labels.waves.get(wave, wave), value))
    return sheet


def standings_sheet(release: Release, labels: Labels) -> WorkbookSheet:
    """The distribution over institutions in each area, and the band the institution lies in."""
    say = labels.say
    titles = (
        say("Area"),
        say("Median"),
        labels.say_as("of the benchmark", "Lower quartile"),
        labels.say_as("of the benchmark", "Upper quartile"),
        say("Lowest"),
        say("Highest"),
        labels.say_as("how many", "Institutions"),
        say("Band"),
        say("Why not shown"),
    )
    sheet = WorkbookSheet(say("Benchmark"), titles)
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
            sheet.hide(name, reason=labels.reason(s))
    return sheet


def drivers_sheet(release: Release, labels: Labels) -> WorkbookSheet:
    """How much each area goes with engagement, with intervals."""
    say = labels.say
    titles = (
        say("Area"),
        say("Share (%%)"),
        say("Lower"),
        say("Upper"),
        say("Place from"),
        say("Place to"),
        say("Score"),
        say("Correlation (r)"),
    )
    sheet = WorkbookSheet(say("Drivers"), titles)
    if isinstance(release.drivers, Drivers):
        for d in release.drivers.drivers:
            places = d.places or (None, None)
            name = labels.areas.get(d.area, d.area)
            sheet.rows.append((name, d.weight, *bounds(d.interval), *places, d.score, d.r))
    return sheet


def reliability_sheet(release: Release, labels: Labels) -> WorkbookSheet:
    """α and ω of each area, and what each item adds."""
    say = labels.say
    titles = (
        say("Area"),
        say("Item id"),
        "α",
        say("Lower"),
        say("Upper"),
        "ω",
        say("Item-rest r"),
        say("α if deleted"),
        say("Why not shown"),
    )
    sheet = WorkbookSheet(say("Reliability"), titles)
    for area, r in release.reliability.items():
        name = labels.areas.get(area, area)
        if not isinstance(r, Reliability):
            sheet.hide(name, reason=labels.reason(r))
            continue
        omega = None if isinstance(r.omega, Hidden) else r.omega
        sheet.rows.append((name, None, r.alpha, *bounds(r.alpha_interval), omega, None, None, None))
        for item in r.item_rest:
            deleted = r.alpha_if_deleted.get(item)
            sheet.rows.append((name, item, None, None, None, None, r.item_rest[item], deleted, None))
    return sheet


def between_sheet(release: Release, labels: Labels) -> WorkbookSheet:
    """How much of an area's variance lies between units."""
    say = labels.say
    titles = (
        say("Area"),
        "ICC(1)",
        "ICC(2)",
        labels.say_as("how many", "Units"),
        say("Why not shown"),
    )
    sheet = WorkbookSheet(say("Between units"), titles)
    for area, b in release.between_units.items():
        name = labels.areas.get(area, area)
        if isinstance(b, BetweenUnits):
            sheet.rows.append((name, b.icc1, b.icc2, b.units, None))
        else:
            sheet.hide(name, reason=labels.reason(b))
    return sheet


def quality_sheet(release: Release, labels: Labels) -> WorkbookSheet:
    """The share of careless answers, and the scores without them."""
    say = labels.say
    titles = (say("Area"), say("Score without flagged answers"))
    sheet = WorkbookSheet(say("Answer quality"), titles)
    if isinstance(release.quality, Quality):
        sheet.rows.append((say("Flagged answers (%%)"), release.quality.flagged_share))
        for area, value in release.quality.scores_without.items():
            sheet.rows.append((labels.areas.get(area, area), value))
    return sheet


def weighting_sheet(release: Release, labels: Labels) -> WorkbookSheet:
    """Scores before and after weighting to headcounts, and what weighting costs."""
    say = labels.say
    titles = (
        say("Area"),
        say("Unweighted score"),
        say("Weighted score"),
        say("Lower"),
        say("Upper"),
        say("Difference"),
        say("Why not shown"),
    )
    sheet = WorkbookSheet(labels.say_as("a sheet", "Weighted"), titles)
    found = release.weighting
    if isinstance(found, Hidden):
        return sheet
    for area, after in found.scores.items():
        name, before = labels.areas.get(area, area), release.whole.scores[area]
        unweighted = before.value if isinstance(before, Score) else None
        if isinstance(after, WeightedScore):
            sheet.rows.append(
                (name, unweighted, after.value, *bounds(after.interval), after.difference, None)
            )
        else:
            sheet.hide(name, unweighted, reason=labels.reason(after))
    for name, value in (
        (say("Design effect (Kish)"), found.design_effect),
        (say("Effective respondents"), found.effective_respondents),
        (say("Parts weighted by"), found.parts),
    ):
        sheet.rows.append((name, value, *[None] * 5))
    return sheet
