"""The institution's own questions: written behind the locked core, changed, put in order, taken away."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import TypeVar

from questionnaires.languages import FIRST
from questionnaires.local_parts import (
    LOCAL_PREFIX,
    LocalBackground,
    LocalComment,
    LocalItem,
    LocalQuestions,
    OwnAnswers,
)

Part = TypeVar("Part", LocalItem, LocalBackground, LocalComment)
SECOND = "en"


class LocalKind(StrEnum):
    """The three kinds of questions that an institution may add."""

    ITEM = "item"
    BACKGROUND = "background"
    COMMENT = "comment"


@dataclass(frozen=True, slots=True)
class WrittenQuestion:
    """A question as it was written: texts by language, answers in lines of `Korean | English`."""

    texts: Mapping[str, str]
    purposes: Mapping[str, str]
    scale: str = ""
    answers: str = ""


class AnswersAreFaulty(Exception):
    """A line of the answers says nothing in Korean, or there are fewer than two; `line` counts from 1."""

    def __init__(self, line: int) -> None:
        super().__init__(str(line))
        self.line = line


class EnglishIsHalfThere(Exception):
    """Some of a question is in English and some is not: all of it is, or none."""


def written_item(local: LocalQuestions, written: WrittenQuestion, item_id: str = "") -> LocalQuestions:
    """The questions with this item: in place of the one of that id, or at the end.

    Without a scale it has answers of its own, in order from the least to the most favourable: the first half
    counts as unfavourable, the last as favourable. Raises AnswersAreFaulty, EnglishIsHalfThere.
    """
    answers = None if written.scale else _own_answers(written)
    item = LocalItem(item_id or _free(local, "item"), written.scale, _texts(written.texts), answers=answers)
    return replace(local, items=_with(local.items, item))


def written_background(
    local: LocalQuestions, written: WrittenQuestion, question_id: str = ""
) -> LocalQuestions:
    """The questions with this background question. Raises AnswersAreFaulty, EnglishIsHalfThere.

    An answer that stays keeps its name, so that it can be followed over time.
    """
    labels = read_answers(written.answers)
    _require_all_or_none(labels, written.texts, written.purposes)
    before = next((one for one in local.background if one.id == question_id), None)
    names = _names(labels[FIRST], {} if before is None else before.class_texts[FIRST])
    question = LocalBackground(
        question_id or _free(local, "about"),
        _texts(written.texts),
        _texts(written.purposes),
        names,
        {language: dict(zip(names, said, strict=True)) for language, said in labels.items()},
    )
    return replace(local, background=_with(local.background, question))


def written_comment(local: LocalQuestions, written: WrittenQuestion, question_id: str = "") -> LocalQuestions:
    """The questions with this open question."""
    question = LocalComment(question_id or _free(local, "comment"), _texts(written.texts))
    return replace(local, comments=_with(local.comments, question))


WRITE = {
    LocalKind.ITEM: written_item,
    LocalKind.BACKGROUND: written_background,
    LocalKind.COMMENT: written_comment,
}


def find(local: LocalQuestions, question_id: str) -> tuple[LocalKind, WrittenQuestion] | None:
    """A question's kind and how it was written; None when there is none of that id."""
    for item in local.items:
        if item.id == question_id:
            lines = _lines(item.answers.labels) if item.answers is not None else ""
            return LocalKind.ITEM, WrittenQuestion(item.texts, {}, item.scale, lines)
    for one in local.background:
        if one.id == question_id:
            labels = {
                language: tuple(said[name] for name in one.classes)
                for language, said in one.class_texts.items()
                if said
            }
            return LocalKind.BACKGROUND, WrittenQuestion(one.texts, one.purposes, answers=_lines(labels))
    for comment in local.comments:
        if comment.id == question_id:
            return LocalKind.COMMENT, WrittenQuestion(comment.texts, {})
    return None


def without(local: LocalQuestions, question_id: str) -> LocalQuestions:
    """The questions without that one; the same when there is none."""
    return replace(
        local,
        items=tuple(one for one in local.items if one.id != question_id),
        background=tuple(one for one in local.background if one.id != question_id),
        comments=tuple(one for one in local.comments if one.id != question_id),
    )


def moved(local: LocalQuestions, question_id: str, places: int) -> LocalQuestions:
    """The questions with that one so many places further among its kind: -1 is one up."""
    return replace(
        local,
        items=_moved(local.items, question_id, places),
        background=_moved(local.background, question_id, places),
        comments=_moved(local.comments, question_id, places),
    )


def read_answers(text: str) -> dict[str, tuple[str, ...]]:
    """Answers by language from lines of `Korean | English`, English for all or for none.

    Raises AnswersAreFaulty, EnglishIsHalfThere.
    """
    pairs = [line.partition("|") for line in text.splitlines() if line.strip()]
    korean = tuple(first.strip() for first, _bar, _second in pairs)
    english = tuple(second.strip() for _first, _bar, second in pairs)
    for number, said in enumerate(korean, start=1):
        if not said:
            raise AnswersAreFaulty(number)
    if len(korean) < 2:
        raise AnswersAreFaulty(len(korean) + 1)
    if any(english) and not all(english):
        raise EnglishIsHalfThere
    return {FIRST: korean, SECOND: english} if all(english) else {FIRST: korean}


def _own_answers(written: WrittenQuestion) -> OwnAnswers:
    labels = read_answers(written.answers)
    _require_all_or_none(labels, written.texts)
    points = tuple(range(1, len(labels[FIRST]) + 1))
    half = len(points) // 2
    return OwnAnswers(labels, favourable=points[-half:], unfavourable=points[:half])


def _require_all_or_none(labels: Mapping[str, Sequence[str]], *texts: Mapping[str, str]) -> None:
    """Raises EnglishIsHalfThere."""
    if len({SECOND in labels, *(bool(one.get(SECOND)) for one in texts)}) > 1:
        raise EnglishIsHalfThere


def _texts(texts: Mapping[str, str]) -> dict[str, str]:
    return {language: text.strip() for language, text in texts.items() if text.strip() or language == FIRST}


def _lines(labels: Mapping[str, Sequence[str]]) -> str:
    first, second = labels[FIRST], labels.get(SECOND)
    if second is None:
        return "\n".join(first)
    return "\n".join(f"{one} | {other}" for one, other in zip(first, second, strict=True))


def _names(labels: Iterable[str], before: Mapping[str, str]) -> tuple[str, ...]:
    kept = {label: name for name, label in before.items()}
    taken = set(before)
    names = []
    for label in labels:
        name = kept.pop(label, None) or next(f"c{n}" for n in range(1, 100) if f"c{n}" not in taken)
        taken.add(name)
        names.append(name)
    return tuple(names)


def _with(parts: tuple[Part, ...], part: Part) -> tuple[Part, ...]:
    if all(one.id != part.id for one in parts):
        new: tuple[Part, ...] = (part,)
        return parts + new
    return tuple(part if one.id == part.id else one for one in parts)


def _moved(parts: tuple[Part, ...], part_id: str, places: int) -> tuple[Part, ...]:
    position = next((place for place, one in enumerate(parts) if one.id == part_id), None)
    if position is None:
        return parts
    left = tuple(one for one in parts if one.id != part_id)
    place = max(0, position + places)
    return left[:place] + parts[position : position + 1] + left[place:]


def _free(local: LocalQuestions, kind: str) -> str:
    taken = {one.id for one in local.parts}
    return next(name for number in range(1, 100) if (name := f"{LOCAL_PREFIX}{kind}_{number}") not in taken)
