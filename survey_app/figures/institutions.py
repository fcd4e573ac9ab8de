"""Institutions × areas as one heat map, and two institutions side by side."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from analysis.institutions.pairs import Beside
from analysis.released.released_values import Interval, Verdict
from survey_app.figures import look
from survey_app.figures.cells import TONES
from survey_app.figures.figure import Figure, FigureCell, FigureColumn, FigureTable, Tone
from survey_app.figures.heat import FARTHEST, head_pixels, heads, tiles
from survey_app.wording import numbers, verdicts
from survey_app.wording.catalogue import Voice
from survey_app.wording.labels import HIDDEN_TEXT

LABEL_PIXELS = 150
ROW = 25
PAIR_ROW = 30


@dataclass(frozen=True, slots=True)
class Place:
    """An institution's distance from the mean of all in one area, and what may be said of it."""

    distance: float
    verdict: Verdict


def institution_heat_map(
    names: Mapping[str, str],
    areas: Mapping[str, str],
    places: Mapping[str, Mapping[str, Place]],
    language: str,
    key: str = "institutions",
) -> Figure:
    """Rows are institutions, columns areas; colour and number are the distance from the mean of all.

    `places` is by institution, then area; what is missing stays white with a dot.
    """
    voice = Voice(language)
    rows = len(names)
    lines: list[list[float | None]] = []
    texts: list[dict[str, object]] = []
    for row, institution in enumerate(names):
        y = rows - 1 - row
        found = [places.get(institution, {}).get(area) for area in areas]
        lines.append([None if p is None else max(-FARTHEST, min(FARTHEST, p.distance)) for p in found])
        texts.append(_name(look.wrapped(names[institution], LABEL_PIXELS - 10, look.SMALL, 1), y))
        texts += [_distance(place, x, y) for x, place in enumerate(found)]
    columns = list(areas.values())
    top = head_pixels(columns)
    frame = look.Frame(-0.5, len(columns) - 0.5, LABEL_PIXELS / look.WIDTH)
    written, annotations = look.written(texts, frame)
    plot = look.figure(
        [tiles(lines, columns), *written],
        top + ROW * rows + 6,
        barmode="overlay",
        margin={"l": 0, "r": 0, "t": 0, "b": 6, "pad": 0},
        **frame.across(heads=columns, showticklabels=False, showgrid=False),
        yaxis={"range": [-0.5, rows - 0.5 + top / ROW], "showticklabels": False, "showgrid": False},
        annotations=[*annotations, *heads(columns, rows)],
    )
    return Figure(
        key=key,
        title=voice.say("Differences by institution"),
        caption=(
            voice.say(
                "Difference in score from the mean of all (bold: hardly chance and large enough to matter)"
            )
        ),
        alt=_heat_alt(names, areas, places, voice),
        plotly=plot,
        table=_heat_table(names, areas, places, voice, key),
    )


def _name(text: str, y: float) -> dict[str, object]:
    return {"xref": "paper", "x": 0, "y": y, "xanchor": "left", "text": text, "font": {"size": look.SMALL}}


def _distance(place: Place | None, x: float, y: float) -> dict[str, object]:
    """A cell's number, bold where the difference matters; a dot where there is none."""
    if place is None:
        return {"x": x, "y": y, "text": HIDDEN_TEXT}
    text = numbers.signed(place.distance)
    is_dark = abs(place.distance) > FARTHEST * 0.8
    return {
        "x": x,
        "y": y,
        "text": look.bold(text) if place.verdict.matters else text,
        "font": {
            "size": look.SIZE if place.verdict.matters else look.SMALL,
            "color": look.PAPER if is_dark else look.INK,
        },
    }


def _heat_table(
    names: Mapping[str, str],
    areas: Mapping[str, str],
    places: Mapping[str, Mapping[str, Place]],
    voice: Voice,
    key: str,
) -> FigureTable:
    columns = (FigureColumn(voice.say("Institution"), False, 0.2), *(FigureColumn(n) for n in areas.values()))
    rows = tuple(
        (FigureCell(name), *(_place_cell(places.get(institution, {}).get(area), voice) for area in areas))
        for institution, name in names.items()
    )
    caption = voice.say("Difference in score from the mean of all")
    return FigureTable(key, caption, columns, rows, verdicts.legend(voice.language))


def _place_cell(found: Place | None, voice: Voice) -> FigureCell:
    if found is None:
        return FigureCell(HIDDEN_TEXT, tone=Tone.HIDDEN, reason=voice.say("not shown"))
    return FigureCell(
        f"{numbers.signed(found.distance)} {numbers.MARKS[found.verdict]}",
        found.distance,
        "+0;-0;0",
        TONES.get(found.verdict, Tone.PLAIN),
        word=verdicts.word(found.verdict, None, voice.language),
    )


def _heat_alt(
    names: Mapping[str, str],
    areas: Mapping[str, str],
    places: Mapping[str, Mapping[str, Place]],
    voice: Voice,
) -> str:
    sure = [
        (place.distance, institution, area)
        for institution, line in places.items()
        for area, place in line.items()
        if place.verdict.matters
    ]
    if not sure:
        return voice.say("No cell is higher or lower than the mean.")
    top, bottom = max(sure), min(sure)
    return voice.say(
        "%(cells)s cells are higher or lower than the mean. Highest: %(highest)s in %(highest_area)s "
        "(%(up)s); lowest: %(lowest)s in %(lowest_area)s (%(down)s).",
        cells=len(sure),
        highest=names[top[1]],
        highest_area=areas[top[2]],
        up=numbers.signed(top[0]),
        lowest=names[bottom[1]],
        lowest_area=areas[bottom[2]],
        down=numbers.signed(bottom[0]),
    )


