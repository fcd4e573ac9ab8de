"""Tells the breakdowns of one total apart: a table lists rows and columns one after the other."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import accumulate, pairwise, takewhile

Listed = tuple[int, str, str]
"""Line of the file, name of the part, and the name of its breakdown, empty where none is given."""


@dataclass
class Breakdown:
    """Parts of one total that should sum to it; `line` is where the first of them stands."""

    line: int
    name: str
    parts: list[str] = field(default_factory=list)
    inside: set[str] = field(default_factory=set)
    respondents: int = 0


def leaves(lines: Mapping[str, Sequence[Listed]]) -> dict[str, frozenset[str]]:
    """For each total the cells without parts that lie in it."""
    found: dict[str, frozenset[str]] = {}
    for start in lines:
        stack = [start]
        while stack:
            cell = stack[-1]
            open_parts = [part for _, part, _ in lines[cell] if part in lines and part not in found]
            if open_parts:
                stack.extend(open_parts)
                continue
            stack.pop()
            found[cell] = frozenset().union(
                *(found.get(part, frozenset((part,))) for _, part, _ in lines[cell])
            )
    return found


def breakdowns(
    listed: Sequence[Listed], n: Mapping[str, int], total: str, inside: Mapping[str, frozenset[str]]
) -> list[Breakdown]:
    """The breakdowns of one total: by their names where given, else by order, else by what fits.

    Parts of one breakdown share no cell and sum to the total. They are taken as listed one after the
    other; a part of nobody between two breakdowns, which fits both, goes where its name is more alike.
    """
    if not any(name for _, _, name in listed):
        ends = _one_after_the_other(listed, n, n[total], inside)
        if ends:
            return [
                _gathered(listed[start:end], n, inside)
                for start, end in zip([0, *ends[:-1]], ends, strict=True)
            ]
    found: list[Breakdown] = []
    for line, part, name in listed:
        cells = inside.get(part, frozenset((part,)))
        for one in found:
            fits = not (cells & one.inside) and one.respondents + n[part] <= n[total]
            if (name == one.name) if name else (fits and not one.name):
                break
        else:
            one = Breakdown(line, name)
            found.append(one)
        _add(one, part, n, cells)
    return found


def _one_after_the_other(
    listed: Sequence[Listed], n: Mapping[str, int], whole: int, inside: Mapping[str, frozenset[str]]
) -> list[int]:
    """Where each breakdown ends if they are listed one after the other; empty if they cannot be.

    Among several ways, the one that cuts between the names that are least alike, and seldom.
    """
    parts = [part for _, part, _ in listed]
    alike = [_alike(first, second) for first, second in pairwise(parts)]
    most = max(alike, default=0)
    upto = [0, *accumulate(n[part] for part in parts)]
    # By start of a breakdown: the gain of the cuts after it, and where it ends.
    best: dict[int, tuple[float, int]] = {len(parts): (0.0, 0)}
    reachable, waiting = {0: list[int]()}, [0]
    while waiting:
        start = waiting.pop()
        taken: set[str] = set()
        for end in range(start + 1, len(parts) + 1):
            cells = inside.get(parts[end - 1], frozenset((parts[end - 1],)))
            if upto[end] - upto[start] > whole or cells & taken:
                break
            taken |= cells
            if upto[end] - upto[start] == whole:
                reachable[start].append(end)
                if end not in reachable:
                    reachable[end] = []
                    waiting.append(end)
    for start in sorted(reachable, reverse=True):
        ways = [
            (best[end][0] + (_gain(alike[end - 1], most) if end < len(parts) else 0.0), end)
            for end in reachable[start]
            if end in best
        ]
        if ways:
            best[start] = max(ways)
    ends: list[int] = []
    while 0 in best and (not ends or ends[-1] < len(parts)):
        ends.append(best[ends[-1] if ends else 0][1])
    return ends


def _gathered(
    listed: Sequence[Listed], n: Mapping[str, int], inside: Mapping[str, frozenset[str]]
) -> Breakdown:
    one = Breakdown(listed[0][0], listed[0][2])
    for _, part, _ in listed:
        _add(one, part, n, inside.get(part, frozenset((part,))))
    return one


def _add(one: Breakdown, part: str, n: Mapping[str, int], cells: frozenset[str]) -> None:
    one.parts.append(part)
    one.inside |= cells
    one.respondents += n[part]


def _gain(alike: int, most: int) -> float:
    """What a cut between two names is worth; cuts are few, and best where nothing is alike."""
    return 0.5 if alike == 0 < most else -1.0 - alike


def _alike(first: str, second: str) -> int:
    """How many letters two names begin with together."""
    return sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], zip(first, second, strict=False)))
