"""How faults in a questionnaire's structure are explained, in Korean and in English."""

from collections.abc import Mapping
from types import MappingProxyType

# By rule: the message in Korean and in English, the remedy in Korean and in English.
STRUCTURE: Mapping[str, tuple[str, str, str, str]] = MappingProxyType(
    {
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
