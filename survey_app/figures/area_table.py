"""The table of area scores: interval, favourable share and differences."""

from analysis.released.release import Group
from analysis.released.released_values import Hidden, Score
from survey_app.figures.cells import difference_cell, hidden_cell, interval_cell, percent_cell, score_cell
from survey_app.figures.figure import FigureCell, FigureColumn, FigureTable
from survey_app.wording import verdicts
from survey_app.wording.differences import compared_with, difference_against
from survey_app.wording.labels import Labels


def area_table(group: Group, labels: Labels, key: str = "areas") -> FigureTable:
    """Score, interval, favourable share and differences of each area."""
    areas = [area for area in labels.areas if area in group.scores]
    compared = compared_with(group.scores[a] for a in areas)
    say = labels.say
    columns = (
        FigureColumn(say("Area"), False, 0.23),
        FigureColumn(say("Score"), True, 0.08),
        FigureColumn(say("95%% interval"), True, 0.14),
        FigureColumn(say("Favourable"), True, 0.13),
        *(FigureColumn(labels.column(a), True, 0.14) for a in compared),
    )
    rows = []
    for area in areas:
        result = group.scores[area]
        favourable = result.favourable if isinstance(result, Score) else result
        rows.append(
            (
                FigureCell(labels.areas[area]),
                score_cell(result, labels),
                interval_cell(result, labels),
                percent_cell(favourable, labels),
                *(
                    hidden_cell(result, labels)
                    if isinstance(result, Hidden)
                    else difference_cell(difference_against(result, a, says_why=True), labels)
                    for a in compared
                ),
            )
        )
    scale = say("Scores run from 0 to 100, differences are points.")
    note = f"{verdicts.legend(labels.language)}. {scale}" if compared else scale
    return FigureTable(key, say("Scores and differences by area"), columns, tuple(rows), note)
