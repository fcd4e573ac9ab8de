"""Prints what can be counted of how the house is built: `python -m tests.structure.figures_of_the_house`."""

import ast
import re
import subprocess
import sys
import tomllib
from collections import defaultdict
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import grimp

from config import ROOT

OURS = ("survey_app", "analysis", "questionnaires")
LONGEST_FILE = 300
MOST_POSITIONAL = 6
SAYS_A_LANGUAGE = re.compile(r"""[=!]= ["'](?:ko|en)["']""")

# Class names that two modules define, each with its reason.
NAMES_THAT_STAND_TWICE = {
    "Refusal": "counted by the hour in trail (docs/words.md); in analysis what a statistic refuses with",
    "WaveIsClosed": "said on either side of the wall, which share no code",
    "WaveIsNotOpenYet": "said on either side of the wall, which share no code",
}


def tracked(*endings: str) -> list[Path]:
    """The files of the repository with one of these endings."""
    listed = subprocess.run(["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=True)
    return [ROOT / name for name in listed.stdout.splitlines() if name.endswith(endings)]


@cache
def _trees() -> dict[str, ast.Module]:
    files = (path for room in OURS for path in sorted((ROOT / room).rglob("*.py")))
    return {str(path.relative_to(ROOT)): ast.parse(path.read_text("utf-8")) for path in files}


def long_files() -> dict[str, int]:
    """Files over 300 lines, migrations aside, by length."""
    lengths = {
        str(path.relative_to(ROOT)): len(path.read_text("utf-8").splitlines())
        for path in tracked(".py", ".ts", ".css")
        if path.is_file() and "migrations" not in path.parts
    }
    return {name: length for name, length in lengths.items() if length > LONGEST_FILE}


def names_that_stand_twice() -> dict[str, list[str]]:
    """Class names that more than one module defines, with the modules."""
    found = defaultdict(set)
    for name, tree in _trees().items():
        for node in ast.walk(tree):
            if isinstance(node, ast.ClassDef):
                found[node.name].add(name)
    return {name: sorted(modules) for name, modules in found.items() if len(modules) > 1}


def languages_in_code() -> list[str]:
    """Lines that ask for one language by name, where a catalogue or a `Spoken` would answer."""
    return [
        f"{name}:{number}"
        for name in _trees()
        for number, line in enumerate((ROOT / name).read_text("utf-8").splitlines(), start=1)
        if SAYS_A_LANGUAGE.search(line)
    ]


def many_parameters() -> list[str]:
    """Functions with more than six positional parameters; commands get theirs from click, by name."""
    return [
        f"{name}:{node.name}"
        for name, tree in _trees().items()
        for node in ast.walk(tree)
        if isinstance(node, ast.FunctionDef) and not _is_command(node)
        if len(node.args.posonlyargs + node.args.args) - _has_self(node) > MOST_POSITIONAL
    ]


def _has_self(node: ast.FunctionDef) -> bool:
    return bool(node.args.args) and node.args.args[0].arg in ("self", "cls")


def _is_command(node: ast.FunctionDef) -> bool:
    return any("command(" in ast.unparse(one) for one in node.decorator_list)


@cache
def _graph() -> grimp.ImportGraph:
    return grimp.build_graph(*OURS)


@cache
def _floors() -> dict[str, int]:
    """Each room of survey_app with its floor, the lowest first, as pyproject.toml says."""
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
    contracts = settings["tool"]["importlinter"]["contracts"]
    layers = next(one["layers"] for one in contracts if one.get("containers") == ["survey_app"])
    return {room.strip(): floor for floor, rooms in enumerate(reversed(layers)) for room in rooms.split("|")}


def arrows() -> set[tuple[str, str]]:
    """Which room of survey_app imports which; a command that makes the application is no arrow."""
    found = set()
    for importer in _graph().modules:
        for imported in _graph().find_modules_directly_imported_by(importer):
            one, other = (module.split(".") for module in (importer, imported))
            if len(one) > 1 < len(other) and one[0] == other[0] == "survey_app" and one[1] != other[1]:
                found.add((one[1], other[1]))
    return found


def arrows_that_point_up() -> list[str]:
    """Imports of a room on the same floor or above."""
    floors = _floors()
    return sorted(f"{one} -> {other}" for one, other in arrows() if floors[one] <= floors[other])


def rooms_in_a_circle() -> list[str]:
    """Rooms from which a way of imports leads back to themselves."""
    below = defaultdict(set)
    for one, other in arrows():
        below[one].add(other)

    def reached(room: str) -> Iterator[str]:
        seen, waiting = set(), [room]
        while waiting:
            for other in below[waiting.pop()] - seen:
                seen.add(other)
                waiting.append(other)
        yield from seen

    return sorted(room for room in list(below) if room in reached(room))


def main() -> None:
    """One figure a line, and what it counts below it."""
    long, twice = long_files(), names_that_stand_twice()
    figures: dict[str, list[str]] = {
        "arrows between rooms": [str(len(arrows()))],
        "arrows that point up": arrows_that_point_up(),
        "rooms in a circle": rooms_in_a_circle(),
        f"files over {LONGEST_FILE} lines": [f"{name} {length}" for name, length in sorted(long.items())],
        "lines that ask for a language by name": languages_in_code(),
        "class names in more than one module": [
            f"{name}: {NAMES_THAT_STAND_TWICE.get(name, 'NO REASON')} ({', '.join(modules)})"
            for name, modules in sorted(twice.items())
        ],
        f"functions with more than {MOST_POSITIONAL} positional parameters": many_parameters(),
    }
    for title, found in figures.items():
        is_a_number = title == "arrows between rooms"
        sys.stdout.write(f"{found[0] if is_a_number else len(found):>5}  {title}\n")
        if not is_a_number:
            sys.stdout.writelines(f"         {one}\n" for one in found)


if __name__ == "__main__":
    main()
