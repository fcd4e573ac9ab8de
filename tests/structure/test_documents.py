"""What the documents name is there: files, tests, links, settings, targets of make, commands."""

import re
import shlex
import subprocess
import sys
from functools import cache
from importlib.util import find_spec
from pathlib import Path

import click
import pytest

import config as settings
from config import ROOT
from docs.make_commands import PAGE
from survey_app.cli import gyeol

LISTED = subprocess.run(["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=True)
FILES = {name for name in LISTED.stdout.split("\n") if (ROOT / name).is_file()}
FOLDERS = {str(folder) for name in FILES for folder in Path(name).parents}
DOCUMENTS = sorted(
    name for name in FILES if name.endswith(".md") and not name.startswith("questionnaires/data/")
)
TOPS = {name.partition("/")[0] for name in FILES if "/" in name}

SPAN = re.compile(r"`([^`\n]+)`")
BLOCK = re.compile(r"^ *```[a-z]*\n(.*?)^ *```", re.DOTALL | re.MULTILINE)
FILE = re.compile(
    r"(?<![\w>*.-])(?:[a-z_][\w/.-]*\.(?:py|md|html|yaml|ts|toml|txt|po|mjs|sh|css)|[\w.-]+(?:/[\w.-]+)+/?)(?![\w.])"
)
LINK = re.compile(r"(?:\]\(|src=\")([^)\"\s]+)")
IN_FILE = re.compile(r"(tests/[\w/]+\.py)::(test_\w+)")
TEST = re.compile(r"\btest_\w+")
COMMAND = re.compile(r"(?:\.venv/bin/)?gyeol (?!\w+ v\d)")  # `gyeol bundle v1` is no command
SETTING = re.compile(r"\bGYEOL_[A-Z_]+\b")


def _text(document: str) -> str:
    return (ROOT / document).read_text("utf-8")


def _spoken(document: str) -> list[str]:
    """What a document sets as code: the spans in its sentences, and each line of its blocks."""
    text = _text(document)
    lines = [line for block in BLOCK.findall(text) for line in block.replace("\\\n", "").split("\n")]
    return [*SPAN.findall(BLOCK.sub("", text)), *(line.strip() for line in lines)]


def _is_there(name: str) -> bool:
    name = name.rstrip("/")
    known = FILES | FOLDERS
    return name in known or any(one.endswith("/" + name) for one in known)


@cache
def _test_names() -> frozenset[str]:
    names = {Path(name).stem for name in FILES}
    for name in FILES:
        if name.endswith(".py") and name.startswith(("tests/", "analysis/")):
            names |= set(re.findall(r"def (test_\w+)", _text(name)))
    return frozenset(names)


def _anchors(document: Path) -> set[str]:
    heads = re.findall(r"^#+ (.*)$", document.read_text("utf-8"), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", head.lower()).replace(" ", "-") for head in heads}


@pytest.mark.parametrize("document", DOCUMENTS)
def test_every_file_that_a_document_names_is_there(document):
    named = {word for span in SPAN.findall(BLOCK.sub("", _text(document))) for word in FILE.findall(span)}
    ours = {
        word for word in named if word.partition("/")[0] in TOPS or "/" not in word or word.endswith(".py")
    }

    assert sorted(word for word in ours if not _is_there(word)) == []


@pytest.mark.parametrize("document", DOCUMENTS)
def test_every_test_that_a_document_names_is_there(document):
    text = _text(document)

    assert sorted(set(TEST.findall(text)) - _test_names()) == []
    assert [pair for pair in IN_FILE.findall(text) if f"def {pair[1]}(" not in _text(pair[0])] == []


@pytest.mark.parametrize("document", DOCUMENTS)
def test_every_link_of_a_document_leads_somewhere(document):
    here = ROOT / document
    for link in LINK.findall(_text(document)):
        if link.startswith("https://"):
            continue
        path, _, anchor = link.partition("#")
        target = (here.parent / path).resolve() if path else here
        assert target.exists(), link
        assert not anchor or anchor in _anchors(target), link


@pytest.mark.parametrize("document", DOCUMENTS)
def test_every_setting_that_a_document_names_is_read(document):
    assert set(SETTING.findall(_text(document))) <= {*settings.NAMES, *settings.SECRETS}


def test_the_operators_page_names_every_setting():
    assert {*settings.NAMES, *settings.SECRETS} <= set(SETTING.findall(_text("docs/operations.md")))


@pytest.mark.parametrize("document", DOCUMENTS)
def test_every_target_of_make_that_a_document_names_is_there(document):
    targets = set(re.findall(r"^([a-z]+):", _text("Makefile"), re.MULTILINE))
    named = {target for span in _spoken(document) for target in re.findall(r"^make ([a-z]+)", span)}

    assert named <= targets


@pytest.mark.parametrize("document", DOCUMENTS)
def test_every_module_that_a_document_runs_is_there(document):
    for span in _spoken(document):
        for module in re.findall(r"python -m ([\w.]+)", span):
            assert find_spec(module), module


def _words(span: str) -> list[str]:
    said = re.sub(r"\s#.*|\s\s.*|…|\.\.\.|[\[\]]", " ", span)
    return shlex.split(said)[1:]


@pytest.mark.parametrize("document", [name for name in DOCUMENTS if name != "docs/commands.md"])
def test_every_command_that_a_document_names_can_be_given(document):
    for span in _spoken(document):
        if not COMMAND.match(span):
            continue
        command: click.Command = gyeol
        for word in _words(span):
            options = {option for one in command.params for option in one.opts + one.secondary_opts}
            if word.startswith("-"):
                assert word.partition("=")[0] in options | {"--help"}, span
            elif isinstance(command, click.Group):
                found = command.get_command(click.Context(command), word)
                assert found is not None, span
                command = found


def test_the_page_of_commands_says_what_the_commands_say():
    # In a process of its own: click keeps the help option of whoever asked a command first.
    program = "from docs.make_commands import page; print(page(), end='')"
    told = subprocess.run(
        [sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert PAGE.read_text("utf-8") == told.stdout, "run: python docs/make_commands.py"
