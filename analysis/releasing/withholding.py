"""What stays hidden because of what the answers are: what would tell how a small group answered.

The mask of a cube rests on who is in which group. Three things rest on the answers as well. A standard
deviation, an interval or a test narrows a hidden group's score where the people beside it are alike. That a
small group was (nearly) of one mind follows from its whole less its neighbours, or from its area. And a
sensitive experience of a hidden group follows from those of the groups around it. Each is attacked here with
everything that is shown, at full precision, and more is hidden until the attack fails.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

import numpy as np
from numpy.typing import NDArray

from analysis.counting.answers import LARGEST_POINT, Answers
from analysis.counting.scales import ScaleSpec, Structure
from analysis.disclosure.attack.otherwise import ShownRows
from analysis.released.released_values import Reason
from analysis.released.showing import UNANIMOUS_UNDER, is_blurred
from analysis.releasing.group_results import GroupResults
from analysis.releasing.surroundings import WHOLE, Flags, Surroundings, Target
from analysis.releasing.unanimity import all_alike, favourable_percents, mean_tells, said
from analysis.scores.scoring import AreaScore, ItemShares, scores_by_respondent
from questionnaires.model import Item, Questionnaire

PROTECTED_POINTS = 5.0
"""A hidden group's score is known to no better than this many points up and down."""
PROTECTED_COUNT = 2
"""How many people had a sensitive experience is known to no better than so many more and fewer."""
LARGE_FROM = UNANIMOUS_UNDER
"""From how many answers the neutral and unfavourable shares and single points are told."""

ROOM, TIMES = 2.2, 5
"""How many people a part of the tree has for each shown group in it where chance is tried, and how often."""

Values = NDArray[np.float64]
Keys = frozenset[str]


@dataclass(frozen=True)
class Withheld:
    """What is withheld beside what the mask hides.

    results : the groups' results, with what is hidden now. detailed : groups whose neutral and unfavourable
    shares and points are told. without_favourable : by area, groups whose favourable share is not.
    """

    results: Sequence[GroupResults]
    detailed: Keys
    without_favourable: Mapping[str, Keys]


def withhold(
    questionnaire: Questionnaire, answers: Answers, found: Sequence[GroupResults], smallest: int
) -> Withheld:
    """The groups' results, less what together would tell too much of a small group."""
    structure = Structure.of_questionnaire(questionnaire)
    columns = [answers.items.index(item) for item in structure.item_ids]
    codes = answers.codes[:, columns]
    ordered = replace(answers, items=structure.item_ids, codes=codes)
    attack = _Attack(Surroundings([group.plan for group in found], ordered), list(found), smallest)
    for item in questionnaire.items:
        column = codes[:, structure.item_index[item.id]]
        answered = column <= LARGEST_POINT
        favourable = np.isin(column, item.favourable) & answered
        if item.is_sensitive:
            attack.experience(item, answered, ~favourable & answered)
        else:
            attack.unanimous_item(item, answered, favourable)
    without = {}
    for scale in structure.scales:
        area_items = [questionnaire.item_by_id[item] for item in scale.items]
        attack.unanimous_area(scale, area_items, codes[:, list(structure.columns(scale))])
        without[scale.key] = attack.area(scale, area_items, ordered, structure)
    return Withheld(attack.found, attack.detailed(), without)


