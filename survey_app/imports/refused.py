"""Why a file with answers is not read at all, in words with a remedy."""

from survey_app.spreadsheets.refusals import FileRefusal
from survey_app.wording.catalogue import to_be_said

# By reason: the message and the remedy.
REFUSED: dict[FileRefusal, tuple[str, str]] = {
    FileRefusal.EMPTY: (
        to_be_said("the file is empty"),
        to_be_said("choose the file with the answers"),
    ),
    FileRefusal.TOO_LARGE: (
        to_be_said("the file is too large"),
        to_be_said("at most 64 MB are read; remove columns that are not needed, or save it as .csv"),
    ),
    FileRefusal.WRONG_TYPE: (
        to_be_said("the file is no table (.xlsx, .xlsm, .ods, .csv, .tsv)"),
        to_be_said("save the table as .xlsx or .csv"),
    ),
    FileRefusal.PROTECTED_OR_OLD: (
        to_be_said("the file is an old .xls or has a password"),
        to_be_said("open it, take the password off and save it as .xlsx"),
    ),
    FileRefusal.UNPACKS_TOO_LARGE: (
        to_be_said("the file unpacks to far more than a table of answers"),
        to_be_said("save the table alone as .csv"),
    ),
    FileRefusal.DAMAGED: (
        to_be_said("the file is damaged and can't be read"),
        to_be_said("open it in a spreadsheet and save it again"),
    ),
    FileRefusal.UNKNOWN_ENCODING: (
        to_be_said("the text is in none of UTF-8, CP949 and UTF-16"),
        to_be_said("save it as .xlsx or as 'CSV UTF-8'"),
    ),
    FileRefusal.TOO_MANY_ROWS: (
        to_be_said("there are too many rows"),
        to_be_said("at most 200,000 rows are read"),
    ),
    FileRefusal.BINARY_WORKBOOK: (
        to_be_said("workbooks of this form (.xlsb, .numbers) are not read"),
        to_be_said("open it and save it as .xlsx"),
    ),
    FileRefusal.FAR_CELL: (
        to_be_said("a value far away from the table makes the sheet too large: %(value)s"),
        to_be_said("delete the value of that cell, or copy the table alone into a new file"),
    ),
    FileRefusal.TAKES_TOO_MUCH: (
        to_be_said("reading this file took too much memory or time and was stopped"),
        to_be_said("save the table alone as .csv"),
    ),
}
