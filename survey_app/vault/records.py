"""A response as bytes of one size: the unit, then one byte an item, then one byte a background question."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from analysis.counting.answers import CLASS_NOT_GIVEN, NO_ANSWER, NOT_APPLICABLE, NOT_ASKED, Answers
from questionnaires.model import Questionnaire
from survey_app.protocol.ballot import NOT_APPLICABLE as DOES_NOT_APPLY
from survey_app.protocol.ballot import Answer, Ballot

UNIT_BYTES = 2
UNIT_UNKNOWN = 0xFFFF


class RecordDoesNotFit(Exception):
    """A stored record has another size than its questionnaire asks for."""


@dataclass(frozen=True, slots=True)
class Layout:
    """Where things stand in a record: items and background questions in questionnaire order."""

    items: tuple[str, ...]
    background: tuple[str, ...]
    classes: Mapping[str, tuple[str, ...]]

    @property
    def size(self) -> int:
        """Bytes of one record."""
        return UNIT_BYTES + len(self.items) + len(self.background)


def layout_of(questionnaire: Questionnaire) -> Layout:
    """The layout of a questionnaire's records."""
    return Layout(
        questionnaire.item_ids,
        tuple(question.id for question in questionnaire.background),
        {question.id: question.classes for question in questionnaire.background},
    )


def encode_ballot(ballot: Ballot, unit: int, layout: Layout) -> bytes:
    """The record of one ballot that was checked against its questionnaire; `unit` is its index or -1."""
    head = (UNIT_UNKNOWN if unit < 0 else unit).to_bytes(UNIT_BYTES, "little")
    codes = bytes(_code(ballot.answers.get(item)) for item in layout.items)
    classes = bytes(
        layout.classes[question].index(ballot.background[question])
        if question in ballot.background
        else CLASS_NOT_GIVEN
        for question in layout.background
    )
    return head + codes + classes


def encode(answers: Answers, layout: Layout) -> list[bytes]:
    """The records of a table of answers, one a respondent. Items that `answers` lacks count as not asked."""
    table = np.full((answers.respondents, layout.size), NOT_ASKED, dtype=np.uint8)
    units = np.where(answers.units < 0, UNIT_UNKNOWN, answers.units).astype("<u2")
    table[:, :UNIT_BYTES] = units.view(np.uint8).reshape(-1, UNIT_BYTES)
    for position, item in enumerate(layout.items, UNIT_BYTES):
        if item in answers.items:
            table[:, position] = answers.column(item)
    for position, question in enumerate(layout.background, UNIT_BYTES + len(layout.items)):
        if question in answers.background:
            table[:, position] = answers.background[question]
    return [row.tobytes() for row in table]


def decode(records: Sequence[bytes], layout: Layout) -> Answers:
    """The table of answers of many records. Raises RecordDoesNotFit when a record has another size."""
    content = b"".join(records)
    if any(len(record) != layout.size for record in records):
        raise RecordDoesNotFit(f"a record of this questionnaire has {layout.size} bytes")
    table: NDArray[np.uint8] = np.frombuffer(content, dtype=np.uint8).reshape(len(records), layout.size)
    units = np.ascontiguousarray(table[:, :UNIT_BYTES]).view("<u2").reshape(-1).astype(np.int32)
    units[units == UNIT_UNKNOWN] = -1
    first = UNIT_BYTES + len(layout.items)
    background = {
        question: np.ascontiguousarray(table[:, position])
        for position, question in enumerate(layout.background, first)
    }
    return Answers(layout.items, np.ascontiguousarray(table[:, UNIT_BYTES:first]), units, background)


def _code(answer: Answer) -> int:
    if answer is None:
        return NO_ANSWER
    return NOT_APPLICABLE if answer == DOES_NOT_APPLY else int(answer)
