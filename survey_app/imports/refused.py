"""Why a file with answers is not read at all, in words with a remedy."""

from typing import Any

from flask_babel import lazy_gettext as _l

from survey_app.spreadsheets.refusals import Refusal

# By reason: the message and the remedy.
REFUSED: dict[Refusal, tuple[Any, Any]] = {
    Refusal.EMPTY: (
        _l("the file is empty"),
        _l("choose the file with the answers"),
    ),
    Refusal.TOO_LARGE: (
        _l("the file is too large"),
        _l("at most 64 MB are read; remove columns that are not needed, or save it as .csv"),
    ),
    Refusal.WRONG_TYPE: (
        _l("the file is no table (.xlsx, .xlsm, .ods, .csv, .tsv)"),
        _l("save the table as .xlsx or .csv"),
    ),
    Refusal.PROTECTED_OR_OLD: (
        _l("the file is an old .xls or has a password"),
        _l("open it, take the password off and save it as .xlsx"),
    ),
    Refusal.UNPACKS_TOO_LARGE: (
        _l("the file unpacks to far more than a table of answers"),
        _l("save the table alone as .csv"),
    ),
    Refusal.DAMAGED: (
        _l("the file is damaged and can't be read"),
        _l("open it in a spreadsheet and save it again"),
    ),
    Refusal.UNKNOWN_ENCODING: (
        _l("the text is in none of UTF-8, CP949 and UTF-16"),
        _l("save it as .xlsx or as 'CSV UTF-8'"),
    ),
    Refusal.TOO_MANY_ROWS: (
        _l("there are too many rows"),
        _l("at most 200,000 rows are read"),
    ),
    Refusal.BINARY_WORKBOOK: (
        _l("workbooks of this form (.xlsb, .numbers) are not read"),
        _l("open it and save it as .xlsx"),
    ),
    Refusal.FAR_CELL: (
        _l("a value far away from the table makes the sheet too large: %(value)s"),
        _l("delete the value of that cell, or copy the table alone into a new file"),
    ),
    Refusal.TAKES_TOO_MUCH: (
        _l("reading this file took too much memory or time and was stopped"),
        _l("save the table alone as .csv"),
    ),
}
