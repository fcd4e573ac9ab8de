"""Links into the middle of a page, and whether what they name is there."""

import re
from html import unescape
from urllib.parse import urldefrag, urljoin


def assert_links_land(browser, address: str) -> None:
    """Every link of the page with a fragment names an element, alone of its id, of the page it leads to."""
    own = browser.get(address).text
    for link in {unescape(found) for found in re.findall(r'href="([^"]*#[^"]+)"', own)}:
        page, fragment = urldefrag(urljoin(address, link))
        there = own if page == address else browser.get(page).text
        assert len(re.findall(rf'id="{re.escape(fragment)}"', there)) == 1, link


def main_of(reply):
    """What stands in the page's own part, as text without markup and without the figures' numbers."""
    body = re.search(r"<main.*</main>", reply.text, re.S).group()
    return re.sub(r"<[^>]+>", " ", re.sub(r"<script.*?</script>", "", body, flags=re.S))
