"""The favourable shares of items with their differences, as a table."""

from collections.abc import Sequence

from analysis.released.release import Group
from analysis.released.released_values import Against, Hidden, Shares
from survey_app.figures.cells import difference_cell, hidden_cell, shares_cell
from survey_app.figures.figure import FigureCell, FigureColumn, FigureTable
from survey_app.wording import verdicts
from survey_app.wording.differences import compared_with, difference_against
from survey_app.wording.items import item_text, reversed_note
from survey_app.wording.labels import Labels

MOST_IN_WORDS = 12


def item_table(
    group: Group,
    items: Sequence[str],
    labels: Labels,
    key: str = "items",
    against: Sequence[Against] | None = None,
) -> FigureTable:
    """The favourable share of each item and its differences."""
    results = [group.items.get(item) for item in items]
    compared = compared_with(r for r in results if r is not None) if against is None else tuple(against)
    say = labels.say
    columns = [
        FigureColumn(say("Item"), False, 0.92 - 0.1 * len(compared)),
        FigureColumn(say("Fav.")),
        *(FigureColumn(labels.column(a), True, 0.1) for a in compared),
    ]
    rows = []
    for item, result in zip(items, results, strict=True):
        # In a long table the note below explains the mark; here the words would cost it a page.
        name = FigureCell(item_text(item, labels, in_words=len(items) <= MOST_IN_WORDS))
        if not isinstance(result, Shares):
            hidden = hidden_cell(result, labels) if isinstance(result, Hidden) else FigureCell("·")
            rows.append((name, *[hidden] * (len(columns) - 1)))
            continue
        rows.append(
            (
                name,
                shares_cell(result),
                *(
                    difference_cell(difference_against(result, a, says_why=True), labels, is_share=True)
                    for a in compared
                ),
            )
        )
    notes = (verdicts.legend(labels.language) if compared else "", reversed_note(items, labels))
    note = ". ".join(one for one in notes if one)
    caption = say("Favourable share by item")
    return FigureTable(key, caption, tuple(columns), tuple(rows), note)
