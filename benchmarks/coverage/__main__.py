"""How often intervals hold the truth and verdicts are wrong: `python -m benchmarks.coverage [--json]`.

It simulates people whose opinions are known, asks the product's own functions for every kind of interval and
verdict at the sizes of use (10 to 100 people; half to nearly all of a group; symmetric, skewed and very
skewed answers; 3 to 30 institutions), and counts. Shares are computed over every sample there could be.
The last line is one JSON object: `worst_coverage` over all kinds, `false_discovery_rate` of the worst world
of releases of forty units, then each kind and world. The seed is fixed: a size gives the same line again.

`--size small` takes a minute, `usual` some four minutes on one core, `large` an hour.
`--write` keeps the table in tests/reference/coverage.json, from which docs/method.md is made.
"""

import os

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

import argparse
import json
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from benchmarks.coverage import groups, institutions
from benchmarks.coverage.gate import Gate, gates
from benchmarks.coverage.releases import WORLDS, Marks, error_rates
from benchmarks.coverage.rows import Row, average, told, worst

KEPT = Path(__file__).resolve().parents[2] / "tests" / "reference" / "coverage.json"
SEED = 20261129
OFTENER = 3
"""Where nothing differs each release is right or wrong, so that more of them are needed."""


@dataclass(frozen=True, slots=True)
class Size:
    """How many of each are simulated: groups, programmes, institutions with drivers, releases."""

    groups: int
    programmes: int
    institutions: int
    releases: int


SIZES = {
    "small": Size(1000, 100, 60, 20),
    "usual": Size(8000, 600, 150, 60),
    "large": Size(20000, 4000, 2000, 1000),
}


def rows(size: Size, against_the_mean: institutions.AgainstTheMean) -> list[Row]:
    """Every row of the table of intervals."""
    rng = np.random.default_rng(SEED)
    found: list[Row] = []
    for name, made in (
        ("scores and favourable shares of areas", groups.means(rng, size.groups)),
        ("shares of items", groups.shares()),
        ("differences of shares", groups.differences_of_shares()),
        ("differences of scores", groups.differences(rng, size.groups // 2)),
        ("weighted scores", groups.weighted(rng, size.groups)),
        ("α", groups.alphas(rng, size.groups // 4)),
        ("institutions", institutions.pooled(rng, size.programmes, against_the_mean)),
        ("drivers", institutions.shares_of_drivers(rng, size.institutions)),
    ):
        started = time.perf_counter()
        print(f"{name} …", flush=True)
        found += told(made, 25)
        print(f"  {time.perf_counter() - started:.0f} s", flush=True)
    return found


def worlds(size: Size) -> dict[str, Marks]:
    """What was marked falsely in each world of releases."""
    found = {}
    for number, world in enumerate(WORLDS):
        print(f"releases: {world} …", flush=True)
        releases = size.releases * (1 if world.changed else OFTENER)
        found[str(world)] = error_rates(world, releases, SEED + number)
        print(f"  of the marks false: {found[str(world)].false_discovery_rate:.3f}", flush=True)
    return found


def as_json(
    found: Sequence[Row],
    marked: dict[str, Marks],
    mean: institutions.AgainstTheMean,
    gate: Sequence[Gate],
) -> dict[str, Any]:
    """What the last line holds."""
    lowest = worst(found)
    return {
        "worst_coverage": round(min(row.coverage for row in found), 4),
        "false_discovery_rate": round(max(marks.false_discovery_rate for marks in marked.values()), 4),
        "kinds": {
            kind: {
                "worst": round(row.coverage, 4),
                "average": round(average(found, kind), 4),
                "where": f"{row.setting}; {row.people}",
                "trials": row.trials,
                "settings": sum(1 for one in found if one.kind is kind),
            }
            for kind, row in lowest.items()
        },
        "releases": {
            world: {
                "false_discovery_rate": round(marks.false_discovery_rate, 4),
                "of_a_unit": round(float(np.mean(marks.of_a_unit)), 4),
                "with_a_false_mark": round(marks.any_false, 4),
                "marks": round(marks.marks / len(marks.rates), 1),
                "found": round(marks.found / marks.true, 4) if marks.true else None,
            }
            for world, marks in marked.items()
        },
        "verdicts": _verdicts(marked, mean),
        "gate": [
            {"setting": g.setting, "people": g.people, "programmes": g.programmes, "found": dict(g.found)}
            for g in gate
        ],
    }


def _verdicts(marked: dict[str, Marks], mean: institutions.AgainstTheMean) -> dict[str, dict[str, float]]:
    """Of each verdict over all worlds: how often it was given falsely, of how many."""
    found: dict[str, list[int]] = {}
    for marks in marked.values():
        for verdict, chances in marks.chances.items():
            counts = found.setdefault(verdict.value, [0, 0])
            counts[0] += marks.wrong[verdict]
            counts[1] += chances
    found["an institution against the mean"] = [mean.false, mean.certain]
    return {
        name: {"false": wrong, "of": chances, "rate": round(wrong / chances, 4) if chances else 0.0}
        for name, (wrong, chances) in found.items()
    }


def main(arguments: Sequence[str]) -> int:
    """Prints progress, a table unless --json, and the JSON line."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.coverage", description=__doc__)
    parser.add_argument("--size", choices=SIZES, default="usual")
    parser.add_argument("--json", action="store_true", help="no table before the last line")
    parser.add_argument("--write", action="store_true", help="keep the table for docs/method.md")
    chosen = parser.parse_args(arguments)
    mean = institutions.AgainstTheMean()
    found = rows(SIZES[chosen.size], mean)
    marked = worlds(SIZES[chosen.size])
    made = as_json(
        found, marked, mean, gates(np.random.default_rng(SEED), SIZES[chosen.size].programmes // 20)
    )
    if not chosen.json:
        for kind, row in made["kinds"].items():
            print(f"{kind:45} worst {row['worst']:.3f} average {row['average']:.3f} ({row['where']})")
    if chosen.write:
        KEPT.write_text(json.dumps(made, ensure_ascii=False, indent=1) + "\n", "utf-8")
    print(json.dumps(made, ensure_ascii=False))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
