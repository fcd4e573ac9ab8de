"""Experiences: the share of staff to whom it happened, with the period the question asked about."""

import math
from collections.abc import Sequence

from analysis.released.release import Group
from analysis.released.released_values import Against, Hidden, Shares
from questionnaires.languages import ByLanguage
from survey_app.figures import look
from survey_app.figures.cells import PERCENT_FORMAT, difference_cell, hidden_cell
from survey_app.figures.figure import Figure, FigureCell, FigureColumn, FigureTable, Tone
from survey_app.wording import numbers, verdicts
from survey_app.wording.differences import compared_with, difference_against
from survey_app.wording.labels import HIDDEN_TEXT, Labels

LABEL_SHARE = 0.5
ROW = ByLanguage(ko=44, en=56)
LABEL_LINES = ByLanguage(ko=3, en=4)
LABEL_ROOM = 12.0


def experience_bars(group: Group, items: Sequence[str], labels: Labels, key: str = "experiences") -> Figure:
    """For each experience item the share that answered other than "never", with its interval."""
    rows = len(items)
    row_height = ROW[labels.language]
    y = list(range(rows - 1, -1, -1))
    shown = {i: s for i in items if isinstance(s := group.items.get(i), Shares)}
    texts: list[dict[str, object]] = [
        {
            "xref": "paper",
            "x": 0,
            "y": y[place],
            "xanchor": "left",
            "align": "left",
            "text": look.wrapped(
                labels.items[item],
                look.WIDTH * LABEL_SHARE - 14,
                look.SMALL - 1,
                LABEL_LINES[labels.language],
            ),
            "font": {"size": look.SMALL - 1},
        }
        for place, item in enumerate(items)
    ]
    hatched = []
    for place, item in enumerate(items):
        if item in shown:
            bounds = happened_interval(shown[item])
            texts.append(
                {
                    "x": bounds[1] + 1.5,
                    "y": y[place],
                    "xanchor": "left",
                    "text": look.bold(happened_text(shown[item])),
                }
            )
        else:
            hidden = group.items.get(item)
            hatched.append((0.0, y[place] - 0.26, 40.0, y[place] + 0.26))
            reason = labels.reason(hidden) if isinstance(hidden, Hidden) else "·"
            texts.append({"x": 20, "y": y[place], "text": reason, "bgcolor": look.PAPER})
    known = [(y[place], shown[item]) for place, item in enumerate(items) if item in shown]
    most = max([happened_interval(s)[1] for _, s in known], default=20.0)
    # Room for the number behind the interval, and the axis to the next ten beyond the last bar.
    frame = look.Frame(0.0, max(40.0, most + LABEL_ROOM), LABEL_SHARE)
    written, annotations = look.written(texts, frame)
    plot = look.figure(
        [
            {
                "type": "bar",
                "orientation": "h",
                "x": [happened(s) for _, s in known],
                "y": [at for at, _ in known],
                "width": 0.5,
                "marker": {"color": look.FIVE[1]},
                "error_x": {
                    "type": "data",
                    "array": [happened_interval(s)[1] - happened(s) for _, s in known],
                    "arrayminus": [happened(s) - happened_interval(s)[0] for _, s in known],
                    "thickness": 1.3,
                    "width": 3,
                    "color": look.QUIET,
                },
                "hovertemplate": "%{x:.0f}%<extra></extra>",
            },
            *written,
        ],
        row_height * rows + 30,
        margin={"l": 0, "r": 0, "t": 4, "b": 24, "pad": 0},
        **frame.across(ticks=range(0, math.ceil(most / 10) * 10 + 1, 10), suffix="%"),
        yaxis={"range": [-0.6, rows - 0.4], "showticklabels": False, "showgrid": False},
        shapes=look.hatching(hatched, 1.5, 1),
        annotations=annotations,
    )
    return Figure(
        key=key,
        title=labels.say("Experiences"),
        caption=labels.say(
            "Share of respondents with at least one such experience in the period asked about, with "
            "95%% intervals"
        ),
        alt=_alt(shown, labels),
        plotly=plot,
        table=experience_table(group, items, labels, key),
    )


def happened(shares: Shares) -> float:
    """The share that answered other than the favourable "never", in percent of valid answers."""
    return 100.0 - shares.favourable


def happened_text(shares: Shares) -> str:
    """That share in words, or the bound that is told of it: many spared are few to whom it happened."""
    bound = "≤" if shares.is_at_least else "≥" if shares.is_at_most else ""
    return f"{bound}{numbers.percent(happened(shares))}"


def happened_interval(shares: Shares) -> tuple[float, float]:
    """The interval of that share: the favourable share's, seen from the other side."""
    return 100.0 - shares.favourable_interval.upper, 100.0 - shares.favourable_interval.lower


def experience_table(
    group: Group, items: Sequence[str], labels: Labels, key: str = "experiences"
) -> FigureTable:
    """Share, interval, recall period and differences of each experience item."""
    say = labels.say
    compared: tuple[Against, ...] = compared_with(r for i in items if (r := group.items.get(i)) is not None)
    columns = (
        FigureColumn(say("Item"), False, 0.4),
        FigureColumn(say("Period"), True, 0.11),
        FigureColumn(labels.say_as("of those who experienced it", "Share"), True, 0.07),
        FigureColumn(say("95%% int."), True, 0.09),
        *(FigureColumn(labels.column(a), True, 0.11) for a in compared),
    )
    rows = []
    for item in items:
        result = group.items.get(item)
        months = labels.item_by_id[item].recall_months
        period = FigureCell("" if months is None else say("%(months)s mo.", months=months))
        name = FigureCell(labels.items[item])
        if not isinstance(result, Shares):
            hidden = hidden_cell(result, labels) if isinstance(result, Hidden) else FigureCell("·")
            rows.append((name, period, *[hidden] * (2 + len(compared))))
            continue
        lower, upper = happened_interval(result)
        rows.append(
            (
                name,
                period,
                FigureCell(
                    happened_text(result), None if result.is_bounded else happened(result), PERCENT_FORMAT
                ),
                FigureCell(f"{numbers.rounded(lower)}{numbers.DASH}{numbers.rounded(upper)}"),
                *(_turned_difference(result, against, labels) for against in compared),
            )
        )
    note = ""
    if compared:
        note = verdicts.legend(labels.language) + say(
            ". ▲ means that it happened to more people, ▼ to fewer."
        )
    return FigureTable(key, say("Share with the experience"), columns, tuple(rows), note)


def _turned_difference(result: Shares, against: Against, labels: Labels) -> FigureCell:
    """The difference of the share to whom it happened: ▲ says that it happened to more."""
    found = difference_against(result, against, says_why=True)
    if found is None:
        return FigureCell(HIDDEN_TEXT, tone=Tone.HIDDEN)
    if isinstance(found, Hidden):
        return difference_cell(found, labels)
    return difference_cell(found, labels, is_share=True, is_turned=True)


def _alt(shown: dict[str, Shares], labels: Labels) -> str:
    if not shown:
        return labels.say("No experience item is shown.")
    most = max(shown, key=lambda i: happened(shown[i]))
    share = happened_text(shown[most])
    return labels.say(
        "The most frequent experience is “%(item)s” at %(share)s.", item=labels.items[most], share=share
    )
