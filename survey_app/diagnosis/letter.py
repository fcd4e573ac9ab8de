"""The letter that invites staff: its text by language, and what is filled into it."""

import re
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from questionnaires.languages import ByLanguage
from survey_app.wording.catalogue import Voice

LONGEST_LETTER = 4000
PLACEHOLDERS = ("institution", "title", "closes_on", "minutes", "link", "contact", "fingerprint")
MANDATORY = "link"
_PLACEHOLDER = re.compile(r"\{([^{}]*)\}")

SUBJECT_PLACEHOLDERS = ("institution", "title", "closes_on")
LONGEST_SUBJECT = 150


def _proposed(kind: str) -> ByLanguage[str]:
    folder = Path(__file__).parent / "letters"
    return ByLanguage(
        {path.suffixes[0].removeprefix("."): path.read_text("utf-8") for path in folder.glob(f"{kind}.*.txt")}
    )


DEFAULTS = _proposed("invitation")
REMINDERS = _proposed("reminder")
REMINDER_SUBJECTS = ByLanguage(
    {language: Voice(language).say("[Reminder] %(title)s", title="{title}") for language in REMINDERS}
)


class LetterProblem(StrEnum):
    """What can be wrong with a letter."""

    EMPTY = "empty"
    TOO_LONG = "too_long"
    NO_LINK = "no_link"
    UNKNOWN_PLACEHOLDER = "unknown_placeholder"
    NO_SUBJECT = "no_subject"
    SUBJECT_TOO_LONG = "subject_too_long"
    NOT_IN_SUBJECTS = "not_in_subjects"


class LetterIsFaulty(Exception):
    """The letter can't be sent; `problem` says why, `placeholder` which one is unknown."""

    def __init__(self, problem: LetterProblem, placeholder: str = "") -> None:
        super().__init__(problem.value)
        self.problem, self.placeholder = problem, placeholder


@dataclass(frozen=True, slots=True)
class LetterFacts:
    """What is filled into a letter."""

    institution: str
    title: str
    closes_on: str
    minutes: str
    link: str
    contact: str
    fingerprint: str


def require_sound(text: str) -> None:
    """Raises LetterIsFaulty."""
    if not text.strip():
        raise LetterIsFaulty(LetterProblem.EMPTY)
    if len(text) > LONGEST_LETTER:
        raise LetterIsFaulty(LetterProblem.TOO_LONG)
    names = _PLACEHOLDER.findall(text)
    for name in names:
        if name not in PLACEHOLDERS:
            raise LetterIsFaulty(LetterProblem.UNKNOWN_PLACEHOLDER, name)
    if MANDATORY not in names:
        raise LetterIsFaulty(LetterProblem.NO_LINK)


def require_sound_subject(text: str) -> None:
    """Raises LetterIsFaulty."""
    if not text.strip():
        raise LetterIsFaulty(LetterProblem.NO_SUBJECT)
    if len(text) > LONGEST_SUBJECT or "\n" in text:
        raise LetterIsFaulty(LetterProblem.SUBJECT_TOO_LONG)
    for name in _PLACEHOLDER.findall(text):
        if name not in SUBJECT_PLACEHOLDERS:
            raise LetterIsFaulty(LetterProblem.NOT_IN_SUBJECTS, name)


def fill_letter(text: str, facts: LetterFacts) -> str:
    """The letter as it is sent. What is filled in is never read for placeholders again."""
    return _PLACEHOLDER.sub(lambda found: str(getattr(facts, found[1], found[0])), text)
