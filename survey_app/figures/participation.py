"""Who took part: the response rate of each group, drawn from released counts."""

from collections.abc import Sequence

from analysis.release import Count, Group, Hidden, Release
from survey_app.figures import look, numbers
from survey_app.figures.cells import count_cell, hidden_cell, percent_cell
from survey_app.figures.figure import Cell, Column, Figure, Table
from survey_app.figures.labels import Labels
from survey_app.figures.particles import with_particle

LABEL_SHARE = {"ko": 0.3, "en": 0.36}
ROW = 20
RATES_END = 124.0


def participation_bars(
    release: Release, groups: Sequence[Group], labels: Labels, key: str = "rates"
) -> Figure:
    """Response rate of each group; where only a band of respondents is known, the rate is a band, too."""
    rows = len(groups)
    y = list(range(rows - 1, -1, -1))
    small = {"font": {"size": look.SMALL}}
    frame = look.Frame(0.0, RATES_END, LABEL_SHARE[labels.language])
    name_pixels = look.WIDTH * frame.label_share - 8
    solid, light, texts, hatched = [], [], [], []
    for place, group in enumerate(groups):
        bounds = rate_bounds(group)
        name = "  " * max(0, group.depth - 1) + labels.groups[group.key]
        size = look.SMALL if look.width_of(name, look.SMALL) <= name_pixels else look.SMALL - 1
        indent = name[: len(name) - len(name.lstrip())]
        name = indent + look.wrapped(name, name_pixels - look.width_of(indent, size), size, 1)
        texts.append(
            {"xref": "paper", "x": 0, "y": y[place], "xanchor": "left", "text": name, "font": {"size": size}}
        )
        if bounds is None:
            hatched.append((0.0, y[place] - 0.3, 100.0, y[place] + 0.3))
            reason = labels.reason(group.respondents) if isinstance(group.respondents, Hidden) else "·"
            texts.append({"x": 50, "y": y[place], "text": reason, "bgcolor": look.PAPER})
            solid.append(0.0)
            light.append(0.0)
            continue
        solid.append(bounds[0])
        light.append(bounds[1] - bounds[0])
        texts.append({"x": 123, "y": y[place], "xanchor": "right", "text": look.bold(_rate(bounds)), **small})
    rate = release.participation.rate
    shapes = look.hatching(hatched, 2.5, 2)
    if not isinstance(rate, Hidden):
        shapes.append(
            {
                "type": "line",
                "x0": rate,
                "x1": rate,
                "yref": "paper",
                "y0": 0,
                "y1": 1,
                "line": {"color": look.QUIET, "width": 1, "dash": "dot"},
                "layer": "below",
            }
        )
    written, annotations = look.written(texts, frame)
    plot = look.figure(
        [
            {
                "type": "bar",
                "orientation": "h",
                "x": values,
                "y": y,
                "width": 0.62,
                "marker": {"color": colour},
                "hovertemplate": "%{x:.0f}%<extra></extra>",
            }
            for values, colour in ((solid, look.FIVE[4]), (light, look.BAND))
        ]
        + written,
        ROW * rows + 30,
        barmode="stack",
        margin={"l": 0, "r": 0, "t": 4, "b": 24, "pad": 0},
        **frame.across(ticks=(0, 25, 50, 75, 100), suffix="%"),
        yaxis=look.axis(range=[-0.6, rows - 0.4], showticklabels=False, showgrid=False),
        shapes=shapes,
        annotations=annotations,
    )
    return Figure(
        key=key,
        title=labels.say("부서별 응답률", "Response rate by unit"),
        caption=labels.say(
            "부서별 응답률(점선: 기관 전체. 옅은 부분: 응답자 수를 구간으로만 밝히는 부서의 범위)",
            "Response rate by unit (dotted: whole institution; pale: range where respondents are "
            "given as a band)",
        ),
        alt=_alt(release, groups, labels),
        plotly=plot,
        table=participation_table(groups, labels, key),
    )


def participation_table(groups: Sequence[Group], labels: Labels, key: str = "rates") -> Table:
    """Headcount, respondents and rate of each group."""
    say = labels.say
    columns = (
        Column(say("집단", "Group"), False, 0.46),
        Column(say("현원", "Headcount")),
        Column(say("응답자", "Respondents")),
        Column(say("응답률", "Rate")),
    )
    rows = []
    for group in groups:
        bounds = rate_bounds(group)
        if bounds is not None:
            rate = percent_cell(bounds[0], labels) if bounds[0] == bounds[1] else Cell(_rate(bounds))
        elif isinstance(group.respondents, Hidden):
            rate = hidden_cell(group.respondents, labels)
        else:
            rate = Cell(say("현원 없음", "no headcount"))
        invited = Cell("" if group.invited is None else f"{group.invited:,}", group.invited, "#,##0")
        name = Cell("\N{NO-BREAK SPACE}" * 3 * max(0, group.depth - 1) + labels.groups[group.key])
        rows.append((name, invited, count_cell(group.respondents, labels), rate))
    return Table(key, say("현원과 응답자", "Headcount and respondents"), columns, tuple(rows))


def rate_bounds(group: Group) -> tuple[float, float] | None:
    """Lowest and highest response rate in percent that the released counts allow, None when unknown."""
    if not isinstance(group.respondents, Count) or not group.invited:
        return None
    lower = 100 * group.respondents.lower / group.invited
    upper = 100 * min(group.respondents.upper, group.invited) / group.invited
    return min(lower, 100.0), min(upper, 100.0)


def _rate(bounds: tuple[float, float]) -> str:
    if numbers.rounded(bounds[0]) == numbers.rounded(bounds[1]):
        return numbers.percent(bounds[0])
    return f"{numbers.rounded(bounds[0])}{numbers.DASH}{numbers.percent(bounds[1])}"


def _alt(release: Release, groups: Sequence[Group], labels: Labels) -> str:
    known = [(b, g) for g in groups if (b := rate_bounds(g)) is not None]
    rate = release.participation.rate
    text = ""
    if not isinstance(rate, Hidden):
        text = labels.say(
            f"기관 전체 응답률은 {numbers.percent(rate)}입니다.",
            f"Overall, {numbers.percent(rate)} took part.",
        )
    if len(known) > 1:
        best, worst = max(known, key=lambda k: k[0]), min(known, key=lambda k: k[0])
        first, last = labels.groups[best[1].key], labels.groups[worst[1].key]
        text += labels.say(
            f" {with_particle(first, '이')} 가장 높고({_rate(best[0])}) "
            f"{with_particle(last, '이')} 가장 낮습니다({_rate(worst[0])}).",
            f" Highest: {first} ({_rate(best[0])}); lowest: {last} ({_rate(worst[0])}).",
        )
    hidden = len([g for g in groups if not g.is_shown])
    if hidden:
        text += labels.say(f" {hidden}개 집단은 표시하지 않습니다.", f" {hidden} groups are not shown.")
    return text.strip()
