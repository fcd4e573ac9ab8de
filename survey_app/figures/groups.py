"""Groups × areas as a heat map of differences, with the number in each cell."""

from collections.abc import Sequence

from analysis.released.release import Group, Release
from analysis.released.released_values import Against, Count, Difference, Hidden, Score
from questionnaires.languages import ByLanguage
from survey_app.figures import look
from survey_app.figures.cells import count_cell, difference_cell, hidden_cell
from survey_app.figures.figure import Figure, FigureCell, FigureColumn, FigureTable
from survey_app.figures.heat import FARTHEST, head_pixels, heads, tiles
from survey_app.figures.people import respondents_of
from survey_app.wording import numbers, verdicts
from survey_app.wording.differences import difference_against
from survey_app.wording.labels import HIDDEN_TEXT, Labels

LABEL_SHARE = ByLanguage(ko=0.22, en=0.3)
COUNT_SHARE = 0.075
ROW, TALL_ROW = 21, 27
INDENT = "\N{NO-BREAK SPACE}" * 3
NAME_SIZE, LONG_NAME_SIZE = look.SMALL - 0.5, look.SMALL - 2


def heat_map(
    release: Release,
    groups: Sequence[Group],
    labels: Labels,
    key: str = "heat",
    against: Against = Against.REST,
) -> Figure:
    """Rows are groups, columns areas; colour and number are the difference, bold where it is real.

    Hidden cells are hatched and hold a dot; the table says why.
    """
    areas = [a for a in labels.areas if any(a in g.scores for g in groups)]
    rows = len(groups)
    z: list[list[float | None]] = []
    texts: list[dict[str, object]] = []
    hatched = []
    share = LABEL_SHARE[labels.language]
    names = [_name(group, labels, look.WIDTH * share - 8) for group in groups]
    row_height = TALL_ROW if any(look.lines_in(name) > 1 for name in names) else ROW
    columns = [labels.areas[area] for area in areas]
    top = head_pixels(columns)
    for place, group in enumerate(groups):
        y = rows - 1 - place
        line: list[float | None] = []
        size = LONG_NAME_SIZE if look.lines_in(names[place]) > 1 else NAME_SIZE
        texts.append(_left(names[place], y, 0.0, size))
        texts.append(_left(_people(respondents_of(release, group)), y, share, NAME_SIZE))
        for x, area in enumerate(areas):
            difference = _difference(group, area, against)
            if isinstance(difference, Difference):
                line.append(max(-FARTHEST, min(FARTHEST, difference.value)))
                texts.append(_number(x, y, difference))
            else:
                line.append(None)
                hatched.append((x - 0.5, y - 0.5, x + 0.5, y + 0.5))
                texts.append({"x": x, "y": y, "text": look.bold(HIDDEN_TEXT), "font": {"color": look.QUIET}})
        z.append(line)
    frame = look.Frame(-0.5, len(areas) - 0.5, share + COUNT_SHARE)
    written, annotations = look.written(texts, frame)
    plot = look.figure(
        [tiles(z, columns), *written],
        top + row_height * rows + 6,
        barmode="overlay",
        margin={"l": 0, "r": 0, "t": 0, "b": 6, "pad": 0},
        **frame.across(heads=columns, showticklabels=False, showgrid=False),
        yaxis={"range": [-0.5, rows - 0.5 + top / row_height], "showticklabels": False, "showgrid": False},
        shapes=look.hatching(hatched, 0.5, 0.25),
        annotations=[*annotations, *heads(columns, rows)],
    )
    versus, smallest = labels.against(against), release.certificate.smallest_group
    return Figure(
        key=key,
        title=labels.say("Differences by group"),
        caption=labels.say(
            "Difference in score from %(versus)s (bold: hardly chance and large enough to matter; "
            "hatched with a dot: not shown, under %(smallest)s or protected)",
            versus=versus,
            smallest=smallest,
        ),
        alt=_alt(groups, areas, against, labels),
        plotly=plot,
        table=_table(release, groups, areas, against, labels, key),
    )


