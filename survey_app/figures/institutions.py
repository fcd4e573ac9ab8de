"""Institutions × areas as one heat map, and two institutions side by side."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from analysis.institutions.pairs import Beside
from analysis.released.released_values import Interval, Verdict
from survey_app.figures import look
from survey_app.figures.cells import TONES
from survey_app.figures.figure import Cell, Column, Figure, Table, Tone
from survey_app.figures.heat import FARTHEST, HEAD_PIXELS, heads, tiles
from survey_app.wording import numbers, verdicts
from survey_app.wording.labels import HIDDEN_TEXT
from survey_app.wording.particles import with_particle

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
            "전체 평균과의 점수 차이(굵은 수: 우연으로 보기 어렵고 뜻이 있을 만큼 큰 차이)"
            if korean
            else "Difference in score from the mean of all (bold: hardly chance and large enough to matter)"
        ),
        alt=_heat_alt(names, areas, places, korean),
        plotly=plot,
        table=_heat_table(names, areas, places, korean, key),
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
    korean: bool,
    key: str,
) -> Table:
    columns = (Column("기관" if korean else "Institution", False, 0.2), *(Column(n) for n in areas.values()))
    rows = tuple(
        (Cell(name), *(_place_cell(places.get(institution, {}).get(area), korean) for area in areas))
        for institution, name in names.items()
    )
    caption = "전체 평균과의 점수 차이" if korean else "Difference in score from the mean of all"
    return Table(key, caption, columns, rows, verdicts.legend("ko" if korean else "en"))


def _place_cell(found: Place | None, korean: bool) -> Cell:
    if found is None:
        return Cell(HIDDEN_TEXT, tone=Tone.HIDDEN, reason="표시하지 않음" if korean else "not shown")
    return Cell(
        f"{numbers.signed(found.distance)} {numbers.MARKS[found.verdict]}",
        found.distance,
        "+0;-0;0",
        TONES.get(found.verdict, Tone.PLAIN),
        word=verdicts.word(found.verdict, None, "ko" if korean else "en"),
    )


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
        if place.verdict.matters
    ]
    if not sure:
        return (
            "평균보다 높거나 낮은 칸이 없습니다." if korean else "No cell is higher or lower than the mean."
        )
    top, bottom = max(sure), min(sure)
    up, down = numbers.signed(top[0]), numbers.signed(bottom[0])
    if korean:
        return (
            f"평균보다 높거나 낮은 칸은 {len(sure)}개입니다. "
            f"가장 높은 곳은 {names[top[1]]} {areas[top[2]]}({up}점), "
            f"가장 낮은 곳은 {names[bottom[1]]} {areas[bottom[2]]}({down}점)입니다."
        )
    return (
        f"{len(sure)} cells are higher or lower than the mean. "
        f"Highest: {names[top[1]]} in {areas[top[2]]} ({up}); "
        f"lowest: {names[bottom[1]]} in {areas[bottom[2]]} ({down})."
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
    korean = language == "ko"
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
        xaxis=look.axis(range=[low, high]),
        yaxis=look.axis(
            range=[-0.6, len(areas) - 0.4],
            tickvals=list(y.values()),
            ticktext=[look.wrapped(name, LABEL_PIXELS - 10, look.SMALL, 2) for name in areas.values()],
            tickfont={"size": look.SMALL, "color": look.INK},
        ),
    )
    return Figure(
        key=key,
        title=" · ".join(names),
        caption=(
            f"{with_particle(names[0], '과')} {names[1]}의 영역별 점수와 95% 신뢰구간"
            if korean
            else f"{names[0]} and {names[1]}: scores by area with 95% intervals"
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
) -> Table:
    korean = language == "ko"
    columns = (
        Column("영역" if korean else "Area", False, 0.24),
        Column(names[0]),
        Column(names[1]),
        Column("차이" if korean else "Difference"),
        Column("차이의 95% 구간" if korean else "Its 95% interval"),
        Column("판정" if korean else "Verdict", False, 0.16),
    )
    rows = []
    for area, name in areas.items():
        if area not in found:
            hidden = Cell(HIDDEN_TEXT, tone=Tone.HIDDEN, reason=reasons.get(area, ""))
            rows.append((Cell(name), *[hidden] * (len(columns) - 1)))
            continue
        one = found[area]
        made, verdict = one.judged.difference, one.judged.verdict
        rows.append(
            (
                Cell(name),
                *(
                    Cell(f"{numbers.score(value)} ({numbers.interval(span)})", value, "0", Tone.STRONG)
                    for value, span in (one.first, one.second)
                ),
                Cell(
                    f"{numbers.signed(made.difference)} {numbers.MARKS[verdict]}",
                    made.difference,
                    "+0;-0;0",
                    TONES.get(verdict, Tone.PLAIN),
                    word=verdicts.word(verdict, None, language),
                ),
                Cell(numbers.signed_interval(Interval(made.lower, made.upper))),
                Cell(verdicts.word(verdict, None, language)),
            )
        )
    first_minus_second = (
        f"차이는 {names[0]}에서 {with_particle(names[1], '을')} 뺀 값입니다."
        if korean
        else f"The difference is {names[0]} minus {names[1]}."
    )
    note = f"{first_minus_second} {verdicts.legend(language)}"
    return Table(key, " · ".join(names), columns, tuple(rows), note)


def _pair_alt(
    names: tuple[str, str], areas: Mapping[str, str], found: Mapping[str, Beside], language: str
) -> str:
    up = [areas[area] for area, one in found.items() if one.judged.verdict is Verdict.HIGHER]
    down = [areas[area] for area, one in found.items() if one.judged.verdict is Verdict.LOWER]
    if language == "ko":
        if not up and not down:
            return f"{with_particle(names[0], '이')} {names[1]}보다 높거나 낮은 영역은 없습니다."
        parts = [f"높은 영역: {', '.join(up)}"] * bool(up) + [f"낮은 영역: {', '.join(down)}"] * bool(down)
        return f"{with_particle(names[0], '이')} {names[1]}보다 {', '.join(parts)}."
    if not up and not down:
        return f"{names[0]} is higher or lower than {names[1]} in no area."
    parts = [f"higher in {', '.join(up)}"] * bool(up) + [f"lower in {', '.join(down)}"] * bool(down)
    return f"{names[0]} beside {names[1]}: {'; '.join(parts)}."
