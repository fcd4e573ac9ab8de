"""Everything that can be wrong with a table or its mapping, with its words and its remedy."""

from enum import StrEnum
from typing import Any

from flask_babel import lazy_gettext as _l


class ImportProblem(StrEnum):
    """What can be wrong."""

    FILE_REFUSED = "file_refused"
    TOO_MANY_ROWS = "too_many_rows"
    TOO_MANY_COLUMNS = "too_many_columns"
    NO_ROWS = "no_rows"
    HEADER_EMPTY = "header_empty"
    HEADER_TWICE = "header_twice"
    CELLS_DIFFER = "cells_differ"
    VALUE_OUTSIDE = "value_outside"
    SEVERAL_SHEETS = "several_sheets"
    SHEET_UNKNOWN = "sheet_unknown"
    COLUMN_UNKNOWN = "column_unknown"
    COLUMN_USED_TWICE = "column_used_twice"
    ITEM_UNKNOWN = "item_unknown"
    ITEM_TWICE = "item_twice"
    NO_ITEMS = "no_items"
    CANNOT_BE_TURNED = "cannot_be_turned"
    VALUE_LABELS_UNKNOWN = "value_labels_unknown"
    POINT_OUTSIDE = "point_outside"
    QUESTION_UNKNOWN = "question_unknown"
    CLASS_UNKNOWN = "class_unknown"
    FORMULA = "formula"
    ERROR_CELL = "error_cell"
    MERGED_CELL = "merged_cell"
    NOT_WHOLE = "not_whole"
    OUTSIDE_SCALE = "outside_scale"
    HAS_NO_NOT_APPLICABLE = "has_no_not_applicable"
    MISSING_IS_A_POINT = "missing_is_a_point"
    VALUE_HAS_NO_CLASS = "value_has_no_class"
    UNIT_UNKNOWN = "unit_unknown"
    UNIT_CODE_WRONG = "unit_code_wrong"
    TOO_MANY_UNITS = "too_many_units"
    UNIT_NAMES_DIFFER = "unit_names_differ"
    RESPONDENT_TWICE = "respondent_twice"
    COMMENT_TOO_LONG = "comment_too_long"
    NOBODY_ANSWERED = "nobody_answered"
    TOO_FEW_ANSWERED = "too_few_answered"
    VERSION_EXISTS = "version_exists"
    QUESTIONNAIRE_NAMED_TWICE = "questionnaire_named_twice"
    IN_QUESTIONNAIRE = "in_questionnaire"


