"""What can be wrong with a survey done elsewhere: each fault with its place and its remedy."""

from dataclasses import dataclass, field

from questionnaires.faults import Fault as QuestionnaireFault
from survey_app.imports.problems import SENTENCES, ImportProblem
from survey_app.imports.refused import REFUSED
from survey_app.spreadsheets.refusals import FileRefusal
from survey_app.wording.catalogue import Voice

MOST_LISTED = 200
LONGEST_VALUE = 60


@dataclass(frozen=True, slots=True)
class ImportFault:
    """One thing wrong, with its place. `row` counts as the spreadsheet does, or is a line of the mapping."""

    file: str
    sheet: str
    row: int | None
    column: str
    problem: ImportProblem
    value: str
    filling: str = ""
    refusal: FileRefusal | None = None
    of_questionnaire: QuestionnaireFault | None = None

    def message(self, language: str) -> str:
        if self.of_questionnaire is not None:
            return self.of_questionnaire.message(language)
        return self._said(0, language)

    def remedy(self, language: str) -> str:
        if self.of_questionnaire is not None:
            return self.of_questionnaire.remedy(language)
        return self._said(1, language)

    def as_line(self, language: str) -> str:
        """`file:row: column "value" message — remedy`, with the sheet of a workbook in brackets."""
        place = self.file + (f"[{self.sheet}]" if self.sheet else "") + (f":{self.row}" if self.row else "")
        column = f" {self.column}" if self.column else ""
        value = f" “{self.value}”" if self.value else ""
        return f"{place}:{column}{value} {self.message(language)} — {self.remedy(language)}"

    def _said(self, place: int, language: str) -> str:
        words = SENTENCES[self.problem] if self.refusal is None else REFUSED[self.refusal]
        return Voice(language).say(words[place], value=self.filling)


class ImportIsFaulty(Exception):
    """Nothing was imported. `faults` are the first of `total` faults, in the order of the files."""

    def __init__(self, faults: tuple[ImportFault, ...], total: int) -> None:
        super().__init__(f"{total} faults")
        self.faults = faults
        self.total = total


@dataclass(slots=True)
class ImportFaults:
    """Collects the faults of one import: all are counted, the first of each kind and column are listed."""

    found: list[ImportFault] = field(default_factory=list)
    total: int = 0

    def add(
        self,
        problem: ImportProblem,
        file: str,
        row: int | None = None,
        column: str = "",
        value: str = "",
        *,
        sheet: str = "",
        filling: object = "",
    ) -> None:
        """Notes a fault; `filling` stands in its sentences."""
        self.total += 1
        if len(self.found) < MOST_LISTED:
            fault = ImportFault(file, sheet, row, column, problem, value[:LONGEST_VALUE], str(filling))
            self.found.append(fault)

    def add_refusal(self, file: str, refusal: FileRefusal, place: str = "") -> None:
        """Notes that a file is not read at all."""
        self.total += 1
        self.found.append(
            ImportFault(file, "", None, "", ImportProblem.FILE_REFUSED, "", place, refusal=refusal)
        )

    def add_of_questionnaire(self, file: str, faults: tuple[QuestionnaireFault, ...]) -> None:
        """Notes faults that the reader of YAML or the questionnaires' own rules found."""
        for one in faults:
            self.total += 1
            self.found.append(
                ImportFault(
                    file,
                    "" if one.file == file else one.file,
                    one.line or None,
                    one.place,
                    ImportProblem.IN_QUESTIONNAIRE,
                    "",
                    of_questionnaire=one,
                )
            )

    def count_unlisted(self, faults: int) -> None:
        """Counts faults of the kind last noted that are not listed one by one."""
        self.total += faults

    def raise_if_any(self) -> None:
        """Raises ImportIsFaulty with everything found so far."""
        if self.total:
            raise ImportIsFaulty(tuple(self.found), self.total)
