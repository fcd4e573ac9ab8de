"""What goes with engagement: each area's share, against its score."""

from statistics import median

from analysis.released.released_statistics import Driver, Drivers
from survey_app.figures import look
from survey_app.figures.cells import score_cell
from survey_app.figures.figure import Figure, FigureCell, FigureColumn, FigureTable, Tone
from survey_app.figures.placing import overlap
from survey_app.wording import numbers
from survey_app.wording.driver_shares import shares_sentence
from survey_app.wording.labels import Labels

HEIGHT = 360
BAR_ROW = 25
LABEL_HEIGHT = 16
PLACES = (("middle left", -1, 0), ("middle right", 1, 0), ("top center", 0, -1), ("bottom center", 0, 1))


def driver_quadrant(drivers: Drivers, labels: Labels, key: str = "quadrant") -> Figure:
    """Each area by its share in what goes with engagement (across) and its score (up)."""
    found = drivers.drivers
    middle_x = median(d.weight for d in found)
    middle_y = median(d.score for d in found)
    xs, ys = [d.weight for d in found], [d.score for d in found]
    x_range = [max(0.0, min(xs) - 2.2), max(xs) + 2.2]
    y_range = [min(ys) - 5, max(ys) + 5]
    focus = focus_areas(drivers)
    margin = {"l": 44, "r": 8, "t": 8, "b": 40}
    spots = _spread(found, x_range, y_range, labels, margin)
    corners = (
        (x_range[1], y_range[0], "right", "bottom", labels.say("Improve first")),
        (x_range[1], y_range[1], "right", "top", labels.say("Keep")),
        (x_range[0], y_range[1], "left", "top", labels.say("Maintain")),
        (x_range[0], y_range[0], "left", "bottom", labels.say("Watch")),
    )
    plot = look.figure(
        [
            {
                "type": "scatter",
                "mode": "markers+text",
                "x": xs,
                "y": ys,
                "text": [labels.areas[d.area] for d in found],
                "textposition": spots,
                "textfont": {"size": look.SMALL},
                "marker": {
                    "size": 12,
                    "symbol": ["diamond" if d.area in focus else "circle" for d in found],
                    "color": [look.FIVE[0] if d.area in focus else look.ACCENT for d in found],
                    "line": {"color": look.PAPER, "width": 1},
                },
                "cliponaxis": False,
                "hovertemplate": "%{text}: %{x:.0f}%, %{y:.0f}<extra></extra>",
            }
        ],
        HEIGHT,
        margin=margin,
        meta={"hasNamedPoints": True},
        xaxis={
            "range": x_range,
            "title": {
                "text": labels.say("Share in what goes with engagement (%%)"),
                "font": {"size": look.SMALL},
            },
        },
        yaxis={"range": y_range, "title": {"text": labels.say("Score"), "font": {"size": look.SMALL}}},
        shapes=[
            {
                "type": "rect",
                "x0": middle_x,
                "x1": x_range[1],
                "y0": y_range[0],
                "y1": middle_y,
                "fillcolor": "#FDF1E3",
                "line": {"width": 0},
                "layer": "below",
            },
            {"type": "line", "x0": middle_x, "x1": middle_x, "y0": y_range[0], "y1": y_range[1], **_dashed()},
            {"type": "line", "x0": x_range[0], "x1": x_range[1], "y0": middle_y, "y1": middle_y, **_dashed()},
        ],
        annotations=[
            {
                "x": x,
                "y": y,
                "xanchor": xa,
                "yanchor": ya,
                "text": look.bold(text),
                "showarrow": False,
                "font": {"size": look.SMALL, "color": look.QUIET},
            }
            for x, y, xa, ya, text in corners
        ],
    )
    return Figure(
        key=key,
        title=labels.say("What matters most"),
        caption=labels.say(
            "Areas by their share in what goes with engagement and by score (dashed: medians; ◆: a "
            "low score, and a share whose interval lies above an even one). Shares have wide "
            "intervals, so places across are rough. An association, not a cause."
        ),
        alt=_alt(drivers, focus, labels),
        plotly=plot,
        table=driver_table(drivers, labels, key),
    )


def driver_bars(drivers: Drivers, labels: Labels, key: str = "drivers") -> Figure:
    """Relative weights with their intervals, largest first."""
    found = sorted(drivers.drivers, key=lambda d: (-d.weight, d.area))
    rows = len(found)
    y = list(range(rows - 1, -1, -1))
    frame = look.Frame(0.0, max(d.interval.upper for d in found) + 3, 0.3)
    written, _ = look.written(
        [
            {
                "xref": "paper",
                "x": 0,
                "y": y[place],
                "xanchor": "left",
                "text": f"{labels.areas[d.area]} {look.bold(numbers.percent(d.weight))}",
            }
            for place, d in enumerate(found)
        ],
        frame,
    )
    plot = look.figure(
        [
            {
                "type": "bar",
                "orientation": "h",
                "x": [d.weight for d in found],
                "y": y,
                "width": 0.6,
                "marker": {"color": look.BAND},
                "error_x": {
                    "type": "data",
                    "array": [d.interval.upper - d.weight for d in found],
                    "arrayminus": [d.weight - d.interval.lower for d in found],
                    "thickness": 1.3,
                    "width": 3,
                    "color": look.QUIET,
                },
                "hovertemplate": "%{x:.0f}%<extra></extra>",
            },
            *written,
        ],
        BAR_ROW * rows + 30,
        margin={"l": 0, "r": 8, "t": 4, "b": 26, "pad": 0},
        **frame.across(ticks=range(0, int(frame.high), 5), suffix="%"),
        yaxis={"range": [-0.6, rows - 0.4], "showticklabels": False, "showgrid": False},
    )
    return Figure(
        key=key,
        title=labels.say("Areas that go with engagement"),
        caption=labels.say("Relative weights (sum 100%%) with 95%% intervals"),
        alt=_alt(drivers, focus_areas(drivers), labels),
        plotly=plot,
        table=driver_table(drivers, labels, key),
    )


