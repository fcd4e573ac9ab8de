"""How a number that may be shown is written, and which of the shown numbers still are not."""

from collections.abc import Sequence
from dataclasses import dataclass

from analysis.released.released_values import Count, Hidden, Reason

EXACT_FROM = 100
BANDS = (10, 20, 50, EXACT_FROM)
UNANIMOUS_UNDER = 30
LARGEST_BLURRED = ((20, 5), (10, 10), (5, 20), (1, 50))
"""From how many answers, and what percent one of so many is at most."""
SMALL_NUMERATOR = 10


def shown_count(respondents: int, smallest_group: int) -> Count | Hidden:
    """A number of respondents as it is shown: hidden, a band, or exact from a hundred.

    Under a policy of less or more than ten the lowest band begins at its smallest group.

    >>> shown_count(14, 10), shown_count(20, 10), shown_count(128, 10)
    (Count(lower=10, upper=19), Count(lower=20, upper=49), Count(lower=128, upper=128))
    >>> shown_count(9, 10)
    Hidden(reason=<Reason.TOO_FEW: 'too_few'>)
    """
    if respondents < smallest_group:
        return Hidden(Reason.TOO_FEW)
    if respondents >= EXACT_FROM:
        return Count(respondents, respondents)
    edges = sorted({smallest_group, *(band for band in BANDS if band > smallest_group), EXACT_FROM})
    lower = max(edge for edge in edges if edge <= respondents)
    upper = min(edge for edge in edges if edge > respondents) - 1
    return Count(lower, upper)


@dataclass(frozen=True, slots=True)
class ShownShare:
    """A share in whole percent. `bound` is "" for the value itself, else "≥" or "≤"."""

    percent: int
    bound: str = ""

    def __str__(self) -> str:
        return f"{self.bound} {self.percent} %".strip()


def shown_share(chosen: int, answered: int, smallest_group: int) -> ShownShare | Hidden:
    """The share of those who chose an answer, with a (nearly) unanimous small group blurred.

    Where fewer than 30 answered, 100 % says what each of them answered, so it reads as a bound, and 0 % too.
    All but one reads like all of them, whatever their number. Halves round up.

    >>> str(shown_share(14, 14, 10)), str(shown_share(13, 14, 10)), str(shown_share(0, 24, 10))
    ('≥ 90 %', '≥ 90 %', '≤ 5 %')
    >>> str(shown_share(7, 14, 10)), str(shown_share(40, 40, 10))
    ('50 %', '100 %')
    """
    if not 0 <= chosen <= answered:
        raise ValueError(f"{chosen} of {answered} is no share.")
    if answered < smallest_group:
        return Hidden(Reason.TOO_FEW)
    if is_blurred(chosen, answered):
        most = largest_blurred(answered)
        return ShownShare(100 - most, "≥") if 2 * chosen > answered else ShownShare(most, "≤")
    return ShownShare((200 * chosen + answered) // (2 * answered))


def is_blurred(chosen: int, answered: int) -> bool:
    """Whether (nearly) all of a small group answered alike, so that the share is shown as a bound.

    >>> is_blurred(14, 14), is_blurred(13, 14), is_blurred(12, 14), is_blurred(40, 40)
    (True, True, False, False)
    """
    return 0 < answered < UNANIMOUS_UNDER and min(chosen, answered - chosen) <= 1


def largest_blurred(answered: int) -> int:
    """The percent that one of a small group is at most: the same for all groups of a band.

    >>> largest_blurred(5), largest_blurred(10), largest_blurred(19), largest_blurred(20)
    (20, 10, 10, 5)
    """
    return next(percent for fewest, percent in LARGEST_BLURRED if answered >= fewest)


def shown_experience(
    yes: int, no: int, smallest_group: int
) -> tuple[ShownShare | Hidden, ShownShare | Hidden]:
    """Shares of yes and no to a sensitive experience (bullying, discrimination).

    Fewer than ten people who did, or did not, have the experience are too few to be pointed at: then both
    sides are hidden, since one side gives the other. Nobody at all is no exception: zero would say that
    everyone was spared, and a hidden cell would then mean that somebody was not.

    >>> shown_experience(3, 60, 10)
    (Hidden(reason=<Reason.PROTECTED: 'protected'>), Hidden(reason=<Reason.PROTECTED: 'protected'>))
    >>> [str(share) for share in shown_experience(16, 48, 10)]
    ['25 %', '75 %']
    """
    if yes + no < smallest_group:
        return Hidden(Reason.TOO_FEW), Hidden(Reason.TOO_FEW)
    if min(yes, no) < max(SMALL_NUMERATOR, smallest_group):
        return Hidden(Reason.PROTECTED), Hidden(Reason.PROTECTED)
    return shown_share(yes, yes + no, smallest_group), shown_share(no, yes + no, smallest_group)


def shown_experience_row(
    groups: Sequence[tuple[int, int]], total: tuple[int, int], smallest_group: int
) -> tuple[tuple[ShownShare | Hidden, ...], ShownShare | Hidden]:
    """Shares of yes over the groups of one row of a table, and of the whole that they sum to.

    groups : (yes, no) of each group. A group with a small side is hidden; if it is the only one hidden, the
    whole less the others would give it, so the shown group with the fewest on its small side goes too;
    again until what is hidden is large enough on both sides, or the whole row is hidden.
    """
    whole = shown_experience(*total, smallest_group)[0]
    shown = [shown_experience(*group, smallest_group)[0] for group in groups]
    is_hidden = [isinstance(share, Hidden) for share in shown]
    least = max(SMALL_NUMERATOR, smallest_group)
    if not isinstance(whole, Hidden):
        while any(is_hidden) and not all(is_hidden):
            hidden = [
                group for group, hide in zip(groups, is_hidden, strict=True) if hide and group != (0, 0)
            ]
            yes, no = (sum(group[side] for group in hidden) for side in (0, 1))
            if not hidden or (len(hidden) > 1 and min(yes, no) >= least):
                break
            left = [at for at, hide in enumerate(is_hidden) if not hide]
            is_hidden[min(left, key=lambda at: (min(groups[at]), sum(groups[at]), at))] = True
    row = tuple(
        share if isinstance(share, Hidden) or not hide else Hidden(Reason.PROTECTED)
        for share, hide in zip(shown, is_hidden, strict=True)
    )
    return row, whole
