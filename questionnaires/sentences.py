"""The sentences in which a faulty questionnaire is explained, in Korean and in English."""

from collections.abc import Mapping
from types import MappingProxyType

# By rule: the message in Korean and in English, the remedy in Korean and in English.
SENTENCES: Mapping[str, tuple[str, str, str, str]] = MappingProxyType(
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
        # Scales
        "scale-points": (
            "척도 ‘{scale}’의 점수 목록이 맞지 않습니다.",
            "the points of scale '{scale}' are not a list that can be used",
            "0~{largest} 사이의 정수를 작은 것부터 {fewest}~{most}개 적으십시오(예: [1, 2, 3]).",
            "write {fewest} to {most} whole numbers from 0 to {largest}, rising, such as [1, 2, 3]",
        ),
        "box-outside-scale": (
            "{which}에 적힌 {points}은(는) 척도 ‘{scale}’에 없는 점수입니다.",
            "{which} names {points}, which is not a point of scale '{scale}'",
            "척도의 점수 가운데에서 고르십시오: {allowed}.",
            "choose among the points of the scale: {allowed}",
        ),
        "boxes-overlap": (
            "점수 {points}이(가) 긍정과 부정 응답에 함께 들어 있습니다.",
            "{points} is both favourable and unfavourable",
            "한쪽에서 빼십시오.",
            "take it out of one of the two",
        ),
        "boxes-empty": (
            "척도 ‘{scale}’에 긍정 또는 부정 응답이 정해지지 않았습니다.",
            "scale '{scale}' has no favourable or no unfavourable points",
            "favourable과 unfavourable에 점수를 하나 이상 적으십시오.",
            "give at least one point to each of favourable and unfavourable",
        ),
        "scale-unknown": (
            "척도 ‘{scale}’이(가) 정의되어 있지 않습니다.",
            "the scale '{scale}' is not defined",
            "scales에 정의하거나 다음 가운데 하나를 쓰십시오: {allowed}.",
            "define it under scales, or use one of: {allowed}",
        ),
        "scale-unused": (
            "척도 ‘{scale}’을(를) 쓰는 문항이 없습니다.",
            "no item uses scale '{scale}'",
            "척도를 지우거나 문항의 scale을 확인하십시오.",
            "remove the scale, or check the items' scale",
        ),
        "reversed-not-mirrored": (
            "척도 ‘{scale}’은(는) 좌우 간격이 달라서 문항을 거꾸로 셀 수 없습니다.",
            "an item can't be reversed on scale '{scale}', whose points are not evenly mirrored",
            "간격이 고른 척도를 쓰거나 reversed를 지우십시오.",
            "use an evenly spaced scale, or remove reversed",
        ),
        # Items
        "kind-unknown": (
            "문항 종류 ‘{kind}’을(를) 알 수 없습니다.",
            "the kind '{kind}' is unknown",
            "다음 가운데 하나를 쓰십시오: {allowed}.",
            "use one of: {allowed}",
        ),
        "recall-missing": (
            "경험 문항인데 회상 기간이 없습니다.",
            "an experience item needs a recall period",
            "recall_months에 개월 수(1~60)를 적으십시오.",
            "give the number of months (1 to 60) in recall_months",
        ),
        "recall-unwanted": (
            "경험 문항이 아닌데 회상 기간이 있습니다.",
            "only an experience item has a recall period",
            "recall_months를 지우거나 kind를 experience로 바꾸십시오.",
            "remove recall_months, or make the kind experience",
        ),
        "recall-outside": (
            "회상 기간 {months}개월은 쓸 수 없습니다.",
            "a recall period of {months} months can't be used",
            "1~60개월로 적으십시오.",
            "give 1 to 60 months",
        ),
        "recall-not-in-text": (
            "문항 글에 회상 기간({months}개월)이 나오지 않습니다.",
            "the text does not name the recall period ({months} months)",
            "예: ‘최근 {months}개월 동안’.",
            "for example: 'In the past {months} months'",
        ),
        "comparability-twice": (
            "비교 열쇠 ‘{key}’을(를) 문항 {first}도 쓰고 있습니다.",
            "the comparability key '{key}' is already used by item {first}",
            "문항마다 다른 비교 열쇠를 쓰십시오.",
            "give each item its own comparability key",
        ),
        "items-none": (
            "문항이 하나도 없습니다.",
            "there is no item",
            "items에 문항을 적으십시오.",
            "add items",
        ),
        "too-many": (
            "{what_ko}이(가) {count}개입니다.",
            "there are {count} {what_en}",
            "{limit}개 이하로 줄이십시오.",
            "keep to {limit} at most",
        ),
        # Areas
        "area-empty": (
            "영역에 문항이 없습니다.",
            "the area has no items",
            "items에 문항 식별자를 적으십시오.",
            "list its items",
        ),
        "item-unknown": (
            "‘{item}’ 문항은 items에 없습니다.",
            "there is no item '{item}'",
            "식별자를 고치거나 items에 문항을 더하십시오.",
            "correct the identifier, or add the item",
        ),
        "item-in-two-areas": (
            "‘{item}’ 문항이 ‘{first}’ 영역에도 들어 있습니다.",
            "item '{item}' also belongs to the area '{first}'",
            "문항은 한 영역에만 두십시오.",
            "keep each item in one area",
        ),
        "experience-is-scored": (
            "경험 문항 ‘{item}’은(는) 영역 점수에 넣을 수 없습니다.",
            "the experience item '{item}' can't be part of an area's score",
            "영역에서 빼십시오. 경험은 따로 셉니다.",
            "take it out of the area; experiences are counted by themselves",
        ),
        "area-mixes-scales": (
            "영역의 문항이 서로 다른 척도를 씁니다: {scales}.",
            "the items of the area use different scales: {scales}",
            "한 영역의 문항은 같은 척도로 물으십시오.",
            "ask the items of an area on one scale",
        ),
        "scale-not-scorable": (
            "척도 ‘{scale}’은(는) 높은 점수가 긍정 응답이 아니어서 점수로 셀 수 없습니다.",
            "scale '{scale}' can't be scored: its favourable points are not the higher ones",
            "높은 점수가 긍정인 척도를 쓰고, 거꾸로 물은 문항에 reversed: true를 적으십시오.",
            "use a scale whose higher points are favourable, and mark reversed items with reversed: true",
        ),
        "minimum-outside": (
            "최소 응답 문항 수가 {minimum}인데 영역의 문항은 {items}개입니다.",
            "minimum_answered is {minimum} but the area has {items} items",
            "1부터 {items} 사이로 적으십시오.",
            "give a number from 1 to {items}",
        ),
        # Background and comments
        "classes-too-few": (
            "보기가 {count}개입니다.",
            "there are {count} classes",
            "보기를 {fewest}~{most}개 적으십시오.",
            "give {fewest} to {most} classes",
        ),
        "class-unknown": (
            "합칠 보기 ‘{name}’이(가) 없습니다.",
            "the class '{name}' to be merged is unknown",
            "그 단계에 남아 있는 보기 가운데에서 고르십시오: {allowed}.",
            "choose among the classes left at that step: {allowed}",
        ),
        "class-exists": (
            "합친 보기의 이름 ‘{name}’이(가) 이미 쓰였습니다.",
            "the merged class '{name}' already exists",
            "합친 보기에 새 이름을 붙이십시오.",
            "give the merged class a new name",
        ),
        "merge-of-one": (
            "합칠 보기가 둘보다 적습니다.",
            "a merge needs at least two classes",
            "of에 보기를 둘 이상 적으십시오.",
            "name two or more classes in of",
        ),
        "merge-not-neighbours": (
            "{names}은(는) 서로 이웃한 보기가 아닙니다.",
            "{names} are not neighbours",
            "classes의 순서에서 이웃한 보기끼리 합치십시오.",
            "merge classes that stand next to each other",
        ),
        "length-outside": (
            "의견의 최대 길이 {length}자는 쓸 수 없습니다.",
            "a maximum length of {length} characters can't be used",
            "1~{limit}자로 적으십시오.",
            "give 1 to {limit}",
        ),
        # Texts
        "text-missing": (
            "{what_ko} ‘{key}’의 글이 없습니다.",
            "the text of {what_en} '{key}' is missing",
            "{path} 아래에 적으십시오.",
            "add it under {path}",
        ),
        "text-empty": (
            "‘{field}’의 글이 비어 있습니다.",
            "the text of '{field}' is empty",
            "글을 적으십시오.",
            "write the text",
        ),
        "text-unwanted": (
            "{what_ko} ‘{key}’은(는) questionnaire.yaml에 없습니다.",
            "{what_en} '{key}' is not in questionnaire.yaml",
            "글을 지우거나 questionnaire.yaml에 더하십시오.",
            "remove the text, or add it to questionnaire.yaml",
        ),
        "text-too-long": (
            "글이 {length}자로 너무 깁니다.",
            "the text is too long: {length} characters",
            "{limit}자 이하로 줄이십시오.",
            "keep it to {limit} at most",
        ),
        "text-hidden-character": (
            "눈에 보이지 않는 문자 {code}이(가) 들어 있습니다.",
            "the text holds an invisible character, {code}",
            "그 문자를 지우고 다시 적으십시오.",
            "remove it and type the text again",
        ),
        "scale-labels": (
            "척도 ‘{scale}’의 점수는 {points}개인데 보기 글은 {labels}개입니다.",
            "scale '{scale}' has {points} points but {labels} labels",
            "점수마다 하나씩, 낮은 점수부터 적으십시오.",
            "write one label for each point, lowest first",
        ),
        "label-twice": (
            "보기 글 ‘{label}’이(가) 두 번 나옵니다.",
            "the label '{label}' is used twice",
            "보기마다 다른 글을 쓰십시오.",
            "give each its own label",
        ),
        "item-text-twice": (
            "문항 {first}과(와) 글이 같습니다.",
            "the text is the same as that of item {first}",
            "한 문항을 지우거나 글을 고치십시오.",
            "remove one of the two, or change the text",
        ),
        "placeholder-unknown": (
            "‘{placeholder}’은(는) 쓸 수 없는 자리표시입니다.",
            "'{placeholder}' is not a placeholder",
            "기관 이름이 들어갈 자리에만 {{institution}}을 쓰십시오. 중괄호는 다른 곳에 쓸 수 없습니다.",
            "write {{institution}} where the institution's name belongs; braces serve for nothing else",
        ),
        "placeholder-differs": (
            "다른 언어에는 {{institution}}이 있는데 이 글에는 없습니다.",
            "the other language has {{institution}} in this text, this one has not",
            "두 언어 모두에 {{institution}}을 쓰거나 모두 빼십시오.",
            "use {{institution}} in both languages or in neither",
        ),
        "language-differs": (
            "파일은 {file_language}.yaml인데 language가 ‘{written}’입니다.",
            "the file is {file_language}.yaml but says language '{written}'",
            "language: {file_language}(으)로 고치십시오.",
            "write language: {file_language}",
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
        # Extensions
        "extension-too-many": (
            "{what_ko}이(가) {count}개입니다.",
            "there are {count} {what_en}",
            "{limit}개 이하로 줄이십시오.",
            "keep to {limit} at most",
        ),
        "extension-id": (
            "추가한 문항의 식별자 ‘{key}’은(는) ‘local_’로 시작해야 합니다.",
            "the identifier '{key}' of an addition must start with 'local_'",
            "‘local_’ 뒤에 영문자, 숫자, ‘_’를 붙이십시오.",
            "put letters, digits and '_' after 'local_'",
        ),
        "extension-twice": (
            "이미 확장된 설문입니다.",
            "the questionnaire is already extended",
            "원래의 표준 설문에서 다시 확장하십시오.",
            "extend the original standard questionnaire",
        ),
    }
)