def focus_areas(drivers: Drivers) -> tuple[str, ...]:
    """Areas whose share is surely above an even one and whose score is below the median, heaviest first.

    A share is known up to its interval, which is wide; a share that may as well be even names no area.
    """
    middle_y = median(d.score for d in drivers.drivers)
    found = [d for d in drivers.drivers if d.interval.lower > even_share(drivers) and d.score < middle_y]
    return tuple(d.area for d in sorted(found, key=lambda d: (-d.weight, d.area)))


def even_share(drivers: Drivers) -> float:
    """The share of each area if all went with engagement alike, in percent."""
    return 100.0 / len(drivers.drivers)


def driver_table(drivers: Drivers, labels: Labels, key: str = "drivers") -> FigureTable:
    """Weight, interval, places, score and correlation of each area, heaviest first."""
    say = labels.say
    columns = (
        FigureColumn(say("Area"), False, 0.34),
        FigureColumn(labels.say_as("of what goes with engagement", "Share")),
        FigureColumn(say("95%% interval")),
        FigureColumn(say("Places")),
        FigureColumn(say("Score")),
        FigureColumn(say("Correlation (r)")),
    )
    rows = tuple(
        (
            FigureCell(labels.areas[d.area]),
            FigureCell(numbers.percent(d.weight), d.weight, '0"%"', Tone.STRONG),
            FigureCell(numbers.interval(d.interval)),
            FigureCell(_places(d)),
            score_cell(d.score, labels),
            FigureCell(numbers.decimal(d.r), d.r, "0.00"),
        )
        for d in sorted(drivers.drivers, key=lambda d: (-d.weight, d.area))
    )
    return FigureTable(key, say("Areas related to engagement"), columns, rows)


def _places(driver: Driver) -> str:
    """The places that an area's share may have; a dot in releases made before they were given."""
    if driver.places is None:
        return "·"
    first, last = driver.places
    return str(first) if first == last else f"{first}{numbers.DASH}{last}"


def _alt(drivers: Drivers, focus: tuple[str, ...], labels: Labels) -> str:
    text = shares_sentence(drivers, labels)
    if focus:
        names = ", ".join(labels.areas[a] for a in focus)
        text += " " + labels.say("Larger share than an even one, low score: %(names)s.", names=names)
    return text


def _dashed() -> dict[str, object]:
    return {"line": {"color": look.LINE, "width": 1, "dash": "dot"}, "layer": "below"}


def _spread(
    found: tuple[Driver, ...],
    x_range: list[float],
    y_range: list[float],
    labels: Labels,
    margin: dict[str, int],
) -> list[str]:
    """For each point the place of its label that covers the least of other labels, points and edges."""
    wide, high = look.WIDTH - margin["l"] - margin["r"], HEIGHT - margin["t"] - margin["b"]
    points = [
        (
            (d.weight - x_range[0]) / (x_range[1] - x_range[0]) * wide,
            (y_range[1] - d.score) / (y_range[1] - y_range[0]) * high,
        )
        for d in found
    ]
    taken = [(x - 8, y - 8, x + 8, y + 8) for x, y in points]
    taken += [
        (0, 0, 80, 18),
        (wide - 80, 0, wide, 18),
        (0, high - 18, 80, high),
        (wide - 80, high - 18, wide, high),
    ]
    chosen: list[str] = []
    for place, (x, y) in enumerate(points):
        pixels = look.width_of(labels.areas[found[place].area], look.SMALL)
        best: tuple[float, str, tuple[float, float, float, float]] | None = None
        for name, dx, dy in PLACES:
            if dx:
                left = x + 9 if dx > 0 else x - 9 - pixels
                box = (left, y - LABEL_HEIGHT / 2, left + pixels, y + LABEL_HEIGHT / 2)
            else:
                top = y - 9 - LABEL_HEIGHT if dy < 0 else y + 9
                box = (x - pixels / 2, top, x + pixels / 2, top + LABEL_HEIGHT)
            covered = sum(overlap(box, other) for i, other in enumerate(taken) if i != place)
            outside = (
                max(0.0, -box[0]) + max(0.0, box[2] - wide) + max(0.0, -box[1]) + max(0.0, box[3] - high)
            )
            cost = covered + 200 * outside
            if best is None or cost < best[0]:
                best = (cost, name, box)
        assert best is not None
        chosen.append(best[1])
        taken.append(best[2])
    return chosen
