"""Answers to items as stacked bars of five colours, from unfavourable to favourable."""

from collections.abc import Sequence

from analysis.released.release import Group
from analysis.released.released_values import Against, Difference, Hidden, Reason, Shares
from questionnaires.languages import ByLanguage
from survey_app.figures import look
from survey_app.figures.cells import difference_cell
from survey_app.figures.figure import Figure, Tone
from survey_app.figures.item_table import item_table
from survey_app.wording import numbers, verdicts
from survey_app.wording.catalogue import to_be_said_as
from survey_app.wording.differences import compared_with, difference_against
from survey_app.wording.items import is_reversed, item_text, items_in_words, reversed_note, rounding_note
from survey_app.wording.labels import Labels

LABEL_SHARE = 0.43
COMPACT_SHARE = ByLanguage(ko=LABEL_SHARE, en=0.54)
LABEL_SIZE = ByLanguage(ko=look.SMALL, en=look.SMALL - 1)
SHARE_BESIDE_DIFFERENCES = 0.37
ROW, COMPACT_ROW = 40, 29
DIFFERENCE_WIDTH = 23.0
BARS_END = 112.0
WHOLE = 100.0
TOP = 34
NARROWEST_WITH_NUMBER, NARROWEST_COMPACT = 6, 10
POINT_NAMES = (
    to_be_said_as("an answer", "Very unfavourable"),
    to_be_said_as("an answer", "Unfavourable"),
    to_be_said_as("an answer", "Neutral"),
    to_be_said_as("an answer", "Favourable"),
    to_be_said_as("an answer", "Very favourable"),
)


def item_bars(
    group: Group,
    items: Sequence[str],
    labels: Labels,
    key: str = "items",
    *,
    is_compact: bool = False,
    row_height: int = 0,
    has_differences: bool = False,
) -> Figure:
    """A stacked bar for each item of a five-point scale, with its favourable share at the end.

    `items` are item ids, drawn in that order; hidden ones stay as a hatched bar with the reason.
    A reversed item is turned, so that blue is always the favourable side. `has_differences` sets a
    column for each difference of the favourable share behind it.
    """
    shown = [(item, group.items.get(item)) for item in items]
    row_height = row_height or (COMPACT_ROW if is_compact else ROW)
    compared = compared_with(r for _, r in shown if r is not None) if has_differences else ()
    share = COMPACT_SHARE[labels.language] if is_compact else LABEL_SHARE
    frame = look.Frame(
        0.0, BARS_END + DIFFERENCE_WIDTH * len(compared), SHARE_BESIDE_DIFFERENCES if compared else share
    )
    narrowest = NARROWEST_COMPACT if is_compact else NARROWEST_WITH_NUMBER
    label_size = look.SMALL - 1 if is_compact else LABEL_SIZE[labels.language]
    height = TOP + row_height * len(shown) + 12
    rows = len(shown)
    texts: list[dict[str, object]] = []
    hatched = []
    label_pixels = look.WIDTH * frame.label_share - 16
    names = [_fitting(item, labels, label_pixels, label_size, row_height) for item in items]
    texts += _heads(compared, labels, rows, row_height)
    for place, (_, shares) in enumerate(shown):
        y = rows - 1 - place
        texts.append(
            {
                "xref": "paper",
                "x": 0,
                "y": y,
                "text": names[place][0],
                "xanchor": "left",
                "align": "left",
                "font": {"size": names[place][1]},
            }
        )
        if not isinstance(shares, Shares):
            hatched.append((0.0, y - 0.32, 100.0, y + 0.32))
            reason = labels.reason(shares) if isinstance(shares, Hidden) else labels.say("not asked")
            texts.append({"x": 50, "y": y, "text": look.bold(reason), "bgcolor": look.PAPER})
            continue
        if not _is_in_detail(shares):
            hatched.append((shares.favourable, y - 0.32, WHOLE, y + 0.32))
        texts.append(
            {
                "x": 101.5,
                "y": y,
                "text": look.bold(numbers.share(shares)),
                "xanchor": "left",
                "font": {"size": look.SIZE + 1, "color": look.ACCENT},
            }
        )
        texts += [
            _difference_text(difference_against(shares, against, says_why=True), column, y, labels)
            for column, against in enumerate(compared)
        ]
    bars = []
    for point, (colour, ink) in enumerate(zip(look.FIVE, look.FIVE_INK, strict=True)):
        values = [
            _turned(item, shares, labels)[point] if isinstance(shares, Shares) else 0.0
            for item, shares in shown
        ]
        lengths = [
            value * _stretch(shares) if isinstance(shares, Shares) else 0.0
            for value, (_, shares) in zip(values, shown, strict=True)
        ]
        bars.append(
            {
                "type": "bar",
                "orientation": "h",
                "name": labels.say_as("an answer", POINT_NAMES[point]),
                "y": [rows - 1 - place for place in range(rows)],
                "x": lengths,
                "customdata": values,
                "width": 0.64,
                "marker": {"color": colour, "line": {"color": look.PAPER, "width": 0.8}},
                "text": [str(numbers.rounded(v)) if v >= narrowest else "" for v in values],
                "textposition": "inside",
                "insidetextanchor": "middle",
                "textangle": 0,
                "textfont": {"color": ink, "size": look.SMALL},
                "hovertemplate": "%{fullData.name}: %{customdata:.0f}%<extra></extra>",
            }
        )
    written, annotations = look.written(texts, frame)
    plot = look.figure(
        [*bars, *written, _legend(labels, rows, row_height, frame)],
        height,
        barmode="stack",
        bargap=0,
        margin={"l": 0, "r": 0, "t": 0, "b": 8, "pad": 0},
        **frame.across(showgrid=False, showticklabels=False),
        yaxis={"range": [-0.6, rows - 0.4 + TOP / row_height], "showgrid": False, "showticklabels": False},
        shapes=look.hatching(hatched, 3, 2),
        annotations=annotations,
    )
    return Figure(
        key=key,
        title=labels.say("Answers by item"),
        caption=_caption(items, shown, compared, labels),
        alt=items_in_words(shown, labels),
        plotly=plot,
        table=item_table(group, items, labels, key),
    )


