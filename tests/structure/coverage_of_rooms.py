"""Prints how much of each room a measured run went through, and fails below the gates.

`make coverage` measures the daily suite and then calls `python -m tests.structure.coverage_of_rooms`.
"""

import json
import re
import sys
from collections import defaultdict
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from config import ROOT
from tests.structure.figures_of_the_house import OURS, tracked

REPORT = ROOT / ".coverage" / "report.json"
# Where one branch nobody tried may tell who answered what: every line and every branch is gone through.
IN_FULL = ("survey_app/vault", "survey_app/protocol", "analysis/disclosure")
LEAST_LINES = 90
PRAGMA = re.compile(r"#\s*pragma:.*")
PRAGMA_WITH_A_REASON = re.compile(r"# pragma: no cover - \w.{7,}")


@dataclass(slots=True)
class Room:
    """What was measured in a room: lines and branches, how many of them ran, and the places of the others."""

    name: str
    lines: int = 0
    lines_run: int = 0
    branches: int = 0
    branches_run: int = 0
    places: list[str] = field(default_factory=list)

    def add(self, file: str, measured: dict[str, Any]) -> None:
        """Adds a file as `coverage json` describes it."""
        summary = measured["summary"]
        self.lines += summary["num_statements"]
        self.lines_run += summary["covered_lines"]
        self.branches += summary["num_branches"]
        self.branches_run += summary["covered_branches"]
        lines = [str(line) for line in measured["missing_lines"]]
        # Coverage names a way out of a function by the negative number of its first line.
        branches = [f"{one}->{other if other > 0 else 'exit'}" for one, other in measured["missing_branches"]]
        if lines or branches:
            self.places.append(f"{file}: {', '.join(lines + branches)}")

    @property
    def is_held(self) -> bool:
        """Whether it is at its gate or above; nothing is rounded in its favour."""
        if self.name in IN_FULL:
            return self.lines_run == self.lines and self.branches_run == self.branches
        return 100 * self.lines_run >= LEAST_LINES * self.lines


def room_of(file: str) -> str:
    """The room of a file: the first two folders of its path, or the one in which it lies."""
    top, *below = Path(file).parts
    return top if top == "questionnaires" or len(below) < 2 else f"{top}/{below[0]}"


def measured_rooms(report: dict[str, Any]) -> list[Room]:
    """The rooms by name, from what `coverage json` wrote."""
    found: dict[str, Room] = {}
    for file, measured in report["files"].items():
        name = room_of(file)
        found.setdefault(name, Room(name)).add(file, measured)
    return [found[name] for name in sorted(found)]


def table(rooms: list[Room]) -> str:
    """One room a line, those below their gate marked and followed by where nothing went."""
    rows = [f"{'room':28}{'lines':>22}{'branches':>22}"]
    for room in rooms:
        lines, branches = _share(room.lines_run, room.lines), _share(room.branches_run, room.branches)
        rows.append(f"{room.name:28}{lines:>22}{branches:>22}{'' if room.is_held else '  BELOW ITS GATE'}")
        rows += [] if room.is_held else [f"    {place}" for place in room.places]
    return "\n".join(rows) + "\n"


def _share(run: int, of: int) -> str:
    # Rounded down: 100.0 % is said of what is complete and of nothing else.
    share = f"{1000 * run // of / 10:.1f} %" if of else "-"
    return f"{run}/{of} {share:>8}"


def not_measured(report: dict[str, Any]) -> list[str]:
    """Files of ours that the report leaves out, and rooms of a gate that are no more."""
    modules = [path for path in tracked(".py") if path.is_file() and (path.parent / "__init__.py").is_file()]
    names = {str(path.relative_to(ROOT)) for path in modules}
    ours = {name for name in names if name.partition("/")[0] in OURS}
    return sorted((ours - set(report["files"])) | (set(IN_FULL) - {room_of(name) for name in ours}))


def pragmas_without_a_reason() -> dict[str, list[str]]:
    """Files of ours with comments that exempt a line and do not say why in coverage's form, with these."""
    found = defaultdict(list)
    for path in tracked(".py"):
        name = str(path.relative_to(ROOT))
        if name.partition("/")[0] in OURS and path.is_file():
            for comment in PRAGMA.findall(path.read_text("utf-8")):
                if not PRAGMA_WITH_A_REASON.fullmatch(comment):
                    found[name].append(comment)
    return dict(found)


def main() -> int:
    """The table; 1 when a room is below its gate or something was not measured, otherwise 0."""
    report = json.loads(REPORT.read_text("utf-8"))
    rooms, missing = measured_rooms(report), not_measured(report)
    sys.stdout.write(table(rooms))
    sys.stdout.writelines(f"not measured: {name}\n" for name in missing)
    return 1 if missing or not all(room.is_held for room in rooms) else 0


if __name__ == "__main__":
    sys.exit(main())
