"""How faults in a questionnaire's texts are explained, in Korean and in English."""

from collections.abc import Mapping
from types import MappingProxyType

# By rule: the message in Korean and in English, the remedy in Korean and in English.
TEXTS: Mapping[str, tuple[str, str, str, str]] = MappingProxyType(
    {
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
    }
)
