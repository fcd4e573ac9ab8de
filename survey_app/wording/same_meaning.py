"""Says in a sentence whether an area's items mean the same in all institutions, and what follows."""

from collections.abc import Mapping

from analysis.institutions.same_meaning import Meaning, SameMeaning
from survey_app.wording import numbers

SENTENCES: Mapping[str, Mapping[Meaning, str]] = {
    "ko": {
        Meaning.SAME: (
            "확인할 수 있었던 기관 {institutions}곳에서 이 영역의 문항이 다른 뜻으로 쓰인 흔적은 찾지 "
            "못했습니다. 작은 차이까지 없다는 뜻은 아닙니다."
        ),
        Meaning.LEVEL_DIFFERS: (
            "순위를 매기되 주의가 필요합니다. 기관 {institutions}곳을 비교해 보니 문항 {items}은(는) 의견이 "
            "같아도 기관에 따라 더 높거나 낮게 답하여, 기관의 점수가 그것만으로 {shift}점쯤 달라집니다. "
            "기관 사이의 차이가 {twice}점보다 작으면 의견 차이가 아닐 수 있습니다."
        ),
        Meaning.METRIC_FAILS: (
            "이 영역은 순위를 매기지 않습니다. 기관 {institutions}곳을 비교해 보니 이 영역에서 중요한 문항이 "
            "기관마다 달라, 같은 점수라도 같은 것을 뜻한다고 볼 수 없습니다."
        ),
        Meaning.SCALAR_FAILS: (
            "이 영역은 순위를 매기지 않습니다. 기관 {institutions}곳을 비교해 보니 의견이 같아도 어떤 "
            "문항에는{of_items} 기관에 따라 더 높거나 낮게 답하여, 점수 차이가 의견 차이인지 알 수 없습니다."
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
            "In the {institutions} institutions that could be tested, no sign was found that the items of "
            "this area mean different things. That rules out large differences, not small ones."
        ),
        Meaning.LEVEL_DIFFERS: (
            "This area is ranked with a caution. Over the {institutions} institutions that were tested, "
            "people of the same opinion answer {items} higher in one institution than in another, which "
            "moves a typical score by some {shift} points. A difference between institutions under {twice} "
            "points need not be one of opinion."
        ),
        Meaning.METRIC_FAILS: (
            "This area is not ranked. In the {institutions} institutions that were tested, different items "
            "matter most to it, so the same score need not mean the same thing."
        ),
        Meaning.SCALAR_FAILS: (
            "This area is not ranked. Over the {institutions} institutions that were tested, people of the "
            "same opinion answer some items{of_items} higher in one institution than in another, so a "
            "difference in scores need not be one of opinion."
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
    items = ", ".join(found.items)
    return SENTENCES[language][found.meaning].format(
        institutions=found.institutions,
        items=items,
        of_items=f"({items})" if items and language == "ko" else f" ({items})" if items else "",
        shift=numbers.decimal(found.shift, 1),
        twice=numbers.decimal(2 * found.shift, 1),
    )
