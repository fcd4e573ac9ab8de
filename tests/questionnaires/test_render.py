"""Pages hold five to seven items and leave nothing out."""

import pytest

from questionnaires.extension import extend
from questionnaires.loader import available, load, published
from questionnaires.local_parts import LocalItem
from questionnaires.render import MOST_ITEMS_ON_A_PAGE, PageKind, fill, pages


@pytest.mark.parametrize("name", available())
def test_every_question_stands_on_one_page_and_no_page_is_long(name):
    questionnaire = published(*name)
    laid_out = pages(questionnaire)
    asked = [item.id for page in laid_out for item in page.items]
    assert sorted(asked) == sorted(questionnaire.item_ids)
    assert all(len(page.items) <= MOST_ITEMS_ON_A_PAGE for page in laid_out)
    assert len({page.key for page in laid_out}) == len(laid_out)
    assert [q for page in laid_out for q in page.background] == list(questionnaire.background)
    assert [q for page in laid_out for q in page.comments] == list(questionnaire.comments)


def test_the_standard_questionnaire_has_an_area_to_a_page():
    laid_out = pages(published("public-culture", "2026.1"))
    areas = [page for page in laid_out if page.kind == PageKind.AREA]
    assert [len(page.items) for page in areas] == [5, 4, 4, 7, 5, 4, 4, 5, 4, 4, 4, 5]
    assert all(page.area is not None for page in areas)
    assert [page.kind for page in laid_out[12:]] == [
        PageKind.EXPERIENCES,
        PageKind.BACKGROUND,
        PageKind.COMMENTS,
    ]


def test_a_long_area_is_cut_into_parts_of_about_the_same_length():
    parts = [page for page in pages(published("csps-core", "2024")) if page.key.startswith("my_manager")]
    assert [(len(page.items), page.part, page.parts) for page in parts] == [(4, 1, 2), (5, 2, 2)]
    assert {page.area.key for page in parts} == {"my_manager"}


def test_small_neighbours_share_a_page(draft):
    draft.edit(
        "questionnaire.yaml",
        "  - {key: help, items: [HELP01, HELP02]}",
        "  - {key: help, items: [HELP01]}\n  - {key: alone, items: [HELP02]}",
    )
    for file in ("ko.yaml", "en.yaml"):
        draft.edit(file, "areas:\n", "areas:\n  alone: {name: Alone, description: Alone.}\n")
    first = pages(load(draft.folder))[0]
    assert (first.key, first.area, len(first.items)) == ("help-alone", None, 2)


def test_a_questionnaire_without_background_and_comments_has_no_empty_page():
    assert all(page.items for page in pages(published("csps-core", "2024")))


def test_local_experiences_stay_among_the_local_items():
    local = LocalItem(
        "local_noise",
        "times",
        {
            "ko": "최근 1개월 동안, 소음으로 일을 멈춘 적이 몇 번 있습니까?",
            "en": "In the past 1 month, how often?",
        },
        kind="experience",
        recall_months=1,
    )
    laid_out = pages(extend(published("public-culture", "2026.1"), [local]))
    (page,) = [page for page in laid_out if page.kind == PageKind.LOCAL_ITEMS]
    assert [item.id for item in page.items] == ["local_noise"]


def test_the_institution_takes_its_place_in_a_text():
    text = published("csps-core", "2024").texts["ko"].items["B47"]
    assert fill(text, "가온부") == "나는 다른 사람에게 가온부의 일원이라고 말할 때 자랑스럽다."
