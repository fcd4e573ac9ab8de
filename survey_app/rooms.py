"""The rooms, and the files of theirs that register something: pages, long work, work of the clock.

Every package of `survey_app` is a room. Which stands on which is the list of floors in pyproject.toml, where
a room that is missing fails the lint. Whatever runs - the site, a worker, a command - asks `load_rooms` and
nothing else, so that no page, job or work of the clock depends on some other module happening to import it.
"""

from importlib import import_module
from pathlib import Path
from pkgutil import iter_modules, walk_packages

from flask import Blueprint

ROOMS = tuple(sorted(module.name for module in iter_modules([str(Path(__file__).parent)]) if module.ispkg))
# A room's pages, its long work, and what it does by the clock; also as `<topic>_views` and so on.
REGISTERING = ("views", "jobs", "timer")
# What has one table and is told in one file with it.
TABLES = tuple(
    f"survey_app.{name}"
    for name in (
        "ground.clock",
        "ground.jobs",
        "ground.leases",
        "manifest.ceremonies",
        "manifest.kept_shares",
        "manifest.publication",
    )
)


def registering_modules(room: str) -> list[str]:
    """The modules of a room that register something, by their names; those of its folders, too."""
    return [name for name in _modules_of(room) if name.rpartition(".")[2].rpartition("_")[2] in REGISTERING]


def modules_with_tables() -> list[str]:
    """The modules that say which tables a room has, and those of the ground and the manifest."""
    return [*TABLES, *(name for room in ROOMS for name in _modules_of(room) if name.endswith(".models"))]


def load_rooms() -> list[Blueprint]:
    """Every page, job and work of the clock is registered afterwards; returns the rooms' blueprints.

    Rooms are imported when an application is made and not before, so that a command or a trustee's machine
    that needs one room does not load them all.
    """
    for room in ROOMS:
        for module in registering_modules(room):
            import_module(module)
    packages = [import_module(f"survey_app.{room}") for room in ROOMS]
    return [package.blueprint for package in packages if hasattr(package, "blueprint")]


def _modules_of(room: str) -> list[str]:
    name = f"survey_app.{room}"
    return sorted(module.name for module in walk_packages(import_module(name).__path__, f"{name}."))
