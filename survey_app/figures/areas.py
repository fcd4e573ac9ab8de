"""Area scores: all on one page against the benchmark's distribution, as cards, and one area by itself."""

from analysis.release import Against, Group, Hidden, Release, Score, Standing
from survey_app.figures import look, numbers
from survey_app.figures.cells import (
    compared_with,
    difference_against,
    difference_cell,
    hidden_cell,
    interval_cell,
    percent_cell,
    score_cell,
)
from survey_app.figures.figure import Cell, Column, Figure, Table
from survey_app.figures.labels import Labels
from survey_app.figures.particles import with_particle
from survey_app.figures.standing import box_mark, line_mark, tick_mark

ROW = 32
TOP = 30
LABEL_SHARE = 0.24
CARD_COLUMNS = 4
CARD_HEIGHT = 84


def area_dots(release: Release, labels: Labels, group: Group | None = None, key: str = "areas") -> Figure:
    """Each area's score with its interval on the range and middle half of the benchmark's institutions."""
    group = release.whole if group is None else group
    areas = [area for area in labels.areas if area in group.scores]
    count = len(areas)
    y = {area: count - 1 - place for place, area in enumerate(areas)}
    shown = {a: s for a in areas if isinstance(s := group.scores[a], Score)}
    standings = {a: found for a in areas if isinstance(found := release.standings.get(a), Standing)}
    shapes: list[dict[str, object]] = []
    for area, standing in standings.items():
        shapes.append(line_mark(standing.lowest, standing.highest, y[area], look.BAND, 3))
        shapes.append(box_mark(standing.lower_quartile, standing.upper_quartile, y[area], 0.3, look.BAND))
        shapes.append(tick_mark(standing.median, y[area], 0.34))
    previous = _previous(release, areas) if group.key == "all" else {}
    traces: list[dict[str, object]] = [
        {
            "type": "scatter",
            "mode": "markers",
            "name": labels.against(Against.PREVIOUS),
            "x": [previous[a] for a in previous],
            "y": [y[a] for a in previous],
            "marker": {"size": 10, "color": look.PAPER, "line": {"color": look.QUIET, "width": 1.4}},
            "hovertemplate": "%{x:.0f}<extra></extra>",
        },
        {
            "type": "scatter",
            "mode": "markers",
            "name": labels.say("이번 점수", "score"),
            "x": [s.value for s in shown.values()],
            "y": [y[a] for a in shown],
            "error_x": {
                "type": "data",
                "array": [s.interval.upper - s.value for s in shown.values()],
                "arrayminus": [s.value - s.interval.lower for s in shown.values()],
                "thickness": 1.6,
                "width": 4,
                "color": look.ACCENT,
            },
            "marker": {"size": 11, "color": look.ACCENT},
            "hovertemplate": "%{x:.0f}<extra></extra>",
        },
    ]
    hidden = [a for a in areas if a not in shown]
    texts = [
        {
            "xref": "paper",
            "x": 0,
            "y": y[a],
            "text": f"<b>{labels.areas[a]}</b>" if a in labels.index_areas else labels.areas[a],
            "xanchor": "left",
        }
        for a in areas
    ]
    texts += [
        {"x": 99, "y": y[a], "xanchor": "right", "text": f"<b>{numbers.score(s.value)}</b>"}
        for a, s in shown.items()
    ]
    texts += [
        {"x": 50, "y": y[a], "text": labels.reason(h), "bgcolor": look.PAPER}
        for a in hidden
        if isinstance(h := group.scores[a], Hidden)
    ]
    legend = _dots_legend(labels, bool(standings), bool(previous))
    low = _floor(release, group)
    shapes += look.hatching([(low, y[a] - 0.3, 97.0, y[a] + 0.3) for a in hidden], 2, 1.5)
    frame = look.Frame(low, 100.0, LABEL_SHARE)
    written, annotations = look.written(texts, frame)
    plot = look.figure(
        traces + written,
        TOP + ROW * count + 34,
        margin={"l": 0, "r": 0, "t": TOP, "b": 26, "pad": 0},
        xaxis=frame.axis(ticks=range(int(low), 100, 10)),
        yaxis=look.axis(range=[-0.6, count - 0.4], showticklabels=False, showgrid=False),
        shapes=shapes,
        annotations=annotations + legend,
    )
    return Figure(
        key=key,
        title=labels.say("영역별 점수", "Scores by area"),
        caption=labels.say(
            "영역별 점수(0~100점)와 95% 신뢰구간, 비교 기관의 분포",
            "Scores by area (0 to 100) with 95% intervals, on the distribution of other institutions",
        ),
        alt=_alt(shown, hidden, labels),
        plotly=plot,
        table=area_table(group, labels, key),
    )