def side_by_side(
    names: tuple[str, str],
    areas: Mapping[str, str],
    found: Mapping[str, Beside],
    reasons: Mapping[str, str],
    language: str,
    key: str = "pair",
) -> Figure:
    """Two institutions' scores with intervals in every area, and the verdict on each difference.

    `reasons` says of an area that is not among those found why it is not.
    """
    voice = Voice(language)
    known = [span for one in found.values() for _, span in (one.first, one.second)]
    low = max(0.0, min((span.lower for span in known), default=40.0) - 3)
    high = min(100.0, max((span.upper for span in known), default=80.0) + 3)
    y = {area: len(areas) - 1 - place for place, area in enumerate(areas)}
    plot = look.figure(
        [
            _side(
                name, [(y[area], one.first if side == 0 else one.second) for area, one in found.items()], side
            )
            for side, name in enumerate(names)
        ],
        PAIR_ROW * len(areas) + 64,
        margin={"l": LABEL_PIXELS, "r": 12, "t": 34, "b": 28, "pad": 4},
        showlegend=True,
        legend={"orientation": "h", "x": 0, "y": 1.0, "yanchor": "bottom", "font": {"size": look.SMALL}},
        xaxis={"range": [low, high]},
        yaxis={
            "range": [-0.6, len(areas) - 0.4],
            "tickvals": list(y.values()),
            "ticktext": [look.wrapped(name, LABEL_PIXELS - 10, look.SMALL, 2) for name in areas.values()],
            "tickfont": {"size": look.SMALL, "color": look.INK},
        },
    )
    return Figure(
        key=key,
        title=" · ".join(names),
        caption=(
            voice.say(
                "%(first)s and %(second)s: scores by area with 95%% intervals",
                first=names[0],
                second=names[1],
            )
        ),
        alt=_pair_alt(names, areas, found, language),
        plotly=plot,
        table=_pair_table(names, areas, found, reasons, language, key),
    )


def _side(name: str, points: Sequence[tuple[int, tuple[float, Interval]]], side: int) -> dict[str, object]:
    shift = 0.14 if side == 0 else -0.14
    colour = look.ACCENT if side == 0 else look.QUIET
    return {
        "type": "scatter",
        "mode": "markers",
        "name": name,
        "x": [value for _, (value, _) in points],
        "y": [at + shift for at, _ in points],
        "error_x": {
            "type": "data",
            "array": [span.upper - value for _, (value, span) in points],
            "arrayminus": [value - span.lower for _, (value, span) in points],
            "thickness": 1.5,
            "width": 3,
            "color": colour,
        },
        "marker": {"size": 10, "color": colour, "symbol": "circle" if side == 0 else "diamond"},
        "hovertemplate": "%{x:.0f}<extra></extra>",
    }


def _pair_table(
    names: tuple[str, str],
    areas: Mapping[str, str],
    found: Mapping[str, Beside],
    reasons: Mapping[str, str],
    language: str,
    key: str,
) -> FigureTable:
    voice = Voice(language)
    columns = (
        FigureColumn(voice.say("Area"), False, 0.24),
        FigureColumn(names[0]),
        FigureColumn(names[1]),
        FigureColumn(voice.say("Difference")),
        FigureColumn(voice.say("Its 95%% interval")),
        FigureColumn(voice.say("Verdict"), False, 0.16),
    )
    rows = []
    for area, name in areas.items():
        if area not in found:
            hidden = FigureCell(HIDDEN_TEXT, tone=Tone.HIDDEN, reason=reasons.get(area, ""))
            rows.append((FigureCell(name), *[hidden] * (len(columns) - 1)))
            continue
        one = found[area]
        made, verdict = one.judged.difference, one.judged.verdict
        rows.append(
            (
                FigureCell(name),
                *(
                    FigureCell(f"{numbers.score(value)} ({numbers.interval(span)})", value, "0", Tone.STRONG)
                    for value, span in (one.first, one.second)
                ),
                FigureCell(
                    f"{numbers.signed(made.difference)} {numbers.MARKS[verdict]}",
                    made.difference,
                    "+0;-0;0",
                    TONES.get(verdict, Tone.PLAIN),
                    word=verdicts.word(verdict, None, language),
                ),
                FigureCell(numbers.signed_interval(Interval(made.lower, made.upper))),
                FigureCell(verdicts.word(verdict, None, language)),
            )
        )
    first_minus_second = voice.say(
        "The difference is %(first)s minus %(second)s.", first=names[0], second=names[1]
    )
    note = f"{first_minus_second} {verdicts.legend(language)}"
    return FigureTable(key, " · ".join(names), columns, tuple(rows), note)


def _pair_alt(
    names: tuple[str, str], areas: Mapping[str, str], found: Mapping[str, Beside], language: str
) -> str:
    up = [areas[area] for area, one in found.items() if one.judged.verdict is Verdict.HIGHER]
    down = [areas[area] for area, one in found.items() if one.judged.verdict is Verdict.LOWER]
    said = {"first": names[0], "second": names[1], "higher": ", ".join(up), "lower": ", ".join(down)}
    voice = Voice(language)
    if up and down:
        return voice.say("%(first)s beside %(second)s: higher in %(higher)s; lower in %(lower)s.", **said)
    if up:
        return voice.say("%(first)s beside %(second)s: higher in %(higher)s.", **said)
    if down:
        return voice.say("%(first)s beside %(second)s: lower in %(lower)s.", **said)
    return voice.say("%(first)s is higher or lower than %(second)s in no area.", **said)
