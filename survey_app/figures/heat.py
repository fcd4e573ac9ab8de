"""What heat maps share: coloured cells as one trace, and the heads of their columns."""

from collections.abc import Sequence

from survey_app.figures import look

FARTHEST = 15.0
HEAD_SIZE = look.SMALL - 1
BROKEN_HEAD_PIXELS, UPRIGHT_HEAD_PIXELS = 62, 96
BROKEN_LINE, UPRIGHT_LINE = 44, 88


def tiles(lines: Sequence[Sequence[float | None]], columns: Sequence[str]) -> dict[str, object]:
    """The cells of rows from top to bottom, coloured by their value; None stays white.

    Bars rather than Plotly's heat map, which is a picture of pixels and no good on paper; all of them
    one trace, for one a column takes Plotly twice the time.
    """
    cells = [
        (x, len(lines) - 1 - row, value, column)
        for row, line in enumerate(lines)
        for x, (value, column) in enumerate(zip(line, columns, strict=True))
        if value is not None
    ]
    return {
        "type": "bar",
        "orientation": "h",
        "base": [x - 0.48 for x, *_ in cells],
        "x": [0.96] * len(cells),
        "y": [y for _, y, *_ in cells],
        "width": 0.94,
        "marker": {
            "color": [look.difference_colour(value, FARTHEST) for *_, value, _ in cells],
            "line": {"width": 0},
        },
        "customdata": [[column, value] for *_, value, column in cells],
        "hovertemplate": "%{customdata[0]}: %{customdata[1]:+.0f}<extra></extra>",
    }


def head_pixels(columns: Sequence[str]) -> int:
    """How high the heads of these columns are."""
    return UPRIGHT_HEAD_PIXELS if _are_upright(columns) else BROKEN_HEAD_PIXELS


def _are_upright(columns: Sequence[str]) -> bool:
    return not any(look.is_wide(letter) for name in columns for letter in name)


def heads(columns: Sequence[str], rows: int) -> list[dict[str, object]]:
    """The columns' names above the top row, as annotations.

    Korean names break into short lines; English ones, whose words are wider than a column, are written
    upwards.
    """
    is_upright = _are_upright(columns)
    return [
        {
            "x": x,
            "y": rows - 0.42,
            "yanchor": "bottom",
            "showarrow": False,
            "textangle": -90 if is_upright else 0,
            "align": "left" if is_upright else "center",
            "text": look.wrapped(name, UPRIGHT_LINE, HEAD_SIZE, 2)
            if is_upright
            else look.wrapped(name, BROKEN_LINE, HEAD_SIZE, 4),
            "font": {"size": HEAD_SIZE},
        }
        for x, name in enumerate(columns)
    ]
