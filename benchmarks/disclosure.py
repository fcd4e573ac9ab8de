"""Measures disclosure control: what is hidden, what still follows, how long it takes and how much memory.

`python -m benchmarks.disclosure [--people 4000 --units 60] --json` prints one JSON object as its last line.
"""

import argparse
import json
import resource
import sys
import time

import numpy as np

from analysis.disclosure.attack.derive import smallest_groups
from analysis.disclosure.attack.elimination import Elimination
from analysis.disclosure.cube.groups import Cube, cube
from analysis.disclosure.cube.units import UnitTree
from analysis.disclosure.policy import Policy
from analysis.disclosure.protect.certificate import protect_cube
from analysis.disclosure.protect.items import ShownCells
from questionnaires.model import BackgroundQuestion, Merge

CLASSES = {"gender": 2, "age": 6, "tenure": 6, "job": 7}


def an_institution(people: int, units: int, seed: int, merges: bool) -> Cube:
    """A made-up institution: three levels of units, and background questions that hang together."""
    draw = np.random.default_rng(seed)
    divisions = max(2, round((units - 1) ** 0.5))
    parents = np.array(
        [-1, *[0] * divisions, *[1 + at % divisions for at in range(units - 1 - divisions)]], np.int32
    )
    departments = np.arange(1 + divisions, units)
    size = draw.lognormal(0, 0.35, len(departments))
    of = draw.choice(departments, people, p=size / size.sum())
    in_a_division = draw.random(people) < 0.01
    of[in_a_division] = draw.integers(0, 1 + divisions, int(in_a_division.sum()))
    age = draw.choice(6, people, p=[0.05, 0.2, 0.3, 0.25, 0.15, 0.05])
    codes = {
        "gender": draw.choice(2, people, p=[0.6, 0.4]),
        "age": age,
        "tenure": np.clip(age + draw.integers(-2, 2, people), 0, 5),
        "job": draw.choice(7, people, p=[0.4, 0.25, 0.12, 0.1, 0.07, 0.04, 0.02]),
    }
    background = {
        question: np.where(draw.random(people) < 0.02, 255, code).astype(np.uint8)
        for question, code in codes.items()
    }
    questions = [
        BackgroundQuestion(
            question, tuple(f"{question}{at}" for at in range(width)), _merges(question, width)
        )
        if merges
        else BackgroundQuestion(question, tuple(f"{question}{at}" for at in range(width)), ())
        for question, width in CLASSES.items()
    ]
    policy = Policy(two_way=(("gender", "age"),))
    return cube(of.astype(np.int32), background, UnitTree(parents), questions, policy)


def _merges(question: str, width: int) -> tuple[Merge, ...]:
    if width < 3:
        return ()
    low, high = f"{question}_low", f"{question}_high"
    return (
        Merge(low, (f"{question}0", f"{question}1")),
        Merge(high, (f"{question}{width - 2}", f"{question}{width - 1}")),
    )


def small_groups_that_follow(made: Cube, hidden: np.ndarray) -> tuple[int, int]:
    """How many small groups of the cube, offered or not, follow from what is shown, and of how many."""
    reduced = Elimination(made.problem, hidden, lambda: True)
    small = np.nonzero(made.problem.must_hide)[0]
    follow = sum(
        reduced.derives(np.unique(made.atom_of[made.respondents(made.cells[int(cell)])]).tolist())
        for cell in small
    )
    return follow, len(small)


def measure(people: int, units: int, seed: int, merges: bool, items: int) -> dict[str, object]:
    """All figures for one institution."""
    started = time.perf_counter()
    made = an_institution(people, units, seed, merges)
    built, cpu_built = time.perf_counter(), time.process_time()
    protected = protect_cube(made, with_intervals=False)
    done, cpu_done = time.perf_counter(), time.process_time()
    left = smallest_groups(made.problem, protected.protection.hidden, made.policy.smallest_group)
    attacked = time.perf_counter()
    bare = protect_cube(made, with_secondary=False, with_intervals=False)
    follow, known = (
        small_groups_that_follow(made, bare.protection.hidden) if people <= 20_000 else (None, None)
    )
    hidden = protected.protection.hidden & made.is_offered
    n = made.problem.n
    figures: dict[str, object] = {
        "people": people,
        "units": units,
        "cells": int(made.is_offered.sum()),
        "cells_with_those_that_additions_run_through": len(made.cells),
        "hidden_primary": int((hidden & made.problem.must_hide).sum()),
        "hidden_secondary": int((hidden & ~made.problem.must_hide).sum()),
        "respondents_hidden_percent": round(100 * float(n[hidden].sum() / n[made.is_offered].sum()), 2),
        "derivable_groups_under_k": len(left),
        "small_groups": known,
        "small_groups_that_follow_without_secondary": follow,
        "smallest_group_without_secondary": bare.certificate.smallest_derivable_group,
        "rounds": protected.certificate.rounds,
        "is_complete": protected.certificate.is_complete,
        "seconds_cube": round(built - started, 2),
        "seconds_protect": round(done - built, 2),
        "cpu_seconds_protect": round(cpu_done - cpu_built, 2),
        "seconds_final_attack": round(attacked - done, 2),
    }
    if items:
        begun = time.perf_counter()
        draw = np.random.default_rng(seed)
        shown = ShownCells(protected)
        gone = [len(shown.hidden_for(draw.random(people) > 0.03).keys) for _ in range(items)]
        figures["seconds_per_item"] = round((time.perf_counter() - begun) / items, 2)
        figures["further_cells_hidden_per_item"] = round(sum(gone) / items, 1)
    figures["memory_mb"] = round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024)
    return figures


def main(arguments: list[str]) -> None:
    """Prints the figures, one a line, or as JSON."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--people", type=int, default=4000)
    parser.add_argument("--units", type=int, default=60)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--items", type=int, default=0, help="items of 3 %% missing answers to mask as well")
    parser.add_argument("--without-merges", action="store_true", help="leave every class on its own")
    parser.add_argument("--json", action="store_true")
    chosen = parser.parse_args(arguments)
    figures = measure(chosen.people, chosen.units, chosen.seed, not chosen.without_merges, chosen.items)
    if chosen.json:
        print(json.dumps(figures))
    else:
        for name, value in figures.items():
            print(f"{name.replace('_', ' ')}: {value}")


if __name__ == "__main__":
    main(sys.argv[1:])