# By problem: the message and the remedy.
SENTENCES: dict[ImportProblem, tuple[Any, Any]] = {
    ImportProblem.TOO_MANY_ROWS: (
        _l("there are too many rows"),
        _l("at most %(value)s rows are read; import each institution by itself"),
    ),
    ImportProblem.TOO_MANY_COLUMNS: (
        _l("there are too many columns"),
        _l("at most %(value)s columns are read; remove those that are not needed"),
    ),
    ImportProblem.NO_ROWS: (
        _l("there is no answer under the header"),
        _l("give each respondent a row"),
    ),
    ImportProblem.HEADER_EMPTY: (
        _l("a column with values has no name"),
        _l("name the column in the first row"),
    ),
    ImportProblem.HEADER_TWICE: (
        _l("more than one column has this name"),
        _l("give each column a name of its own"),
    ),
    ImportProblem.CELLS_DIFFER: (
        _l("this row has another number of cells than the header"),
        _l("look for a missing or surplus delimiter, or a quotation mark that is not closed"),
    ),
    ImportProblem.VALUE_OUTSIDE: (
        _l("this row has values beyond the last column that has a name"),
        _l("delete what stands outside the table, or name the column"),
    ),
    ImportProblem.SEVERAL_SHEETS: (
        _l("more than one sheet has these columns: %(value)s"),
        _l("choose one with `--sheet NAME`, or delete or hide the others"),
    ),
    ImportProblem.SHEET_UNKNOWN: (
        _l("there is no sheet of this name, or it is empty"),
        _l("choose one of: %(value)s"),
    ),
    ImportProblem.COLUMN_UNKNOWN: (
        _l("the data have no column of this name"),
        _l("write the name exactly as in the header of the data (read from %(value)s)"),
    ),
    ImportProblem.COLUMN_USED_TWICE: (
        _l("this column is used for two things"),
        _l("keep one of them in the mapping"),
    ),
    ImportProblem.ITEM_UNKNOWN: (
        _l("the questionnaire has no such item"),
        _l("write an item of the questionnaire; `gyeol wave mapping` drafts a mapping"),
    ),
    ImportProblem.ITEM_TWICE: (
        _l("two columns are mapped to the same item"),
        _l("keep one of them"),
    ),
    ImportProblem.NO_ITEMS: (
        _l("no column is mapped to an item"),
        _l("write `column: item` under `items:`"),
    ),
    ImportProblem.CANNOT_BE_TURNED: (
        _l("the scale of this item can't be turned round"),
        _l("take the minus away and map the values one by one under `values:`"),
    ),
    ImportProblem.VALUE_LABELS_UNKNOWN: (
        _l("the questionnaire has no such scale"),
        _l("under `values:` write a scale of the questionnaire"),
    ),
    ImportProblem.POINT_OUTSIDE: (
        _l("this is mapped to a point that the scale does not have"),
        _l("write a point of the scale"),
    ),
    ImportProblem.QUESTION_UNKNOWN: (
        _l("the questionnaire has no such question"),
        _l("write a background or comment question of the questionnaire"),
    ),
    ImportProblem.CLASS_UNKNOWN: (
        _l("the background question has no such class"),
        _l("write a class of the question"),
    ),
    ImportProblem.FORMULA: (
        _l("the cell holds a formula"),
        _l("replace the formula by its value (copy, then paste as values)"),
    ),
    ImportProblem.ERROR_CELL: (
        _l("the cell holds an error of a calculation"),
        _l(
            "write the value or empty the cell; list it under `missing:` where it means that there was no "
            "answer"
        ),
    ),
    ImportProblem.MERGED_CELL: (
        _l("this cell is merged with another one"),
        _l("take the cells apart and write each respondent's answer"),
    ),
    ImportProblem.NOT_WHOLE: (
        _l("this is not a whole number"),
        _l("write the point that was chosen, or say under `values:` or `missing:` what it stands for"),
    ),
    ImportProblem.OUTSIDE_SCALE: (
        _l("the scale does not have this point"),
        _l("correct it, or list it under `missing:` where it means that there was no answer"),
    ),
    ImportProblem.HAS_NO_NOT_APPLICABLE: (
        _l("the item does not offer 'not applicable'"),
        _l("move the value to `no_answer` under `missing:`"),
    ),
    ImportProblem.MISSING_IS_A_POINT: (
        _l("a value that is to mean missing is a point of the scale"),
        _l("take it out of `missing:`, or correct the scale"),
    ),
    ImportProblem.VALUE_HAS_NO_CLASS: (
        _l("it is not said which class this value is"),
        _l("write `value: class` under the question's `values:`, or list it under `missing:`"),
    ),
    ImportProblem.UNIT_UNKNOWN: (
        _l("the institution has no such unit"),
        _l("correct the code, or write `register: true` to register the units that the data name"),
    ),
    ImportProblem.UNIT_CODE_WRONG: (
        _l("this can't be a unit's code"),
        _l("use up to 40 letters, digits, hyphens, dots, underscores; names go into the column of `name:`"),
    ),
    ImportProblem.TOO_MANY_UNITS: (
        _l("there are too many units"),
        _l("at most %(value)s are registered; see whether the column holds units at all"),
    ),
    ImportProblem.UNIT_NAMES_DIFFER: (
        _l("the same unit has another name elsewhere"),
        _l("give each unit one name"),
    ),
    ImportProblem.RESPONDENT_TWICE: (
        _l("this respondent occurs twice"),
        _l("keep one of the rows"),
    ),
    ImportProblem.COMMENT_TOO_LONG: (
        _l("the comment is longer than its question allows"),
        _l("keep it to %(value)s characters"),
    ),
    ImportProblem.NOBODY_ANSWERED: (
        _l("nobody answered in this column"),
        _l("take the column out of the mapping; the item then counts as not asked"),
    ),
    ImportProblem.TOO_FEW_ANSWERED: (
        _l("fewer people answered than the smallest group that may be shown (%(value)s)"),
        _l("see whether this is the whole file"),
    ),
    ImportProblem.VERSION_EXISTS: (
        _l("a questionnaire of this key and version is here already, with other content"),
        _l("choose a new `version` under `own:`"),
    ),
    ImportProblem.QUESTIONNAIRE_NAMED_TWICE: (
        _l("there must be either `questionnaire:` or `own:`, and not both"),
        _l("name one questionnaire"),
    ),
}
