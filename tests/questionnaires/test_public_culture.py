"""The standard questionnaire keeps the published structure, and plain language in Korean and in English."""

import re

import pytest

from questionnaires.loader import BUNDLED, published
from questionnaires.model import Kind

QUESTIONNAIRE = published("public-culture", "2026.1")
KO, EN = QUESTIONNAIRE.texts["ko"], QUESTIONNAIRE.texts["en"]
SCORED = [item_id for area in QUESTIONNAIRE.areas for item_id in area.items]
EXPERIENCES = [item for item in QUESTIONNAIRE.items if item.kind == Kind.EXPERIENCE]

# 「공직사회 조직문화 진단 가이드라인」, 2021: names and sizes of the areas as published.
PUBLISHED_AREAS = {
    "조직문화": 5,
    "관행·관습 타파": 4,
    "인권·윤리의식": 4,
    "리더십": 7,
    "소통": 5,
    "조직융화활동": 4,
    "조직구조·인사제도": 4,
    "일하는 방식": 5,
    "역량개발": 4,
    "성장·성취": 4,
    "일과 삶의 균형": 4,
}


def test_the_eleven_areas_have_their_published_names_order_and_sizes():
    areas = {KO.areas[area.key]: len(area.items) for area in QUESTIONNAIRE.culture_areas}
    assert list(areas.items()) == list(PUBLISHED_AREAS.items())
    assert sum(areas.values()) == 50


def test_the_engagement_index_has_five_items_that_must_all_be_answered():
    (index,) = QUESTIONNAIRE.indices
    assert (index.key, len(index.items), index.minimum_answered) == ("engagement", 5, 5)
    assert {QUESTIONNAIRE.item_by_id[item].kind for item in index.items} == {Kind.OUTCOME}


def test_the_minimum_answered_follows_the_rule_in_every_culture_area():
    minimum = {4: 3, 5: 4, 7: 5}
    for area in QUESTIONNAIRE.culture_areas:
        assert area.minimum_answered == minimum[len(area.items)]


def test_three_items_are_keyed_in_reverse_and_none_of_the_index():
    assert [item.id for item in QUESTIONNAIRE.items if item.is_reversed] == ["CUST02", "WORK04", "GROW04"]


def test_every_scored_item_is_on_agreement_with_a_way_not_to_know():
    scales = {QUESTIONNAIRE.item_by_id[item].scale for item in SCORED}
    (scale,) = scales
    assert (scale.points, scale.favourable, scale.has_not_applicable) == ((1, 2, 3, 4, 5), (4, 5), True)
    assert KO.scale_points["agreement"] == (
        "전혀 그렇지 않다",
        "그렇지 않다",
        "보통이다",
        "그렇다",
        "매우 그렇다",
    )
    assert KO.not_applicable == "해당 없음/모름"


def test_six_experiences_name_their_recall_period_and_the_three_delicate_ones_are_marked():
    assert [item.recall_months for item in EXPERIENCES] == [12, 12, 3, 1, 3, 1]
    assert [item.id for item in EXPERIENCES if item.is_sensitive] == ["EXPE01", "EXPE02", "EXPE05"]
    for item, topic in zip(
        EXPERIENCES, ("갑질", "부당한 지시", "의전", "간부 모시는 날", "회식", "근무시간"), strict=True
    ):
        assert topic in KO.items[item.id]


def test_only_not_to_have_experienced_it_is_favourable():
    for item in EXPERIENCES:
        assert item.favourable == (0,)
        assert set(item.favourable) | set(item.unfavourable) == set(item.scale.points)


def test_five_background_questions_each_say_what_they_are_for():
    assert [KO.background[question.id].split()[0] for question in QUESTIONNAIRE.background] == [
        "직급이",
        "우리",
        "연령대가",
        "성별이",
        "직렬이",
    ]
    assert len(set(KO.background_purposes.values())) == 5


@pytest.mark.parametrize("question", [q for q in QUESTIONNAIRE.background if q.id != "gender"])
def test_merging_to_the_end_leaves_two_classes(question):
    left = list(question.classes)
    for merge in question.merges:
        start = left.index(merge.of[0])
        assert left[start : start + len(merge.of)] == list(merge.of)
        left[start : start + len(merge.of)] = [merge.into]
    assert len(left) == 2


@pytest.mark.parametrize("item", SCORED)
def test_a_statement_is_a_plain_sentence_in_both_languages(item):
    assert re.fullmatch(r"[^.?!]+다\.", KO.items[item])
    assert re.fullmatch(r"[A-Z][^.?!]+\.", EN.items[item])
    assert len(KO.items[item]) <= 50
    assert len(EN.items[item]) <= 130


@pytest.mark.parametrize("item", SCORED)
def test_a_statement_has_no_double_negation(item):
    korean = re.findall(r"않|없|못하|못 |아니|말고|안 되|불필요|불공정|불합리", KO.items[item])
    english = re.findall(
        r"\b(?:not|no|never|none|without|cannot|un\w+|in(?:ability|effective)\w*)\b|n't", EN.items[item]
    )
    assert len(korean) <= 1
    assert len([word for word in english if word != "understand"]) <= 1


@pytest.mark.parametrize("item", SCORED)
def test_a_statement_holds_one_idea(item):
    korean = re.sub(r"\([^)]*\)", "", KO.items[item])
    english = re.sub(r"\([^)]*\)", "", EN.items[item])
    assert not re.search(r" 및 |그리고|또는|거나 |하며 |하고 (?!싶|있)", korean)
    assert not re.search(r"\b(?:and|or)\b", english)


def test_wording_keeps_one_voice_for_questions_and_requests():
    for item in EXPERIENCES:
        assert KO.items[item.id].endswith("까?")
        assert EN.items[item.id].endswith("?")
    assert all(text.endswith("까?") for text in KO.background.values())
    assert all(text.endswith("씁니다.") for text in KO.background_purposes.values())
    assert all(text.endswith("주십시오.") for text in KO.comments.values())


def test_no_english_is_left_in_the_korean_and_no_korean_in_the_english():
    for texts, wrong in ((KO, r"[A-Za-z]"), (EN, r"[가-힣]")):
        every = [texts.title, texts.introduction, *texts.items.values(), *texts.areas.values()]
        every += [*texts.area_descriptions.values(), *texts.background.values(), *texts.comments.values()]
        every += [label for labels in texts.scale_points.values() for label in labels]
        every += [label for labels in texts.background_classes.values() for label in labels.values()]
        assert [text for text in every if re.search(wrong, text)] == []


def test_the_source_says_that_the_ministrys_wording_is_not_public_and_how_to_put_it_in():
    source = (BUNDLED / "public-culture" / "2026.1" / "SOURCE.md").read_text(encoding="utf-8")
    assert "행정안전부의 문항 원문은 공개되어 있지 않습니다." in source
    assert "The ministry's own wording is not public." in source
    assert "gyeol questionnaire check" in source
