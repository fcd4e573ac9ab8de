"""The reduced rows seen from the atoms: which atoms are free, and what they say of all others."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from math import gcd


@dataclass(frozen=True, slots=True)
class Step:
    """One atom in the order of elimination.

    of : None for a pivot; else whole numbers by earlier pivot, whose sum over the pivots inside a group is
        `scale` where the atom is inside too, and 0 where it is not.
    """

    atom: int
    of: Mapping[int, int] | None
    scale: int = 1


def without_atoms(steps: Sequence[Step], gone: Collection[int]) -> list[Step]:
    """The steps that are left where some atoms hold nobody, as if the rows had been reduced without them.

    Of nobody it does not matter whether they are in a group. An atom that others followed from leaves its
    place to the first of these: that one becomes a pivot, and the others follow from it instead.

    >>> steps = [Step(0, None), Step(1, None), Step(2, {0: 1, 1: 1}), Step(3, {0: 1})]
    >>> without_atoms(steps, {0})
    [Step(atom=1, of=None, scale=1), Step(atom=2, of=None, scale=1), Step(atom=3, of={2: 1, 1: -1}, scale=1)]
    """
    left: list[Step] = []
    # By atom that is gone: its value as a sum of pivots, times the number beside it.
    known: dict[int, tuple[dict[int, int], int]] = {}
    for step in steps:
        is_gone = step.atom in gone
        if step.of is None:
            if not is_gone:
                left.append(step)
            continue
        if is_gone:
            continue
        of, scale = _resolved(step.of, step.scale, known)
        free = next((atom for atom in of if atom in gone), None)
        if free is None:
            left.append(step if of is step.of else Step(step.atom, of, scale))
            continue
        factor = of[free]
        sign = 1 if factor > 0 else -1
        value = {step.atom: sign * scale}
        value |= {atom: -sign * entry for atom, entry in of.items() if atom != free}
        known[free] = value, abs(factor)
        left.append(Step(step.atom, None))
    return left


def _resolved(
    of: Mapping[int, int], scale: int, known: Mapping[int, tuple[dict[int, int], int]]
) -> tuple[Mapping[int, int], int]:
    """The same sum, with what is known of atoms that are gone put in their place."""
    while (at := next((atom for atom in of if atom in known), None)) is not None:
        value, times = known[at]
        factor = of[at]
        found = {atom: times * entry for atom, entry in of.items() if atom != at}
        scale *= times
        for atom, entry in value.items():
            found[atom] = found.get(atom, 0) + factor * entry
        common = gcd(scale, *found.values())
        of = {atom: entry // common for atom, entry in found.items() if entry}
        scale //= common
    return of, scale
