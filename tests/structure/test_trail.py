"""Whatever goes into the audit trail has its words, on the operator's page and in the inventory."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from config import ROOT
from survey_app.trail.refusals import Refusal
from survey_app.trail.words import ACTS

RECORDING = ("record", "audit.record", "trail.record")


def _texts(node: ast.AST) -> set[str]:
    return {
        one.value for one in ast.walk(node) if isinstance(one, ast.Constant) and isinstance(one.value, str)
    }


def _recorded_in(path: Path) -> Iterator[str]:
    """The acts that a module records: written out, or given to a variable of the same function."""
    for function in ast.walk(ast.parse(path.read_text("utf-8"))):
        if not isinstance(function, ast.FunctionDef):
            continue
        for call in ast.walk(function):
            if not (
                isinstance(call, ast.Call) and ast.unparse(call.func) in RECORDING and len(call.args) > 3
            ):
                continue
            act = call.args[2]
            if isinstance(act, ast.Name):
                given = [
                    one.value
                    for one in ast.walk(function)
                    if isinstance(one, ast.Assign) and ast.unparse(one.targets[0]) == act.id
                ]
                assert given, f"{path.name}:{call.lineno}"
                for value in given:
                    assert isinstance(value, ast.IfExp | ast.Constant), f"{path.name}:{call.lineno}"
                    yield from (
                        _texts(value.body) | _texts(value.orelse)
                        if isinstance(value, ast.IfExp)
                        else (_texts(value))
                    )
            elif ast.unparse(act) == "one.what":
                yield from (refusal.value for refusal in Refusal)
            else:
                assert isinstance(act, ast.Constant), f"{path.name}:{call.lineno}: what is recorded?"
                yield act.value


@pytest.fixture(scope="module")
def recorded() -> set[str]:
    return {act for path in (ROOT / "survey_app").rglob("*.py") for act in _recorded_in(path)}


def test_every_act_that_is_recorded_has_words_and_nothing_else_has(recorded):
    assert recorded == set(ACTS)


def test_the_inventory_names_every_act_that_is_recorded(recorded):
    listed = re.findall(r"^\| `(\w+)` \|", (ROOT / "docs" / "signing-in.md").read_text("utf-8"), re.MULTILINE)

    assert sorted(listed) == sorted(recorded)
