"""Follows all partial groups at once through the atoms, until only derivable groups are left."""

from collections.abc import Callable, Sequence

import numpy as np
from numpy.typing import NDArray

from analysis.disclosure.attack.steps import Step

LARGEST_FRONTIER = 400_000


class SearchTooLarge(RuntimeError):
    """More partial groups are open at once than fit in memory; `atom` says where."""

    def __init__(self, atom: int) -> None:
        super().__init__("Too many partial groups are open at once.")
        self.atom = atom


class SearchStopped(RuntimeError):
    """The caller asked to stop."""


def always() -> bool:
    """Never asks to stop."""
    return True


def groups_under(
    steps: Sequence[Step],
    atom_n: NDArray[np.int64],
    threshold: int,
    keep_going: Callable[[], bool] = always,
    largest_frontier: int = LARGEST_FRONTIER,
) -> list[tuple[int, ...]]:
    """All derivable groups of fewer than `threshold` respondents, each as its pivot atoms.

    atom_n : (atoms,) respondents of each atom. Raises SearchTooLarge when more than `largest_frontier`
    partial groups are open at once, and SearchStopped.
    """
    states = np.zeros((1, 0), dtype=np.int8)
    weight = np.zeros(1, dtype=np.int64)
    live: list[int] = []
    column: dict[int, int] = {}
    for count, step in enumerate(steps):
        if count % 2048 == 0 and not keep_going():
            raise SearchStopped
        people = int(atom_n[step.atom])
        if step.of is None:
            chosen = weight + people < threshold
            if not chosen.any():
                continue
            if states.shape[0] + int(chosen.sum()) > largest_frontier:
                raise SearchTooLarge(step.atom)
            grown = np.zeros((states.shape[0] + int(chosen.sum()), len(live) + 1), dtype=np.int8)
            grown[: states.shape[0], : len(live)] = states
            grown[states.shape[0] :, : len(live)] = states[chosen]
            grown[states.shape[0] :, len(live)] = 1
            weight = np.concatenate([weight, weight[chosen] + people])
            states = grown
            column[step.atom] = len(live)
            live.append(step.atom)
            continue
        used = [(column[atom], factor) for atom, factor in step.of.items() if atom in column]
        if not used:
            continue
        value = states[:, [at for at, _ in used]] @ np.array([factor for _, factor in used], np.int64)
        inside = value == step.scale
        weight = weight + people * inside
        stays = (inside | (value == 0)) & (weight < threshold)
        if stays.all():
            continue
        states, weight = states[stays], weight[stays]
        alive = states.any(axis=0)
        if not alive.all():
            states = states[:, alive]
            live = [atom for atom, is_alive in zip(live, alive, strict=True) if is_alive]
            column = {atom: at for at, atom in enumerate(live)}
    return [
        tuple(sorted(atom for atom, is_in in zip(live, state, strict=True) if is_in))
        for state in states
        if state.any()
    ]
