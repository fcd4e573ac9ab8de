"""The institution's own questions: added, named, taken away."""

import pytest

from survey_app.diagnosis import local_questions
from survey_app.diagnosis.local_questions import ClassesAreFaulty
from survey_app.manifest.asked import LocalQuestions, read_local, write_local


def test_questions_get_free_names_and_go_one_by_one():
    local = local_questions.with_item(LocalQuestions(), "가", "a", "agreement")
    local = local_questions.with_item(local, "나", "b", "agreement")
    local = local_questions.without(local, "local_item_1")
    local = local_questions.with_item(local, "다", "c", "agreement")

    assert [one.id for one in local.items] == ["local_item_2", "local_item_1"]


def test_a_background_question_keeps_its_answers_in_both_languages():
    local = local_questions.with_background(
        LocalQuestions(),
        {"ko": "어디?", "en": "Where?"},
        {"ko": "목적", "en": "Why"},
        "본부 | Head office\n\n지방 | Region",
    )

    (question,) = read_local(write_local(local)).background
    assert question.classes == ("c1", "c2")
    assert question.class_texts["en"] == {"c1": "Head office", "c2": "Region"}


@pytest.mark.parametrize(
    ("text", "line"), [("본부", 1), ("본부 | Head\n지방 |", 2), ("본부 | Head", 2), ("", 1)]
)
def test_answers_without_both_languages_name_their_line(text, line):
    with pytest.raises(ClassesAreFaulty) as faulty:
        local_questions.read_classes(text)

    assert faulty.value.line == line


def test_no_own_questions_are_no_text():
    assert write_local(LocalQuestions()) == ""
    assert read_local("").is_nothing
