"""A card for each area: its name, its score, and the first difference that is known."""

from analysis.released.release import Group, Release
from analysis.released.released_values import Against, Hidden, Score
from survey_app.figures import look
from survey_app.figures.area_table import area_table
from survey_app.figures.areas import areas_alt
from survey_app.figures.figure import Figure
from survey_app.wording import numbers
from survey_app.wording.differences import difference_against
from survey_app.wording.labels import Labels

CARD_COLUMNS = 4
CARD_HEIGHT = 84


def score_cards(release: Release, labels: Labels, group: Group | None = None, key: str = "cards") -> Figure:
    """A card for each area: its name, its score, and the first difference that is known."""
    group = release.whole if group is None else group
    areas = [area for area in labels.areas if area in group.scores]
    rows = -(-len(areas) // CARD_COLUMNS)
    shapes, texts = [], []
    for place, area in enumerate(areas):
        row, column = divmod(place, CARD_COLUMNS)
        x0, x1 = (column + 0.02) / CARD_COLUMNS, (column + 0.98) / CARD_COLUMNS
        y1, y0 = 1 - (row + 0.03) / rows, 1 - (row + 0.95) / rows
        is_index = area in labels.index_areas
        shapes.append(
            {
                "type": "rect",
                "xref": "paper",
                "yref": "paper",
                "x0": x0,
                "x1": x1,
                "y0": y0,
                "y1": y1,
                "line": {"color": look.ACCENT if is_index else look.LINE, "width": 1.5 if is_index else 1},
                "fillcolor": "#F4F7FD" if is_index else look.PAPER,
            }
        )
        result = group.scores[area]
        texts.append(_card_text(x0, y1, -16, look.SIZE, labels.areas[area]))
        value = numbers.score(result.value) if isinstance(result, Score) else "·"
        texts.append(_card_text(x0, y1, -44, 26, look.bold(value)))
        texts.append(_card_text(x0, y1, -68, look.SMALL - 1, _card_line(result, labels)))
    plot = look.figure(
        [],
        CARD_HEIGHT * rows + 4,
        margin={"l": 0, "r": 0, "t": 2, "b": 2, "pad": 0},
        xaxis={"visible": False, "fixedrange": True},
        yaxis={"visible": False, "fixedrange": True},
        shapes=shapes,
        annotations=texts,
    )
    shown = {a: s for a in areas if isinstance(s := group.scores[a], Score)}
    return Figure(
        key=key,
        title=labels.say("Scores at a glance"),
        caption=labels.say("Scores by area (0 to 100)"),
        alt=areas_alt(shown, [a for a in areas if a not in shown], labels),
        plotly=plot,
        table=area_table(group, labels, key),
    )


def _card_text(x0: float, y1: float, shift: float, size: float, text: str) -> dict[str, object]:
    return {
        "xref": "paper",
        "yref": "paper",
        "x": x0,
        "y": y1,
        "xshift": 10,
        "yshift": shift,
        "xanchor": "left",
        "yanchor": "middle",
        "showarrow": False,
        "text": text,
        "font": {"size": size},
    }


def _card_line(result: Score | Hidden, labels: Labels) -> str:
    if isinstance(result, Hidden):
        return labels.reason(result)
    for against in (Against.PREVIOUS, Against.BENCHMARK, Against.REST):
        difference = difference_against(result, against)
        if difference is not None and not isinstance(difference, Hidden):
            return labels.say(
                "vs %(versus)s %(difference)s",
                versus=labels.against(against),
                difference=numbers.marked(difference),
            )
    return ""
