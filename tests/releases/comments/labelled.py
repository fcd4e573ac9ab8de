"""Invented comments with marks on what says who somebody is, and how much of it a finder finds."""

import re
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from survey_app.releases.comments.redaction import Passage, is_taken_out

MARKED = re.compile(r"\{([a-z_]+):([^}]*)\}")
HERE = Path(__file__).parent


@dataclass(frozen=True)
class Labelled:
    """A comment and what should be found in it."""

    text: str
    passages: tuple[Passage, ...]


@dataclass
class Figures:
    """Passages that were found and missed, by kind, and what was found where nothing is."""

    found: Counter[str] = field(default_factory=Counter)
    missed: list[tuple[str, str, str]] = field(default_factory=list)
    false: list[tuple[str, str, str]] = field(default_factory=list)

    @property
    def recall(self) -> float:
        found = sum(self.found.values())
        return found / (found + len(self.missed))

    @property
    def precision(self) -> float:
        found = sum(self.found.values())
        return found / (found + len(self.false))


def labelled(half: str) -> list[Labelled]:
    lines = (HERE / f"labelled_{half}.txt").read_text().splitlines()
    return [_read(line) for line in lines if line and not line.startswith("#")]


def _read(line: str) -> Labelled:
    passages, taken = [], 0
    for mark in MARKED.finditer(line):
        start = mark.start() - taken
        passages.append(Passage(start, start + len(mark[2]), mark[1]))
        taken += len(mark[0]) - len(mark[2])
    return Labelled(MARKED.sub(r"\2", line), tuple(passages))


def measure(
    comments: Sequence[Labelled], find: Callable[[Sequence[str]], Sequence[Sequence[Passage]]]
) -> Figures:
    """A passage is found where all of it is taken out; what is taken out beyond any passage is false."""
    figures = Figures()
    for comment, found in zip(comments, find([one.text for one in comments]), strict=True):
        taken = [one for one in found if is_taken_out(one)]
        for wanted in comment.passages:
            if any(one.start <= wanted.start and wanted.end <= one.end for one in taken):
                figures.found[wanted.kind] += 1
            else:
                figures.missed.append((wanted.kind, comment.text[wanted.start : wanted.end], comment.text))
        figures.false += [
            (one.kind, comment.text[one.start : one.end], comment.text)
            for one in taken
            if not any(one.start < wanted.end and wanted.start < one.end for wanted in comment.passages)
        ]
    return figures
