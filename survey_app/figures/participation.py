"""Who took part: the response rate of each group, drawn from released counts."""

from collections.abc import Sequence

from analysis.released.release import Group, Release
from analysis.released.released_values import Count, Hidden
from questionnaires.languages import ByLanguage
from survey_app.figures import look
from survey_app.figures.cells import count_cell, hidden_cell, percent_cell
from survey_app.figures.figure import Figure, FigureCell, FigureColumn, FigureTable
from survey_app.figures.people import respondents_of, response_rate
from survey_app.wording import numbers
from survey_app.wording.labels import Labels

LABEL_SHARE = ByLanguage(ko=0.3, en=0.36)
ROW = 20
RATES_END = 128.0


def participation_bars(
    release: Release, groups: Sequence[Group], labels: Labels, key: str = "rates"
) -> Figure:
    """Response rate of each group; where respondents are a band, the band, and a pale bar over its range."""
    rows = len(groups)
    y = list(range(rows - 1, -1, -1))
    small = {"font": {"size": look.SMALL}}
    frame = look.Frame(0.0, RATES_END, LABEL_SHARE[labels.language])
    name_pixels = look.WIDTH * frame.label_share - 8
    solid, light, texts, hatched = [], [], [], []
    for place, group in enumerate(groups):
        bounds = _bounds(release, group)
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
            solid.append((0.0, 0.0))
            light.append((0.0, 0.0))
            continue
        is_exact = bounds[0] == bounds[1]
        solid.append((0.0, bounds[0] if is_exact else 0.0))
        light.append((bounds[0], 0.0 if is_exact else bounds[1] - bounds[0]))
        text = look.bold(numbers.percent(bounds[0])) if is_exact else _people(release, group, labels)
        texts.append({"x": RATES_END - 1, "y": y[place], "xanchor": "right", "text": text, **small})
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
                "base": [start for start, _ in bars],
                "x": [length for _, length in bars],
                "y": y,
                "width": 0.62,
                "marker": {"color": colour},
                "hovertemplate": "%{x:.0f}%<extra></extra>",
            }
            for bars, colour in ((solid, look.FIVE[4]), (light, look.BAND))
        ]
        + written,
        ROW * rows + 30,
        barmode="overlay",
        margin={"l": 0, "r": 0, "t": 4, "b": 24, "pad": 0},
        **frame.across(ticks=(0, 25, 50, 75, 100), suffix="%"),
        yaxis={"range": [-0.6, rows - 0.4], "showticklabels": False, "showgrid": False},
        shapes=shapes,
        annotations=annotations,
    )
    return Figure(
        key=key,
        title=labels.say("Response rate by unit"),
        caption=labels.say(
            "Response rate by unit (dotted: whole institution). Units of under 100 respondents are "
            "given as a band: the band stands in place of the rate, which lies somewhere in the pale "
            "range."
        ),
        alt=_alt(release, groups, labels),
        plotly=plot,
        table=participation_table(release, groups, labels, key),
    )


def participation_table(
    release: Release, groups: Sequence[Group], labels: Labels, key: str = "rates"
) -> FigureTable:
    """Headcount, respondents and rate of each group."""
    say = labels.say
    columns = (
        FigureColumn(say("Group"), False, 0.46),
        FigureColumn(say("Eligible")),
        FigureColumn(say("Respondents")),
        FigureColumn(say("Rate")),
    )
    rows = []
    for group in groups:
        people, share = respondents_of(release, group), response_rate(release, group)
        if share is not None:
            rate = percent_cell(share, labels)
        elif isinstance(people, Hidden):
            rate = hidden_cell(people, labels)
        else:
            rate = FigureCell(numbers.DASH if group.invited else say("number eligible unknown"))
        invited = FigureCell("" if group.invited is None else f"{group.invited:,}", group.invited, "#,##0")
        name = FigureCell("\N{NO-BREAK SPACE}" * 3 * max(0, group.depth - 1) + labels.groups[group.key])
        rows.append((name, invited, count_cell(people, labels), rate))
    return FigureTable(key, say("Eligible and respondents"), columns, tuple(rows))


def _bounds(release: Release, group: Group) -> tuple[float, float] | None:
    """Lowest and highest response rate in percent that the released counts allow, None when unknown."""
    people = respondents_of(release, group)
    if not isinstance(people, Count) or not group.invited:
        return None
    lower = 100 * people.lower / group.invited
    upper = 100 * min(people.upper, group.invited) / group.invited
    return min(lower, 100.0), min(upper, 100.0)


def _people(release: Release, group: Group, labels: Labels) -> str:
    people = respondents_of(release, group)
    assert isinstance(people, Count)
    return numbers.count(people, labels.language)


def _alt(release: Release, groups: Sequence[Group], labels: Labels) -> str:
    known = [(r, g) for g in groups if (r := response_rate(release, g)) is not None]
    rate = release.participation.rate
    text = ""
    if not isinstance(rate, Hidden):
        text = labels.say("Overall, %(share)s took part.", share=numbers.percent(rate))
    if len(known) > 1:
        best, worst = max(known, key=lambda k: k[0]), min(known, key=lambda k: k[0])
        first, last = labels.groups[best[1].key], labels.groups[worst[1].key]
        high, low = numbers.percent(best[0]), numbers.percent(worst[0])
        text += " " + labels.say(
            "Among units of 100 respondents and more, highest: %(first)s (%(high)s); lowest: %(last)s "
            "(%(low)s).",
            first=first,
            high=high,
            last=last,
            low=low,
        )
    hidden = len([g for g in groups if not g.is_shown])
    if hidden:
        text += " " + labels.say("%(hidden)s groups are not shown.", hidden=hidden)
    return text.strip()
