"""The letter that invites staff: its text in both languages, and what is filled into it."""

import re
from dataclasses import dataclass
from enum import StrEnum

LONGEST_LETTER = 4000
PLACEHOLDERS = ("institution", "title", "closes_on", "minutes", "link", "contact", "fingerprint")
MANDATORY = "link"
_PLACEHOLDER = re.compile(r"\{([^{}]*)\}")

DEFAULTS = {
    "ko": """안녕하십니까.

{institution}에서 「{title}」을 실시합니다. 우리 조직이 일하는 방식을 구성원의 눈으로 돌아보고, 무엇을 먼저 바꿀지 정하기 위한 조사입니다.

아래 주소에서 {closes_on}까지 응답하실 수 있으며, {minutes}분가량 걸립니다.

{link}

· 누가 어떤 답을 했는지는 운영자를 포함해 아무도 알 수 없습니다. 답은 브라우저에서 봉인되며, 조사가 끝난 뒤 순서를 섞어 한꺼번에 엽니다.
· 사람이 적은 집단의 결과는 어디에도 표시하지 않습니다.
· 참여는 자유이며, 답하고 싶지 않은 문항은 건너뛰셔도 됩니다.

이 조사의 조건을 담은 문서의 지문: {fingerprint}
문의: {contact}
""",
    "en": """Hello,

{institution} is carrying out “{title}”. It asks how we work together, as you see it, so that we can agree on what to change first.

You can answer at the address below until {closes_on}. It takes about {minutes} minutes.

{link}

· Nobody, the operator included, can learn who gave which answer. Answers are sealed in your browser and opened together, shuffled, after the close.
· Results of small groups are not shown anywhere.
· Taking part is up to you, and you may skip any question.

Fingerprint of the document that holds the terms of this survey: {fingerprint}
Contact: {contact}
""",
}


class LetterProblem(StrEnum):
    """What can be wrong with a letter."""

    EMPTY = "empty"
    TOO_LONG = "too_long"
    NO_LINK = "no_link"
    UNKNOWN_PLACEHOLDER = "unknown_placeholder"


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


def fill_letter(text: str, facts: LetterFacts) -> str:
    """The letter as it is sent. What is filled in is never read for placeholders again."""
    return _PLACEHOLDER.sub(lambda found: str(getattr(facts, found[1], found[0])), text)