@dataclass
class _Attack:
    around: Surroundings
    found: list[GroupResults]
    smallest: int
    _small: Sequence[Target] = field(init=False)

    def __post_init__(self) -> None:
        self._small = self.around.small_groups(self.smallest)

    def experience(self, item: Item, answered: Flags, had: Flags) -> None:
        """No hidden number who had an experience is nearly known, nor that most of a group had it."""
        shown = self._shown_items(item.id)
        hidden = [
            Target(plan.key, plan.parent or WHOLE, plan.rows)
            for plan in self.around.plans
            if plan.key not in shown and plan.respondents
        ]
        known = {one.people.tobytes() for one in hidden}
        hidden += [one for one in self._small if one.people.tobytes() not in known]

        def is_safe(rows: ShownRows, target: Target) -> bool:
            size = target.people.size
            low = high = int(had[target.people].sum())
            for scope in self.around.scopes(target, answered):
                few, many = rows.counts(target.people, had, [scope], enough=size)
                low, high = min(low, few), max(high, many)
                if _is_open(low, high, size):
                    return True
            return False

        def at_once(rows: ShownRows, targets: Sequence[Target]) -> Sequence[Target]:
            everybody = np.flatnonzero(answered)
            if not targets or not rows.may_be_looked_at(everybody):
                return targets
            found = rows.counts_at_once([one.people for one in targets], had, everybody, TIMES)
            return [
                target
                for target, (low, high) in zip(targets, found, strict=True)
                if not _is_open(low, high, target.people.size)
            ]

        for key in self._cure(shown, hidden, answered, is_safe, at_once):
            self._hide_item(key, item.id)

    def unanimous_item(self, item: Item, answered: Flags, favourable: Flags) -> None:
        """Where a small group is (nearly) of one mind, what others are told leaves open if all are."""
        shown = self._shown_items(item.id)
        blurred = [key for key, one in shown.items() if is_blurred(one.favourable, one.answered)]
        targets = [Target(key, self._parent(key), self.around.by_key[key].rows) for key in blurred]

        def is_safe(rows: ShownRows, target: Target) -> bool:
            bounds = [said(int(favourable[row].sum()), row.size) for row in rows.rows]
            scopes = list(self.around.scopes(target, answered))
            low, high = rows.counts(target.people, favourable, scopes, bounds)
            return high > low or all_alike(favourable, scopes[-1])

        for key in self._cure(shown, targets, answered, is_safe, kept=frozenset(blurred)):
            self._hide_item(key, item.id)

    def unanimous_area(self, scale: ScaleSpec, items: Sequence[Item], codes: NDArray[np.uint8]) -> None:
        """An area's score does not tell that all of a small group agreed with one of its items."""
        for group in self.found:
            if isinstance(group.areas[scale.key], AreaScore) and mean_tells(group, items, scale, codes):
                self._hide_area(group.plan.key, scale.key)

    def area(self, scale: ScaleSpec, items: Sequence[Item], answers: Answers, structure: Structure) -> Keys:
        """Hides the area in more groups until no small one's score or favourable share is nearly known.

        Returns the groups whose favourable share is withheld: it would tell of a blurred item what it is.
        """
        scores = scores_by_respondent(answers, structure, scale)
        shares = favourable_percents(items, answers)
        has_score, has_share = ~np.isnan(scores), ~np.isnan(shares)
        width = 2 * PROTECTED_POINTS
        shown = self._shown_areas(scale.key)
        alike = [
            Target(group.plan.key, self._parent(group.plan.key), group.plan.rows)
            for group in self.found
            if group.plan.hidden is None
            and group.areas[scale.key] is Reason.PROTECTED
            and group.plan.respondents < UNANIMOUS_UNDER
        ]
        targets = [*self._small, *alike]
        for values, answered in ((scores, has_score), (shares, has_share)):
            at_once = self._wide_at_once(values, answered, width)
            for key in self._cure(shown, targets, answered, self._wide(values, answered, width), at_once):
                self._hide_area(key, scale.key)
            shown = self._shown_areas(scale.key)
        telling = frozenset(key for key in shown if self._is_telling(key, items, shown[key]))
        one_answer = [Target(key, self._parent(key), self.around.by_key[key].rows) for key in sorted(telling)]
        left = {key: one for key, one in shown.items() if key not in telling}

        def is_open(rows: ShownRows, target: Target) -> bool:
            width = 100.0 / (len(items) * target.people.size)
            return self._wide(shares, has_share, width)(rows, target)

        return telling | frozenset(self._cure(left, one_answer, has_share, is_open))

    def detailed(self) -> Keys:
        """Groups of thirty and more of which nothing together gives the answers of fewer than thirty."""
        everybody = np.ones(self.around.answers.respondents, bool)
        large = {
            plan.key: plan
            for plan in self.around.plans
            if plan.hidden is None and plan.respondents >= LARGE_FROM
        }
        targets = self.around.groups_under(LARGE_FROM)

        def is_safe(rows: ShownRows, target: Target) -> bool:
            return not rows.gives(target.people, list(self.around.scopes(target, everybody)))

        return frozenset(large) - frozenset(self._cure(large, targets, everybody, is_safe))

    def _wide(self, values: Values, answered: Flags, width: float) -> Callable[[ShownRows, Target], bool]:
        filled = np.where(answered, values, 0.0)

        def is_safe(rows: ShownRows, target: Target) -> bool:
            scopes = list(self.around.scopes(target, answered))
            near = self.around.nearest(target, answered)
            roomy = [scope for scope in (near, *scopes) if _has_room(rows, scope)]
            return rows.is_wide(target.people, filled, roomy or scopes, width)

        return is_safe

    def _wide_at_once(
        self, values: Values, answered: Flags, width: float
    ) -> Callable[[ShownRows, Sequence[Target]], Sequence[Target]]:
        """Which targets are left to be looked at one by one: other answers are found for most at once."""
        filled = np.where(answered, values, 0.0)

        def left(rows: ShownRows, targets: Sequence[Target]) -> Sequence[Target]:
            low_high = (rows.swapped(target.people, filled) for target in targets)
            targets = [
                target
                for target, (low, high) in zip(targets, low_high, strict=True)
                if high - low < width * target.people.size
            ]
            chains = [(target, list(self.around.scopes(target, answered))) for target in targets]
            for level in range(max((len(chain) for _, chain in chains), default=0)):
                together: dict[bytes, list[tuple[Target, list[NDArray[np.int64]]]]] = {}
                for target, chain in chains:
                    if level < len(chain) and _has_room(rows, chain[level]):
                        together.setdefault(chain[level].tobytes(), []).append((target, chain))
                for some in together.values():
                    groups = [target.people for target, _ in some]
                    wide = rows.are_wide(groups, filled, some[0][1][level], width)
                    done = {id(one[0]) for one, is_wide in zip(some, wide, strict=True) if is_wide}
                    chains = [one for one in chains if id(one[0]) not in done]
            return [target for target, _ in chains]

        return left

    def _cure(
        self,
        shown: Iterable[str],
        targets: Sequence[Target],
        answered: Flags,
        is_safe: Callable[[ShownRows, Target], bool],
        at_once: Callable[[ShownRows, Sequence[Target]], Sequence[Target]] | None = None,
        kept: Keys = frozenset(),
    ) -> list[str]:
        """Which shown groups go, so that every target is safe. Hiding more never makes one less safe."""
        left, gone = list(shown), list[str]()
        if not left:
            return gone
        rows = self._rows(left, answered)
        there = [one for target in targets if (one := target.among(answered)).people.size]
        for target in at_once(rows, there) if at_once is not None else there:
            while left and not is_safe(rows, target):
                candidates = [key for key in left if key not in kept]
                goes = self.around.next_to_hide(target, candidates) or next(iter(candidates), None)
                if goes is None:
                    break
                gone.append(goes)
                left.remove(goes)
                rows = self._rows(left, answered)
        return gone

    def _rows(self, keys: Sequence[str], answered: Flags) -> ShownRows:
        rows = (self.around.by_key[key].rows for key in keys)
        return ShownRows([row[answered[row]] for row in rows], answered.size)

    def _parent(self, key: str) -> str:
        return self.around.by_key[key].parent or WHOLE

    def _shown_items(self, item: str) -> dict[str, ItemShares]:
        results = ((group.plan.key, group.items[item]) for group in self.found)
        return {key: one for key, one in results if isinstance(one, ItemShares)}

    def _shown_areas(self, area: str) -> dict[str, AreaScore]:
        results = ((group.plan.key, group.areas[area]) for group in self.found)
        return {key: one for key, one in results if isinstance(one, AreaScore)}

    def _hide_item(self, key: str, item: str) -> None:
        at = self._at(key)
        self.found[at] = replace(self.found[at], items={**self.found[at].items, item: Reason.PROTECTED})

    def _hide_area(self, key: str, area: str) -> None:
        at = self._at(key)
        self.found[at] = replace(self.found[at], areas={**self.found[at].areas, area: Reason.PROTECTED})

    def _at(self, key: str) -> int:
        return next(at for at, group in enumerate(self.found) if group.plan.key == key)

    def _is_telling(self, key: str, items: Sequence[Item], score: AreaScore) -> bool:
        """Whether a group's favourable share of an area tells how (nearly) all answered one of its items."""
        results = [self.found[self._at(key)].items[item.id] for item in items]
        shares = [one for one in results if isinstance(one, ItemShares)]
        respondents = score.favourable.respondents
        is_extreme = respondents < UNANIMOUS_UNDER and not 0.05 < score.favourable.mean < 0.95
        return is_extreme or any(is_blurred(one.favourable, one.answered) for one in shares)


def _has_room(rows: ShownRows, scope: NDArray[np.int64]) -> bool:
    """Whether there are so many people for each shown group that other answers are likely to be found."""
    return rows.may_be_solved(scope) and scope.size > ROOM * rows.within(scope).shape[0]


def _is_open(low: int, high: int, size: int) -> bool:
    """Whether a number between these bounds is not nearly known, and may be half or less."""
    return high - low >= min(2 * PROTECTED_COUNT, size) and low <= size / 2
