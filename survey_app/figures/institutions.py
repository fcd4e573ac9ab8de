"""Institutions × areas as one heat map, and two institutions side by side."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from survey_app.figures import look, numbers
from survey_app.figures.figure import Cell, Column, Figure, Table, Tone
from survey_app.figures.heat import FARTHEST, HEAD_PIXELS, heads, tiles
from survey_app.figures.labels import HIDDEN_TEXT
from survey_app.figures.particles import with_particle

LABEL_PIXELS = 150
ROW = 25
PAIR_ROW = 30


@dataclass(frozen=True, slots=True)
class Place:
    """An institution's distance from the mean of all in one area; `is_sure` when it surely lies apart."""

    distance: float
    is_sure: bool


@dataclass(frozen=True, slots=True)
class Measured:
    """One score with the bounds of its interval."""

    value: float
    lower: float
    upper: float


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
    top = HEAD_PIXELS[language]
    frame = look.Frame(-0.5, len(columns) - 0.5, LABEL_PIXELS / look.WIDTH)
    written, annotations = look.written(texts, frame)
    plot = look.figure(
        [tiles(lines, columns), *written],
        top + ROW * rows + 6,
        barmode="overlay",
        margin={"l": 0, "r": 0, "t": 0, "b": 6, "pad": 0},
        **frame.across(heads=columns, showticklabels=False, showgrid=False),
        yaxis=look.axis(range=[-0.5, rows - 0.5 + top / ROW], showticklabels=False, showgrid=False),
        annotations=[*annotations, *heads(columns, rows, language)],
    )
    korean = language == "ko"
    return Figure(
        key=key,
        title="기관별 차이" if korean else "Differences by institution",
        caption=(
            "전체 평균과의 점수 차이(굵은 수: 평균과 다르다고 볼 수 있음)"
            if korean
            else "Difference in score from the mean of all (bold: surely apart from the mean)"
        ),
        alt=_heat_alt(names, areas, places, korean),
        plotly=plot,
        table=_heat_table(names, areas, places, korean, key),
    )


def _name(text: str, y: float) -> dict[str, object]:
    return {"xref": "paper", "x": 0, "y": y, "xanchor": "left", "text": text, "font": {"size": look.SMALL}}


def _distance(place: Place | None, x: float, y: float) -> dict[str, object]:
    """A cell's number, bold where the institution surely lies apart; a dot where there is none."""
    if place is None:
        return {"x": x, "y": y, "text": HIDDEN_TEXT}
    text = numbers.signed(place.distance)
    is_dark = abs(place.distance) > FARTHEST * 0.8
    return {
        "x": x,
        "y": y,
        "text": look.bold(text) if place.is_sure else text,
        "font": {
            "size": look.SIZE if place.is_sure else look.SMALL,
            "color": look.PAPER if is_dark else look.INK,
        },
    }


def _heat_table(
    names: Mapping[str, str],
    areas: Mapping[str, str],
    places: Mapping[str, Mapping[str, Place]],
    korean: bool,
    key: str,
) -> Table:
    columns = (Column("기관" if korean else "Institution", False, 0.2), *(Column(n) for n in areas.values()))
    rows = tuple(
        (Cell(name), *(_place_cell(places.get(institution, {}).get(area), korean) for area in areas))
        for institution, name in names.items()
    )
    caption = "전체 평균과의 점수 차이" if korean else "Difference in score from the mean of all"
    return Table(key, caption, columns, rows)


def _place_cell(found: Place | None, korean: bool) -> Cell:
    if found is None:
        return Cell(HIDDEN_TEXT, tone=Tone.HIDDEN, reason="표시하지 않음" if korean else "not shown")
    tone = Tone.PLAIN
    mark = ""
    if found.is_sure:
        tone, mark = (Tone.HIGHER, " ▲") if found.distance > 0 else (Tone.LOWER, " ▼")
    return Cell(numbers.signed(found.distance) + mark, found.distance, "+0;-0;0", tone)


def _heat_alt(
    names: Mapping[str, str],
    areas: Mapping[str, str],
    places: Mapping[str, Mapping[str, Place]],
    korean: bool,
) -> str:
    sure = [
        (place.distance, institution, area)
        for institution, line in places.items()
        for area, place in line.items()
        if place.is_sure
    ]
    if not sure:
        return (
            "평균과 다르다고 볼 수 있는 칸이 없습니다."
            if korean
            else "No cell is surely apart from the mean."
        )
    top, bottom = max(sure), min(sure)
    up, down = numbers.signed(top[0]), numbers.signed(bottom[0])
    if korean:
        return (
            f"평균과 다른 칸은 {len(sure)}개입니다. 가장 높은 곳은 {names[top[1]]} {areas[top[2]]}({up}점), "
            f"가장 낮은 곳은 {names[bottom[1]]} {areas[bottom[2]]}({down}점)입니다."
        )
    return (
        f"{len(sure)} cells are apart from the mean. Highest: {names[top[1]]} in {areas[top[2]]} ({up}); "
        f"lowest: {names[bottom[1]]} in {areas[bottom[2]]} ({down})."
    )


