"""Checks a mapping against its table before anything is read."""

from collections.abc import Sequence

from questionnaires.model import Questionnaire, Scale
from survey_app.imports.mapping import ItemColumn
from survey_app.imports.problems import ImportProblem
from survey_app.imports.reading import Reader
from survey_app.imports.table import AnswerTable


def check_mapping(
    reader: Reader, questionnaire: Questionnaire, items: Sequence[ItemColumn]
) -> tuple[ItemColumn, ...]:
    """The columns of items that can be read; everything that the questionnaire does not know is noted."""
    mapping, faults = reader.mapping, reader.faults
    scales = {item.scale.key: item.scale for item in questionnaire.items}
    for key, labels in mapping.values.items():
        if key not in scales:
            faults.add(ImportProblem.VALUE_LABELS_UNKNOWN, mapping.file, None, key)
            continue
        for text, point in labels.items():
            if point not in scales[key].points:
                faults.add(ImportProblem.POINT_OUTSIDE, mapping.file, None, text, str(point))
    used: dict[str, str] = {}
    readable = []
    for given in items:
        item = questionnaire.item_by_id.get(given.item)
        if item is None:
            faults.add(ImportProblem.ITEM_UNKNOWN, mapping.file, given.line, given.column, given.item)
        elif given.item in used:
            faults.add(ImportProblem.ITEM_TWICE, mapping.file, given.line, given.column, given.item)
        elif given.is_turned and not _can_be_turned(item.scale):
            faults.add(ImportProblem.CANNOT_BE_TURNED, mapping.file, given.line, given.column, given.item)
        elif reader.has(given.column, given.line or 0, given.item):
            readable.append(given)
        used.setdefault(given.item, given.column)
    points = {str(point) for given in readable for point in questionnaire.item_by_id[given.item].scale.points}
    for text in sorted((mapping.no_answer | mapping.not_applicable) & points):
        faults.add(ImportProblem.MISSING_IS_A_POINT, mapping.file, None, "missing", text)
    if not items:
        faults.add(ImportProblem.NO_ITEMS, mapping.file, None, "items")
    classes = {question.id: set(question.classes) for question in questionnaire.background}
    for background in mapping.background:
        wrong = set(background.classes.values()) - classes.get(background.question, set())
        if background.question not in classes:
            place = (background.line, background.column, background.question)
            faults.add(ImportProblem.QUESTION_UNKNOWN, mapping.file, *place)
            continue
        for name in sorted(wrong):
            faults.add(ImportProblem.CLASS_UNKNOWN, mapping.file, background.line, background.column, name)
    comments = {comment.id for comment in questionnaire.comments}
    for comment in mapping.comments:
        if comment.question not in comments:
            place = (comment.line, comment.column, comment.question)
            faults.add(ImportProblem.QUESTION_UNKNOWN, mapping.file, *place)
    return tuple(readable)


def _can_be_turned(scale: Scale) -> bool:
    return {scale.lower + scale.upper - point for point in scale.points} == set(scale.points)


def columns_called_as_items(table: AnswerTable, questionnaire: Questionnaire) -> tuple[ItemColumn, ...]:
    """A mapping without `items:`: every column that is called as an item is that item."""
    return tuple(
        ItemColumn(column, column, False, 0) for column in table.columns if column in questionnaire.item_by_id
    )
