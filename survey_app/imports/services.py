"""Reads a survey done elsewhere, says what is in it, and takes it in as a closed wave."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from sqlalchemy.orm import Session

from analysis.counting.answers import LARGEST_POINT, NOT_ASKED, Answers
from config import Config
from questionnaires.faults import QuestionnaireIsFaulty
from questionnaires.loader import published
from questionnaires.model import Questionnaire
from survey_app.diagnosis.models import Wave
from survey_app.diagnosis.programme import Programme
from survey_app.imports import own_questionnaires
from survey_app.imports.checking import check_mapping, columns_called_as_items
from survey_app.imports.faults import ImportFaults
from survey_app.imports.mapping import ColumnMapping
from survey_app.imports.own_questionnaires import OwnFiles
from survey_app.imports.parsing import Parsed
from survey_app.imports.problems import ImportProblem
from survey_app.imports.reading import Reader, SeenItem, SeenUnit, seen_item
from survey_app.imports.table import AnswerTable
from survey_app.institutions.models import Institution, Unit
from survey_app.institutions.roster import RosterUnit
from survey_app.institutions.services import unit_as_roster
from survey_app.protocol.ballot import Comment
from survey_app.releases.past import PastAnswers, PastWave, record_past_wave
from survey_app.trail.audit import record


class ProgrammeAsksOtherQuestions(Exception):
    """The programme's questionnaire is not the one that the survey asked."""


@dataclass(frozen=True, eq=False)
class ReadImport:
    """A survey done elsewhere, read and without a fault; nothing is stored yet.

    `answers.units` index the roster followed by `new_units`. `left_out` rows answered no item at all.
    """

    questionnaire: Questionnaire
    own: OwnFiles | None
    answers: Answers
    comments: tuple[Comment, ...]
    new_units: tuple[RosterUnit, ...]
    sheet: str
    header_row: int
    passed_over: tuple[str, ...]
    rows: int
    left_out: int
    items: tuple[SeenItem, ...]
    units: tuple[SeenUnit, ...]
    without_unit: int
    background: dict[str, tuple[tuple[str, int], ...]]
    unused_columns: tuple[str, ...]

    @property
    def past_answers(self) -> PastAnswers:
        return PastAnswers(self.questionnaire, self.answers, self.comments)

    @property
    def is_new_questionnaire(self) -> bool:
        return self.own is not None and self.own.is_new

    @property
    def items_not_asked(self) -> tuple[str, ...]:
        return tuple(item for item in self.questionnaire.item_ids if item not in self.answers.items)


def read_import(
    config: Config, parsed: Parsed, institution: Institution | None, smallest_group: int = 10
) -> ReadImport:
    """What a data file holds by a mapping file. Changes nothing.

    Without an institution there is no roster yet. Raises ImportIsFaulty with every fault.
    """
    faults, mapping, table = parsed.faults, parsed.mapping, parsed.table
    questionnaire, own = _questionnaire(config, mapping, faults) if mapping else (None, None)
    faults.raise_if_any()
    assert mapping is not None
    assert table is not None
    assert questionnaire is not None
    roster = [unit_as_roster(unit) for unit in institution.units] if institution else []
    found = _read(table, mapping, questionnaire, own, roster, faults)
    if found.answers.respondents < smallest_group:
        faults.add(ImportProblem.TOO_FEW_ANSWERED, table.file, sheet=table.sheet, filling=smallest_group)
    faults.raise_if_any()
    return found


def _questionnaire(
    config: Config, mapping: ColumnMapping, faults: ImportFaults
) -> tuple[Questionnaire | None, OwnFiles | None]:
    if mapping.own is not None:
        own = own_questionnaires.write_out(
            mapping.own, config, bool(mapping.not_applicable), mapping.file, faults
        )
        return (own.questionnaire, own) if own else (None, None)
    if mapping.questionnaire is None:
        return None, None
    try:
        return published(*mapping.questionnaire, config.questionnaire_folders), None
    except QuestionnaireIsFaulty as faulty:
        faults.add_of_questionnaire(mapping.file, faulty.faults)
        return None, None


