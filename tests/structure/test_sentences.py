"""Every sentence that a person reads can be translated, and is."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po

import config as settings
from questionnaires.languages import LANGUAGES

ROOM = settings.ROOT / "survey_app"
KEYWORDS = {
    "_": None,
    "_l": None,
    "gettext": None,
    "lazy_gettext": None,
    "ngettext": (1, 2),
    "say": None,
    "say_as": ((1, "c"), 2),
    "say_many": (1, 2),
    "to_be_said": None,
    "to_be_said_as": ((1, "c"), 2),
}
METHODS = [("templates/**.html", "jinja2"), ("**.py", "python")]


@pytest.fixture(scope="module")
def korean() -> Catalog:
    path = ROOM / "translations" / "ko" / "LC_MESSAGES" / "messages.po"
    with path.open("rb") as file:
        return read_po(file)


def test_every_sentence_has_its_korean(korean):
    missing = {
        f"{name}:{line}: {message}"
        for name, line, message, _comments, context in extract_from_dir(ROOM, METHODS, keywords=KEYWORDS)
        if not _is_translated(korean, message, context)
    }

    assert missing == set()


def _is_translated(catalogue: Catalog, message: str | tuple[str, ...], context: str | None) -> bool:
    found = catalogue.get(message if isinstance(message, str) else message[0], context)
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
        if isinstance(call, ast.Call) and _called(call) in KEYWORDS
    ]

    assert inside == []


def _called(call: ast.Call) -> str:
    return getattr(call.func, "id", "") or getattr(call.func, "attr", "")


SAYING_ROOMS = ("wording", "figures", "reporting", "institutions")
HANGUL = re.compile("[가-힣ㄱ-ㅎㅏ-ㅣ]")
SPEAKS_KOREAN = {
    "wording/particles.py": "knows how Korean words end",
    "reporting/writers/pdf_figures.py": "measures a letter as wide as high",
    "reporting/writers/hwpx.py": "names the styles that every document of the format brings along",
    "institutions/column_words.py": "reads what offices call the columns of their rosters",
    "institutions/roster_values.py": "reads what offices write into the cells of their rosters",
    "institutions/roster_tree.py": "reads names of units",
    "institutions/workbooks.py": "shows the units of an example, which have a name in each language",
    "institutions/roster_pages.py": "names a column as it is to be called in the roster",
}


def test_what_is_said_of_numbers_stands_in_the_catalogues_alone():
    """Rooms that say things beside a request hold no Korean and ask for no language."""
    korean = {
        str(path.relative_to(ROOM))
        for path in _files()
        for text in _texts(ast.parse(path.read_text("utf-8")))
        if HANGUL.search(text)
    }
    asking = {
        str(path.relative_to(ROOM))
        for path in _files()
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(node, ast.Compare)
        for side in (node.left, *node.comparators)
        if isinstance(side, ast.Constant) and side.value in LANGUAGES
    }

    assert korean == set(SPEAKS_KOREAN)
    assert asking == set()


def _files() -> list[Path]:
    return [path for room in SAYING_ROOMS for path in sorted((ROOM / room).rglob("*.py"))]


def _texts(tree: ast.Module) -> Iterator[str]:
    """The texts of a file, its docstrings left out."""
    told = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in told:
            yield node.value
