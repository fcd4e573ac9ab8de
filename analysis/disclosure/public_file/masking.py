"""The Rule of Ten: background values are masked, as few as possible, until every pattern is common enough."""

from collections import Counter
from collections.abc import Mapping, Sequence
from itertools import combinations

MASKED = "X"

Pattern = tuple[str, ...]


def mask_rare(counts: Mapping[Pattern, int], smallest: int = 10) -> dict[Pattern, Pattern]:
    """What becomes of each pattern of values, so that patterns under `smallest` join others.

    A rare pattern loses as few values as it can: first those masks of one value are tried under which it
    reaches `smallest`, together with the other rare patterns that the mask makes alike and with what has that
    pattern already; then two, and so on. Among equal masks the last values go first, so order the
    variables by what they are worth, the dearest first. What stays rare has all its values masked; that
    pattern may itself stay rare, and its records are then for the caller to drop.

    The rule is that of the public file of the US Federal Employee Viewpoint Survey (OPM 2017).

    >>> counts = {"AAAA": 3, "AAAX": 13, "ABAB": 6, "AXXB": 24, "BABA": 3}
    >>> masked = mask_rare({tuple(key): n for key, n in counts.items()})
    >>> ["".join(masked[tuple(key)]) for key in counts]
    ['AAAX', 'AAAX', 'AXXB', 'AXXB', 'XXXX']
    """
    width = len(next(iter(counts), ()))
    became: dict[Pattern, Pattern] = {pattern: pattern for pattern in counts}
    now: Counter[Pattern] = Counter({pattern: n for pattern, n in counts.items() if n > 0})
    for masks in range(1, width + 1):
        for places in sorted(combinations(range(width), masks), key=lambda at: tuple(-i for i in at[::-1])):
            rare = sorted(pattern for pattern, n in now.items() if n < smallest)
            joining: dict[Pattern, list[Pattern]] = {}
            for pattern in rare:
                joining.setdefault(_masked(pattern, places), []).append(pattern)
            for target, patterns in joining.items():
                total = sum(now[pattern] for pattern in patterns if pattern != target) + now[target]
                if total < smallest and masks < width:
                    continue
                for pattern in patterns:
                    if pattern != target:
                        now[target] += now.pop(pattern)
                        became = {
                            first: target if last == pattern else last for first, last in became.items()
                        }
    return became


def _masked(pattern: Sequence[str], places: Sequence[int]) -> Pattern:
    return tuple(MASKED if at in places else value for at, value in enumerate(pattern))
