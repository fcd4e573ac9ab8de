"""Rows of a roster that count again what others count: unnamed totals, bureaus with their units."""

from collections.abc import Iterator, Mapping, Sequence

from survey_app.institutions.column_words import Column
from survey_app.institutions.roster import Problem, RosterNote, Said
from survey_app.institutions.roster_tree import Tree

# Smaller numbers are equal to sums of others by chance too often to be called totals.
FEWEST_IN_A_SUM = 10


def check_sums(tree: Tree) -> None:
    """Notes every such row in the tree's reader.

    A bureau's line in a table of levels is a subtotal and left out; anywhere else it is a fault. A column
    whose title says that it counts direct members is believed.
    """
    reader = tree.reader
    if reader.header.counts_directly or reader.header.is_of_people:
        return
    below: dict[int, list[int]] = {}
    for at, parent in enumerate(tree.parents):
        if parent is not None:
            below.setdefault(parent, []).append(at)
    counts = [draft.headcount for draft in tree.drafts]
    for at, draft in enumerate(tree.drafts):
        if counts[at] < FEWEST_IN_A_SUM:
            continue
        children = below.get(at, [])
        near = sum(counts[child] for child in children)
        far = sum(counts[child] for child in _all_below(at, below))
        number = str(counts[at])
        if len(children) > 1 and counts[at] in (near, far):
            if reader.header.levels:
                draft.headcount = 0
                reader.notes.append(
                    RosterNote(Said.SUBTOTAL_LEFT_OUT, (draft.row,), draft.name, number=counts[at])
                )
            else:
                reader.fault(draft.row, Column.HEADCOUNT, Problem.SUM_OF_BELOW, number)
        elif not children and len(counts) > 2 and 2 * counts[at] == sum(counts):
            reader.fault(draft.row, Column.HEADCOUNT, Problem.SUM_OF_OTHERS, number)


def _all_below(at: int, below: Mapping[int, Sequence[int]]) -> Iterator[int]:
    seen = {at}
    waiting = list(below.get(at, []))
    while waiting:
        one = waiting.pop()
        if one not in seen:
            seen.add(one)
            waiting += below.get(one, [])
            yield one
