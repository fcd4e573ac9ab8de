"""What a pulse says: how its items moved since the wave they come from, and how units answered them."""

from collections.abc import Sequence

from analysis.released.release import Group, Release
from analysis.released.released_values import Against, Difference, Hidden, Shares, Verdict
from survey_app.figures.cells import difference_cell, hidden_cell, percent_cell, shares_cell, text_cell
from survey_app.figures.figure import FigureCell, FigureColumn, FigureTable, Tone
from survey_app.wording import verdicts
from survey_app.wording.differences import difference_against
from survey_app.wording.items import item_text
from survey_app.wording.labels import Labels


def pulse_sentence(release: Release, labels: Labels) -> str:
    """How many items are higher, lower or about the same as in the wave before."""
    found = [
        difference.verdict
        for item in labels.items
        if isinstance(shares := release.whole.items.get(item), Shares)
        and isinstance(difference := difference_against(shares, Against.PREVIOUS), Difference)
    ]
    if not found:
        return labels.say("No item can be compared with the wave before.")
    parts = [
        labels.say(
            "%(verdict)s %(items)s",
            verdict=verdicts.word(verdict, Against.PREVIOUS, labels.language),
            items=count,
        )
        for verdict in Verdict
        if (count := found.count(verdict))
    ]
    return labels.say(
        "Favourable shares of the %(items)s items compared with the wave before: %(parts)s.",
        items=len(found),
        parts=", ".join(parts),
    )


def pulse_table(release: Release, labels: Labels, key: str = "pulse-changes") -> FigureTable:
    """Each item's favourable share in the wave before and now, the change, and in words what it means."""
    say = labels.say
    columns = (
        FigureColumn(say("Item"), False, 0.44),
        FigureColumn(say("Before"), True, 0.12),
        FigureColumn(say("Now"), True, 0.1),
        FigureColumn(labels.say_as("a difference", "Change"), True, 0.12),
        FigureColumn(say("Verdict"), False, 0.22),
    )
    rows = tuple(
        (FigureCell(item_text(item, labels)), *_change(release.whole.items.get(item), labels))
        for item in labels.items
    )
    caption = say("Favourable share by item (%%), and its change since the wave before (percentage points)")
    return FigureTable(key, caption, columns, rows, verdicts.legend(labels.language))


def _change(
    found: Shares | Hidden | None, labels: Labels
) -> tuple[FigureCell, FigureCell, FigureCell, FigureCell]:
    if not isinstance(found, Shares):
        hidden = hidden_cell(found, labels) if isinstance(found, Hidden) else FigureCell("·")
        return hidden, hidden, hidden, hidden
    now = shares_cell(found)
    moved = difference_against(found, Against.PREVIOUS, says_why=True)
    if not isinstance(moved, Difference):
        missing = hidden_cell(moved, labels) if isinstance(moved, Hidden) else FigureCell("·")
        return missing, now, missing, missing
    matters = moved.verdict.matters
    return (
        percent_cell(found.favourable - moved.value, labels),
        now,
        difference_cell(moved, labels, is_share=True),
        text_cell(
            verdicts.word(moved.verdict, Against.PREVIOUS, labels.language),
            Tone.STRONG if matters else Tone.PLAIN,
        ),
    )


def numbered_items(labels: Labels) -> tuple[tuple[str, str], ...]:
    """(short name, wording) of each item: the short name stands at the head of a narrow column."""
    return tuple(
        (labels.say("Item %(number)s", number=number), item_text(item, labels))
        for number, item in enumerate(labels.items, start=1)
    )


def pulse_groups_table(groups: Sequence[Group], labels: Labels, key: str = "pulse-groups") -> FigureTable:
    """The favourable share of each item in each group; a hidden group says why, once."""
    columns = (
        FigureColumn(labels.say("Group"), False, 0.4),
        *(FigureColumn(short) for short, _wording in numbered_items(labels)),
    )
    rows = tuple(
        (FigureCell(labels.groups[group.key]), *(_share(group, item, labels) for item in labels.items))
        for group in groups
    )
    caption = labels.say("Favourable share by group (%%)")
    return FigureTable(key, caption, columns, rows)


def _share(group: Group, item: str, labels: Labels) -> FigureCell:
    found = group.items.get(item)
    if isinstance(found, Shares):
        return shares_cell(found)
    hidden = group.respondents if isinstance(group.respondents, Hidden) else found
    return hidden_cell(hidden, labels) if isinstance(hidden, Hidden) else FigureCell("·")
