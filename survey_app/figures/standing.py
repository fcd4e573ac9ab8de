"""One area by itself: its score on the benchmark's distribution, and beside it the trend."""

from analysis.released.release import Release
from analysis.released.released_statistics import Standing
from analysis.released.released_values import Hidden, Score
from survey_app.figures import look
from survey_app.figures.cells import score_cell
from survey_app.figures.figure import Figure, FigureCell, FigureColumn, FigureTable
from survey_app.wording import numbers
from survey_app.wording.labels import Labels


def area_standing(release: Release, area: str, labels: Labels, key: str = "standing") -> Figure:
    """One area: its score with interval on the benchmark's distribution, and beside it the trend."""
    result = release.whole.scores[area]
    standing = release.standings.get(area)
    shapes: list[dict[str, object]] = []
    texts: list[dict[str, object]] = []
    values: list[float] = []
    if isinstance(standing, Standing):
        shapes = [
            line_mark(standing.lowest, standing.highest, 0, look.BAND, 4),
            box_mark(standing.lower_quartile, standing.upper_quartile, 0, 0.3, look.BAND),
            tick_mark(standing.median, 0, 0.36),
        ]
        values += [standing.lowest, standing.highest]
        texts.append(
            {
                "x": standing.median,
                "y": -0.62,
                "text": labels.say("median %(score)s", score=numbers.score(standing.median)),
                "font": {"size": look.SMALL - 1, "color": look.QUIET},
            }
        )
    traces: list[dict[str, object]] = []
    if isinstance(result, Score):
        values += [result.interval.lower, result.interval.upper]
        traces.append(_score_dot(result))
        texts.append(
            {
                "x": result.value,
                "y": 0.68,
                "text": look.bold(numbers.score(result.value)),
                "font": {"size": look.SIZE + 2, "color": look.ACCENT},
            }
        )
    line = release.trend.get(area, {})
    waves = list(line)
    has_trend = len(waves) > 1
    if has_trend:
        traces.append(
            {
                "type": "scatter",
                "mode": "lines+markers+text",
                "xaxis": "x2",
                "yaxis": "y2",
                "x": list(range(len(waves))),
                "y": [line[w] for w in waves],
                "text": [numbers.score(line[w]) for w in waves],
                "textposition": "top center",
                "textfont": {"size": look.SMALL},
                "line": {"color": look.ACCENT, "width": 2},
                "marker": {"size": 7, "color": look.ACCENT},
                "cliponaxis": False,
                "hovertemplate": "%{y:.0f}<extra></extra>",
            }
        )
    low = 10 * (int(min([*values, 40]) - 4) // 10)
    high = min(100, 10 * -(-int(max([*values, 80]) + 4) // 10))
    layout: dict[str, object] = {
        "xaxis": {"range": [low, high], "domain": [0.01, 0.62 if has_trend else 0.99], "dtick": 10},
        "yaxis": {"range": [-1, 1], "showticklabels": False, "showgrid": False},
    }
    if has_trend:
        bottom, top = min(line.values()), max(line.values())
        layout["xaxis2"] = {
            "range": [-0.4, len(waves) - 0.6],
            "domain": [0.7, 0.99],
            "anchor": "y2",
            "tickvals": list(range(len(waves))),
            "ticktext": [look.wrapped(labels.waves.get(w, w), 58, look.SMALL - 1) for w in waves],
            "tickfont": {"size": look.SMALL - 1, "color": look.QUIET},
            "showgrid": False,
        }
        layout["yaxis2"] = {
            "range": [bottom - 6, top + 9],
            "anchor": "x2",
            "showticklabels": False,
            "showgrid": False,
        }
    written, annotations = look.written(texts, look.Frame(low, high, 0.0))
    plot = look.figure(
        traces + written,
        118,
        margin={"l": 4, "r": 4, "t": 6, "b": 32, "pad": 0},
        shapes=shapes,
        annotations=annotations,
        **layout,
    )
    name = labels.areas[area]
    return Figure(
        key=key,
        title=name,
        caption=_caption(name, isinstance(standing, Standing), has_trend, labels),
        alt=_standing_alt(name, result, standing, labels),
        plotly=plot,
        table=_standing_table(area, result, standing, line, labels, key),
    )


def _caption(name: str, is_among_others: bool, has_trend: bool, labels: Labels) -> str:
    if is_among_others and has_trend:
        return labels.say(
            "%(area)s: score with 95%% interval among other institutions, and by wave", area=name
        )
    if is_among_others:
        return labels.say("%(area)s: score with 95%% interval among other institutions", area=name)
    if has_trend:
        return labels.say("%(area)s: score with 95%% interval, and by wave", area=name)
    return labels.say("%(area)s: score with 95%% interval", area=name)


def _standing_table(
    area: str,
    result: Score | Hidden,
    standing: Standing | Hidden | None,
    line: object,
    labels: Labels,
    key: str,
) -> FigureTable:
    say = labels.say
    rows = [(FigureCell(say("This institution")), score_cell(result, labels))]
    if isinstance(standing, Standing):
        rows += [
            (FigureCell(name), score_cell(value, labels))
            for name, value in (
                (labels.say_as("an institution", "Lowest"), standing.lowest),
                (labels.say_as("of the benchmark", "Lower quartile"), standing.lower_quartile),
                (say("Median"), standing.median),
                (labels.say_as("of the benchmark", "Upper quartile"), standing.upper_quartile),
                (labels.say_as("an institution", "Highest"), standing.highest),
            )
        ]
    if isinstance(line, dict):
        rows += [
            (FigureCell(labels.waves.get(wave, wave)), score_cell(value, labels))
            for wave, value in line.items()
        ]
    columns = (FigureColumn(say("Comparison"), False, 0.6), FigureColumn(say("Score")))
    return FigureTable(key, labels.areas[area], columns, tuple(rows))


def _standing_alt(
    name: str, result: Score | Hidden, standing: Standing | Hidden | None, labels: Labels
) -> str:
    if isinstance(result, Hidden):
        return labels.say(
            "The score of %(name)s is not shown: %(reason)s.", name=name, reason=labels.reason(result)
        )
    score, span = numbers.score(result.value), numbers.interval(result.interval)
    text = labels.say(
        "%(name)s scores %(score)s (95%% interval %(span)s).", name=name, score=score, span=span
    )
    if isinstance(standing, Standing):
        middle = numbers.score(standing.median)
        quartiles = (
            f"{numbers.score(standing.lower_quartile)}{numbers.DASH}{numbers.score(standing.upper_quartile)}"
        )
        text += " " + labels.say(
            "The median of %(institutions)s institutions is %(middle)s; the middle half lies at "
            "%(quartiles)s.",
            institutions=standing.institutions,
            middle=middle,
            quartiles=quartiles,
        )
    elif isinstance(standing, Hidden):
        reason = labels.reason(standing)
        text += " " + labels.say("Not set beside others (%(reason)s).", reason=reason)
    return text


def line_mark(x0: float, x1: float, y: float, colour: str, width: float) -> dict[str, object]:
    """A line along a row: a range."""
    return {
        "type": "line",
        "x0": x0,
        "x1": x1,
        "y0": y,
        "y1": y,
        "line": {"color": colour, "width": width},
        "layer": "below",
    }


def box_mark(x0: float, x1: float, y: float, half: float, colour: str) -> dict[str, object]:
    """A band along a row: the middle half."""
    return {
        "type": "rect",
        "x0": x0,
        "x1": x1,
        "y0": y - half,
        "y1": y + half,
        "fillcolor": colour,
        "line": {"width": 0},
        "layer": "below",
    }


def tick_mark(x: float, y: float, half: float) -> dict[str, object]:
    """A stroke across a row: a median."""
    return {
        "type": "line",
        "x0": x,
        "x1": x,
        "y0": y - half,
        "y1": y + half,
        "line": {"color": look.BENCHMARK, "width": 2},
        "layer": "below",
    }


def _score_dot(result: Score) -> dict[str, object]:
    return {
        "type": "scatter",
        "mode": "markers",
        "x": [result.value],
        "y": [0],
        "error_x": {
            "type": "data",
            "array": [result.interval.upper - result.value],
            "arrayminus": [result.value - result.interval.lower],
            "thickness": 1.8,
            "width": 5,
            "color": look.ACCENT,
        },
        "marker": {"size": 13, "color": look.ACCENT},
        "hovertemplate": "%{x:.0f}<extra></extra>",
    }
