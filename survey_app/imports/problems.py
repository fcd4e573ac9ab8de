"""Everything that can be wrong with a table or its mapping, with its words and its remedy."""

from enum import StrEnum


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


# By problem: the message in Korean and in English, the remedy in Korean and in English.
SENTENCES: dict[ImportProblem, tuple[str, str, str, str]] = {
    ImportProblem.TOO_MANY_ROWS: (
        "행이 너무 많습니다.",
        "there are too many rows",
        "{value}행까지 읽습니다. 파일을 나누지 말고 기관별로 따로 들여오십시오.",
        "at most {value} rows are read; import each institution by itself",
    ),
    ImportProblem.TOO_MANY_COLUMNS: (
        "열이 너무 많습니다.",
        "there are too many columns",
        "{value}열까지 읽습니다. 쓰지 않는 열을 지우십시오.",
        "at most {value} columns are read; remove those that are not needed",
    ),
    ImportProblem.NO_ROWS: (
        "머리글 아래에 응답이 없습니다.",
        "there is no answer under the header",
        "응답자마다 한 행씩 적으십시오.",
        "give each respondent a row",
    ),
    ImportProblem.HEADER_EMPTY: (
        "값이 있는 열에 이름이 없습니다.",
        "a column with values has no name",
        "첫 행에 열 이름을 적으십시오.",
        "name the column in the first row",
    ),
    ImportProblem.HEADER_TWICE: (
        "같은 이름의 열이 둘 이상입니다.",
        "more than one column has this name",
        "열마다 다른 이름을 적으십시오.",
        "give each column a name of its own",
    ),
    ImportProblem.CELLS_DIFFER: (
        "이 행의 칸 수가 머리글과 다릅니다.",
        "this row has another number of cells than the header",
        "빠지거나 남는 구분 기호, 닫히지 않은 따옴표를 찾아 고치십시오.",
        "look for a missing or surplus delimiter, or a quotation mark that is not closed",
    ),
    ImportProblem.VALUE_OUTSIDE: (
        "이 행에는 머리글이 없는 칸에도 값이 있습니다.",
        "this row has values beyond the last column that has a name",
        "표 밖의 값을 지우거나 그 열의 이름을 적으십시오.",
        "delete what stands outside the table, or name the column",
    ),
    ImportProblem.SEVERAL_SHEETS: (
        "같은 열을 가진 시트가 둘 이상이어서 어느 것인지 알 수 없습니다: {value}",
        "more than one sheet has these columns: {value}",
        "`--sheet 이름`으로 고르거나, 쓰지 않을 시트를 지우거나 숨기십시오.",
        "choose one with `--sheet NAME`, or delete or hide the others",
    ),
    ImportProblem.SHEET_UNKNOWN: (
        "이 이름의 시트가 없거나 비어 있습니다.",
        "there is no sheet of this name, or it is empty",
        "이 가운데 하나를 적으십시오: {value}",
        "choose one of: {value}",
    ),
    ImportProblem.COLUMN_UNKNOWN: (
        "대응표의 열이 자료 파일에 없습니다.",
        "the data have no column of this name",
        "자료 파일의 제목 행(읽은 행: {value})에 있는 이름을 그대로 적으십시오.",
        "write the name exactly as in the header of the data (read from {value})",
    ),
    ImportProblem.COLUMN_USED_TWICE: (
        "이 열을 두 가지로 쓰려고 합니다.",
        "this column is used for two things",
        "대응표에서 하나만 남기십시오.",
        "keep one of them in the mapping",
    ),
    ImportProblem.ITEM_UNKNOWN: (
        "설문에 이 문항이 없습니다.",
        "the questionnaire has no such item",
        "설문의 문항 코드를 적으십시오. `gyeol wave mapping`이 초안을 만들어 줍니다.",
        "write an item of the questionnaire; `gyeol wave mapping` drafts a mapping",
    ),
    ImportProblem.ITEM_TWICE: (
        "두 열이 같은 문항에 대응합니다.",
        "two columns are mapped to the same item",
        "하나만 남기십시오.",
        "keep one of them",
    ),
    ImportProblem.NO_ITEMS: (
        "문항에 대응하는 열이 없습니다.",
        "no column is mapped to an item",
        "`items:` 아래에 ‘열 이름: 문항’을 적으십시오.",
        "write `column: item` under `items:`",
    ),
    ImportProblem.CANNOT_BE_TURNED: (
        "이 문항의 척도는 뒤집을 수 없습니다.",
        "the scale of this item can't be turned round",
        "빼기 표시를 지우고 `values:`로 값을 하나씩 대응시키십시오.",
        "take the minus away and map the values one by one under `values:`",
    ),
    ImportProblem.VALUE_LABELS_UNKNOWN: (
        "설문에 이 척도가 없습니다.",
        "the questionnaire has no such scale",
        "`values:` 아래에는 설문의 척도 이름을 적으십시오.",
        "under `values:` write a scale of the questionnaire",
    ),
    ImportProblem.POINT_OUTSIDE: (
        "척도에 없는 점수에 대응합니다.",
        "this is mapped to a point that the scale does not have",
        "척도에 있는 점수를 적으십시오.",
        "write a point of the scale",
    ),
    ImportProblem.QUESTION_UNKNOWN: (
        "설문에 이 질문이 없습니다.",
        "the questionnaire has no such question",
        "설문의 배경 질문 또는 의견 질문 코드를 적으십시오.",
        "write a background or comment question of the questionnaire",
    ),
    ImportProblem.CLASS_UNKNOWN: (
        "이 배경 질문에 없는 보기입니다.",
        "the background question has no such class",
        "설문에 있는 보기의 코드를 적으십시오.",
        "write a class of the question",
    ),
    ImportProblem.FORMULA: (
        "칸에 수식이 있습니다.",
        "the cell holds a formula",
        "수식을 값으로 바꾸십시오(복사한 뒤 값으로 붙여넣기).",
        "replace the formula by its value (copy, then paste as values)",
    ),
    ImportProblem.ERROR_CELL: (
        "칸에 계산 오류가 있습니다.",
        "the cell holds an error of a calculation",
        "값을 적거나 칸을 비우십시오. 무응답을 뜻한다면 `missing:`에 적으십시오.",
        "write the value or empty the cell; list it under `missing:` where it means that there was no answer",
    ),
    ImportProblem.MERGED_CELL: (
        "다른 칸과 병합된 칸입니다.",
        "this cell is merged with another one",
        "병합을 풀고 응답자마다 값을 적으십시오.",
        "take the cells apart and write each respondent's answer",
    ),
    ImportProblem.NOT_WHOLE: (
        "정수가 아닙니다.",
        "this is not a whole number",
        "응답한 점수를 정수로 적거나, `values:`와 `missing:`에 뜻을 적으십시오.",
        "write the point that was chosen, or say under `values:` or `missing:` what it stands for",
    ),
    ImportProblem.OUTSIDE_SCALE: (
        "척도에 없는 점수입니다.",
        "the scale does not have this point",
        "점수를 고치거나, 무응답이라면 `missing:`에 적으십시오.",
        "correct it, or list it under `missing:` where it means that there was no answer",
    ),
    ImportProblem.HAS_NO_NOT_APPLICABLE: (
        "이 문항에는 ‘해당 없음’이 없습니다.",
        "the item does not offer 'not applicable'",
        "이 값을 `missing:`의 `no_answer`로 옮기십시오.",
        "move the value to `no_answer` under `missing:`",
    ),
    ImportProblem.MISSING_IS_A_POINT: (
        "무응답을 뜻한다는 값이 척도의 점수이기도 합니다.",
        "a value that is to mean missing is a point of the scale",
        "`missing:`에서 이 값을 빼거나 척도를 고치십시오.",
        "take it out of `missing:`, or correct the scale",
    ),
    ImportProblem.VALUE_HAS_NO_CLASS: (
        "이 값이 어느 보기인지 알 수 없습니다.",
        "it is not said which class this value is",
        "`background:`의 `values:`에 ‘값: 보기’를 적고, 모름이라면 `missing:`에 적으십시오.",
        "write `value: class` under the question's `values:`, or list it under `missing:`",
    ),
    ImportProblem.UNIT_UNKNOWN: (
        "기관의 부서 목록에 없는 부서입니다.",
        "the institution has no such unit",
        "부서 코드를 고치거나, 자료에 있는 부서를 등록하려면 `register: true`를 적으십시오.",
        "correct the code, or write `register: true` to register the units that the data name",
    ),
    ImportProblem.UNIT_CODE_WRONG: (
        "부서 코드로 쓸 수 없는 값입니다.",
        "this can't be a unit's code",
        "글자, 숫자, ‘-’, ‘.’, ‘_’로 40자까지 쓰십시오. 이름은 `name:` 열로 따로 두십시오.",
        "use up to 40 letters, digits, hyphens, dots, underscores; names go into the column of `name:`",
    ),
    ImportProblem.TOO_MANY_UNITS: (
        "부서가 너무 많습니다.",
        "there are too many units",
        "{value}개까지 등록합니다. 부서가 아닌 열을 고르지 않았는지 살펴보십시오.",
        "at most {value} are registered; see whether the column holds units at all",
    ),
    ImportProblem.UNIT_NAMES_DIFFER: (
        "같은 부서 코드에 다른 이름이 적혀 있습니다.",
        "the same unit has another name elsewhere",
        "부서마다 이름을 하나로 맞추십시오.",
        "give each unit one name",
    ),
    ImportProblem.RESPONDENT_TWICE: (
        "같은 응답자가 두 번 나옵니다.",
        "this respondent occurs twice",
        "한 행만 남기십시오.",
        "keep one of the rows",
    ),
    ImportProblem.COMMENT_TOO_LONG: (
        "의견이 질문이 정한 길이보다 깁니다.",
        "the comment is longer than its question allows",
        "{value}자 이하로 줄이십시오.",
        "keep it to {value} characters",
    ),
    ImportProblem.NOBODY_ANSWERED: (
        "이 열에는 응답이 하나도 없습니다.",
        "nobody answered in this column",
        "대응표에서 이 열을 빼십시오. 묻지 않은 문항으로 다룹니다.",
        "take the column out of the mapping; the item then counts as not asked",
    ),
    ImportProblem.TOO_FEW_ANSWERED: (
        "응답자가 공개할 수 있는 가장 작은 집단({value}명)보다 적습니다.",
        "fewer people answered than the smallest group that may be shown ({value})",
        "응답이 더 있는 파일인지 확인하십시오.",
        "see whether this is the whole file",
    ),
    ImportProblem.VERSION_EXISTS: (
        "같은 이름과 버전의 설문이 다른 내용으로 이미 있습니다.",
        "a questionnaire of this key and version is here already, with other content",
        "`own:`의 `version`을 새로 정하십시오.",
        "choose a new `version` under `own:`",
    ),
    ImportProblem.QUESTIONNAIRE_NAMED_TWICE: (
        "`questionnaire:`와 `own:` 중 하나만 있어야 합니다.",
        "there must be either `questionnaire:` or `own:`, and not both",
        "쓰는 설문을 하나만 적으십시오.",
        "name one questionnaire",
    ),
}
