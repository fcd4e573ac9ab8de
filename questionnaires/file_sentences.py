"""How faults in a questionnaire's files are explained, in Korean and in English."""

from collections.abc import Mapping
from types import MappingProxyType

# By rule: the message in Korean and in English, the remedy in Korean and in English.
FILES: Mapping[str, tuple[str, str, str, str]] = MappingProxyType(
    {
        # The files
        "file-missing": (
            "파일이 없습니다.",
            "the file is missing",
            "questionnaire.yaml, SOURCE.md와 언어별 파일(ko.yaml, en.yaml)을 한 폴더에 두십시오.",
            "put questionnaire.yaml, SOURCE.md and a file for each language (ko.yaml, en.yaml) in one folder",
        ),
        "file-too-large": (
            "파일이 {size}바이트로 너무 큽니다.",
            "the file is too large: {size} bytes",
            "{limit}바이트 이하로 줄이십시오.",
            "keep it to {limit} bytes at most",
        ),
        "not-utf8": (
            "UTF-8로 저장된 파일이 아닙니다.",
            "the file is not saved as UTF-8",
            "편집기에서 UTF-8로 다시 저장하십시오.",
            "save it again as UTF-8 in the editor",
        ),
        "yaml-unreadable": (
            "YAML로 읽을 수 없습니다: {problem}",
            "this can't be read as YAML: {problem}",
            "이 줄과 앞줄의 들여쓰기, 따옴표, 쌍점을 살펴보십시오.",
            "look at indentation, quotation marks and colons on this line and the one before",
        ),
        "yaml-alias": (
            "앵커(&)와 별칭(*)은 쓸 수 없습니다.",
            "anchors (&) and aliases (*) are not allowed",
            "되풀이되는 내용을 그대로 적으십시오.",
            "write repeated content out in full",
        ),
        "yaml-tag": (
            "태그 {tag}는 쓸 수 없습니다.",
            "the tag {tag} is not allowed",
            "태그(!)를 지우고 값만 적으십시오.",
            "remove the tag (!) and write the plain value",
        ),
        "yaml-too-deep": (
            "{limit}단계보다 깊이 들어간 내용이 있습니다.",
            "the content is nested more than {limit} levels deep",
            "정해진 구조대로 적으십시오.",
            "keep to the documented structure",
        ),
        "yaml-two-documents": (
            "한 파일에 문서가 둘 이상 있습니다.",
            "the file holds more than one document",
            "‘---’ 줄을 지우고 하나로 적으십시오.",
            "remove the line '---' and write one document",
        ),
        "source-empty": (
            "SOURCE.md가 비어 있습니다.",
            "SOURCE.md is empty",
            "문항의 출처, 이용 조건, 근거를 적으십시오.",
            "say where the questions come from, their licence and their evidence",
        ),
        # The shape
        "field-unknown": (
            "알 수 없는 항목 ‘{field}’이(가) 있습니다.",
            "the field '{field}' is unknown",
            "쓸 수 있는 항목: {allowed}.",
            "use one of: {allowed}",
        ),
        "field-missing": (
            "‘{field}’ 항목이 없습니다.",
            "the field '{field}' is missing",
            "‘{field}’ 항목을 적으십시오.",
            "add the field '{field}'",
        ),
        "field-twice": (
            "‘{field}’ 항목이 두 번 나옵니다.",
            "the field '{field}' is given twice",
            "하나만 남기십시오.",
            "keep only one",
        ),
        "field-of-wrong-kind": (
            "‘{field}’의 값이 {wanted_ko}이(가) 아닙니다.",
            "'{field}' should be {wanted_en}",
            "{wanted_ko}(으)로 고치십시오.",
            "write {wanted_en}",
        ),
        "key-malformed": (
            "‘{key}’은(는) 식별자로 쓸 수 없습니다.",
            "'{key}' can't be used as an identifier",
            "영문자로 시작하고 영문자, 숫자, ‘_’, ‘-’, ‘.’만 쓴 {limit}자 이하의 이름으로 바꾸십시오.",
            "start with a letter and use at most {limit} letters, digits, '_', '-' and '.'",
        ),
        "id-twice": (
            "식별자 ‘{key}’이(가) 두 번 쓰였습니다(처음은 {first}행).",
            "the identifier '{key}' is used twice (first on line {first})",
            "서로 다른 식별자를 쓰십시오.",
            "give each its own identifier",
        ),
        "id-taken": (
            "식별자 ‘{key}’이(가) 이미 쓰였습니다.",
            "the identifier '{key}' is already taken",
            "서로 다른 식별자를 쓰십시오.",
            "give each its own identifier",
        ),
        "folder-differs": (
            "폴더 이름 ‘{folder}’이(가) 파일에 적힌 ‘{written}’과(와) 다릅니다.",
            "the folder is called '{folder}' but the file says '{written}'",
            "폴더를 <key>/<version>으로 두고 이름을 맞추십시오.",
            "name the folders <key>/<version> as the file says",
        ),
        # Published versions
        "published-content-differs": (
            "공개된 판 {key} {version}의 내용이 바뀌었습니다.",
            "the content of the published version {key} {version} has changed",
            "원래 내용으로 되돌리고, 고친 내용은 새 판(version)으로 내십시오.",
            "restore it, and publish the change as a new version",
        ),
        "published-twice": (
            "{key} {version}이(가) 다른 폴더에도 있습니다: {other}",
            "{key} {version} also exists in another folder: {other}",
            "추가한 설문에 다른 key나 version을 붙이십시오.",
            "give the added questionnaire another key or version",
        ),
        "published-unreadable": (
            "공개 기록의 형식이 맞지 않습니다.",
            "the record of published versions is malformed",
            "한 줄에 ‘key version 해시값’을 적으십시오.",
            "write 'key version hash' on each line",
        ),
        "questionnaire-unknown": (
            "설문 {key} {version}을(를) 찾을 수 없습니다.",
            "there is no questionnaire {key} {version}",
            "쓸 수 있는 설문: {allowed}.",
            "available: {allowed}",
        ),
    }
)
