"""Everything that can be wrong with a table or its mapping, with its words and its remedy."""

from enum import StrEnum

from survey_app.wording.catalogue import to_be_said


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
SENTENCES: dict[ImportProblem, tuple[str, str]] = {
    ImportProblem.TOO_MANY_ROWS: (
        to_be_said("there are too many rows"),
        to_be_said("at most %(value)s rows are read; import each institution by itself"),
    ),
    ImportProblem.TOO_MANY_COLUMNS: (
        to_be_said("there are too many columns"),
        to_be_said("at most %(value)s columns are read; remove those that are not needed"),
    ),
    ImportProblem.NO_ROWS: (
        to_be_said("there is no answer under the header"),
        to_be_said("give each respondent a row"),
    ),
    ImportProblem.HEADER_EMPTY: (
        to_be_said("a column with values has no name"),
        to_be_said("name the column in the first row"),
    ),
    ImportProblem.HEADER_TWICE: (
        to_be_said("more than one column has this name"),
        to_be_said("give each column a name of its own"),
    ),
    ImportProblem.CELLS_DIFFER: (
        to_be_said("this row has another number of cells than the header"),
        to_be_said("look for a missing or surplus delimiter, or a quotation mark that is not closed"),
    ),
    ImportProblem.VALUE_OUTSIDE: (
        to_be_said("this row has values beyond the last column that has a name"),
        to_be_said("delete what stands outside the table, or name the column"),
    ),
    ImportProblem.SEVERAL_SHEETS: (
        to_be_said("more than one sheet has these columns: %(value)s"),
        to_be_said("choose one with `--sheet NAME`, or delete or hide the others"),
    ),
    ImportProblem.SHEET_UNKNOWN: (
        to_be_said("there is no sheet of this name, or it is empty"),
        to_be_said("choose one of: %(value)s"),
    ),
    ImportProblem.COLUMN_UNKNOWN: (
        to_be_said("the data have no column of this name"),
        to_be_said("write the name exactly as in the header of the data (read from %(value)s)"),
    ),
    ImportProblem.COLUMN_USED_TWICE: (
        to_be_said("this column is used for two things"),
        to_be_said("keep one of them in the mapping"),
    ),
    ImportProblem.ITEM_UNKNOWN: (
        to_be_said("the questionnaire has no such item"),
        to_be_said("write an item of the questionnaire; `gyeol wave mapping` drafts a mapping"),
    ),
    ImportProblem.ITEM_TWICE: (
        to_be_said("two columns are mapped to the same item"),
        to_be_said("keep one of them"),
    ),
    ImportProblem.NO_ITEMS: (
        to_be_said("no column is mapped to an item"),
        to_be_said("write `column: item` under `items:`"),
    ),
    ImportProblem.CANNOT_BE_TURNED: (
        to_be_said("the scale of this item can't be turned round"),
        to_be_said("take the minus away and map the values one by one under `values:`"),
    ),
    ImportProblem.VALUE_LABELS_UNKNOWN: (
        to_be_said("the questionnaire has no such scale"),
        to_be_said("under `values:` write a scale of the questionnaire"),
    ),
    ImportProblem.POINT_OUTSIDE: (
        to_be_said("this is mapped to a point that the scale does not have"),
        to_be_said("write a point of the scale"),
    ),
    ImportProblem.QUESTION_UNKNOWN: (
        to_be_said("the questionnaire has no such question"),
        to_be_said("write a background or comment question of the questionnaire"),
    ),
    ImportProblem.CLASS_UNKNOWN: (
        to_be_said("the background question has no such class"),
        to_be_said("write a class of the question"),
    ),
    ImportProblem.FORMULA: (
        to_be_said("the cell holds a formula"),
        to_be_said("replace the formula by its value (copy, then paste as values)"),
    ),
    ImportProblem.ERROR_CELL: (
        to_be_said("the cell holds an error of a calculation"),
        to_be_said(
            "write the value or empty the cell; list it under `missing:` where it means that there was no "
            "answer"
        ),
    ),
    ImportProblem.MERGED_CELL: (
        to_be_said("this cell is merged with another one"),
        to_be_said("take the cells apart and write each respondent's answer"),
    ),
    ImportProblem.NOT_WHOLE: (
        to_be_said("this is not a whole number"),
        to_be_said(
            "write the point that was chosen, or say under `values:` or `missing:` what it stands for"
        ),
    ),
    ImportProblem.OUTSIDE_SCALE: (
        to_be_said("the scale does not have this point"),
        to_be_said("correct it, or list it under `missing:` where it means that there was no answer"),
    ),
    ImportProblem.HAS_NO_NOT_APPLICABLE: (
        to_be_said("the item does not offer 'not applicable'"),
        to_be_said("move the value to `no_answer` under `missing:`"),
    ),
    ImportProblem.MISSING_IS_A_POINT: (
        to_be_said("a value that is to mean missing is a point of the scale"),
        to_be_said("take it out of `missing:`, or correct the scale"),
    ),
    ImportProblem.VALUE_HAS_NO_CLASS: (
        to_be_said("it is not said which class this value is"),
        to_be_said("write `value: class` under the question's `values:`, or list it under `missing:`"),
    ),
    ImportProblem.UNIT_UNKNOWN: (
        to_be_said("the institution has no such unit"),
        to_be_said("correct the code, or write `register: true` to register the units that the data name"),
    ),
    ImportProblem.UNIT_CODE_WRONG: (
        to_be_said("this can't be a unit's code"),
        to_be_said(
            "use up to 40 letters, digits, hyphens, dots, underscores; names go into the column of `name:`"
        ),
    ),
    ImportProblem.TOO_MANY_UNITS: (
        to_be_said("there are too many units"),
        to_be_said("at most %(value)s are registered; see whether the column holds units at all"),
    ),
    ImportProblem.UNIT_NAMES_DIFFER: (
        to_be_said("the same unit has another name elsewhere"),
        to_be_said("give each unit one name"),
    ),
    ImportProblem.RESPONDENT_TWICE: (
        to_be_said("this respondent occurs twice"),
        to_be_said("keep one of the rows"),
    ),
    ImportProblem.COMMENT_TOO_LONG: (
        to_be_said("the comment is longer than its question allows"),
        to_be_said("keep it to %(value)s characters"),
    ),
    ImportProblem.NOBODY_ANSWERED: (
        to_be_said("nobody answered in this column"),
        to_be_said("take the column out of the mapping; the item then counts as not asked"),
    ),
    ImportProblem.TOO_FEW_ANSWERED: (
        to_be_said("fewer people answered than the smallest group that may be shown (%(value)s)"),
        to_be_said("see whether this is the whole file"),
    ),
    ImportProblem.VERSION_EXISTS: (
        to_be_said("a questionnaire of this key and version is here already, with other content"),
        to_be_said("choose a new `version` under `own:`"),
    ),
    ImportProblem.QUESTIONNAIRE_NAMED_TWICE: (
        to_be_said("there must be either `questionnaire:` or `own:`, and not both"),
        to_be_said("name one questionnaire"),
    ),
}
