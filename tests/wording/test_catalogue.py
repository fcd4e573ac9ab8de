"""A voice says messages in its language, wherever it is asked."""

import subprocess
import sys

import pytest

from survey_app.wording.catalogue import Voice

KOREAN, ENGLISH = Voice("ko"), Voice("en")


@pytest.mark.parametrize(
    ("area", "said"),
    [("소통", "소통은 표시하지 않습니다(묻지 않음)."), ("회의", "회의는 표시하지 않습니다(묻지 않음).")],
)
def test_a_particle_goes_by_the_value_before_it(area, said):
    message = "%(name)s is not shown (%(reason)s)."

    assert KOREAN.say(message, name=area, reason="묻지 않음") == said


def test_a_message_without_a_translation_is_said_in_english():
    assert KOREAN.say("No catalogue knows %(what)s.", what="this") == "No catalogue knows this."
    assert Voice("fr").say("%(people)s people took part.", people=12) == "12 people took part."


def test_a_percent_sign_is_one_with_and_without_values():
    assert ENGLISH.say("95%% interval") == "95% interval"
    assert KOREAN.say("95%% interval %(span)s", span="40–60") == "95% 신뢰구간 40–60"


def test_a_context_tells_two_meanings_of_one_english_word_apart():
    assert KOREAN.say("higher") != KOREAN.say_as("a change", "higher")
    assert ENGLISH.say("higher") == ENGLISH.say_as("a change", "higher") == "higher"


def test_one_and_many_are_said_as_the_language_says_them():
    said = ("%(num)s item is not shown.", "%(num)s items are not shown.")

    assert [ENGLISH.say_many(*said, number) for number in (1, 2)] == [
        "1 item is not shown.",
        "2 items are not shown.",
    ]
    assert [KOREAN.say_many(*said, number) for number in (1, 2)] == [
        "1개 문항은 표시하지 않습니다.",
        "2개 문항은 표시하지 않습니다.",
    ]


def test_a_process_of_its_own_speaks_without_an_app():
    program = (
        "import sys; from survey_app.wording.catalogue import Voice; "
        "sys.stdout.reconfigure(encoding='utf-8'); print(Voice('ko').say('about the same'))"
    )

    done = subprocess.run([sys.executable, "-c", program], capture_output=True, check=True)

    assert done.stdout.decode().strip() == "비슷함"
