"""Why a file with answers is not read at all, in words with a remedy."""

from survey_app.spreadsheets.refusals import Refusal

# By reason: the message in Korean and in English, the remedy in Korean and in English.
REFUSED: dict[Refusal, tuple[str, str, str, str]] = {
    Refusal.EMPTY: (
        "파일이 비어 있습니다.",
        "the file is empty",
        "응답이 있는 파일을 고르십시오.",
        "choose the file with the answers",
    ),
    Refusal.TOO_LARGE: (
        "파일이 너무 큽니다.",
        "the file is too large",
        "64MB까지 읽습니다. 쓰지 않는 열을 지우거나 .csv로 저장하십시오.",
        "at most 64 MB are read; remove columns that are not needed, or save it as .csv",
    ),
    Refusal.WRONG_TYPE: (
        "표 파일(.xlsx, .xlsm, .ods, .csv, .tsv)이 아닙니다.",
        "the file is no table (.xlsx, .xlsm, .ods, .csv, .tsv)",
        "표를 .xlsx나 .csv로 저장하십시오.",
        "save the table as .xlsx or .csv",
    ),
    Refusal.PROTECTED_OR_OLD: (
        "옛 .xls 파일이거나 암호가 걸려 있습니다.",
        "the file is an old .xls or has a password",
        "열어서 암호를 풀고 .xlsx로 저장하십시오.",
        "open it, take the password off and save it as .xlsx",
    ),
    Refusal.UNPACKS_TOO_LARGE: (
        "압축을 풀면 지나치게 커집니다.",
        "the file unpacks to far more than a table of answers",
        "표만 .csv로 저장하십시오.",
        "save the table alone as .csv",
    ),
    Refusal.DAMAGED: (
        "파일이 손상되어 읽을 수 없습니다.",
        "the file is damaged and can't be read",
        "표 계산 프로그램에서 열어 다시 저장하십시오.",
        "open it in a spreadsheet and save it again",
    ),
    Refusal.UNKNOWN_ENCODING: (
        "글자가 UTF-8도 CP949도 UTF-16도 아닙니다.",
        "the text is in none of UTF-8, CP949 and UTF-16",
        ".xlsx나 ‘CSV UTF-8’로 저장하십시오.",
        "save it as .xlsx or as 'CSV UTF-8'",
    ),
    Refusal.TOO_MANY_ROWS: (
        "행이 너무 많습니다.",
        "there are too many rows",
        "200,000행까지 읽습니다.",
        "at most 200,000 rows are read",
    ),
    Refusal.BINARY_WORKBOOK: (
        "읽을 수 없는 형식의 통합 문서입니다(.xlsb, .numbers).",
        "workbooks of this form (.xlsb, .numbers) are not read",
        "열어서 .xlsx로 저장하십시오.",
        "open it and save it as .xlsx",
    ),
    Refusal.FAR_CELL: (
        "표에서 멀리 떨어진 칸에 값이 있어 시트가 너무 큽니다: {value}",
        "a value far away from the table makes the sheet too large: {value}",
        "그 칸의 값을 지우거나 표만 새 파일로 복사하십시오.",
        "delete the value of that cell, or copy the table alone into a new file",
    ),
    Refusal.TAKES_TOO_MUCH: (
        "이 파일을 읽는 데 메모리나 시간이 지나치게 들어 멈추었습니다.",
        "reading this file took too much memory or time and was stopped",
        "표만 .csv로 저장하십시오.",
        "save the table alone as .csv",
    ),
}
