"""What a figure is: a drawing, what it says in words, and the table behind it."""

import json
from dataclasses import dataclass
from enum import StrEnum

import plotly.graph_objects as go


class Tone(StrEnum):
    """How a cell is meant: a difference that matters, up or down, a hidden number, or nothing special."""

    PLAIN = "plain"
    HIGHER = "higher"
    LOWER = "lower"
    HIDDEN = "hidden"
    STRONG = "strong"


@dataclass(frozen=True, slots=True)
class FigureCell:
    """One cell: `text` as people read it, `value` unrounded for a spreadsheet, None where there is none.

    `number_format` is a spreadsheet format; `reason` says in words why a number is not shown, `word` what
    may be said of a difference, for those who do not see its sign.
    """

    text: str
    value: float | int | None = None
    number_format: str = "General"
    tone: Tone = Tone.PLAIN
    reason: str = ""
    word: str = ""


@dataclass(frozen=True, slots=True)
class FigureColumn:
    """A column's title, whether numbers stand in it, and its share of the width (0: by its content)."""

    title: str
    is_number: bool = True
    width: float = 0


@dataclass(frozen=True, slots=True)
class FigureTable:
    """A table with one header row; the first cell of each row is the row's header."""

    key: str
    caption: str
    columns: tuple[FigureColumn, ...]
    rows: tuple[tuple[FigureCell, ...], ...]
    note: str = ""


@dataclass(frozen=True, slots=True)
class Figure:
    """A figure of one release. `alt` tells the finding; `table` holds every number that is drawn."""

    key: str
    title: str
    caption: str
    alt: str
    plotly: go.Figure
    table: FigureTable

    @property
    def width(self) -> int:
        """Pixels; on paper 680 pixels are the 170 mm between the margins."""
        return int(self.plotly.layout.width)

    @property
    def height(self) -> int:
        return int(self.plotly.layout.height)

    @property
    def json(self) -> str:
        """What a browser draws: see `figure_json`."""
        return figure_json(self)


def figure_json(figure: Figure) -> str:
    """The Plotly figure as canonical JSON: keys sorted, no white space, the same bytes each time."""
    return json.dumps(
        figure.plotly.to_plotly_json(), sort_keys=True, separators=(",", ":"), ensure_ascii=False
    )
