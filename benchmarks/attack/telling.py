"""An attacker who wants to know how (nearly) all of a small group answered, down to single answers.

Everybody's unit and classes are known, and how many of each group answered each item. Three things are tried
with all that a release shows: single answers of sensitive experiences are read; hidden numbers of them are
bounded by linear programmes; and where a small group is shown as a bound, its number is computed from its
area's favourable share, or bounded by its whole and its neighbours.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import linprog

from analysis.counting.answers import LARGEST_POINT, Answers
from analysis.released.release import Release
from analysis.released.released_values import Hidden, Score, Shares
from questionnaires.model import Area, Item, Questionnaire

Members = Mapping[str, NDArray[np.int64]]
Flags = NDArray[np.bool_]
FEW = 10
SMALL = 30
OPEN_COUNTS = 4


@dataclass(frozen=True, slots=True)
class Told:
    """Something that was learnt of a group: how, and from how many to how many gave the answer."""

    group: str
    item: str
    how: str
    people: int
    low: int
    high: int


def told(release: Release, questionnaire: Questionnaire, answers: Answers, members: Members) -> list[Told]:
    """Everything that is learnt of small groups and of sensitive experiences."""
    found: list[Told] = []
    for item in questionnaire.items:
        column = answers.column(item.id)
        answered = column <= LARGEST_POINT
        favourable = np.isin(column, item.favourable) & answered
        if item.is_sensitive:
            found += _single_answers(release, item, answered, members)
            found += _hidden_experiences(release, item, answered, ~favourable & answered, members)
        else:
            found += _blurred(release, questionnaire, item, answered, favourable, members)
    return found


def _single_answers(release: Release, item: Item, answered: Flags, members: Members) -> list[Told]:
    found = []
    for group in release.groups:
        shares = group.items[item.id]
        if not isinstance(shares, Shares):
            continue
        people = int(answered[members[group.key]].sum())
        parts = (*shares.points, shares.neutral, shares.unfavourable)
        for part in parts:
            if not isinstance(part, Hidden) and 0 < round(part * people / 100) < FEW:
                count = round(part * people / 100)
                found.append(Told(group.key, item.id, "single answers", people, count, count))
    return found


def _hidden_experiences(
    release: Release, item: Item, answered: Flags, had: Flags, members: Members
) -> list[Told]:
    shown = [g.key for g in release.groups if isinstance(g.items[item.id], Shares)]
    found = []
    for key, people in members.items():
        size = int(answered[people].sum())
        if key in shown or not size:
            continue
        low, high = _bounds(members, shown, key, answered, had)
        if high - low < min(OPEN_COUNTS, size):
            found.append(Told(key, item.id, "experience, nearly known", size, low, high))
        elif low > size / 2:
            found.append(Told(key, item.id, "experience, of most", size, low, high))
    return found


def _blurred(
    release: Release,
    questionnaire: Questionnaire,
    item: Item,
    answered: Flags,
    favourable: Flags,
    members: Members,
) -> list[Told]:
    found = []
    results = {g.key: g.items[item.id] for g in release.groups}
    exact = [key for key, one in results.items() if isinstance(one, Shares) and not one.is_bounded]
    whole = int(favourable.sum())
    for group in release.groups:
        shares = results[group.key]
        if not isinstance(shares, Shares) or not shares.is_bounded:
            continue
        people = members[group.key]
        size, truth = int(answered[people].sum()), int(favourable[people].sum())
        possible = [count for count in range(size + 1) if _fits(shares, count, size)]
        if len(possible) == 1:
            found.append(Told(group.key, item.id, "the bound itself", size, truth, truth))
        boxes = (shares.favourable, shares.neutral, shares.unfavourable)
        if shares.favourable <= 50 and not any(isinstance(box, Hidden) for box in boxes[1:]):
            found.append(Told(group.key, item.id, "its other boxes", size, truth, truth))
        found += [
            Told(group.key, item.id, f"its area {area.key}", size, truth, truth)
            for area in questionnaire.areas
            if item.id in area.items and _area_tells(group.key, release, area, item)
        ]
        low, high = _bounds(members, exact, group.key, answered, favourable)
        if high - low < 1 and 0 < whole < int(answered.sum()):
            found.append(Told(group.key, item.id, "its whole and its neighbours", size, low, high))
    return found


def _fits(shares: Shares, count: int, size: int) -> bool:
    percent = (200 * count + size) // (2 * size)
    return percent >= shares.favourable if shares.favourable > 50 else percent <= shares.favourable


def _area_tells(key: str, release: Release, area: Area, item: Item) -> bool:
    """Whether the area's favourable share and the other items' give the blurred one."""
    group = release.group(key)
    score = group.scores[area.key]
    others = [group.items[other] for other in area.items if other != item.id]
    if not isinstance(score, Score) or isinstance(score.favourable, Hidden):
        return False
    return all(isinstance(other, Shares) and not other.is_bounded for other in others)


def _bounds(
    members: Members, shown: Sequence[str], key: str, answered: Flags, chosen: Flags
) -> tuple[int, int]:
    """Between which numbers a group's can lie, by linear programmes over kinds of people."""
    keys = [*shown, key]
    inside = np.zeros((len(keys), answered.size), bool)
    for at, one in enumerate(keys):
        inside[at, members[one]] = True
    inside = inside[:, answered]
    kinds, kind = np.unique(inside, axis=1, return_inverse=True)
    people = np.bincount(kind.reshape(-1))
    table = kinds.astype(np.float64)
    counts = inside[:-1] @ chosen[answered].astype(np.float64)
    found = []
    for sign in (1.0, -1.0):
        done = linprog(
            sign * table[-1],
            A_eq=table[:-1] if len(shown) else None,
            b_eq=counts if len(shown) else None,
            bounds=np.column_stack([np.zeros(people.size), people]),
        )
        found.append(sign * done.fun)
    return int(np.ceil(found[0] - 1e-6)), int(np.floor(found[1] + 1e-6))
