"""What became of units since the wave before, as a table."""

from analysis.released.release import Release
from survey_app.figures.figure import FigureCell, FigureColumn, FigureTable
from survey_app.wording import reorganised
from survey_app.wording.labels import Labels

WIDTHS = (0.27, 0.13, 0.27, 0.33)


def reorganised_table(release: Release, labels: Labels, key: str = "reorganised") -> FigureTable:
    """The former units, what became of them, the units of today, and what follows for the comparison."""
    titles = reorganised.columns(labels)
    return FigureTable(
        key,
        labels.say("Former units and what became of them"),
        tuple(FigureColumn(title, False, width) for title, width in zip(titles, WIDTHS, strict=True)),
        tuple(tuple(FigureCell(text) for text in row) for row in reorganised.rows(release, labels)),
    )
