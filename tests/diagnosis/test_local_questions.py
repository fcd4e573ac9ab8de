"""The institution's own questions: written, changed, put in order, taken away."""

import pytest

from questionnaires.extension import extend
from questionnaires.loader import published
from questionnaires.local_parts import LocalQuestions
from survey_app.diagnosis import local_questions
from survey_app.diagnosis.local_questions import (
    AnswersAreFaulty,
    EnglishIsHalfThere,
    LocalKind,
    WrittenQuestion,
)
from survey_app.manifest.asked import read_local, write_local

BOTH = {"ko": "어디에서 일하십니까?", "en": "Where do you work?"}
WHY = {"ko": "근무지별로 보는 데 씁니다.", "en": "To compare sites."}


def _item(korean: str, english: str = "", scale: str = "agreement", answers: str = "") -> WrittenQuestion:
    return WrittenQuestion({"ko": korean, "en": english}, {}, scale, answers)


def test_questions_get_free_names_and_go_one_by_one():
    local = local_questions.written_item(LocalQuestions(), _item("가"))
    local = local_questions.written_item(local, _item("나"))
    local = local_questions.without(local, "local_item_1")
    local = local_questions.written_item(local, _item("다"))

    assert [one.id for one in local.items] == ["local_item_2", "local_item_1"]
    assert [one.id for one in local_questions.moved(local, "local_item_1", -1).items] == [
        "local_item_1",
        "local_item_2",
    ]
    assert local_questions.moved(local, "local_item_2", -1) == local


def test_a_question_is_read_back_as_it_was_written_and_changed_in_its_place():
    written = {
        LocalKind.ITEM: _item("거의 없다", answers="나쁨\n보통\n좋음", scale=""),
        LocalKind.BACKGROUND: WrittenQuestion(BOTH, WHY, answers="본부 | Head office\n지방 | Region"),
        LocalKind.COMMENT: WrittenQuestion({"ko": "바꿀 것은?", "en": "What should change?"}, {}),
    }
    for kind, one in written.items():
        local = local_questions.WRITE[kind](LocalQuestions(), one)
        (part,) = (*local.items, *local.background, *local.comments)
        found, again = local_questions.find(local, part.id)

        assert (found, again.answers) == (kind, one.answers)
        assert local_questions.WRITE[kind](local, again, part.id) == local
        assert read_local(write_local(local)) == local


def test_answers_of_ones_own_count_as_unfavourable_first_and_favourable_last():
    local = local_questions.written_item(
        LocalQuestions(), _item("가", answers="하나\n둘\n셋\n넷\n다섯", scale="")
    )

    asked = extend(published("public-culture", "2026.1"), local.items).items[-1]

    assert (asked.scale.points, asked.favourable, asked.unfavourable) == ((1, 2, 3, 4, 5), (4, 5), (1, 2))
    assert asked.scale.has_not_applicable


def test_an_answer_that_stays_keeps_its_name():
    local = local_questions.written_background(
        LocalQuestions(), WrittenQuestion(BOTH, WHY, answers="가 | a\n나 | b")
    )
    local = local_questions.written_background(
        local, WrittenQuestion(BOTH, WHY, answers="다 | c\n나 | b"), "local_about_1"
    )

    assert local.background[0].classes == ("c3", "c2")


@pytest.mark.parametrize(("text", "line"), [("본부", 2), ("본부 | Head\n| Region", 2), ("", 1)])
def test_answers_without_korean_name_their_line(text, line):
    with pytest.raises(AnswersAreFaulty) as faulty:
        local_questions.read_answers(text)

    assert faulty.value.line == line


@pytest.mark.parametrize(
    ("texts", "purposes", "answers"),
    [
        (BOTH, WHY, "본부 | Head office\n지방"),
        (BOTH, WHY, "본부\n지방"),
        (BOTH, {"ko": "이유", "en": ""}, "본부 | Head office\n지방 | Region"),
    ],
)
def test_a_question_is_in_english_as_a_whole_or_not_at_all(texts, purposes, answers):
    with pytest.raises(EnglishIsHalfThere):
        local_questions.written_background(
            LocalQuestions(), WrittenQuestion(texts, purposes, answers=answers)
        )


def test_no_own_questions_are_no_text():
    assert write_local(LocalQuestions()) == ""
    assert read_local("").is_nothing


def test_own_questions_of_an_older_wave_are_read():
    """As manifests of earlier versions carry them."""
    text = (
        '{"background":[],"items":[{"id":"local_item_1","is_reversed":false,"is_sensitive":false,'
        '"kind":"perception","recall_months":null,"scale":"agreement","texts":{"en":"a","ko":"가"}}]}'
    )

    (item,) = read_local(text).items

    assert (item.scale_key, item.answers) == ("agreement", None)
