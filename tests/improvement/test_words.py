"""One state of an action has one word in each language, on pages and in reports."""

import pytest
from flask import render_template_string

from survey_app.improvement.models import ActionState
from survey_app.improvement.services import STATES
from survey_app.reporting.subject import _in_language

WORDS = {
    "ko": ["합의함", "진행 중", "완료", "중단"],
    "en": ["agreed", "under way", "done", "given up"],
}


@pytest.mark.parametrize("language", ["ko", "en"])
def test_page_and_report_say_the_same_of_a_state(app, language):
    with app.test_request_context(f"/?lang={language}"):
        shown = [
            render_template_string("{{ state|action_state }}", state=state.value) for state in ActionState
        ]
    with app.test_request_context("/?lang=ko"):
        printed = [_in_language(STATES[state], language) for state in ActionState]

    assert shown == printed == WORDS[language]