def area_table(group: Group, labels: Labels, key: str = "areas") -> Table:
    """Score, interval, favourable share and differences of each area."""
    areas = [area for area in labels.areas if area in group.scores]
    compared = compared_with(group.scores[a] for a in areas)
    say = labels.say
    columns = (
        Column(say("영역", "Area"), False, 0.23),
        Column(say("점수", "Score"), True, 0.08),
        Column(say("95% 신뢰구간", "95% interval"), True, 0.14),
        Column(say("긍정 응답률", "Favourable"), True, 0.13),
        *(Column(labels.column(a), True, 0.14) for a in compared),
    )
    rows = []
    for area in areas:
        result = group.scores[area]
        favourable = result.favourable if isinstance(result, Score) else result
        rows.append(
            (
                Cell(labels.areas[area]),
                score_cell(result, labels),
                interval_cell(result, labels),
                percent_cell(favourable, labels),
                *(
                    hidden_cell(result, labels)
                    if isinstance(result, Hidden)
                    else difference_cell(difference_against(result, a, place), labels)
                    for place, a in enumerate(compared)
                ),
            )
        )
    return Table(key, say("영역별 점수와 차이", "Scores and differences by area"), columns, tuple(rows))


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
        texts.append(_card_text(x0, y1, -44, 26, f"<b>{value}</b>"))
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
        title=labels.say("한눈에 보는 점수", "Scores at a glance"),
        caption=labels.say("영역별 점수(0~100점)", "Scores by area (0 to 100)"),
        alt=_alt(shown, [a for a in areas if a not in shown], labels),
        plotly=plot,
        table=area_table(group, labels, key),
    )


def _alt(shown: dict[str, Score], hidden: list[str], labels: Labels) -> str:
    if not shown:
        return labels.say("표시할 수 있는 영역 점수가 없습니다.", "No area score can be shown.")
    culture = {a: s for a, s in shown.items() if a not in labels.index_areas} or shown
    best = max(culture, key=lambda a: culture[a].value)
    worst = min(culture, key=lambda a: culture[a].value)
    high, low = numbers.score(culture[best].value), numbers.score(culture[worst].value)
    if labels.language == "ko":
        text = (
            f"{with_particle(labels.areas[best], '이')} {high}점으로 가장 높고 "
            f"{with_particle(labels.areas[worst], '이')} {low}점으로 가장 낮습니다."
        )
        return text + (f" {len(hidden)}개 영역은 표시하지 않습니다." if hidden else "")
    text = f"{labels.areas[best]} is highest at {high}, {labels.areas[worst]} lowest at {low}."
    return text + (f" {len(hidden)} not shown." if hidden else "")


def _previous(release: Release, areas: list[str]) -> dict[str, float]:
    found = {}
    for area in areas:
        difference = difference_against(release.whole.scores[area], Against.PREVIOUS)
        result = release.whole.scores[area]
        if isinstance(result, Score) and difference is not None and not isinstance(difference, Hidden):
            found[area] = result.value - difference.value
    return found


def _floor(release: Release, group: Group) -> float:
    values = [s.interval.lower for s in group.scores.values() if isinstance(s, Score)]
    values += [s.lowest for s in release.standings.values() if isinstance(s, Standing)]
    return max(0, 10 * (int(min([*values, 40]) - 3) // 10))


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
            return labels.say("%s 대비 %s", "vs %s %s") % (
                labels.against(against),
                numbers.marked(difference),
            )
    return ""


def _dots_legend(labels: Labels, has_benchmark: bool, has_previous: bool) -> list[dict[str, object]]:
    """One line of words above the figure that names its marks."""
    parts = [labels.say("● 이번 점수와 95% 신뢰구간", "● score with 95% interval")]
    if has_previous:
        parts.append(labels.say("○ 지난 회차", "○ previous"))
    if has_benchmark:
        parts.append(
            labels.say(
                "띠: 비교 기관의 가운데 절반, 세로줄: 중앙값, 가는 줄: 전체 범위",
                "band: middle half of institutions, tick: median, thin line: range",
            )
        )
    return [
        {
            "xref": "paper",
            "yref": "paper",
            "x": 0,
            "y": 1,
            "yshift": 16,
            "xanchor": "left",
            "yanchor": "middle",
            "showarrow": False,
            "text": "   ".join(parts),
            "font": {"size": look.SMALL - 1, "color": look.QUIET},
        }
    ]
