"""Many institutions side by side: the caterpillar of estimates and the funnel against size."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

from analysis.released.released_values import Interval, Verdict
from survey_app.figures import look
from survey_app.figures.figure import Figure, FigureCell, FigureColumn, FigureTable, Tone
from survey_app.figures.placing import labels_around
from survey_app.wording import numbers, verdicts
from survey_app.wording.catalogue import Voice

ROW = 13
LABEL_SHARE = 0.22
FUNNEL_HEIGHT = 320
MOST_NAMED = 20


@dataclass(frozen=True, slots=True)
class Estimate:
    """One institution's score in one area, with interval, respondents and the verdict beside the mean.

    `is_outside` says that it lies outside the funnel, which asks another question than the verdict.
    """

    key: str
    name: str
    value: float
    interval: Interval
    respondents: int
    is_outside: bool = False
    verdict: Verdict = Verdict.CANNOT_TELL


def caterpillar(
    estimates: Sequence[Estimate], middle: float, area: str, language: str, key: str = "caterpillar"
) -> Figure:
    """Estimates with intervals, lowest at the foot, on a line at the pooled mean."""
    voice = Voice(language)
    ordered = sorted(estimates, key=lambda e: (e.value, e.key))
    y = list(range(len(ordered)))
    row = ROW if len(ordered) > 30 else 20
    low = min((e.interval.lower for e in ordered), default=0.0) - 2
    high = max((e.interval.upper for e in ordered), default=100.0) + 2
    frame = look.Frame(low, high, LABEL_SHARE)
    names, annotations = look.written(
        [
            {
                "xref": "paper",
                "x": 0,
                "y": place,
                "xanchor": "left",
                "text": look.wrapped(e.name, look.WIDTH * LABEL_SHARE - 8, look.SMALL - 1, 1),
                "font": {"size": look.SMALL - 1},
            }
            for place, e in enumerate(ordered)
        ],
        frame,
    )
    plot = look.figure(
        [
            *names,
            {
                "type": "scatter",
                "mode": "markers",
                "x": [e.value for e in ordered],
                "y": y,
                "error_x": {
                    "type": "data",
                    "array": [e.interval.upper - e.value for e in ordered],
                    "arrayminus": [e.value - e.interval.lower for e in ordered],
                    "thickness": 1.2,
                    "width": 0,
                    "color": look.QUIET,
                },
                "marker": {"size": 7, "color": [_colour(e) for e in ordered]},
                "text": [e.name for e in ordered],
                "hovertemplate": "%{text}: %{x:.0f}<extra></extra>",
            },
        ],
        row * len(ordered) + 40,
        margin={"l": 0, "r": 8, "t": 6, "b": 26, "pad": 0},
        **frame.across(ticks=range(math.ceil(low / 5) * 5, math.floor(high) + 1, 5)),
        yaxis={"range": [-0.8, len(ordered) - 0.2], "showticklabels": False, "showgrid": False},
        shapes=[
            {
                "type": "line",
                "x0": middle,
                "x1": middle,
                "yref": "paper",
                "y0": 0,
                "y1": 1,
                "line": {"color": look.INK, "width": 1, "dash": "dash"},
            }
        ],
        annotations=annotations,
    )
    return Figure(
        key=key,
        title=area,
        caption=(
            voice.say(
                "%(area)s: estimated score of each institution with 95%% interval (dashed: pooled "
                "mean; blue: higher than it, orange: lower, grey: neither)",
                area=area,
            )
        ),
        alt=_caterpillar_alt(ordered, middle, area, language),
        plotly=plot,
        table=estimate_table(tuple(reversed(ordered)), area, language, key),
    )


def funnel(
    estimates: Sequence[Estimate],
    middle: float,
    limits: Sequence[tuple[int, float, float]],
    area: str,
    language: str,
    key: str = "funnel",
) -> Figure:
    """Scores against respondents. `limits` are (respondents, lower, upper) of the funnel.

    Dots are dark outside and grey inside, whatever the verdict beside the mean: the funnel asks whether an
    institution lies farther off than institutions of its size ordinarily do.
    """
    voice = Voice(language)
    outside = [e for e in estimates if e.is_outside]
    named = estimates if len(estimates) <= MOST_NAMED else outside
    traces: list[dict[str, object]] = [
        {
            "type": "scatter",
            "mode": "lines",
            "x": [limit[0] for limit in limits],
            "y": [limit[side] for limit in limits],
            "line": {"color": look.LINE, "width": 1.4, "dash": "dot"},
            "hoverinfo": "skip",
        }
        for side in (1, 2)
    ]
    traces.append(
        {
            "type": "scatter",
            "mode": "markers",
            "x": [e.respondents for e in estimates],
            "y": [e.value for e in estimates],
            "marker": {
                "size": [11 if e.is_outside else 8 for e in estimates],
                "color": [look.ACCENT if e.is_outside else look.BENCHMARK for e in estimates],
                "symbol": ["diamond" if e.is_outside else "circle" for e in estimates],
            },
            "customdata": [e.name for e in estimates],
            "hovertemplate": "%{customdata}: %{y:.0f}<extra></extra>",
        }
    )
    wide, high = look.WIDTH - 62, FUNNEL_HEIGHT - 50
    x_most = 1.06 * max([e.respondents for e in estimates] + [limit[0] for limit in limits], default=1)
    ys = [e.value for e in estimates] + [bound for limit in limits for bound in limit[1:]] + [middle]
    y_least, y_most = min(ys) - 2, max(ys) + 2

    def at(respondents: float, value: float) -> tuple[float, float]:
        return respondents / x_most * wide, (y_most - value) / (y_most - y_least) * high

    lines = [at(n, bound) for n, *bounds in limits for bound in bounds]
    lines += [(share * wide / 60, at(0, middle)[1]) for share in range(61)]
    places = labels_around(
        [at(e.respondents, e.value) for e in named],
        [look.width_of(e.name, look.SMALL - 1) for e in named],
        [at(e.respondents, e.value) for e in estimates],
        lines,
        (wide, high),
    )
    plot = look.figure(
        traces,
        FUNNEL_HEIGHT,
        margin={"l": 52, "r": 10, "t": 10, "b": 40},
        xaxis={
            "title": {"text": voice.say_as("how many", "Respondents"), "font": {"size": look.SMALL}},
            "range": [0, x_most],
        },
        yaxis={
            "title": {"text": voice.say("Score"), "font": {"size": look.SMALL}},
            "range": [y_least, y_most],
        },
        shapes=[
            {
                "type": "line",
                "xref": "paper",
                "x0": 0,
                "x1": 1,
                "y0": middle,
                "y1": middle,
                "line": {"color": look.INK, "width": 1, "dash": "dash"},
            }
        ],
        annotations=[
            {
                "x": e.respondents,
                "y": e.value,
                "xshift": shift[0],
                "yshift": -shift[1],
                "text": e.name,
                "showarrow": False,
                "xanchor": "center",
                "yanchor": "middle",
                # A line that has to pass behind a name ends at it.
                "bgcolor": look.PAPER,
                "borderpad": 0,
                "font": {"size": look.SMALL - 1, "color": look.ACCENT if e.is_outside else look.QUIET},
            }
            for e, shift in zip(named, places, strict=True)
        ],
    )
    alt = voice.say("All institutions lie inside the funnel: they differ as institutions ordinarily do.")
    if outside:
        alt = voice.say("Outside the funnel: %(names)s.", names=", ".join(e.name for e in outside))
    return Figure(
        key=key,
        title=area,
        caption=(
            voice.say(
                "%(area)s: score against respondents, and the funnel in which institutions ordinarily "
                "scatter (◆: outside)",
                area=area,
            )
        ),
        alt=alt,
        plotly=plot,
        table=estimate_table(tuple(estimates), area, language, key),
    )


def estimate_table(
    estimates: Sequence[Estimate], area: str, language: str, key: str, ranks: Sequence[str] = ()
) -> FigureTable:
    """Score, interval and respondents of each institution, and where given its rank with the interval."""
    voice = Voice(language)
    columns = (
        FigureColumn(voice.say("Institution"), False, 0.4),
        FigureColumn(voice.say("Score")),
        FigureColumn(voice.say("95%% interval")),
        *((FigureColumn(voice.say("Rank (95%%)")),) if ranks else ()),
        FigureColumn(voice.say("Respondents")),
    )
    rows = tuple(
        (
            FigureCell(e.name),
            FigureCell(numbers.score(e.value), e.value, "0", Tone.STRONG),
            FigureCell(numbers.interval(e.interval)),
            *((FigureCell(ranks[place]),) if ranks else ()),
            FigureCell(f"{e.respondents:,}", e.respondents, "#,##0"),
        )
        for place, e in enumerate(estimates)
    )
    return FigureTable(key, area, columns, rows)


def _colour(estimate: Estimate) -> str:
    return {Verdict.HIGHER: look.FIVE[4], Verdict.LOWER: look.FIVE[0]}.get(estimate.verdict, look.LINE)


def _caterpillar_alt(ordered: Sequence[Estimate], middle: float, area: str, language: str) -> str:
    voice = Voice(language)
    said = ", ".join(
        voice.say(
            "%(institutions)s %(verdict)s", institutions=n, verdict=verdicts.word(verdict, None, language)
        )
        for verdict in Verdict
        if (n := sum(e.verdict is verdict for e in ordered))
    )
    return voice.say(
        "%(area)s: pooled mean %(mean)s. Institutions beside it: %(said)s.",
        area=area,
        mean=numbers.score(middle),
        said=said,
    )
