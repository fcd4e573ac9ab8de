"""Where the names of points stand, so that they cover neither each other nor points nor lines."""

from collections.abc import Sequence

Box = tuple[float, float, float, float]
Point = tuple[float, float]

HEIGHT = 15.0
RADIUS = 8.0
GAP = 4.0
LINE_COST = 30.0
EDGE_COST = 200.0
NEAR, FAR = 0.0, 10.0


def labels_around(
    points: Sequence[Point],
    widths: Sequence[float],
    dots: Sequence[Point],
    lines: Sequence[Point],
    size: tuple[float, float],
) -> tuple[Point, ...]:
    """For each point how far the middle of its name lies from it, in pixels, right and down.

    points : those with a name, `widths` their names' widths. dots : all that must not be covered. lines :
    points along lines that should not be. size : of the drawing; names stay inside it.
    """
    taken: list[Box] = [(x - RADIUS, y - RADIUS, x + RADIUS, y + RADIUS) for x, y in dots]
    chosen: list[Point] = []
    for (x, y), width in zip(points, widths, strict=True):
        best = min(_around(width), key=lambda shift: _cost(_box(x, y, shift, width), taken, lines, size))
        chosen.append(best)
        taken.append(_box(x, y, best, width))
    return tuple(chosen)


def _around(width: float) -> list[Point]:
    """Beside, above, below and in the corners of a point; nearer places first."""
    found: list[Point] = []
    for more in (NEAR, FAR):
        across, down = width / 2 + RADIUS + GAP / 2 + more, HEIGHT / 2 + RADIUS - 1 + more
        found += [(across, 0), (-across, 0), (0, -down), (0, down)]
        found += [(side * across, up * down * 0.7) for side in (1, -1) for up in (-1, 1)]
    return found


def _box(x: float, y: float, shift: Point, width: float) -> Box:
    middle_x, middle_y = x + shift[0], y + shift[1]
    return (middle_x - width / 2, middle_y - HEIGHT / 2, middle_x + width / 2, middle_y + HEIGHT / 2)


def _cost(box: Box, taken: Sequence[Box], lines: Sequence[Point], size: tuple[float, float]) -> float:
    left, top, right, bottom = box
    covered = sum(overlap(box, other) for other in taken)
    crossed = sum(left <= x <= right and top <= y <= bottom for x, y in lines)
    outside = max(0.0, -left) + max(0.0, right - size[0]) + max(0.0, -top) + max(0.0, bottom - size[1])
    return covered + LINE_COST * crossed + EDGE_COST * outside


def overlap(a: Box, b: Box) -> float:
    """The area that two boxes share."""
    wide = min(a[2], b[2]) - max(a[0], b[0])
    high = min(a[3], b[3]) - max(a[1], b[1])
    return wide * high if wide > 0 and high > 0 else 0.0
