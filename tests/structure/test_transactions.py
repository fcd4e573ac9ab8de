"""The request commits once, at its end; jobs, commands and the clock commit theirs. Others say why."""

import ast
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from config import ROOT

SOURCES = sorted((ROOT / "survey_app").rglob("*.py"))

# Functions that end a transaction which they may not have begun, by module and name.
ENDS = {
    "ground/db.py:_wait_in_postgresql": "the driver's bare connection, before any session has it",
    "ground/db.py:commit_now": "the one commit of a request",
    "ground/db.py:_commit": "the one commit of a request",
    "schema.py:_migrating": "SQLite's foreign keys can be put off and on only between transactions",
    "door/errors.py:_render": "what a refused request began is given up before its page is drawn",
    "accounts/sessions.py:_note_used": "a connection of its own: a page that reads keeps no lock",
    "accounts/visitors.py:note_refusal": "counts a refusal and keeps nothing else of the refused request",
    "bundles/views.py:upload": "a bundle that is refused half way leaves nothing behind",
    "invitations/respondent_views.py:credential": "a credential leaves once its issuing is durable",
    "invitations/respondent_views.py:redeem": "an invitation's letter is used up before its page says so",
    "taking/receiving.py:take_in": "a receipt leaves once the ballot is durable",
    "taking/views.py:paper_answers": "a receipt leaves once the ballot is durable",
    "vault/deposits.py:deposit": "a ballot after the closing is taken back, and others may write again",
    "trustees/key_views.py:send_messages": "others are shown a trustee's messages once they are durable",
    "vault/opening_views.py:give_part": "a part is given once it is durable; the last one stores nothing",
    "vault/accepting_views.py:accept_opened": "the results are ordered once the counts are durable",
    "vault/opening_jobs.py:begin": "the key leaves the request once its work is ordered",
}
# Modules beside jobs, timers and commands that begin and commit work of their own.
WORKS = {
    "demonstration/load.py": "plays a year, and each of its acts is a request's",
    "demonstration/trial.py": "plays a year, and each of its acts is a request's",
    "fieldwork/extending.py": "a job whose steps must each be kept, whenever the worker dies",
    "fieldwork/services.py": "jobs whose steps must each be kept, whenever the worker dies",
    "ground/clock.py": "hours of the clock, each kept by itself",
    "ground/held_here.py": "that work beside a request lives is known to others at once",
    "ground/leases.py": "who does a job is known to other workers at once",
    "ground/worker.py": "that a worker lives is known to others at once",
    "invitations/sending.py": "a letter that went out is noted before the next",
    "manifest/kept_shares.py": "files are deleted once their shares are durable elsewhere",
    "releases/forgetting.py": "each wave whose records are counted and deleted is kept by itself",
    "reporting/national/programmes.py": "each report of a batch reads what it is made of when its turn comes",
}
ENDING = {"commit", "rollback"}
ENDING_OF_THE_REQUEST = {"commit_now", "roll_back"}


def _is_private(path: Path) -> bool:
    """Whether the file holds jobs, work of the clock or commands, which no other room may import."""
    return path.stem.rpartition("_")[2] in ("jobs", "timer", "cli")


@cache
def _calls(path: Path) -> tuple[tuple[str, ast.Call], ...]:
    """Every call of a file with the innermost function that it stands in."""

    def walk(node: ast.AST, within: str) -> Iterator[tuple[str, ast.Call]]:
        for child in ast.iter_child_nodes(node):
            if isinstance(child, ast.FunctionDef):
                yield from walk(child, child.name)
                continue
            if isinstance(child, ast.Call):
                yield within, child
            yield from walk(child, within)

    return tuple(walk(ast.parse(path.read_text("utf-8")), ""))


def _ends(call: ast.Call) -> bool:
    name = ast.unparse(call.func).rpartition(".")[2]
    is_empty = not call.args and not call.keywords
    return name in ENDING_OF_THE_REQUEST or (
        isinstance(call.func, ast.Attribute) and name in ENDING and is_empty
    )


def _name(path: Path) -> str:
    return str(path.relative_to(ROOT / "survey_app"))


def test_nobody_commits_or_rolls_back_but_those_who_say_why():
    ending = {f"{_name(path)}:{within}" for path in SOURCES for within, call in _calls(path) if _ends(call)}

    assert ending == set(ENDS)


def test_sessions_are_made_in_one_place():
    making = {
        _name(path)
        for path in SOURCES
        for _within, call in _calls(path)
        if ast.unparse(call.func) == "Session"
    }

    assert making == {"ground/db.py"}


def test_work_is_begun_and_committed_by_jobs_clock_and_commands_and_those_who_say_why():
    working = {
        _name(path)
        for path in SOURCES
        for _within, call in _calls(path)
        if not _is_private(path) and ast.unparse(call.func) == "db.work"
    }

    assert working == set(WORKS)


def test_a_service_with_a_session_lets_its_caller_commit():
    """Whoever is handed a session neither ends it nor begins other work on the same database beside it."""
    ending = {}
    for path in SOURCES:
        for function in ast.walk(ast.parse(path.read_text("utf-8"))):
            if not isinstance(function, ast.FunctionDef):
                continue
            hints = [ast.unparse(one.annotation) for one in function.args.args if one.annotation]
            if not any(hint in ("Session", "db.Session") for hint in hints):
                continue
            calls = [call for call in ast.walk(function) if isinstance(call, ast.Call)]
            if any(_ends(call) or ast.unparse(call.func) == "db.work" for call in calls):
                ending[f"{_name(path)}:{function.name}"] = function.lineno

    assert set(ending) == {
        "vault/deposits.py:deposit",  # see ENDS
        "vault/timer.py:delete_what_has_expired",  # its session is the people's, its work the vault's
    }


def test_commands_close_the_databases_that_they_open_however_they_end():
    opening = {
        path.name
        for path in SOURCES
        if path.stem.rpartition("_")[2] == "cli"
        and any(ast.unparse(call.func) == "db.connect" for _, call in _calls(path))
    }

    assert opening == set()
