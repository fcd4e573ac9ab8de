"""The access matrix: one list says of every endpoint who may enter, and the application agrees with it."""

from pathlib import Path

import pytest

from survey_app.door.access import EXTENSION, Role, allowed_of
from tests.open_waves import pool_keys, quick_keys, wave

__all__ = ["pool_keys", "quick_keys", "wave"]

MATRIX = Path(__file__).with_name("access.txt")


def _listed() -> dict[str, frozenset[str]]:
    lines = [line.split() for line in MATRIX.read_text("utf-8").splitlines()]
    return {words[0]: frozenset(words[2:]) for words in lines if words and not words[0].startswith("#")}


def test_every_endpoint_is_in_the_matrix_and_nothing_else_is(app):
    assert set(_listed()) == {rule.endpoint for rule in app.url_map.iter_rules()}


def test_every_endpoint_lets_in_those_that_the_matrix_names(app):
    listed = _listed()
    del listed["static"]

    marked = {endpoint: frozenset(who.value for who in allowed_of(app, endpoint)) for endpoint in listed}

    assert marked == listed


def test_nobody_enters_a_page_that_does_not_say_who_may(app, client):
    app.add_url_rule("/nobody", "nobody", lambda: "here")

    assert client.get("/nobody").status_code == 403


def test_respondents_pages_never_ask_who_is_signed_in(app, wave, signed_in_as, monkeypatch):
    """Not even when the browser says so, and the page is that of a wave that takes answers."""
    browser = signed_in_as(Role.HR)
    monkeypatch.setitem(app.extensions, EXTENSION, lambda: pytest.fail("asked who is signed in"))
    listed = _listed()

    for rule in [rule for rule in app.url_map.iter_rules() if "respondent" in listed[rule.endpoint]]:
        path = rule.rule.replace("<wave>", wave.reference)
        answer = browser.open(path, method="GET" if "GET" in rule.methods else "POST")
        assert "Set-Cookie" not in answer.headers, rule.rule
        assert "Cookie" not in answer.headers.get("Vary", ""), rule.rule