def side_by_side(
    names: tuple[str, str],
    areas: Mapping[str, str],
    scores: Sequence[tuple[Measured | None, Measured | None]],
    language: str,
    key: str = "pair",
) -> Figure:
    """Two institutions' scores with intervals in every area, joined by a line; `scores` as `areas`."""
    korean = language == "ko"
    count = len(areas)
    y = list(range(count - 1, -1, -1))
    known = [m for pair in scores for m in pair if m is not None]
    low = max(0.0, min((m.lower for m in known), default=40.0) - 3)
    high = min(100.0, max((m.upper for m in known), default=80.0) + 3)
    traces = [
        _side(name, [(y[at], pair[side]) for at, pair in enumerate(scores)], side)
        for side, name in enumerate(names)
    ]
    plot = look.figure(
        traces,
        PAIR_ROW * count + 64,
        margin={"l": LABEL_PIXELS, "r": 12, "t": 34, "b": 28, "pad": 4},
        showlegend=True,
        legend={"orientation": "h", "x": 0, "y": 1.0, "yanchor": "bottom", "font": {"size": look.SMALL}},
        xaxis=look.axis(range=[low, high]),
        yaxis=look.axis(
            range=[-0.6, count - 0.4],
            tickvals=y,
            ticktext=[look.wrapped(name, LABEL_PIXELS - 10, look.SMALL, 2) for name in areas.values()],
            tickfont={"size": look.SMALL, "color": look.INK},
        ),
    )
    columns = (
        Column("영역" if korean else "Area", False, 0.3),
        *(Column(title) for name in names for title in (name, "95% 구간" if korean else "95% interval")),
    )
    rows = tuple(
        (Cell(name), *(cell for one in pair for cell in _measured_cells(one, korean)))
        for name, pair in zip(areas.values(), scores, strict=True)
    )
    return Figure(
        key=key,
        title=" · ".join(names),
        caption=(
            f"{with_particle(names[0], '과')} {names[1]}의 영역별 점수와 95% 구간"
            if korean
            else f"{names[0]} and {names[1]}: scores by area with 95% intervals"
        ),
        alt=_pair_alt(areas, scores, korean),
        plotly=plot,
        table=Table(key, " · ".join(names), columns, rows),
    )


def _side(name: str, points: Sequence[tuple[int, Measured | None]], side: int) -> dict[str, object]:
    shift = 0.14 if side == 0 else -0.14
    known = [(y + shift, m) for y, m in points if m is not None]
    colour = look.ACCENT if side == 0 else look.FIVE[0]
    return {
        "type": "scatter",
        "mode": "markers",
        "name": name,
        "x": [m.value for _, m in known],
        "y": [at for at, _ in known],
        "error_x": {
            "type": "data",
            "array": [m.upper - m.value for _, m in known],
            "arrayminus": [m.value - m.lower for _, m in known],
            "thickness": 1.5,
            "width": 3,
            "color": colour,
        },
        "marker": {"size": 10, "color": colour, "symbol": "circle" if side == 0 else "diamond"},
        "hovertemplate": "%{x:.0f}<extra></extra>",
    }


def _measured_cells(one: Measured | None, korean: bool) -> tuple[Cell, Cell]:
    if one is None:
        hidden = Cell(HIDDEN_TEXT, tone=Tone.HIDDEN, reason="표시하지 않음" if korean else "not shown")
        return hidden, hidden
    span = f"{numbers.rounded(one.lower)}{numbers.DASH}{numbers.rounded(one.upper)}"
    return Cell(numbers.score(one.value), one.value, "0", Tone.STRONG), Cell(span)


def _pair_alt(
    areas: Mapping[str, str],
    scores: Sequence[tuple[Measured | None, Measured | None]],
    korean: bool,
) -> str:
    apart = [
        area
        for area, (one, other) in zip(areas.values(), scores, strict=True)
        if one is not None and other is not None and (one.lower > other.upper or other.lower > one.upper)
    ]
    listed = ", ".join(apart)
    if korean:
        return f"구간이 겹치지 않는 영역: {listed}." if apart else "모든 영역에서 두 기관의 구간이 겹칩니다."
    return f"Intervals do not overlap in: {listed}." if apart else "The intervals overlap in every area."
