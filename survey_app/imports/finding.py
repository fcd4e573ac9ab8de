"""Where a table of answers stands: which sheet of a workbook, and which line is its header."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from itertools import islice

from survey_app.spreadsheets.cells import as_text, plain
from survey_app.spreadsheets.workbooks import Line, Lines

LINES_SEARCHED = 10
LINES_SAMPLED = 60


@dataclass(frozen=True, slots=True)
class Candidate:
    """A line that may be the header: how many columns that are looked for it names, or look like items."""

    row: int
    score: int
    names: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class TablePlace:
    """Where the table stands. `others` are sheets that were passed over; several `rivals` leave it open."""

    sheet: int
    row: int
    others: tuple[str, ...] = ()
    rivals: tuple[str, ...] = ()


def find_row(lines: Iterable[Line], wanted: Collection[str]) -> Candidate:
    """The line that is most likely the header; row 0 where the lines hold nothing."""
    sample = [line for line in islice(lines, LINES_SAMPLED) if any(map(as_text, line.values))]
    texts = [[plain(as_text(value)) for value in line.values] for line in sample]
    found = [
        Candidate(line.number, _score(texts[place], texts[place + 1 :], wanted), tuple(texts[place]))
        for place, line in enumerate(sample[:LINES_SEARCHED])
    ]
    if not found:
        return Candidate(0, 0, ())
    best = max(found, key=lambda one: one.score)
    return best if best.score else found[0]


def find_sheet(sheets: Sequence[Lines], wanted: Collection[str]) -> TablePlace | None:
    """The visible sheet that holds the table, or None where every sheet is empty."""
    candidates: dict[int, Candidate] = {}
    visible = [place for place, sheet in enumerate(sheets) if not sheet.is_hidden]
    for place in visible:
        found = find_row(sheets[place].read(), wanted)
        if found.row:
            candidates[place] = found
        if len(visible) > 1:
            sheets[place].forget()
    if not candidates:
        return None
    chosen = max(candidates, key=lambda place: (candidates[place].score, -place))
    best = candidates[chosen]
    rivals = [
        place
        for place, other in candidates.items()
        if best.score and other.score == best.score and set(other.names) == set(best.names)
    ]
    names = {place: sheets[place].name for place in candidates}
    return TablePlace(
        chosen,
        best.row,
        tuple(name for place, name in names.items() if place != chosen),
        tuple(names[place] for place in rivals) if len(rivals) > 1 else (),
    )


def _score(line: Sequence[str], below: Sequence[Sequence[str]], wanted: Collection[str]) -> int:
    return len(set(line).intersection(wanted)) if wanted else _looks_like_items(line, below)


def _looks_like_items(line: Sequence[str], below: Sequence[Sequence[str]]) -> int:
    """How many columns have a name of their own and nothing but numbers under it."""
    named = [text for text in line if text]
    widths = sorted(sum(1 for text in one if text) for one in below)
    usual = widths[len(widths) // 2] if widths else 0
    if len(named) < 2 or len(set(named)) < len(named) or len(named) < 0.8 * usual:
        return 0
    if sum(1 for text in named if _is_number(text)) > len(named) / 2:
        return 0
    found = 1
    for position, name in enumerate(line):
        values = [one[position] for one in below if position < len(one) and one[position]]
        if name and values and all(_is_number(value) for value in values):
            found += 1
    return found


def _is_number(text: str) -> bool:
    return text.replace(".", "", 1).removeprefix("-").isdecimal()
