"""What a report is: chapters of blocks, and the slides of its readout, before any format is chosen."""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import TypeAlias

from survey_app.figures.figure import Figure, FigureTable, Tone
from survey_app.wording.catalogue import Voice


class ReportKind(StrEnum):
    """For whom a report is written."""

    INSTITUTION = "institution"
    UNIT = "unit"
    SUMMARY = "summary"
    NATIONAL = "national"


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading inside a chapter; `level` 2 or 3, the chapter's own title being 1."""

    text: str
    level: int = 2


@dataclass(frozen=True, slots=True)
class Paragraph:
    """One paragraph; a lead is set larger, fine print smaller."""

    text: str
    is_lead: bool = False
    is_fine: bool = False


@dataclass(frozen=True, slots=True)
class Bullets:
    """A list of sentences, with a short heading for each where there is one."""

    entries: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Note:
    """A remark set apart: how to read something, or what can't be told."""

    text: str


@dataclass(frozen=True, slots=True)
class Quote:
    """A released comment, as redacted, under its theme."""

    theme: str
    text: str


@dataclass(frozen=True, slots=True)
class KeyNumber:
    """A number set large: the number as people read it, what it is, and a word on it.

    tone : of a difference, so that its sign has one colour wherever it stands; STRONG for other numbers.
    """

    value: str
    name: str
    detail: str = ""
    tone: Tone = Tone.STRONG


@dataclass(frozen=True, slots=True)
class KeyNumbers:
    """Two to four key numbers in a row."""

    entries: tuple[KeyNumber, ...]


Text: TypeAlias = Heading | Paragraph | Bullets | Note


@dataclass(frozen=True, slots=True)
class TwoColumns:
    """Two columns of text; where there is no room, the right one follows the left."""

    left: tuple[Text, ...]
    right: tuple[Text, ...]


Block: TypeAlias = Text | Quote | KeyNumbers | TwoColumns | FigureTable | Figure


@dataclass(frozen=True, slots=True)
class Chapter:
    """A chapter; most start a page. `is_appendix` chapters hold the tables of all numbers."""

    key: str
    title: str
    blocks: tuple[Block, ...]
    starts_page: bool = True
    is_appendix: bool = False


@dataclass(frozen=True, slots=True)
class Slide:
    """One slide of the readout: a message, a few points, a picture or a table, and what to say."""

    title: str
    points: tuple[str, ...] = ()
    figure: Figure | None = None
    table: FigureTable | None = None
    notes: str = ""


@dataclass(frozen=True, slots=True)
class Fact:
    """A line of the cover: what, and its value."""

    name: str
    value: str


@dataclass(frozen=True, slots=True)
class ReportedAction:
    """What was promised after the previous wave, and what came of it; `unit` is the code of a unit's own."""

    area: str
    action: str
    owner: str
    due: str
    state: str
    outcome: str = ""
    unit: str = ""


@dataclass(frozen=True, slots=True)
class Report:
    """A whole report in one language. `dated` is an ISO date of the release, so that bytes repeat."""

    kind: ReportKind
    language: str
    title: str
    subject: str
    period: str
    dated: str
    fingerprint: str
    is_fictional: bool
    facts: tuple[Fact, ...]
    chapters: tuple[Chapter, ...]
    slides: tuple[Slide, ...] = ()
    is_rehearsal: bool = False

    @property
    def mark(self) -> str:
        """What stands on cover and pages where people and answers are invented; empty where they are real."""
        voice = Voice(self.language)
        if self.is_rehearsal:
            return voice.say("Rehearsal: invented people")
        return voice.say("Fictional data") if self.is_fictional else ""

    @property
    def figures(self) -> Iterator[Figure]:
        """All figures in order of appearance."""
        return (b for chapter in self.chapters for b in chapter.blocks if isinstance(b, Figure))

    @property
    def tables(self) -> Iterator[tuple[Chapter, FigureTable]]:
        """All tables with their chapters, those behind figures included."""
        for chapter in self.chapters:
            for block in chapter.blocks:
                if isinstance(block, FigureTable):
                    yield chapter, block
                elif isinstance(block, Figure):
                    yield chapter, block.table