def _read(
    table: AnswerTable,
    mapping: ColumnMapping,
    questionnaire: Questionnaire,
    own: OwnFiles | None,
    roster: Sequence[RosterUnit],
    faults: ImportFaults,
) -> ReadImport:
    reader = Reader(table, mapping, faults)
    given = check_mapping(
        reader, questionnaire, mapping.items or columns_called_as_items(table, questionnaire)
    )
    codes = np.full((table.rows, len(given)), NOT_ASKED, dtype=np.uint8)
    items = []
    for position, column in enumerate(given):
        codes[:, position] = reader.item(column, questionnaire.item_by_id[column.item])
        items.append(seen_item(column, codes[:, position]))
        if not items[-1].answered:
            faults.add(ImportProblem.NOBODY_ANSWERED, table.file, None, column.column, sheet=table.sheet)
    unit_columns = None
    if mapping.units is not None and reader.has(mapping.units.column, mapping.units.line, "units"):
        name = mapping.units.name_column
        if not name or reader.has(name, mapping.units.line, "units.name"):
            unit_columns = reader.units(mapping.units, roster)
    questions = {question.id: question for question in questionnaire.background}
    background = {
        one.question: reader.background(one, questions[one.question], questionnaire)
        for one in mapping.background
        if one.question in questions and reader.has(one.column, one.line, one.question)
    }
    lengths = {question.id: question.maximum_length for question in questionnaire.comments}
    comments = [
        Comment(one.question, text)
        for one in mapping.comments
        if one.question in lengths and reader.has(one.column, one.line, one.question)
        for text in reader.comments(one, lengths[one.question])
    ]
    if mapping.respondent and reader.has(mapping.respondent, 0, "respondent"):
        reader.respondents(mapping.respondent)
    answered = np.atleast_1d((codes <= LARGEST_POINT).any(axis=1))
    nobody = np.full(table.rows, -1, dtype=np.int32)
    answers = Answers(
        tuple(column.item for column in given),
        codes,
        unit_columns.indices if unit_columns else nobody,
        background,
    ).subset(answered)
    units = unit_columns.units if unit_columns else tuple(roster)
    new = unit_columns.new if unit_columns else ()
    return ReadImport(
        questionnaire=questionnaire,
        own=own,
        answers=answers,
        comments=tuple(comments),
        new_units=new,
        sheet=table.sheet,
        header_row=table.header_row,
        passed_over=table.passed_over,
        rows=table.rows,
        left_out=int((~answered).sum()),
        items=tuple(items),
        units=_seen_units(answers, units, {unit.code for unit in new}),
        without_unit=int((answers.units < 0).sum()),
        background={
            one: _seen_classes(questions[one].classes, answers.background[one]) for one in background
        },
        unused_columns=reader.unused,
    )


def _seen_units(answers: Answers, units: Sequence[RosterUnit], new: set[str]) -> tuple[SeenUnit, ...]:
    counts = np.bincount(answers.units[answers.units >= 0], minlength=len(units))
    return tuple(
        SeenUnit(unit.code, unit.name_ko, int(counts[position]), unit.code in new)
        for position, unit in enumerate(units)
    )


def _seen_classes(classes: Sequence[str], given: np.ndarray) -> tuple[tuple[str, int], ...]:
    counts = np.bincount(given, minlength=256)
    return tuple((name, int(counts[position])) for position, name in enumerate(classes))


def take_in(
    people: Session,
    vault: Session,
    config: Config,
    institution: Institution,
    past: PastWave,
    read: ReadImport,
    *,
    actor: str,
    programme: Programme | None = None,
) -> Wave:
    """The survey stands as a counted wave afterwards, and new units are on the roster.

    Raises WaveExists, and ProgrammeAsksOtherQuestions. The act is in the audit trail.
    """
    questionnaire = read.questionnaire
    asked = (questionnaire.key, questionnaire.version)
    if programme and asked != (programme.questionnaire_key, programme.questionnaire_version):
        raise ProgrammeAsksOtherQuestions(programme.key)
    if read.own is not None:
        own_questionnaires.keep(read.own, config)
    _register(institution, read.new_units)
    wave = record_past_wave(people, vault, config, institution, past, read.past_answers, programme=programme)
    numbers = {"respondents": read.answers.respondents, "new_units": len(read.new_units)}
    record(people, actor, "import_wave", f"wave:{wave.reference}", numbers)
    return wave


def _register(institution: Institution, units: Sequence[RosterUnit]) -> None:
    """The units are at the end of the roster. A headcount that is not known stands as 0.

    They are written with the wave: counting its answers comes before whatever is written.
    """
    last = max((unit.position for unit in institution.units), default=-1)
    for position, unit in enumerate(units, start=last + 1):
        institution.units.append(
            Unit(
                code=unit.code,
                name_ko=unit.name_ko,
                name_en=unit.name_en,
                parent_code=None,
                headcount=0,
                position=position,
            )
        )
