"""Drafts a mapping file from a table's header and values, for a person to correct."""

import re
from collections.abc import Iterable, Sequence
from typing import Any

import yaml

from questionnaires.languages import FIRST
from questionnaires.model import Questionnaire
from survey_app.imports.table import AnswerTable
from survey_app.wording.catalogue import Voice

MOST_POINTS = 11
MOST_VALUES = 12
_UNIT = re.compile(r"부서|조직코드|과코드|unit|dept|team|comp", re.IGNORECASE)
_RESPONDENT = re.compile(r"응답자|respondent|^id$|_id$", re.IGNORECASE)
_NUMBERED = re.compile(r"(.*?[A-Za-z가-힣_])[_ -]?\d+")
_HIGH_MARKS = range(90, 101)
HEAD = """# Which column is what. Correct every line, then: gyeol wave import DATA --mapping THIS --preview …
# A minus before an item: the file has the column turned round already. Columns not named are not used.
"""


def draft_mapping(table: AnswerTable, questionnaire: Questionnaire | None) -> str:
    """The text of a mapping file that reads the table as far as can be guessed."""
    points = {name: _points(table, name) for name in table.columns}
    answers = [name for name in table.columns if points[name]]
    left = [name for name in table.columns if not points[name]]
    units = next((name for name in table.columns if _UNIT.search(name)), None)
    respondent = next((name for name in left if _RESPONDENT.search(name) and name != units), None)
    items = [name for name in answers if name not in (units, respondent)]
    parts: dict[str, Any] = {}
    if questionnaire is None:
        parts["own"] = _own(items, points)
    else:
        parts["questionnaire"] = f"{questionnaire.key} {questionnaire.version}"
        parts["items"] = _items(items, questionnaire)
        background = {
            question.id: {"column": name}
            for question in questionnaire.background
            for name in table.columns
            if _is_called(name, question.id, questionnaire)
        }
        if background:
            parts["background"] = background
    marks = sorted({point for name in items for point in points[name] if point in _HIGH_MARKS})
    if marks:
        parts["missing"] = {"no_answer": [str(mark) for mark in marks]}
    if units:
        parts["units"] = {"column": units, "register": True}
    if respondent:
        parts["respondent"] = respondent
    unused = [name for name in left if name not in (units, respondent)]
    note = f"# Not used: {', '.join(' '.join(name.split()) for name in unused)}\n" if unused else ""
    return HEAD + yaml.safe_dump(parts, allow_unicode=True, sort_keys=False, width=110) + note


def _points(table: AnswerTable, name: str) -> tuple[int, ...]:
    """The whole numbers of a column that may be answers; empty for any other column."""
    values = [text for text in table.frame[name].unique().to_list() if text]
    if not values or len(values) > MOST_VALUES or not all(re.fullmatch(r"\d{1,3}", text) for text in values):
        return ()
    return tuple(sorted(int(text) for text in values))


def _own(items: Sequence[str], points: dict[str, tuple[int, ...]]) -> dict[str, Any]:
    """Columns with one stem (LEAD01, LEAD02 …) make an area on one scale."""
    stems: dict[str, list[str]] = {}
    for name in items:
        match = _NUMBERED.fullmatch(name)
        if match:
            stems.setdefault(match[1], []).append(name)
    areas = {}
    for stem, names in stems.items():
        seen = {point for name in names for point in points[name] if point not in _HIGH_MARKS}
        if len(names) > 1 and len(seen) > 1 and max(seen) - min(seen) < MOST_POINTS:
            areas[_key(stem)] = {
                "title": stem,
                "items": names,
                "points": list(range(min(seen), max(seen) + 1)),
                "reversed": [],
            }
    return {
        "key": "own-survey",
        "version": "1",
        "title": Voice(FIRST).say("External survey"),
        "title_en": "External survey",
        "areas": areas,
    }


def _key(stem: str) -> str:
    plain = re.sub(r"[^A-Za-z0-9_.-]", "", stem)
    return plain if re.match(r"[A-Za-z]", plain) else f"area_{plain or 'x'}"


def _items(columns: Iterable[str], questionnaire: Questionnaire) -> dict[str, str]:
    by_name = {item.casefold(): item for item in questionnaire.item_ids}
    given = {column: by_name[column.casefold()] for column in columns if column.casefold() in by_name}
    if given:
        return given
    return dict(zip(columns, questionnaire.item_ids, strict=False))


def _is_called(name: str, question: str, questionnaire: Questionnaire) -> bool:
    return name.casefold() == question.casefold() or any(
        name == texts.background.get(question) for texts in questionnaire.texts.values()
    )