def _difference(group: Group, area: str, against: Against) -> Difference | Hidden | None:
    result = group.scores.get(area)
    return difference_against(result, against, says_why=True)


def _name(group: Group, labels: Labels, pixels: float) -> str:
    """A group's name under its parent's, in two lines at most; a long one is set smaller."""
    indent = INDENT * max(0, group.depth - 1)
    room, name = pixels - look.width_of(indent, NAME_SIZE), labels.groups[group.key]
    size = NAME_SIZE if look.width_of(name, NAME_SIZE) <= room else LONG_NAME_SIZE
    return indent + look.wrapped(name, room, size, 2).replace(look.BREAK, look.BREAK + indent)


def _left(text: str, y: float, x: float, size: float) -> dict[str, object]:
    return {
        "xref": "paper",
        "x": x,
        "y": y,
        "xanchor": "left",
        "text": text,
        "font": {"size": size},
    }


def _number(x: float, y: float, difference: Difference) -> dict[str, object]:
    is_real = difference.verdict.matters
    text = numbers.signed(difference.value)
    is_dark = abs(difference.value) > FARTHEST * 0.8
    return {
        "x": x,
        "y": y,
        "text": look.bold(text) if is_real else text,
        "font": {"size": look.SIZE if is_real else look.SMALL, "color": look.PAPER if is_dark else look.INK},
    }


def _people(respondents: Count | Hidden) -> str:
    if isinstance(respondents, Hidden):
        return HIDDEN_TEXT
    return numbers.people(respondents)


def _table(
    release: Release,
    groups: Sequence[Group],
    areas: Sequence[str],
    against: Against,
    labels: Labels,
    key: str,
) -> FigureTable:
    say = labels.say
    columns = (
        FigureColumn(say("Group"), False, 0.2),
        FigureColumn(say("Respondents")),
        *(FigureColumn(labels.areas[a]) for a in areas),
    )
    rows = []
    for group in groups:
        cells = []
        for area in areas:
            difference = _difference(group, area, against)
            cells.append(
                hidden_cell(difference, labels)
                if isinstance(difference, Hidden)
                else difference_cell(difference, labels)
            )
        rows.append(
            (FigureCell(labels.groups[group.key]), count_cell(respondents_of(release, group), labels), *cells)
        )
    caption = say("Difference in score from %(versus)s", versus=labels.against(against))
    return FigureTable(key, caption, columns, tuple(rows), verdicts.legend(labels.language))


def _alt(groups: Sequence[Group], areas: Sequence[str], against: Against, labels: Labels) -> str:
    found = [
        (difference, group, area)
        for group in groups
        for area in areas
        if group.kind != "institution"
        and isinstance(difference := _difference(group, area, against), Difference)
        and isinstance(group.scores.get(area), Score)
    ]
    hidden = sum(1 for group in groups if not group.is_shown)
    real = [f for f in found if f[0].verdict.matters]
    tail = " " + labels.say("%(hidden)s groups are not shown.", hidden=hidden) if hidden else ""
    if not real:
        return labels.say("No cell is higher or lower than the rest.") + tail
    top = max(real, key=lambda f: f[0].value)
    bottom = min(real, key=lambda f: f[0].value)
    text = labels.say("%(real)s cells are higher or lower.", real=len(real))
    if top[0].value > 0:
        name, area = labels.groups[top[1].key], labels.areas[top[2]]
        text += " " + labels.say(
            "%(name)s is highest in %(area)s (%(difference)s).",
            name=name,
            area=area,
            difference=numbers.signed(top[0].value),
        )
    if bottom[0].value < 0:
        name, area = labels.groups[bottom[1].key], labels.areas[bottom[2]]
        text += " " + labels.say(
            "%(name)s is lowest in %(area)s (%(difference)s).",
            name=name,
            area=area,
            difference=numbers.signed(bottom[0].value),
        )
    return text + tail
