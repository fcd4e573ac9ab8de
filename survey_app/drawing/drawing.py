"""Draws Plotly figures to SVG or PNG in one kept-open Chromium page."""

import atexit
import base64
import os
import threading
from pathlib import Path

import plotly

from survey_app.drawing.chromium import Chromium, ChromiumDied, find_chromium, processor_seconds
from survey_app.figures.figure import Figure, figure_json
from survey_app.ground.typeface import FAMILY

PLOTLY_SCRIPT = Path(plotly.__file__).parent / "package_data/plotly.min.js"
PAGE = '<!doctype html><html lang="ko"><meta charset="utf-8"><title>figures</title><body></body></html>'
FIGURES_UNTIL_RESTART = 4000
PAPER_SCRIPT = Path(__file__).parent / "paper.js"


class Drawer:
    """Draws figures; starts Chromium at the first and again when it has died. Safe for several threads."""

    def __init__(self, executable: str | None = None) -> None:
        self._executable = executable
        self._browser: Chromium | None = None
        self._owner = os.getpid()
        self._lock = threading.Lock()
        self._drawn = 0
        self._spent_seconds = 0.0

    def svg(self, figure: Figure) -> str:
        """The figure as SVG. Raises ChromiumIsMissing, PageFailed, or ChromiumDied after a second try."""
        return self._draw(figure, "svg", 1)

    def png(self, figure: Figure, scale: float = 2.95) -> bytes:
        """The figure as PNG; 680 pixels × 2.95 on 170 mm are 300 dots per inch."""
        return base64.b64decode(self._draw(figure, "png", scale))

    def processor_seconds(self) -> float:
        """Processor time of Chromium so far, over its restarts."""
        now = processor_seconds(self._browser.process_id) if self._browser and self._browser.is_open else 0.0
        return self._spent_seconds + now

    def close(self) -> None:
        """Ends Chromium; the next figure starts it again."""
        if self._browser is not None and self._owner == os.getpid():
            self._spent_seconds = self.processor_seconds()
            self._browser.close()
        self._browser = None

    def _draw(self, figure: Figure, image_format: str, scale: float) -> str:
        call = f"draw({figure_json(figure)},{image_format!r},{scale},{FAMILY!r})"
        with self._lock:
            for is_last_try in (False, True):
                try:
                    drawn: str = self._ready().evaluate(call)
                except ChromiumDied:
                    self._browser = None
                    if is_last_try:
                        raise
                else:
                    self._drawn += 1
                    return drawn
        raise AssertionError("unreachable: the second try returns or raises")

    def _ready(self) -> Chromium:
        """The open browser with the drawing page loaded. A forked process starts its own."""
        if self._owner != os.getpid():
            self._browser, self._owner = None, os.getpid()
        if self._browser is not None and self._drawn >= FIGURES_UNTIL_RESTART:
            self.close()
        if self._browser is None or not self._browser.is_open:
            browser = Chromium(find_chromium(self._executable))
            browser.load(PAGE)
            browser.evaluate(PLOTLY_SCRIPT.read_text("utf-8") + ";0")
            browser.evaluate("(() => {" + PAPER_SCRIPT.read_text("utf-8") + "})()")
            self._browser, self._drawn = browser, 0
        return self._browser


DRAWER = Drawer()
atexit.register(DRAWER.close)
