"""The letter: it carries the link, knows its placeholders, and fills nothing in twice."""

import pytest

from survey_app.diagnosis.letter import (
    DEFAULTS,
    LONGEST_LETTER,
    LetterFacts,
    LetterIsFaulty,
    LetterProblem,
    fill_letter,
    require_sound,
)

FACTS = LetterFacts("가온부", "진단 {link}", "2026-12-01", "8", "https://x/take/g#s=1", "혁신팀", "ABCD")


@pytest.mark.parametrize("language", ["ko", "en"])
def test_the_proposed_letter_is_sound_and_leaves_no_placeholder(language):
    require_sound(DEFAULTS[language])
    facts = LetterFacts("가온부", "진단", "2026-12-01", "8", "https://x", "혁신팀", "ABCD")

    assert "{" not in fill_letter(DEFAULTS[language], facts)


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        (" \n", LetterProblem.EMPTY),
        ("{link}" + "가" * LONGEST_LETTER, LetterProblem.TOO_LONG),
        ("안녕하십니까", LetterProblem.NO_LINK),
        ("{link} {name}", LetterProblem.UNKNOWN_PLACEHOLDER),
        ("{link} {link.__class__}", LetterProblem.UNKNOWN_PLACEHOLDER),
        ("{link} {}", LetterProblem.UNKNOWN_PLACEHOLDER),
    ],
)
def test_a_letter_that_cannot_be_sent_is_refused(text, problem):
    with pytest.raises(LetterIsFaulty) as fault:
        require_sound(text)

    assert fault.value.problem == problem


def test_what_is_filled_in_is_not_read_again():
    assert fill_letter("{title}|{link}", FACTS) == "진단 {link}|https://x/take/g#s=1"
