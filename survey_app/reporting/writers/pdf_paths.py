"""Turns the path of a flat figure into the strokes of a PDF."""

import math
import re
from collections.abc import Iterator

PIECES = re.compile(r"[A-Za-z]|-?(?:\d+\.?\d*|\.\d+)(?:e-?\d+)?")
NUMBERS_OF = {"M": 2, "L": 2, "H": 1, "V": 1, "C": 6, "A": 7, "Z": 0}
QUARTER = math.pi / 2


class UnknownStroke(ValueError):
    """A path asks for what no figure of ours draws."""


def strokes(path: str) -> str:
    """The path as PDF operators: moves, lines, curves and closings, in the figure's own units."""
    written: list[str] = []
    x = y = start_x = start_y = 0.0
    for letter, numbers in _commands(path):
        command, is_relative = letter.upper(), letter.islower()
        from_x, from_y = (x, y) if is_relative else (0.0, 0.0)
        if command == "Z":
            written.append("h")
            x, y = start_x, start_y
        elif command == "A":
            end = (from_x + numbers[5], from_y + numbers[6])
            written += _arc((x, y), end, numbers)
            x, y = end
        elif command == "C":
            points = [n + (from_x, from_y)[place % 2] for place, n in enumerate(numbers)]
            written.append(f"{_text(*points)} c")
            x, y = points[4:]
        else:
            if command == "H":
                x = from_x + numbers[0]
            elif command == "V":
                y = from_y + numbers[0]
            else:
                x, y = from_x + numbers[0], from_y + numbers[1]
            if command == "M":
                start_x, start_y = x, y
            written.append(f"{_text(x, y)} {'m' if command == 'M' else 'l'}")
    return "\n".join(written)


def _commands(path: str) -> Iterator[tuple[str, list[float]]]:
    """Each letter with its numbers; a letter that is not repeated holds for the numbers after it, too."""
    letter = ""
    numbers: list[float] = []
    for piece in PIECES.findall(path):
        if piece.isalpha():
            if numbers:
                raise UnknownStroke(path)
            letter = piece
        else:
            numbers.append(float(piece))
        wanted = NUMBERS_OF.get(letter.upper())
        if wanted is None:
            raise UnknownStroke(path)
        if len(numbers) == wanted:
            yield letter, numbers
            numbers = []
            # More points after a move are lines.
            letter = {"M": "L", "m": "l"}.get(letter, letter)


def _arc(start: tuple[float, float], end: tuple[float, float], numbers: list[float]) -> Iterator[str]:
    """A part of a circle as curves of a quarter at most (SVG 1.1, appendix F.6.5)."""
    radius, other, _, is_large, is_clockwise = numbers[:5]
    if radius != other:
        raise UnknownStroke(f"an ellipse: {numbers}")
    (x0, y0), (x1, y1) = start, end
    half_x, half_y = (x1 - x0) / 2, (y1 - y0) / 2
    half = math.hypot(half_x, half_y)
    if not half:
        return
    radius = max(radius, half)
    away = math.sqrt(radius**2 - half**2) / half * (-1 if bool(is_large) == bool(is_clockwise) else 1)
    middle_x, middle_y = x0 + half_x - half_y * away, y0 + half_y + half_x * away
    first = math.atan2(y0 - middle_y, x0 - middle_x)
    turn = math.atan2(y1 - middle_y, x1 - middle_x) - first
    if is_clockwise and turn < 0:
        turn += 2 * math.pi
    elif not is_clockwise and turn > 0:
        turn -= 2 * math.pi
    parts = max(1, math.ceil(abs(turn) / QUARTER - 1e-6))
    step = turn / parts
    reach = 4 / 3 * math.tan(step / 4) * radius
    for part in range(parts):
        a, b = first + part * step, first + (part + 1) * step
        yield (
            _text(
                middle_x + radius * math.cos(a) - reach * math.sin(a),
                middle_y + radius * math.sin(a) + reach * math.cos(a),
                middle_x + radius * math.cos(b) + reach * math.sin(b),
                middle_y + radius * math.sin(b) - reach * math.cos(b),
                middle_x + radius * math.cos(b),
                middle_y + radius * math.sin(b),
            )
            + " c"
        )


def _text(*numbers: float) -> str:
    return " ".join(f"{number:.2f}" for number in numbers)
