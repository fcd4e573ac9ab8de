"""Sensitive experiences: where so few had one that their number would point at them, it is not shown.

Hiding one group of a row is not enough: the whole less the others would give it back. So each row of
groups under a parent is hidden until what is hidden is large on both sides, through the whole tree.
"""

from collections.abc import Mapping, Sequence

from analysis.released.release import GroupKind
from analysis.released.released_values import Hidden
from analysis.released.showing import shown_experience_row
from analysis.releasing.groups import GroupCounts, GroupPlan
from analysis.scores.scoring import item_shares
from questionnaires.model import Questionnaire

Sides = tuple[int, int]
Row = tuple[str, tuple[str, ...]]


def hidden_experiences(
    questionnaire: Questionnaire, plans: Sequence[GroupPlan], counts: GroupCounts, smallest_group: int
) -> Mapping[str, frozenset[str]]:
    """For each sensitive item, the keys of the groups in which its shares stay hidden."""
    rows = _rows(plans)
    found: dict[str, frozenset[str]] = {}
    for item in questionnaire.items:
        if item.is_sensitive:
            sides = {key: _sides(counts, item.id, key) for key in counts.index}
            found[item.id] = _hidden(sides, rows, smallest_group)
    return found


def _sides(counts: GroupCounts, item: str, key: str) -> Sides:
    shares = item_shares(counts.cells, item, counts.index[key])
    return shares.answered - shares.favourable, shares.favourable


def _rows(plans: Sequence[GroupPlan]) -> list[Row]:
    """Each parent with the shown groups that divide it: its units, or the classes of one question."""
    members: dict[tuple[str, str], list[str]] = {}
    for plan in plans:
        if plan.parent is None or plan.hidden is not None:
            continue
        is_background = plan.kind is GroupKind.BACKGROUND
        question = plan.key.rpartition("|")[2].partition(":")[0] if is_background else ""
        members.setdefault((plan.parent, question), []).append(plan.key)
    return [(parent, tuple(keys)) for (parent, _), keys in members.items()]


def _hidden(sides: Mapping[str, Sides], rows: Sequence[Row], smallest_group: int) -> frozenset[str]:
    """Rows are gone through again until none hides anything more: a group can stand in several."""
    hidden: set[str] = set()
    while True:
        before = len(hidden)
        for parent, keys in rows:
            if parent in sides:
                hidden |= _hidden_in_row(sides, parent, keys, hidden, smallest_group)
        if len(hidden) == before:
            return frozenset(hidden)


def _hidden_in_row(
    sides: Mapping[str, Sides], parent: str, keys: Sequence[str], hidden: set[str], smallest_group: int
) -> set[str]:
    total = sides[parent]
    # What the shown groups leave of the parent is hidden with the groups that are hidden already.
    visible = [key for key in keys if key not in hidden]
    rest = tuple(total[side] - sum(sides[key][side] for key in visible) for side in (0, 1))
    row, whole = shown_experience_row(
        [*(sides[key] for key in visible), (rest[0], rest[1])], total, smallest_group
    )
    found = {key for key, share in zip(visible, row[:-1], strict=True) if isinstance(share, Hidden)}
    if isinstance(whole, Hidden) or parent in hidden:
        # Groups of a hidden whole would add up to it.
        return found | {parent} | set(visible)
    return found
