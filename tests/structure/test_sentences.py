"""Every sentence that a person reads can be translated, and is."""

import ast
import re
from collections.abc import Iterator

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


HANGUL = re.compile("[가-힣ㄱ-ㅎㅏ-ㅣ]")
HOUSES = ("survey_app", "analysis", "questionnaires")
INVENTED = "survey_app/demonstration/"
"""The institutions, people and letters of the demonstration are made up in both languages."""
SPEAKS_KOREAN = {
    "survey_app/accounts/guessable.py": "counts the syllables that Hangul keys make",
    "survey_app/bundles/cli.py": "shows how a name is given in both languages",
    "survey_app/imports/cli.py": "shows how a name is given in both languages",
    "survey_app/imports/drafts.py": "guesses what Korean tables call their columns",
    "survey_app/institutions/roster_pages.py": "names a column as it is to be called in the roster",
    "survey_app/institutions/roster_tree.py": "reads names of units",
    "survey_app/institutions/roster_values.py": "reads what offices write into the cells of their rosters",
    "survey_app/institutions/workbooks.py": "shows the units of an example by their names in each language",
    "survey_app/releases/comments/names.py": "knows what places are called in comments",
    "survey_app/releases/comments/redaction.py": "knows what is a Korean letter",
    "survey_app/releases/comments/terms.py": "knows nouns of comments that say nothing by themselves",
    "survey_app/reporting/writers/hwpx.py": "names the styles that every document of the format brings along",
    "survey_app/reporting/writers/pdf_figures.py": "measures a letter as wide as high",
    "survey_app/wording/particles.py": "knows how Korean words end",
}


def test_what_a_person_reads_stands_in_catalogues_and_data_alone():
    """No Python holds Korean, but to read what people write, and none asks which language it is."""
    korean, asking = set(), set()
    for house in HOUSES:
        for path in sorted((settings.ROOT / house).rglob("*.py")):
            name, tree = str(path.relative_to(settings.ROOT)), ast.parse(path.read_text("utf-8"))
            if not name.startswith(INVENTED) and any(HANGUL.search(text) for text in _texts(tree)):
                korean.add(name)
            if any(_asks_for_a_language(node) for node in ast.walk(tree)):
                asking.add(name)

    assert korean == set(SPEAKS_KOREAN)
    assert asking == set()


@pytest.mark.parametrize("kind", ["html", "ts"])
def test_no_page_and_no_script_asks_which_language_it_is(kind):
    asking = re.compile(rf"""[=!]=+ *["'](?:{"|".join(LANGUAGES)})["']""")
    files = [path for path in ROOM.rglob(f"*.{kind}") if "dist" not in path.parts]

    assert files
    assert [path.name for path in files if asking.search(path.read_text("utf-8"))] == []


def _asks_for_a_language(node: ast.AST) -> bool:
    if not isinstance(node, ast.Compare):
        return False
    return any(
        isinstance(part, ast.Constant) and part.value in LANGUAGES
        for side in (node.left, *node.comparators)
        for part in (side.elts if isinstance(side, ast.Tuple | ast.List | ast.Set) else (side,))
    )


def _texts(tree: ast.Module) -> Iterator[str]:
    """The texts of a file, its docstrings left out."""
    told = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in told:
            yield node.value
