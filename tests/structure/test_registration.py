"""Whatever is marked as a page, a job, work of the clock or a command anywhere in the tree is registered.

The files are read, not imported: a test that imports a module would register it, and prove that only.
"""

import ast
import json
import subprocess
import sys
from functools import cache
from pathlib import Path

import pytest

import config as settings
from config import ROOT

SURVEY_APP = sorted((ROOT / "survey_app").rglob("*.py"))
PAGES = {"get", "post", "route", "errorhandler"}

REGISTERED = """
import json, sys
import config as settings
from survey_app import create_app, jobs

app = create_app(settings.read())
name = lambda work: f"{work.__module__}.{work.__name__}"
kinds = [kind for by_code in app.error_handler_spec.values() for kind in by_code.values()]
views = [*app.view_functions.values(), *(handler for kind in kinds for handler in kind.values())]
json.dump({
    "jobs": sorted(map(name, jobs._REGISTERED.values())),
    "hourly": sorted(map(name, jobs._HOURLY)),
    "pages": sorted({name(view) for view in views if "survey_app" in view.__module__}),
}, sys.stdout)
"""


def _module(path: Path) -> str:
    return ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__")


def _called(node: ast.expr) -> str:
    """The last name of a decorator: `get` of `@blueprint.get("/")`, `hourly` of `@jobs.hourly`."""
    node = node.func if isinstance(node, ast.Call) else node
    return node.attr if isinstance(node, ast.Attribute) else getattr(node, "id", "")


@cache
def _functions(path: Path) -> tuple[tuple[str, frozenset[str]], ...]:
    """A file's functions, each with the names of its decorators."""
    return tuple(
        (f"{_module(path)}.{node.name}", frozenset(_called(one) for one in node.decorator_list))
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(node, ast.FunctionDef)
    )


def _marked(words: set[str]) -> list[str]:
    """The functions under one of these decorators, by module and name."""
    return sorted(name for path in SURVEY_APP for name, marks in _functions(path) if marks & words)


@pytest.fixture(scope="module")
def registered(tmp_path_factory) -> dict[str, list[str]]:
    """What a process of its own has registered once its application is made, and nothing else is imported."""
    environment = {"GYEOL_DATA": str(tmp_path_factory.mktemp("fresh")), **settings.fresh_secrets()}
    told = subprocess.run(
        [sys.executable, "-c", REGISTERED], cwd=ROOT, env=environment, capture_output=True, check=True
    )
    return json.loads(told.stdout)


def test_every_job_is_registered(registered):
    assert set(_marked({"job"})) <= set(registered["jobs"])
    assert "survey_app.fieldwork.services.close_wave" in registered["jobs"]


def test_all_work_of_the_clock_is_registered(registered):
    assert registered["hourly"] == _marked({"hourly"})
    assert len(registered["hourly"]) >= 3


def test_every_page_is_registered(registered):
    assert set(_marked(PAGES)) <= set(registered["pages"])


def test_every_command_can_be_reached():
    from survey_app.cli import gyeol

    reached = set()

    def walk(group) -> None:
        for name in group.list_commands(None):
            command = group.get_command(None, name)
            reached.add(f"{command.callback.__module__}.{command.callback.__name__}")
            if hasattr(command, "list_commands"):
                walk(command)

    walk(gyeol)
    marked = {one for one in _marked({"command", "group"}) if not one.endswith("survey_app.cli.gyeol")}
    assert marked <= reached
