"""Sets flat figures into a PDF: each mark as its operators, each text as glyphs of the report's own type."""

from collections.abc import Mapping
from typing import Any
from xml.etree.ElementTree import Element, fromstring

from weasyprint.text.line_break import Layout

from survey_app.ground.typeface import FAMILY, TypefaceIsMissing
from survey_app.reporting.writers.glyphs import BOLD, REGULAR, glyphs, printable
from survey_app.reporting.writers.pdf_paths import UnknownStroke, strokes

TEXT, RECTANGLE = (f"{{http://www.w3.org/2000/svg}}{name}" for name in ("text", "rect"))
SAMPLE = "가"


class FlatFigure:
    """What WeasyPrint sees as an image: its own SVG measures each text twice, a third of a report's time."""

    def __init__(self, svg: str) -> None:
        self._root = fromstring(svg)  # noqa: S314 - our own page has drawn it
        self._width, self._height = (float(self._root.attrib[name]) for name in ("width", "height"))

    def get_intrinsic_size(self, _resolution: object, _font_size: object) -> tuple[float, float, float]:
        """Width, height and their ratio."""
        return self._width, self._height, self._width / self._height

    def draw(self, stream: Any, width: float, height: float, style: Any) -> None:
        """Writes the figure into the stream of its page. Raises UnknownStroke or TypefaceIsMissing."""
        stream.transform(a=width / self._width, d=height / self._height)
        fonts = {weight: _font(stream, style, weight) for weight in (REGULAR, BOLD)}
        for node in self._root:
            stream.set_alpha(float(node.get("fill-opacity", 1)))
            stream.set_alpha(float(node.get("stroke-opacity", 1)), stroke=True)
            drawn = _text(node, fonts) if node.tag == TEXT else _mark(node)
            moved = node.get("transform")
            stream.stream.append((f"q {_matrix(moved)} cm {drawn} Q" if moved else drawn).encode())


def _font(stream: Any, style: Any, weight: int) -> Any:
    """That weight of the typeface in the document, or TypefaceIsMissing."""
    weighed = style.copy()
    weighed["font_weight"] = weight
    layout = Layout(weighed)
    layout.set_text(SAMPLE)
    line, _ = layout.get_first_line()
    font, _ = stream.add_font(line.runs[0].data.item.analysis.font)
    if FAMILY not in font.family:
        raise TypefaceIsMissing(f"Figures would have been set in {font.family} instead of {FAMILY}.")
    return font


def _text(node: Element, fonts: Mapping[int, Any]) -> str:
    weight = int(node.get("font-weight", REGULAR))
    font, known = fonts[weight], glyphs(weight)
    numbers = []
    for character in str(printable(node.text)):
        glyph = known[character]
        font.to_unicode.setdefault(glyph.number, character)
        font.widths.setdefault(glyph.number, glyph.width)
        numbers.append(f"{glyph.number:04x}")
    size, x, y = node.attrib["font-size"], node.attrib["x"], node.attrib["y"]
    ink = f"{_colour(node.attrib['fill'])} rg"
    return f"{ink} BT /{font.hash} {size} Tf 1 0 0 -1 {x} {y} Tm <{''.join(numbers)}> Tj ET"


def _mark(node: Element) -> str:
    fill, stroke = node.get("fill", "none"), node.get("stroke", "none")
    drawn = strokes(node.get("d") or _path_of(node))
    if fill == "none" and stroke == "none":
        return ""
    if fill != "none":
        drawn = f"{_colour(fill)} rg {drawn}"
    if stroke == "none":
        return f"{drawn} f"
    dashes = node.get("stroke-dasharray", "").replace(",", " ")
    drawn = f"{_colour(stroke)} RG {node.get('stroke-width')} w [{dashes}] 0 d {drawn}"
    return f"{drawn} {'S' if fill == 'none' else 'B'}"


def _path_of(node: Element) -> str:
    """A rectangle as a path; flat figures know no other mark."""
    if node.tag != RECTANGLE:
        raise UnknownStroke(node.tag)
    x, y = node.get("x", "0"), node.get("y", "0")
    width, height = node.attrib["width"], node.attrib["height"]
    return f"M{x},{y}h{width}v{height}h-{width}Z"


def _colour(hexadecimal: str) -> str:
    """The colour's three parts from 0 to 1."""
    return " ".join(f"{part / 255:.4f}" for part in bytes.fromhex(hexadecimal[1:]))


def _matrix(transform: str) -> str:
    """The six numbers of `translate(…)` or `matrix(…)`."""
    name, _, numbers = transform.rstrip(")").partition("(")
    return f"{'1 0 0 1 ' if name == 'translate' else ''}{numbers.replace(',', ' ')}"
