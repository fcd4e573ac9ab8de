"""Says in a sentence whether an area's items mean the same in all institutions, and what follows."""

from collections.abc import Mapping

from analysis.same_meaning import Meaning, SameMeaning

SENTENCES: Mapping[str, Mapping[Meaning, str]] = {
    "ko": {
        Meaning.SAME: (
            "확인할 수 있었던 기관 {institutions}곳에서 이 영역의 문항은 같은 뜻으로 쓰였으므로 "
            "점수를 비교할 수 있습니다."
        ),
        Meaning.METRIC_FAILS: (
            "이 영역은 순위를 매기지 않습니다. 기관 {institutions}곳을 비교해 보니 이 영역에서 중요한 문항이 "
            "기관마다 달라, 같은 점수라도 같은 것을 뜻한다고 볼 수 없습니다."
        ),
        Meaning.SCALAR_FAILS: (
            "이 영역은 순위를 매기지 않습니다. 기관 {institutions}곳을 비교해 보니 의견이 같아도 "
            "어떤 문항에는 기관에 따라 더 높거나 낮게 답하여, 점수 차이가 의견 차이인지 알 수 없습니다."
        ),
        Meaning.TOO_FEW_INSTITUTIONS: (
            "문항이 모든 기관에서 같은 뜻인지는 확인하지 못했습니다. 응답이 충분한 기관이 세 곳 미만입니다. "
            "순위는 같은 뜻이라고 보고 매긴 것입니다."
        ),
        Meaning.TOO_FEW_ITEMS: (
            "문항이 모든 기관에서 같은 뜻인지는 확인할 수 없습니다. 이 영역의 문항이 세 개 미만입니다. "
            "순위는 같은 뜻이라고 보고 매긴 것입니다."
        ),
        Meaning.NOT_ESTIMABLE: (
            "문항이 모든 기관에서 같은 뜻인지는 이 응답으로 계산할 수 없습니다. "
            "순위는 같은 뜻이라고 보고 매긴 것입니다."
        ),
    },
    "en": {
        Meaning.SAME: (
            "The items of this area work alike in the {institutions} institutions that could be tested, so "
            "their scores can be compared."
        ),
        Meaning.METRIC_FAILS: (
            "This area is not ranked. In the {institutions} institutions that were tested, different items "
            "matter most to it, so the same score need not mean the same thing."
        ),
        Meaning.SCALAR_FAILS: (
            "This area is not ranked. Over the {institutions} institutions that were tested, people of the "
            "same opinion answer some items higher in one institution than in another, so a difference in "
            "scores need not be one of opinion."
        ),
        Meaning.TOO_FEW_INSTITUTIONS: (
            "Whether the items mean the same in all institutions could not be tested: fewer than three have "
            "enough answers. Ranks assume that they do."
        ),
        Meaning.TOO_FEW_ITEMS: (
            "Whether the items mean the same in all institutions can't be tested: the area has fewer than "
            "three items. Ranks assume that they do."
        ),
        Meaning.NOT_ESTIMABLE: (
            "Whether the items mean the same in all institutions can't be computed from these answers. "
            "Ranks assume that they do."
        ),
    },
}
NOT_EXAMINED: Mapping[str, str] = {
    "ko": (
        "문항이 모든 기관에서 같은 뜻인지는 아직 확인하지 않았습니다. 비교 기준을 새로 만들 때 확인합니다. "
        "순위는 같은 뜻이라고 보고 매긴 것입니다."
    ),
    "en": (
        "Whether the items mean the same in all institutions has not been tested yet; making the benchmark "
        "does so. Ranks assume that they do."
    ),
}


def meaning_sentence(found: SameMeaning | None, language: str) -> str:
    """The verdict on one area for people who are no statisticians; None when it was not examined."""
    if found is None:
        return NOT_EXAMINED[language]
    return SENTENCES[language][found.meaning].format(institutions=found.institutions)
