"""What can be wrong with a survey done elsewhere: each fault with its place and its remedy."""

from dataclasses import dataclass, field

from questionnaires.faults import Fault as QuestionnaireFault
from survey_app.imports.problems import SENTENCES, ImportProblem

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
    message_ko: str
    message_en: str
    remedy_ko: str
    remedy_en: str

    def message(self, language: str) -> str:
        return self.message_ko if language == "ko" else self.message_en

    def remedy(self, language: str) -> str:
        return self.remedy_ko if language == "ko" else self.remedy_en

    def as_line(self, language: str) -> str:
        """`file:row: column "value" message — remedy`, with the sheet of a workbook in brackets."""
        place = self.file + (f"[{self.sheet}]" if self.sheet else "") + (f":{self.row}" if self.row else "")
        column = f" {self.column}" if self.column else ""
        value = f" “{self.value}”" if self.value else ""
        return f"{place}:{column}{value} {self.message(language)} — {self.remedy(language)}"


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
            words = [sentence.format(value=filling) for sentence in SENTENCES[problem]]
            self.found.append(ImportFault(file, sheet, row, column, problem, value[:LONGEST_VALUE], *words))

    def add_refusal(self, file: str, sentences: tuple[str, str, str, str]) -> None:
        """Notes that a file is not read at all."""
        self.total += 1
        self.found.append(ImportFault(file, "", None, "", ImportProblem.FILE_REFUSED, "", *sentences))

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
                    one.message_ko,
                    one.message_en,
                    one.remedy_ko,
                    one.remedy_en,
                )
            )

    def count_unlisted(self, faults: int) -> None:
        """Counts faults of the kind last noted that are not listed one by one."""
        self.total += faults

    def raise_if_any(self) -> None:
        """Raises ImportIsFaulty with everything found so far."""
        if self.total:
            raise ImportIsFaulty(tuple(self.found), self.total)
