"""The rooms in the order of one answer's journey, and the files of theirs that register something: one table.

Whatever runs - the site, a worker, a command - asks `load_rooms` and nothing else, so that no page, job or
work of the clock depends on some other module happening to import it.
"""

from importlib import import_module
from pkgutil import iter_modules

from flask import Blueprint

ROOMS = (
    "accounts",
    "publishing",
    "institutions",
    "programmes",
    "diagnosis",
    "invitations",
    "taking",
    "vault",
    "releases",
    "results",
    "comparison",
    "reporting",
    "improvement",
    "exchange",
    "imports",
)
# A room's pages, its long work, and what it does by the clock; also as `<topic>_views` and so on.
REGISTERING = ("views", "jobs", "timer")


def registering_modules(room: str) -> list[str]:
    """The modules of a room that register something, by their names."""
    package = import_module(f"survey_app.{room}")
    names = sorted(module.name for module in iter_modules(package.__path__))
    return [f"survey_app.{room}.{name}" for name in names if name.rpartition("_")[2] in REGISTERING]


def load_rooms() -> list[Blueprint]:
    """Every page, job and work of the clock is registered afterwards; returns the rooms' blueprints.

    Rooms are imported when an application is made and not before, so that a command or a trustee's machine
    that needs one room does not load them all.
    """
    for room in ROOMS:
        for module in registering_modules(room):
            import_module(module)
    return [import_module(f"survey_app.{room}").blueprint for room in ROOMS]
