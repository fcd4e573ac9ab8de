"""An attacker that shares no code with the product, and small made-up institutions to let it loose on."""

from dataclasses import dataclass
from itertools import combinations

import numpy as np
import pytest

from analysis.disclosure.cube.groups import Cube, cube
from analysis.disclosure.cube.units import UnitTree
from analysis.disclosure.policy import Policy
from questionnaires.model import BackgroundQuestion, Merge


class BruteForceAttacker:
    """Tries every small group of respondents against everything that is shown."""

    def smallest(self, rows: np.ndarray, n: np.ndarray, threshold: int) -> int | None:
        """Respondents of the smallest group under the threshold that follows from the rows.

        rows : (published cells, atoms) 0/1. n : (atoms,) respondents, all positive.
        """
        if rows.size == 0:
            return None
        _, values, directions = np.linalg.svd(rows.astype(float), full_matrices=False)
        basis = directions[values > 1e-9 * max(values.max(), 1.0)]
        small = [at for at in range(len(n)) if n[at] < threshold]
        best = None
        for size in range(1, threshold):
            for group in combinations(small, size):
                people = int(n[list(group)].sum())
                if people >= (best or threshold):
                    continue
                indicator = np.zeros(len(n))
                indicator[list(group)] = 1
                if np.abs(indicator - basis.T @ (basis @ indicator)).max() < 1e-7:
                    best = people
        return best

    def against_cube(self, made: Cube, is_shown: np.ndarray) -> int | None:
        """The same for the shown cells of a cube, from the respondents themselves."""
        members = np.array(
            [made.respondents(cell) for cell, shown in zip(made.cells, is_shown, strict=True) if shown]
        )
        if not members.size:
            return None
        atoms, n = np.unique(members, axis=1, return_counts=True)
        # Atoms by what is shown of them; finer ones cannot be told apart by any row.
        inside = atoms.any(axis=0)
        return self.smallest(atoms[:, inside], n[inside], made.policy.smallest_group)


@dataclass(frozen=True)
class Institution:
    units: np.ndarray
    background: dict[str, np.ndarray]
    tree: UnitTree
    questions: tuple[BackgroundQuestion, ...]

    def cube(self, policy: Policy) -> Cube:
        return cube(self.units, self.background, self.tree, self.questions, policy)


def an_institution(
    seed: int,
    people: int = 60,
    parents: tuple[int, ...] = (-1, 0, 0, 1, 1, 2, 2),
    classes: tuple[int, ...] = (2, 3),
    not_given: float = 0.05,
) -> Institution:
    """An institution drawn at random, with related background questions."""
    draw = np.random.default_rng(seed)
    tree = UnitTree(np.array(parents, dtype=np.int32))
    size = draw.dirichlet(np.full(len(parents), 0.8))
    units = draw.choice(len(parents), people, p=size).astype(np.int32)
    latent = draw.random(people)
    background, questions = {}, []
    for number, width in enumerate(classes):
        key = f"q{number}"
        drawn = np.clip((latent * width + draw.normal(0, 0.8, people)).astype(int), 0, width - 1)
        background[key] = np.where(draw.random(people) < not_given, 255, drawn).astype(np.uint8)
        names = tuple(f"c{index}" for index in range(width))
        merges = (Merge("low", ("c0", "c1")),) if width > 2 else ()
        questions.append(BackgroundQuestion(key, names, merges))
    return Institution(units, background, tree, tuple(questions))


@pytest.fixture(scope="session")
def attacker() -> BruteForceAttacker:
    return BruteForceAttacker()


@pytest.fixture(scope="session")
def institution():
    return an_institution
