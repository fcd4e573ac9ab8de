"""How scores moved over the waves."""

from collections.abc import Sequence

from analysis.released.release import Release
from survey_app.figures import look
from survey_app.figures.cells import score_cell
from survey_app.figures.figure import Figure, FigureCell, FigureColumn, FigureTable
from survey_app.wording import numbers
from survey_app.wording.labels import Labels

COLUMNS = 4
CELL_HEIGHT = 104
GAP = 0.03


def trend_lines(release: Release, areas: Sequence[str], labels: Labels, key: str = "trend") -> Figure:
    """A small line for each area that was measured more than once, all on the same height of scale."""
    shown = [a for a in areas if len(release.trend.get(a, {})) > 1]
    rows = max(1, -(-len(shown) // COLUMNS))
    values = [v for a in shown for v in release.trend[a].values()] or [0.0, 100.0]
    low, high = min(values) - 6, max(values) + 12
    traces, texts, layout = [], [], {}
    for place, area in enumerate(shown):
        row, column = divmod(place, COLUMNS)
        suffix = "" if place == 0 else str(place + 1)
        line = release.trend[area]
        waves = list(line)
        x0, x1 = column / COLUMNS + GAP, (column + 1) / COLUMNS - GAP
        y1 = 1 - row / rows
        layout[f"xaxis{suffix}"] = {
            "domain": [x0, x1],
            "anchor": f"y{suffix}",
            "range": [-0.3, len(waves) - 0.7],
            "tickvals": [0, len(waves) - 1],
            "ticktext": [_short(labels, waves[0]), _short(labels, waves[-1])],
            "tickfont": {"size": look.SMALL - 2, "color": look.QUIET},
            "showgrid": False,
        }
        layout[f"yaxis{suffix}"] = {
            "domain": [y1 - 0.72 / rows, y1 - 0.1 / rows],
            "anchor": f"x{suffix}",
            "range": [low, high],
            "showticklabels": False,
            "showgrid": False,
        }
        traces.append(
            {
                "type": "scatter",
                "mode": "lines+markers+text",
                "xaxis": f"x{suffix}",
                "yaxis": f"y{suffix}",
                "x": list(range(len(waves))),
                "y": list(line.values()),
                "text": [numbers.score(v) for v in line.values()],
                "textposition": "top center",
                "textfont": {"size": look.SMALL},
                "line": {"color": look.ACCENT, "width": 2},
                "marker": {"size": 6, "color": look.ACCENT},
                "cliponaxis": False,
                "hovertemplate": "%{y:.0f}<extra></extra>",
            }
        )
        texts.append(
            {
                "xref": "paper",
                "yref": "paper",
                "x": x0,
                "y": y1,
                "xanchor": "left",
                "yanchor": "top",
                "showarrow": False,
                "text": look.bold(labels.areas[area]),
                "font": {"size": look.SMALL},
            }
        )
    plot = look.figure(
        traces,
        CELL_HEIGHT * rows + 8,
        margin={"l": 0, "r": 0, "t": 4, "b": 4, "pad": 0},
        annotations=texts,
        meta={"columns": COLUMNS},
        **layout,
    )
    return Figure(
        key=key,
        title=labels.say("Change over the waves"),
        caption=labels.say("Scores by wave, all on the same vertical scale"),
        alt=_alt(release, shown, labels),
        plotly=plot,
        table=trend_table(release, shown, labels, key),
    )


def trend_table(release: Release, areas: Sequence[str], labels: Labels, key: str = "trend") -> FigureTable:
    """Scores of each area by wave, in the order of the waves."""
    waves = list(dict.fromkeys(w for a in areas for w in release.trend.get(a, {})))
    columns = (
        FigureColumn(labels.say("Area"), False, 0.3),
        *(FigureColumn(labels.waves.get(w, w)) for w in waves),
    )
    rows = tuple(
        (
            FigureCell(labels.areas[a]),
            *(
                score_cell(line[w], labels) if w in (line := release.trend[a]) else FigureCell("")
                for w in waves
            ),
        )
        for a in areas
    )
    return FigureTable(key, labels.say("Scores by wave"), columns, rows)


def _short(labels: Labels, wave: str) -> str:
    return look.wrapped(labels.waves.get(wave, wave), 64, look.SMALL - 2)


def _alt(release: Release, areas: Sequence[str], labels: Labels) -> str:
    if not areas:
        return labels.say("There is no earlier wave to compare with.")
    changes = {
        a: list(line.values())[-1] - list(line.values())[-2] for a in areas if (line := release.trend[a])
    }
    best = max(changes, key=lambda a: changes[a])
    worst = min(changes, key=lambda a: changes[a])
    up, down = numbers.signed(changes[best]), numbers.signed(changes[worst])
    return labels.say(
        "Since the previous wave %(highest)s moved most upward (%(up)s); at the other end is %(lowest)s "
        "(%(down)s).",
        highest=labels.areas[best],
        up=up,
        lowest=labels.areas[worst],
        down=down,
    )
