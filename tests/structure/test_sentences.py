"""Every sentence that a person reads can be translated, and is."""

import ast

import pytest
from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po

import config as settings

ROOM = settings.ROOT / "survey_app"
TRANSLATING = {"_", "_l", "gettext", "lazy_gettext", "ngettext"}
KEYWORDS = {"_": None, "_l": None, "gettext": None, "lazy_gettext": None, "ngettext": (1, 2)}
METHODS = [("templates/**.html", "jinja2"), ("**.py", "python")]


@pytest.fixture(scope="module")
def korean() -> Catalog:
    path = ROOM / "translations" / "ko" / "LC_MESSAGES" / "messages.po"
    with path.open("rb") as file:
        return read_po(file)


def test_every_sentence_has_its_korean(korean):
    missing = {
        f"{name}:{line}: {message}"
        for name, line, message, _comments, _context in extract_from_dir(ROOM, METHODS, keywords=KEYWORDS)
        if not _is_translated(korean, message)
    }

    assert missing == set()


def _is_translated(catalogue: Catalog, message: str | tuple[str, ...]) -> bool:
    found = catalogue.get(message if isinstance(message, str) else message[0])
    return (
        found is not None
        and not found.fuzzy
        and all([found.string] if isinstance(found.string, str) else found.string)
    )


def test_no_sentence_hides_where_the_collecting_does_not_look():
    """A call inside an f-string is not collected, and stays English in every language."""
    inside = [
        f"{path.relative_to(ROOM)}:{call.lineno}"
        for path in sorted(ROOM.rglob("*.py"))
        for text in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(text, ast.JoinedStr)
        for call in ast.walk(text)
        if isinstance(call, ast.Call) and getattr(call.func, "id", "") in TRANSLATING
    ]

    assert inside == []
