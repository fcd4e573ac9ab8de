"""An attacker with a staff list: unit and all background of everybody who answered, and all that is stored.

First it looks for records: in every value of every table, and at every place of every file, for bytes that
are somebody's unit, answers and background, as the vault once kept them. Then it takes what the vault keeps
of a counted wave and computes, item by item, between which numbers the answers of those people must lie who
are in the same groups; where only one number is left and it is none or all, their answers follow.
"""

import sqlite3
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import linprog
from scipy.sparse import csr_matrix

from analysis.counted.document import Counted, CountedItem
from analysis.counting.answers import CLASS_NOT_GIVEN, LARGEST_POINT, MISSING, Answers
from analysis.released.released_values import Hidden
from questionnaires.model import Questionnaire
from survey_app.vault.records import UNIT_BYTES, UNIT_UNKNOWN, Layout, decode, layout_of

Members = Mapping[str, NDArray[np.int64]]
Attributes = tuple[int, ...]


@dataclass(frozen=True, slots=True)
class StaffList:
    """Who is where and what: one line a respondent, in an order of the attacker's own."""

    units: NDArray[np.int32]
    background: Mapping[str, NDArray[np.uint8]]

    @classmethod
    def of(cls, answers: Answers) -> "StaffList":
        """The list of those who answered: more than anybody has."""
        return cls(answers.units, answers.background)

    def lines(self, questions: Sequence[str]) -> list[Attributes]:
        """Unit and background of each person; what is not asked is not given."""
        nobody = np.full(self.units.shape, CLASS_NOT_GIVEN)
        columns = [self.units, *(self.background.get(question, nobody) for question in questions)]
        return [tuple(int(value) for value in line) for line in zip(*columns, strict=True)]


def named_by_records(
    staff: StaffList, questionnaire: Questionnaire, values: Iterator[bytes]
) -> dict[int, bytes]:
    """The people of the list of whom a record was found that is theirs and nobody else's, with the record."""
    layout = layout_of(questionnaire)
    seen: dict[Attributes, list[bytes]] = {}
    for value in values:
        for record in _records_in(value, layout, questionnaire):
            found = decode([record], layout)
            line = (int(found.units[0]), *(int(found.background[one][0]) for one in layout.background))
            seen.setdefault(line, []).append(record)
    lines = staff.lines(layout.background)
    people: dict[Attributes, list[int]] = {}
    for person, line in enumerate(lines):
        people.setdefault(line, []).append(person)
    return {
        who[0]: seen[line][0]
        for line, who in people.items()
        if len(who) == 1 and len(set(seen.get(line, ()))) == 1
    }


def everything_stored(*files: Path) -> Iterator[bytes]:
    """Every value of every table of some SQLite files, and the files themselves."""
    for file in files:
        with sqlite3.connect(file) as database:
            for (table,) in database.execute(
                "SELECT name FROM sqlite_master WHERE type = 'table'"
            ).fetchall():
                for row in database.execute(f'SELECT * FROM "{table}"'):
                    yield from (bytes(value) for value in row if isinstance(value, bytes))
        yield file.read_bytes()


def _records_in(value: bytes, layout: Layout, questionnaire: Questionnaire) -> Iterator[bytes]:
    """Each piece of some bytes that could be a record: answers and classes where they would stand."""
    size = layout.size
    if len(value) < size:
        return
    table = np.frombuffer(value, np.uint8)
    starts = np.arange(len(value) - size + 1)
    units = table[starts].astype(np.int64) + 256 * table[starts + 1].astype(np.int64)
    starts = starts[(units < len(questionnaire.items) + 4096) | (units == UNIT_UNKNOWN)]
    known = questionnaire.item_by_id
    allowed = [[*known[item].scale.points, *MISSING] for item in layout.items]
    allowed += [[*range(len(layout.classes[question])), CLASS_NOT_GIVEN] for question in layout.background]
    for place, codes in enumerate(allowed, UNIT_BYTES):
        if not starts.size:
            return
        is_allowed = np.zeros(256, bool)
        is_allowed[codes] = True
        starts = starts[is_allowed[table[starts + place]]]
    for start in starts.tolist():
        record = value[start : start + size]
        # A page of zeros is nobody's questionnaire.
        if len(set(record[UNIT_BYTES : UNIT_BYTES + len(layout.items)])) > 1:
            yield record


def answers_that_follow(
    counted: Counted, answers: Answers, members: Members, questionnaire: Questionnaire, items: Sequence[str]
) -> list[tuple[str, NDArray[np.int64]]]:
    """Of which people it follows whether they agreed with which item, from all that is kept of a wave.

    members : by key, who is in each group. Who answered an item is known. People who are in the same groups
    can't be told apart, so their number is bounded: it follows for all of them where it must be none or all.
    """
    found = []
    for item in items:
        asked = questionnaire.item_by_id[item]
        known = {
            group.key: one
            for group in counted.groups
            if isinstance(one := group.items[asked.id], CountedItem)
        }
        answered = answers.column(item) <= LARGEST_POINT
        found += [(item, people) for people in _forced(known, members, answered)]
    return found


def _forced(
    known: Mapping[str, CountedItem], members: Members, answered: NDArray[np.bool_]
) -> list[NDArray[np.int64]]:
    if not known:
        return []
    inside = np.zeros((len(known), answered.size), bool)
    for row, key in enumerate(known):
        inside[row, members[key]] = True
    inside &= answered
    patterns, atom_of = np.unique(inside[:, answered], axis=1, return_inverse=True)
    sizes = np.bincount(atom_of)
    rows, low, high = patterns.astype(float), [], []
    for one in known.values():
        if isinstance(one.favourable, Hidden):
            few, many = (one.answered - 1, one.answered) if one.bound == "≥" else (0, 1)
        else:
            few = many = one.favourable
        low.append(few)
        high.append(many)
    people = np.flatnonzero(answered)
    matrix = csr_matrix(np.vstack([rows, -rows]))
    limits = np.array([*high, *(-few for few in low)], float)
    bounds = [(0.0, float(size)) for size in sizes]
    forced = []
    for atom, size in enumerate(sizes):
        if not patterns[:, atom].any():
            continue
        aim = np.zeros(len(sizes))
        aim[atom] = 1.0
        most = linprog(-aim, A_ub=matrix, b_ub=limits, bounds=bounds)
        fewest = linprog(aim, A_ub=matrix, b_ub=limits, bounds=bounds)
        if -most.fun < 0.5 or fewest.fun > size - 0.5:
            forced.append(people[atom_of == atom])
    return forced
