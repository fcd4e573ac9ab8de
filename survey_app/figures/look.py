"""The look that all figures share: colours, type, margins, and how a name is broken into lines."""

import math
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import plotly.graph_objects as go
from plotly.io import templates

from survey_app.ground.typeface import STACK

WIDTH = 680
INK = "#1E2124"
QUIET = "#464C53"
LINE = "#B1B8BE"
FAINT = "#E6E8EA"
PAPER = "#FFFFFF"
ACCENT = "#0B50D0"
BAND = "#C6D7F5"
BENCHMARK = "#464C53"
HIDDEN = "#CDD1D5"
# Unfavourable to favourable, orange to blue: apart for colour-blind readers. Printed in grey they are five
# greys, each blue darker than its orange, the middle the lightest.
FIVE = ("#B35806", "#F5B26B", "#E6E8EA", "#6FA5DC", "#0F4A8A")
FIVE_INK = ("#FFFFFF", "#1E2124", "#1E2124", "#1E2124", "#FFFFFF")
BLUE_ORANGE = (
    (0.0, "#B35806"),
    (0.25, "#F1A95B"),
    (0.42, "#FBE3C8"),
    (0.5, "#F7F7F7"),
    (0.58, "#D5E5F5"),
    (0.75, "#7FB0E0"),
    (1.0, "#1D5FA8"),
)
SIZE = 12
SMALL = 11
LINE_HEIGHT = 1.3
# The width of a character in ems: Hangul and other wide characters fill about nine tenths of one.
WIDE_EM = 0.86
NARROW_EM = 0.54
# How our figures write a new line and heavy type until they are built: signs that no name has. Plotly reads
# tags and entities in every text, and a unit may be called R&D or <b>.
BREAK, HEAVY, LIGHT = "\ue000", "\ue001", "\ue002"
_AS_PLOTLY_READS_IT = str.maketrans(
    {"&": "&amp;", "<": "&lt;", ">": "&gt;", BREAK: "<br>", HEAVY: "<b>", LIGHT: "</b>"}
)

TEMPLATE = "gyeol"
# A quiet axis: no zero line, pale grid, nothing that moves.
_AXIS = {
    "zeroline": False,
    "showline": False,
    "ticks": "",
    "gridcolor": FAINT,
    "linecolor": LINE,
    "tickfont": {"size": SMALL, "color": QUIET},
    "fixedrange": True,
    "automargin": False,
}
templates[TEMPLATE] = go.layout.Template(
    layout={
        "autosize": False,
        "font": {"family": STACK, "size": SIZE, "color": INK},
        "paper_bgcolor": PAPER,
        "plot_bgcolor": PAPER,
        "showlegend": False,
        "hoverlabel": {"font": {"family": STACK}},
        "dragmode": False,
        "xaxis": _AXIS,
        "yaxis": _AXIS,
    }
)


def bold(text: str) -> str:
    """The text in heavy type."""
    return HEAVY + text + LIGHT


def as_typed(value: Any) -> Any:
    """A figure's traces and layout in which names are shown as they were typed, whatever signs they hold."""
    if isinstance(value, str):
        return value.translate(_AS_PLOTLY_READS_IT)
    if isinstance(value, Mapping):
        return {key: one if key == "hovertemplate" else as_typed(one) for key, one in value.items()}
    if isinstance(value, (list, tuple)):
        return [as_typed(one) for one in value]
    return value


def figure(data: Sequence[Mapping[str, Any]], height: int, **layout: Any) -> go.Figure:
    """A Plotly figure in the look of our template; `layout` goes beyond it."""
    # A phone's script reads the size, so it stands in the figure itself.
    size = {"width": WIDTH, "height": height, "margin": {"l": 8, "r": 8, "t": 8, "b": 8, "pad": 0}}
    return go.Figure(as_typed(list(data)), as_typed({"template": TEMPLATE, **size, **layout}))


def width_of(text: str, size: float = SIZE) -> float:
    """About how many pixels a line of text takes."""
    ems = sum(WIDE_EM if unicodedata.east_asian_width(c) in "WF" else NARROW_EM for c in text)
    return ems * size


def wrapped(text: str, pixels: float, size: float = SIZE, lines: int = 3) -> str:
    """The text in lines of at most that many pixels, broken between words, joined by BREAK.

    What does not fit into the last line is cut with an ellipsis; a word wider than a line is broken.
    """
    found: list[str] = []
    current = ""
    for word in pieces(text, pixels, size):
        candidate = f"{current} {word}".strip()
        if current and width_of(candidate, size) > pixels:
            found.append(current)
            current = word
        else:
            current = candidate
    found.append(current)
    if len(found) > lines:
        found = found[:lines]
        while width_of(found[-1] + "…", size) > pixels and len(found[-1]) > 1:
            found[-1] = found[-1][:-1].rstrip()
        found[-1] += "…"
    return BREAK.join(found)


def fitting(text: str, pixels: float, size: float, row_height: int) -> tuple[str, float]:
    """The text in lines that fit into its row, and their size: one or two smaller before words are cut."""
    for smaller in (size, size - 1, size - 2):
        lines = max(1, int(row_height / (smaller * LINE_HEIGHT)))
        broken = wrapped(text, pixels, smaller, lines)
        if not broken.endswith("…"):
            break
    return broken, smaller


