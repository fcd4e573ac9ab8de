"""Many institutions side by side: the caterpillar of estimates and the funnel against size."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

from analysis.release import Interval
from survey_app.figures import look, numbers
from survey_app.figures.figure import Cell, Column, Figure, Table, Tone
from survey_app.figures.particles import with_particle

ROW = 13
LABEL_SHARE = 0.22


@dataclass(frozen=True, slots=True)
class Estimate:
    """One institution's score in one area, with its interval and number of respondents.

    `side` says whether it surely lies above (1) or below (-1) the middle, 0 when neither; None leaves
    that to the interval.
    """

    key: str
    name: str
    value: float
    interval: Interval
    respondents: int
    is_outside: bool = False
    side: int | None = None

    def side_of(self, middle: float) -> int:
        """1 above the middle, -1 below, 0 when it can't be told."""
        if self.side is not None:
            return self.side
        return int(self.interval.lower > middle) - int(self.interval.upper < middle)


def caterpillar(
    estimates: Sequence[Estimate], middle: float, area: str, language: str, key: str = "caterpillar"
) -> Figure:
    """Estimates with intervals, lowest at the foot, on a line at the pooled mean."""
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
                "marker": {"size": 7, "color": [_colour(e, middle) for e in ordered]},
                "text": [e.name for e in ordered],
                "hovertemplate": "%{text}: %{x:.0f}<extra></extra>",
            },
        ],
        row * len(ordered) + 40,
        margin={"l": 0, "r": 8, "t": 6, "b": 26, "pad": 0},
        **frame.across(ticks=range(math.ceil(low / 5) * 5, math.floor(high) + 1, 5)),
        yaxis=look.axis(range=[-0.8, len(ordered) - 0.2], showticklabels=False, showgrid=False),
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
            f"{area}: 기관별 추정 점수와 95% 구간(점선: 전체 평균)"
            if language == "ko"
            else f"{area}: estimated score of each institution with 95% interval (dashed: pooled mean)"
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
    """Scores against respondents. `limits` are (respondents, lower, upper) of the funnel."""
    korean = language == "ko"
    outside = [e for e in estimates if e.is_outside]
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
            "mode": "markers+text",
            "x": [e.respondents for e in estimates],
            "y": [e.value for e in estimates],
            "text": [e.name if e.is_outside else "" for e in estimates],
            "textposition": "top center",
            "textfont": {"size": look.SMALL - 1},
            "marker": {
                "size": 8,
                "color": [_colour(e, middle) for e in estimates],
                "symbol": ["diamond" if e.is_outside else "circle" for e in estimates],
            },
            "customdata": [e.name for e in estimates],
            "hovertemplate": "%{customdata}: %{y:.0f}<extra></extra>",
        }
    )
    plot = look.figure(
        traces,
        320,
        margin={"l": 52, "r": 10, "t": 10, "b": 40},
        xaxis=look.axis(
            title={"text": "응답자 수" if korean else "Respondents", "font": {"size": look.SMALL}},
            rangemode="tozero",
        ),
        yaxis=look.axis(title={"text": "점수" if korean else "Score", "font": {"size": look.SMALL}}),
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
    )
    if korean:
        names = ", ".join(e.name for e in outside)
        alt = f"깔때기 밖의 기관: {names}." if outside else "모든 기관이 깔때기 안에 있습니다."
    else:
        names = ", ".join(e.name for e in outside)
        alt = f"Outside the funnel: {names}." if outside else "All institutions lie inside the funnel."
    return Figure(
        key=key,
        title=area,
        caption=(
            f"{area}: 응답자 수에 따른 점수와 깔때기 한계(◆: 한계 밖)"
            if korean
            else f"{area}: score against respondents with funnel limits (◆: outside)"
        ),
        alt=alt,
        plotly=plot,
        table=estimate_table(tuple(estimates), area, language, key),
    )


def estimate_table(
    estimates: Sequence[Estimate], area: str, language: str, key: str, ranks: Sequence[str] = ()
) -> Table:
    """Score, interval and respondents of each institution, and where given its rank with the interval."""
    korean = language == "ko"
    columns = (
        Column("기관" if korean else "Institution", False, 0.4),
        Column("점수" if korean else "Score"),
        Column("95% 구간" if korean else "95% interval"),
        *((Column("순위(95% 구간)" if korean else "Rank (95%)"),) if ranks else ()),
        Column("응답자" if korean else "Respondents"),
    )
    rows = tuple(
        (
            Cell(e.name),
            Cell(numbers.score(e.value), e.value, "0", Tone.STRONG),
            Cell(numbers.interval(e.interval)),
            *((Cell(ranks[place]),) if ranks else ()),
            Cell(f"{e.respondents:,}", e.respondents, "#,##0"),
        )
        for place, e in enumerate(estimates)
    )
    return Table(key, area, columns, rows)


def _colour(estimate: Estimate, middle: float) -> str:
    return {1: look.FIVE[4], -1: look.FIVE[0], 0: look.LINE}[estimate.side_of(middle)]


def _caterpillar_alt(ordered: Sequence[Estimate], middle: float, area: str, language: str) -> str:
    above = sum(1 for e in ordered if e.side_of(middle) > 0)
    below = sum(1 for e in ordered if e.side_of(middle) < 0)
    rest = len(ordered) - above - below
    mean = numbers.score(middle)
    if language == "ko":
        return (
            f"{with_particle(area, '은')} 전체 평균 {mean}점입니다. 평균보다 확실히 높은 기관은 {above}곳, "
            f"낮은 기관은 {below}곳이고 {rest}곳은 평균과 구별되지 않습니다."
        )
    return (
        f"{area}: pooled mean {mean}. {above} institutions surely lie above it, {below} surely below, "
        f"{rest} can't be told from it."
    )