def _fitting(item: str, labels: Labels, pixels: float, size: float, height: int) -> tuple[str, float]:
    """The item's name in its row; where the words on a reversed one do not fit, its mark alone."""
    found = look.fitting(item_text(item, labels), pixels, size, height)
    if is_reversed(item, labels) and found[0].endswith("…"):
        return look.fitting(item_text(item, labels, in_words=False), pixels, size, height)
    return found


def _stretch(shares: Shares) -> float:
    """What makes the parts of a bar a whole: a small group's shares are rounded, and add up to 96 or 104."""
    if not _is_in_detail(shares):
        # What is beside the favourable share stays open.
        return 1.0
    together = sum(_parts(shares))
    return WHOLE / together if together else 1.0


def _is_in_detail(shares: Shares) -> bool:
    return isinstance(shares.neutral, float) and isinstance(shares.unfavourable, float)


def _parts(shares: Shares) -> tuple[float, ...]:
    """What a bar is made of, as answered: the points of a scale of five, or the boxes that are told."""
    if len(shares.points) == len(look.FIVE):
        return tuple(shares.points)
    boxes = (shares.unfavourable, shares.neutral)
    unfavourable, neutral = (0.0 if isinstance(box, Hidden) else box for box in boxes)
    return (unfavourable, 0.0, neutral, 0.0, shares.favourable)


def _turned(item: str, shares: Shares, labels: Labels) -> tuple[float, ...]:
    """The five shares from unfavourable to favourable; scales of other lengths keep only three boxes."""
    if len(shares.points) != len(look.FIVE):
        return _parts(shares)
    return tuple(reversed(shares.points)) if is_reversed(item, labels) else tuple(shares.points)


def _heads(
    compared: Sequence[Against], labels: Labels, rows: int, row_height: int
) -> list[dict[str, object]]:
    """The titles of the columns of differences, in two short lines."""
    return [
        {
            "x": _column(place),
            "y": rows - 0.4 + 17 / row_height,
            "text": look.wrapped(labels.column(against), 62, look.SMALL - 1, 2),
            "font": {"size": look.SMALL - 1, "color": look.QUIET},
        }
        for place, against in enumerate(compared)
    ]


def _difference_text(
    difference: Difference | Hidden | None, place: int, y: float, labels: Labels
) -> dict[str, object]:
    cell = difference_cell(difference, labels, is_share=True)
    is_real = cell.tone in (Tone.HIGHER, Tone.LOWER)
    colour = {Tone.HIGHER: look.FIVE[4], Tone.LOWER: look.FIVE[0]}.get(cell.tone, look.QUIET)
    text = look.bold(cell.text) if is_real else cell.text
    return {"x": _column(place), "y": y, "text": text, "font": {"size": look.SMALL, "color": colour}}


def _column(place: int) -> float:
    return BARS_END + DIFFERENCE_WIDTH * (place + 0.5)


def _caption(
    items: Sequence[str],
    shown: Sequence[tuple[str, Shares | Hidden | None]],
    compared: Sequence[Against],
    labels: Labels,
) -> str:
    """What the figure shows, and what has to be known to read it, a sentence each."""
    sentences = [labels.say("Distribution of answers by item, with the favourable share on the right (%%)")]
    if compared:
        sentences.append(
            labels.say("%(legend)s (pp: percentage points)", legend=verdicts.legend(labels.language))
        )
    if any(_is_open(shares) for _, shares in shown):
        sentences.append(labels.say("Hatched: of so few answers the favourable share alone is shown"))
    sentences += [
        reversed_note(items, labels),
        rounding_note([shares for _, shares in shown if isinstance(shares, Shares)], labels),
    ]
    return ". ".join(sentence.rstrip(".") for sentence in sentences if sentence)


def _is_open(result: Shares | Hidden | None) -> bool:
    """Whether its other shares are not told because so few answered; an older version's say so themselves."""
    return isinstance(result, Shares) and result.neutral == Hidden(Reason.NOT_IN_DETAIL)


def _legend(labels: Labels, rows: int, row_height: int, frame: look.Frame) -> dict[str, object]:
    """Small squares with names above the bars, from unfavourable to favourable."""
    size = look.SMALL - 1
    names = [labels.say_as("an answer", name) for name in POINT_NAMES]
    widths = [look.width_of(name, size) + 28 for name in names]
    # To the left of the columns of differences, over the labels where the names need the room.
    right = look.WIDTH * (frame.label_share + (1 - frame.label_share) * BARS_END / frame.high)
    start = min(look.WIDTH * frame.label_share, right - sum(widths)) + 6
    return {
        "type": "scatter",
        "mode": "markers+text",
        "x": [frame.at((start + sum(widths[:place])) / look.WIDTH) for place in range(len(names))],
        "y": [rows - 0.4 + 17 / row_height] * len(names),
        "text": list(names),
        "textposition": "middle right",
        "textfont": {"size": size, "color": look.QUIET},
        "marker": {
            "symbol": "square",
            "size": 10,
            "color": list(look.FIVE),
            "line": {"color": look.QUIET, "width": 0.5},
        },
        "cliponaxis": False,
        "hoverinfo": "skip",
    }
