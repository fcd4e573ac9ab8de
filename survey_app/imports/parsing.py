"""Both files of an import as values, read in a process with limits where nobody knows who made them."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from config import Config
from questionnaires.faults import QuestionnaireIsFaulty
from questionnaires.loader import published
from survey_app.ground.isolated import LARGE, TakesTooMuch, isolated
from survey_app.imports.faults import ImportFaults
from survey_app.imports.mapping import ColumnMapping, read_mapping
from survey_app.imports.table import AnswerTable, Asked, read_table
from survey_app.spreadsheets.refusals import FileRefusal


@dataclass(frozen=True, eq=False)
class Parsed:
    """A mapping file and its table as values, with what is wrong with them; nothing is judged yet."""

    mapping: ColumnMapping | None
    table: AnswerTable | None
    faults: ImportFaults


def parse(
    folders: Sequence[Path],
    data: tuple[str, bytes | Path],
    mapping_path: Path,
    sheet: str = "",
    header_row: int = 0,
) -> Parsed:
    """What both files hold. Reading them is all that a file made to do harm can make long."""
    faults = ImportFaults()
    mapping = read_mapping(mapping_path, faults)
    name, content = data
    asked = Asked(_columns(mapping, folders), sheet, header_row)
    table = read_table(name, content if isinstance(content, bytes) else content.read_bytes(), faults, asked)
    return Parsed(mapping, table, faults)


def parse_upload(config: Config, data: tuple[str, Path], mapping_path: Path) -> Parsed:
    """The same for files of which nobody knows who made them: in a process with limits."""
    try:
        return isolated(parse, config.questionnaire_folders, data, mapping_path, bounds=LARGE)
    except TakesTooMuch:
        faults = ImportFaults()
        faults.add_refusal(data[0], FileRefusal.TAKES_TOO_MUCH)
        return Parsed(None, None, faults)


def _columns(mapping: ColumnMapping | None, folders: Sequence[Path]) -> frozenset[str]:
    """The columns by which the table is known among the sheets and lines of a file."""
    if mapping is None:
        return frozenset()
    if mapping.items or mapping.questionnaire is None:
        return mapping.columns
    try:
        return mapping.columns | frozenset(published(*mapping.questionnaire, folders).item_ids)
    except QuestionnaireIsFaulty:
        return mapping.columns
