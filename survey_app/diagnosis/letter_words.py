"""What is wrong with a letter, in words that say what to do."""

from typing import Any

from flask_babel import lazy_gettext as _l

from survey_app.diagnosis.letter import LetterIsFaulty, LetterProblem

LETTER_PROBLEMS: dict[LetterProblem, Any] = {
    LetterProblem.EMPTY: _l("The letter is empty. Write a text, or take the proposed one."),
    LetterProblem.TOO_LONG: _l("The letter is too long. Use at most 4,000 signs."),
    LetterProblem.NO_LINK: _l(
        "The letter lacks {link}: without it nobody can take part. Put it on a line of its own."
    ),
    LetterProblem.NO_SUBJECT: _l("The subject is empty. Write one."),
    LetterProblem.SUBJECT_TOO_LONG: _l("The subject is too long. Use one line of at most 150 signs."),
    LetterProblem.NOT_IN_SUBJECTS: _l(
        "%(name)s can’t stand in a subject. Use only {institution}, {title} and {closes_on}."
    ),
    LetterProblem.UNKNOWN_PLACEHOLDER: _l(
        "%(name)s is not known. Use only the placeholders that are listed under the letter."
    ),
}


def letter_problem(fault: LetterIsFaulty) -> str:
    """What is wrong with a letter, and the remedy."""
    sentence = LETTER_PROBLEMS[fault.problem]
    if fault.placeholder:
        return str(sentence) % {"name": "{" + fault.placeholder + "}"}
    return str(sentence)
