"""An institution adds a few questions behind the core, which stays as it is."""

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from questionnaires.content import document, from_document
from questionnaires.extension import core, extend
from questionnaires.faults import QuestionnaireIsFaulty
from questionnaires.loader import published
from questionnaires.local_parts import LocalBackground, LocalItem, is_local
from questionnaires.model import Kind, Merge
from questionnaires.render import PageKind, pages

CORE = published("public-culture", "2026.1")


def item(number=1, **changes):
    plain = LocalItem(
        f"local_item{number}",
        "agreement",
        {"ko": f"우리 기관의 {number}번 구내식당은 좋다.", "en": f"Canteen {number} is good."},
    )
    return replace(plain, **changes)


def site(number=1, **changes):
    plain = LocalBackground(
        f"local_site{number}",
        {"ko": "어디에서 일하십니까?", "en": "Where do you work?"},
        {"ko": "근무지에 따라 여건이 다른지 보는 데 씁니다.", "en": "Used to see whether sites differ."},
        ("main", "east", "west"),
        {
            "ko": {"main": "본부", "east": "동부", "west": "서부", "branch": "지부"},
            "en": {"main": "Main", "east": "East", "west": "West", "branch": "Branches"},
        },
        (Merge("branch", ("east", "west")),),
    )
    return replace(plain, **changes)


def faults_of(items=(), background=()):
    with pytest.raises(QuestionnaireIsFaulty) as error:
        extend(CORE, items, background)
    return {(fault.rule, fault.place, fault.language) for fault in error.value.faults}


@settings(deadline=None)
@given(st.integers(0, 10), st.integers(0, 3))
def test_the_core_of_an_extended_questionnaire_is_the_published_one(items, questions):
    extended = extend(CORE, [item(n) for n in range(items)], [site(n) for n in range(questions)])
    assert extended.items[: len(CORE.items)] == CORE.items
    assert extended.areas == CORE.areas
    assert core(extended) == CORE
    assert (extended.content_hash == CORE.content_hash) is (items == 0 and questions == 0)
    assert from_document(document(extended)) == extended


def test_local_parts_follow_the_core_and_have_texts_in_both_languages():
    extended = extend(CORE, [item(1), item(2, is_reversed=True)], [site()])
    assert extended.item_ids[-2:] == ("local_item1", "local_item2")
    assert extended.items[-1].favourable == (1, 2)
    assert extended.background[-1].id == "local_site1"
    for texts in extended.texts.values():
        assert texts.items["local_item1"]
        assert texts.background_purposes["local_site1"]
        assert set(texts.background_classes["local_site1"]) == {"main", "east", "west", "branch"}
    assert all(is_local(part.id) for part in (*extended.items[-2:], extended.background[-1]))


def test_local_items_have_pages_of_their_own_behind_the_experiences():
    kinds = [page.kind for page in pages(extend(CORE, [item(n) for n in range(10)], [site()]))]
    assert kinds[-5:] == [
        PageKind.EXPERIENCES,
        PageKind.LOCAL_ITEMS,
        PageKind.LOCAL_ITEMS,
        PageKind.BACKGROUND,
        PageKind.COMMENTS,
    ]


def test_another_wording_of_a_local_item_is_not_comparable_with_the_last_wave():
    first = extend(CORE, [item()]).items[-1]
    same_words = extend(CORE, [item(id="local_other")]).items[-1]
    other_words = extend(CORE, [item(texts={"ko": "식당이 넓다.", "en": "The canteen is large."})]).items[-1]
    assert first.comparability == same_words.comparability
    assert first.comparability != other_words.comparability


def test_ten_local_items_and_three_background_questions_are_the_limit():
    assert ("extension-too-many", "", "") in faults_of([item(n) for n in range(11)])
    assert ("extension-too-many", "", "") in faults_of((), [site(n) for n in range(4)])


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"id": "canteen"}, ("extension-id", "canteen", "")),
        ({"id": "LEAD01"}, ("id-taken", "LEAD01", "")),
        ({"id": "local_구내"}, ("key-malformed", "local_구내", "")),
        ({"scale": "stars"}, ("scale-unknown", "local_item1", "")),
        ({"kind": Kind.EXPERIENCE}, ("recall-missing", "local_item1", "")),
        (
            {"kind": Kind.EXPERIENCE, "scale": "times", "recall_months": 3},
            ("recall-not-in-text", "local_item1", "ko"),
        ),
        ({"texts": {"en": "Canteen"}}, ("text-missing", "local_item1", "ko")),
        ({"texts": {"ko": "식당이 넓다.", "en": " "}}, ("text-empty", "local_item1", "en")),
        ({"texts": {"ko": "{식당}", "en": "Canteen"}}, ("placeholder-unknown", "local_item1", "ko")),
    ],
)
def test_a_faulty_local_item_is_named(changes, expected):
    assert expected in faults_of([item(**changes)])


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"id": "grade"}, ("id-taken", "grade", "")),
        ({"classes": ("main",), "merges": ()}, ("classes-too-few", "local_site1", "")),
        ({"merges": (Merge("branch", ("main", "west")),)}, ("merge-not-neighbours", "local_site1", "")),
        ({"purposes": {"en": "To see conditions."}}, ("text-empty", "local_site1", "ko")),
        ({"class_texts": {"ko": {}, "en": {}}}, ("text-missing", "local_site1", "ko")),
    ],
)
def test_a_faulty_local_background_question_is_named(changes, expected):
    assert expected in faults_of((), [site(**changes)])


def test_two_local_items_cannot_share_an_identifier_or_a_text():
    found = faults_of([item(1), item(1)])
    assert {rule for rule, _, _ in found} == {"id-taken"}
    assert ("item-text-twice", "local_other", "ko") in faults_of([item(1), item(1, id="local_other")])


def test_an_extended_questionnaire_is_not_extended_again():
    with pytest.raises(QuestionnaireIsFaulty, match="already extended"):
        extend(extend(CORE, [item(1)]), [item(2)])