def pieces(text: str, pixels: float, size: float) -> list[str]:
    """Words; one that is wider than a line is broken after a middle dot, or else between syllables.

    Korean words are mostly built of pairs of syllables, so 조직융화활동 breaks into 조직융화 and 활동.
    """
    found: list[str] = []
    for word in text.split():
        if width_of(word, size) <= pixels:
            found.append(word)
            continue
        parts = [part + "·" for part in word.split("·")]
        parts[-1] = parts[-1][:-1]
        for part in parts:
            count = max(1, math.ceil(width_of(part, size) / pixels))
            length = math.ceil(len(part) / count)
            if count > 1 and is_wide(part[0]):
                length = max(2, int(pixels / (WIDE_EM * size)) // 2 * 2)
            found += [part[at : at + length] for at in range(0, len(part), length)]
    return found


def is_wide(character: str) -> bool:
    """Whether it is Hangul or another letter as wide as high."""
    return unicodedata.east_asian_width(character) in "WF"


def lines_in(wrapped_text: str) -> int:
    """How many lines a wrapped text has."""
    return wrapped_text.count(BREAK) + 1


POSITIONS = {"left": "right", "right": "left", "center": "center"}


@dataclass(frozen=True, slots=True)
class Frame:
    """A horizontal axis over the whole width: names on the left, data from `low` to `high` beside them."""

    low: float
    high: float
    label_share: float

    @property
    def left(self) -> float:
        """The axis' value at the left edge of the figure."""
        return self.low - (self.high - self.low) * self.label_share / (1 - self.label_share)

    def at(self, share: float) -> float:
        """The axis' value at that share of the figure's width."""
        return self.left + share * (self.high - self.left)

    def axis(self, ticks: Sequence[int] = (), suffix: str = "", **settings: Any) -> dict[str, Any]:
        """The axis with ticks and grid lines at those values only."""
        marks = {"tickvals": list(ticks), "ticktext": [f"{tick}{suffix}" for tick in ticks]}
        return {"range": [self.left, self.high], "domain": [0, 1], **marks, **settings}

    def across(
        self, ticks: Sequence[int] = (), suffix: str = "", heads: Sequence[str] = (), **settings: Any
    ) -> dict[str, Any]:
        """The axis, and what a phone needs to lay the rows out anew: where the data begin, whole heads."""
        meta = {"low": self.low, "heads": list(heads)}
        return {"xaxis": self.axis(ticks, suffix, **settings), "meta": meta}


def written(
    texts: Sequence[Mapping[str, Any]], frame: Frame
) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """Texts as a trace, and as annotations those that need a background.

    A text has `x`, `y`, `text`, and where needed `xanchor` (center), `yanchor` (middle), `font`, `bgcolor`
    and `xref` "paper" when x is a share of the width. All have to lie inside the axes' ranges. Plotly
    draws a trace of text three times faster than annotations.
    """
    placed = [
        {**t, "x": frame.at(t["x"]) if t.get("xref") == "paper" else t["x"], "xref": "x"} for t in texts
    ]
    annotations = [{"showarrow": False, "yanchor": "middle", **t} for t in placed if "bgcolor" in t]
    chosen = [t for t in placed if "bgcolor" not in t]
    trace = {
        "type": "scatter",
        "mode": "text",
        "x": [t["x"] for t in chosen],
        "y": [t["y"] for t in chosen],
        "text": [t["text"] for t in chosen],
        "textposition": [
            f"{'top' if t.get('yanchor') == 'bottom' else 'middle'} {POSITIONS[t.get('xanchor', 'center')]}"
            for t in chosen
        ],
        "textfont": {
            "size": [t.get("font", {}).get("size", SIZE) for t in chosen],
            "color": [t.get("font", {}).get("color", INK) for t in chosen],
        },
        "cliponaxis": False,
        "hoverinfo": "skip",
    }
    return ([trace] if chosen else []), annotations


def difference_colour(difference: float | None, farthest: float = 15.0) -> str:
    """Orange below, blue above, near white around nothing; paper where nothing is shown."""
    if difference is None:
        return PAPER
    at = (difference + farthest) / (2 * farthest)
    for (low, first), (high, second) in pairwise(BLUE_ORANGE):
        if at <= high:
            share = (at - low) / (high - low)
            mixed = (
                round(int(first[i : i + 2], 16) * (1 - share) + int(second[i : i + 2], 16) * share)
                for i in (1, 3, 5)
            )
            return "#" + "".join(f"{part:02x}" for part in mixed)
    return BLUE_ORANGE[-1][1]


def hatching(
    cells: Sequence[tuple[float, float, float, float]], slant: float, step: float
) -> list[dict[str, Any]]:
    """Slanted lines over rectangles (x0, y0, x1, y1) in axis units: what stands there is not shown.

    Each line runs `slant` units to the right over the height of a rectangle, one every `step` units.
    """
    path: list[str] = []
    for x0, y0, x1, y1 in cells:
        start = x0 - slant + step / 2
        while start < x1:
            left, right = max(x0, start), min(x1, start + slant)
            bottom = y0 + (left - start) / slant * (y1 - y0)
            top = y0 + (right - start) / slant * (y1 - y0)
            path.append(f"M{left:.3f},{bottom:.3f}L{right:.3f},{top:.3f}")
            start += step
    if not path:
        return []
    return [{"type": "path", "path": "".join(path), "line": {"color": LINE, "width": 0.8}, "layer": "above"}]
