"""Every page that a person can reach by links: accessible, within its width, in one language."""

import os
import re
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest

import config as settings
from survey_app.door.access import Role

AXE = settings.ROOT / "node_modules" / "axe-core" / "axe.min.js"
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
# Set to a folder to keep a picture of every page, to be looked at.
PICTURES = os.environ.get("GYEOL_JOURNEYS_PICTURES")
PHONE, DESK = {"width": 360, "height": 740}, {"width": 1440, "height": 900}
FILES = re.compile(r"\.(pdf|xlsx|csv|json|gyeol|zip|hwpx|pptx|html)$|/log/checkpoint$")
# Of pages that differ only in these parts of the address, one is looked at.
ALIKE = (
    (re.compile(r"/areas/[^/]+"), "/areas/*"),
    (re.compile(r"/groups/.+"), "/groups/*"),
    (re.compile(r"/results/units/[^/]+"), "/results/units/*"),
    (re.compile(r"/kits/[^/]+"), "/kits/*"),
    (re.compile(r"/actions/new/[^/]+"), "/actions/new/*"),
    (re.compile(r"/accounts/\d+"), "/accounts/*"),
    (re.compile(r"/institutions/[a-z]+/"), "/institutions/*/"),
    (re.compile(r"/i/(?!narae|maru)[a-z]+/"), "/i/*/"),
    (re.compile(r"/waves/2026-\d+"), "/waves/planned"),
    (re.compile(r"/waves/(2025|2026)"), "/waves/*"),
    (re.compile(r"/letters/\d+"), "/letters/*"),
    (re.compile(r"/(programmes|comparison)/[^/]+"), r"/\1/*"),
    (re.compile(r"/questionnaires/.+"), "/questionnaires/*"),
)
VISITORS = {
    "public": (None, "", ("/", "/sign-in", "/waves/narae.2026", "/waves/maru.try", "/no-such-page")),
    "respondent": (
        None,
        "",
        ("/take/maru.try", "/invite/maru.try", "/take/narae.2026", "/take/nowhere.2026"),
    ),
    "hr": (Role.HR, "narae", ("/home", "/i/narae/waves/2026/results", "/i/narae/waves/2026/release")),
    "hr_open": (
        Role.HR,
        "maru",
        (
            "/i/maru/waves/try",
            "/i/maru/waves/try/invitations",
            "/i/maru/waves/try/ceremony",
            "/i/maru/waves/try/close",
            "/i/maru/waves/try/release",
        ),
    ),
    "analyst": (Role.ANALYST, "", ("/home", "/ministry/comparison/2026", "/bundles")),
    "operator": (Role.OPERATOR, "", ("/home", "/i/narae/units")),
}
# Of these only the pages named above are looked at: the rest another visitor has seen.
GOES_NO_FURTHER = {"hr_open"}
# Words that stand in Latin letters on Korean pages, too.
LATIN = re.compile(
    r"\b(?:English|Fictional|data|Gyeol|HTTPS?|JavaScript|PDF|XLSX|CSV|UTC|KB|RFC|HPKE|RSA|Ed25519|SHA|JSON|gyeol|"
    r"vault|export|open|exported|accept|bundle|trust|Civil Service People Survey)\b"
)
SENTENCE = re.compile(r"[A-Za-z][a-z]+(?:[ ,’'-]+[A-Za-z]*[a-z]+){3,}")


def _kind(path: str) -> str:
    for pattern, alike in ALIKE:
        path = pattern.sub(alike, path)
    return path


def _crawl(page, visitor: str, starts: tuple[str, ...], home: str, until: str = "load") -> Iterator[str]:
    """Visits every page within reach, one of each kind, and yields its path once it stands there."""
    waiting, seen = list(starts), {_kind(start) for start in starts}
    while waiting:
        path = waiting.pop(0)
        answer = page.goto(path, wait_until=until)
        assert answer.status in (200, 404, 410), f"{path}: {answer.status}"
        yield path
        if visitor in GOES_NO_FURTHER:
            continue
        for link in page.eval_on_selector_all("a[href]", "links => links.map(link => link.href)"):
            parts = urlsplit(link)
            if not link.startswith(home) or FILES.search(parts.path) or parts.path.startswith("/language/"):
                continue
            if _kind(parts.path) not in seen:
                seen.add(_kind(parts.path))
                waiting.append(parts.path)


def _violations(page) -> list[str]:
    return page.evaluate(
        """async tags => {
          const options = {runOnly: {type: 'tag', values: tags}, resultTypes: ['violations']};
          const result = await axe.run(document, options);
          return result.violations.map(violation => violation.id + ' '
            + violation.nodes.slice(0, 3).map(node => node.target.join(' ')).join(' | '));
        }""",
        RULES,
    )


def _overflow(page) -> list[str]:
    """Elements that stick out to the right, where that makes the page itself scroll sideways."""
    return page.evaluate(
        """() => {
          if (document.documentElement.scrollWidth <= window.innerWidth) return [];
          const scrolls = '[tabindex="0"], .table-scroll, .js-plotly-plot';
          return [...document.querySelectorAll('body *')]
            .filter(one => one.getBoundingClientRect().right > window.innerWidth + 1 && !one.closest(scrolls))
            .slice(0, 3).map(one => `overflow: ${one.tagName}.${one.className}`);
        }"""
    )


def _english(page) -> list[str]:
    """Sentences in Latin letters on a Korean page, outside what is marked as English."""
    text = page.evaluate(
        """() => {
          const copy = document.body.cloneNode(true);
          const others = '[lang=en], code, script, noscript, style, textarea, svg, .js-plotly-plot, input';
          copy.querySelectorAll(others).forEach(one => one.remove());
          return copy.innerText;
        }"""
    )
    return [f"English: {found}" for found in SENTENCE.findall(LATIN.sub("", text))]


@pytest.mark.parametrize("visitor", VISITORS)
def test_every_page_within_reach_is_accessible_fits_and_speaks_korean(
    site, opened, signed_in, faults, visitor
):
    if not AXE.is_file():
        pytest.skip("axe-core is not installed")
    role, institution, starts = VISITORS[visitor]
    page = opened("desk", "ko") if role is None else signed_in(role, institution)
    axe, problems = AXE.read_text("utf-8"), []

    for path in _crawl(page, visitor, starts, site.address):
        page.evaluate(axe)
        for name, size in (("phone", PHONE), ("desk", DESK)):
            page.set_viewport_size(size)
            found = [*_violations(page), *_overflow(page)]
            problems += [f"{path} ({name}): {one}" for one in found]
            _picture(page, visitor, path, name)
        problems += [f"{path}: {one}" for one in _english(page)]

    assert problems == [], "\n".join(problems)


@pytest.mark.parametrize("visitor", VISITORS)
def test_every_page_within_reach_speaks_english(site, opened, signed_in, visitor):
    role, institution, starts = VISITORS[visitor]
    page = opened("desk", "en") if role is None else signed_in(role, institution, language="en")

    # Only words are looked at, so nobody waits for figures to be drawn.
    until = "load" if PICTURES else "domcontentloaded"

    for path in _crawl(page, visitor, starts, site.address, until):
        assert page.locator("html").get_attribute("lang") == "en", path
        assert page.locator("h1").count() == 1, path
        _picture(page, visitor, path, "english")


def _picture(page, visitor: str, path: str, name: str) -> None:
    if PICTURES:
        file = f"{visitor}{path.replace('/', '_')}.{name}.png"
        page.screenshot(path=Path(PICTURES) / file, full_page=True)
