"""A fault in a questionnaire's files: its place, what is wrong, and the remedy, in any language."""

from dataclasses import dataclass

from questionnaires.sentences import Part, sentences


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing that is wrong: where it is, what it is, and what to do about it.

    `line` counts from 1; 0 means the whole file. `place` is the item, area, scale, question or field;
    empty where the fault is the file's. `language` is that of the text file, empty for the structure.
    """

    rule: str
    file: str
    line: int
    place: str
    language: str
    filling: tuple[tuple[str, str], ...] = ()

    def message(self, language: str) -> str:
        return sentences(language).of_fault(self.rule, "message", dict(self.filling))

    def remedy(self, language: str) -> str:
        return sentences(language).of_fault(self.rule, "remedy", dict(self.filling))

    def line_of_text(self, language: str) -> str:
        """The fault on one line: `file:line: place [language] message — remedy`."""
        where = f"{self.file}:{self.line}" if self.line else self.file
        place = f" {self.place}" if self.place else ""
        tongue = f" [{self.language}]" if self.language else ""
        return f"{where}:{place}{tongue} {self.message(language)} — {self.remedy(language)}"


class QuestionnaireIsFaulty(Exception):
    """A questionnaire can't be used. `faults` is everything that was found, by file and line."""

    def __init__(self, faults: tuple[Fault, ...]) -> None:
        super().__init__("\n".join(fault.line_of_text("en") for fault in faults))
        self.faults = faults


class Faults:
    """Collects every fault of one questionnaire, so that all are told in one go."""

    def __init__(self) -> None:
        # A dict keeps the order and forgets repetitions, however many faults there are.
        self._found: dict[Fault, None] = {}

    def add(
        self, rule: str, file: str, line: int = 0, place: str = "", language: str = "", **words: object
    ) -> None:
        """Notes a fault; `words` fill the sentences of its rule."""
        filling = tuple((name, one if isinstance(one, Part) else str(one)) for name, one in words.items())
        self._found[Fault(rule, file, line, place, language, filling)] = None

    @property
    def found(self) -> tuple[Fault, ...]:
        return tuple(sorted(self._found, key=lambda fault: (fault.file, fault.line)))

    def raise_if_any(self) -> None:
        """Raises QuestionnaireIsFaulty with everything found so far."""
        if self._found:
            raise QuestionnaireIsFaulty(self.found)
