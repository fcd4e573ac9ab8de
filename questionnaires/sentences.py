"""What is said of questionnaires, of their faults above all: data, in a file for each language."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from pathlib import Path

import yaml

from questionnaires.languages import ByLanguage

FOLDER = Path(__file__).parent / "words"


class Part(StrEnum):
    """A part of a questionnaire, or a kind of value in its files, that a sentence names."""

    ITEM = "item"
    ITEMS = "items"
    AREA = "area"
    SCALE = "scale"
    BACKGROUND_QUESTION = "background_question"
    BACKGROUND_QUESTIONS = "background_questions"
    COMMENT_QUESTION = "comment_question"
    COMMENT_QUESTIONS = "comment_questions"
    CLASS = "class"
    LOCAL_ITEMS = "local_items"
    LOCAL_BACKGROUND_QUESTIONS = "local_background_questions"
    LOCAL_COMMENT_QUESTIONS = "local_comment_questions"
    TEXT = "text"
    NUMBER = "number"
    FLAG = "flag"
    LIST = "list"
    MAPPING = "mapping"


@dataclass(frozen=True, slots=True)
class Sentences:
    """The words of one language. `faults` has a message and a remedy for each rule."""

    to_be_corrected: str
    table: Mapping[str, str]
    summary: str
    pulse_introduction: str
    recall_periods: Mapping[str, tuple[str, ...]]
    parts: Mapping[Part, str]
    faults: Mapping[str, Mapping[str, str]]

    def of_fault(self, rule: str, part_of_it: str, filling: Mapping[str, str]) -> str:
        """The message or the remedy of a rule, with what is filled in."""
        words = {
            name: self.parts[value] if isinstance(value, Part) else value for name, value in filling.items()
        }
        return self.faults[rule][part_of_it].format(**words)


def sentences(language: str) -> Sentences:
    """The words of a language, or of that which stands in for it."""
    return _all()[language]


def every_language() -> tuple[Sentences, ...]:
    """The words of all languages."""
    return tuple(_all().values())


@cache
def _all() -> ByLanguage[Sentences]:
    files = sorted(FOLDER.glob("*.yaml"))
    return ByLanguage({file.stem: Sentences(**yaml.safe_load(file.read_text("utf-8"))) for file in files})
