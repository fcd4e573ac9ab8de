"""The house keeps its shape: what stands where, and what must not be written anywhere."""

import ast
import re
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from config import ROOT

SOURCES = sorted(
    path for folder in ("survey_app", "analysis", "questionnaires") for path in (ROOT / folder).rglob("*.py")
)
ROOMS = sorted(path.parent for path in (ROOT / "survey_app").glob("*/__init__.py"))
DRAWERS = re.compile(r"^(utils?|helpers?|common|managers?|misc)$")

TEMPLATES = ROOT / "survey_app" / "templates"
EXTENDS = re.compile(r'{%-? extends "([^"]+)"')
TAKEN_IN = re.compile(r'{%-? (?:extends|include|from|import) "([^"]+)"')
TITLE = re.compile(r"<title>[^<]+</title>")
FILLED = re.compile(r"{% block title %}\s*(?!\s|{% endblock)")
ALL_TEMPLATES = {str(path.relative_to(TEMPLATES)) for path in TEMPLATES.rglob("*.html")}
# What no other template takes in is drawn by itself: as a page, or as a document for the printer.
DRAWN_BY_THEMSELVES = ALL_TEMPLATES - {
    taken for name in ALL_TEMPLATES for taken in TAKEN_IN.findall((TEMPLATES / name).read_text("utf-8"))
}


def _module(path: Path) -> ast.Module:
    return ast.parse(path.read_text("utf-8"))


def _name(path: Path) -> str:
    return str(path.relative_to(ROOT))


@pytest.mark.parametrize("path", SOURCES, ids=_name)
def test_a_module_says_on_its_door_what_it_is(path):
    assert ast.get_docstring(_module(path)), f"{_name(path)} has no docstring"


@pytest.mark.parametrize("path", SOURCES, ids=_name)
def test_no_module_and_no_folder_is_a_drawer(path):
    assert not [part for part in path.relative_to(ROOT).with_suffix("").parts if DRAWERS.match(part)]


# What sets paper takes two thirds of a process's start to load, and only the worker that writes needs it.
LOADED_LATE = {
    "survey_app/invitations/printing.py",
    "survey_app/invitations/slip_jobs.py",
    "survey_app/reporting/making/making.py",
}

# What only a room itself and its own commands use; door and ground keep what every room builds these of.
PRIVATE = re.compile(r"^(?:\w+_)?(?:views|forms|pages|jobs|timer|cli)$")


@pytest.mark.parametrize("room", ROOMS, ids=_name)
def test_nothing_imports_another_rooms_views_forms_pages_jobs_timer_or_commands(room):
    for path in [path for path in room.rglob("*.py") if path.name != "cli.py"]:
        for node in ast.walk(_module(path)):
            if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("survey_app."):
                parts = (node.module or "").split(".")
                if parts[1] in (room.name, "door", "ground"):
                    continue
                modules = [parts, *([*parts, alias.name] for alias in node.names)]
                private = [
                    module
                    for module in modules
                    if PRIVATE.match(module[-1]) and ROOT.joinpath(*module).with_suffix(".py").exists()
                ]
                assert not private, f"{_name(path)}:{node.lineno} imports {private}"


@pytest.mark.parametrize(
    "path",
    [path for path in SOURCES if path.name != "cli.py" and not path.name.endswith("_cli.py")],
    ids=_name,
)
def test_no_import_hides_in_a_function(path):
    if _name(path) in LOADED_LATE:
        return
    for function in ast.walk(_module(path)):
        if isinstance(function, ast.FunctionDef | ast.AsyncFunctionDef):
            hidden = [node for node in ast.walk(function) if isinstance(node, ast.Import | ast.ImportFrom)]
            assert not hidden, f"{_name(path)}:{hidden[0].lineno}"


def _chain(template: str) -> Iterator[str]:
    """The text of a template, then of the one it extends, and so on up."""
    text = (TEMPLATES / template).read_text("utf-8")
    yield text
    extended = EXTENDS.search(text)
    if extended:
        yield from _chain(extended[1])


@pytest.mark.parametrize("template", sorted(DRAWN_BY_THEMSELVES))
def test_a_page_has_a_title(template):
    *pages, base = _chain(template)

    assert TITLE.search(base), f"{template} ends in no <title>"
    if "{% block title" in base:
        assert "{% block title required %}" in base
        assert any(FILLED.search(page) for page in pages), f"{template} leaves its title empty"


def test_nothing_names_a_machine_or_a_registry():
    words = (
        "/work" + "/",
        "/ro" + "ot/",
        "files.python" + "hosted",
        "registry.npm" + "js.org",
        "pypi" + ".org",
    )
    files = subprocess.run(
        ["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=True
    ).stdout.split("\n")
    for name in files:
        path = ROOT / name
        if not path.is_file() or path.suffix in (".png", ".woff2", ".otf", ".ico"):
            continue
        text = path.read_text("utf-8", errors="replace")
        assert not [word for word in words if word in text], name
