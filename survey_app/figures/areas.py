"""Area scores: all on one page against the benchmark's distribution."""

from analysis.released.release import Group, Release
from analysis.released.released_statistics import Standing
from analysis.released.released_values import Against, Hidden, Score
from survey_app.figures import look
from survey_app.figures.area_table import area_table
from survey_app.figures.figure import Figure
from survey_app.figures.standing import box_mark, line_mark, tick_mark
from survey_app.wording import numbers
from survey_app.wording.differences import difference_against
from survey_app.wording.labels import Labels

ROW, LOW_ROW = 32, 25
TOP = 30
LABEL_SHARE = 0.24


def area_dots(
    release: Release,
    labels: Labels,
    group: Group | None = None,
    key: str = "areas",
    row_height: int = ROW,
) -> Figure:
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
            "name": labels.say("score"),
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
            "text": look.bold(labels.areas[a]) if a in labels.index_areas else labels.areas[a],
            "xanchor": "left",
        }
        for a in areas
    ]
    texts += [
        {"x": 99, "y": y[a], "xanchor": "right", "text": look.bold(numbers.score(s.value))}
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
        TOP + row_height * count + 34,
        margin={"l": 0, "r": 0, "t": TOP, "b": 26, "pad": 0},
        **frame.across(ticks=range(int(low), 100, 10)),
        yaxis={"range": [-0.6, count - 0.4], "showticklabels": False, "showgrid": False},
        shapes=shapes,
        annotations=annotations + legend,
    )
    return Figure(
        key=key,
        title=labels.say("Scores by area"),
        caption=labels.say(
            "Scores by area (0 to 100) with 95%% intervals, on the distribution of other institutions"
        ),
        alt=areas_alt(shown, hidden, labels),
        plotly=plot,
        table=area_table(group, labels, key),
    )


def areas_alt(shown: dict[str, Score], hidden: list[str], labels: Labels) -> str:
    """The highest and the lowest area, and how many are not shown."""
    if not shown:
        return labels.say("No area score can be shown.")
    culture = {a: s for a, s in shown.items() if a not in labels.index_areas} or shown
    best = max(culture, key=lambda a: culture[a].value)
    worst = min(culture, key=lambda a: culture[a].value)
    high, low = numbers.score(culture[best].value), numbers.score(culture[worst].value)
    text = labels.say(
        "%(highest)s is highest at %(high)s, %(lowest)s lowest at %(low)s.",
        highest=labels.areas[best],
        high=high,
        lowest=labels.areas[worst],
        low=low,
    )
    if hidden:
        text += " " + labels.say("%(areas)s not shown.", areas=len(hidden))
    return text


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


def _dots_legend(labels: Labels, has_benchmark: bool, has_previous: bool) -> list[dict[str, object]]:
    """One line of words above the figure that names its marks."""
    parts = [labels.say("● score with 95%% interval")]
    if has_previous:
        parts.append(labels.say("○ previous"))
    if has_benchmark:
        parts.append(labels.say("band: middle half of institutions, tick: median, thin line: range"))
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
