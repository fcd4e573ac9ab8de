"""Figures on a phone: all are drawn, also those nobody has scrolled to, and none is scrolled sideways."""

from playwright.sync_api import expect

from survey_app.door.access import Role


def test_figures_fit_a_phone_and_are_drawn_before_anybody_scrolls(signed_in):
    page = signed_in(Role.HR, size="phone")
    page.goto("/i/narae/waves/2026/results")

    figures = page.locator("[data-figure]")
    assert figures.count() > 3
    for place in range(figures.count()):
        expect(figures.nth(place).locator(".main-svg").first).to_be_attached(timeout=30_000)
    assert page.evaluate("window.scrollY") == 0
    frames = page.locator(".figure-frame")
    overhang = frames.evaluate_all("all => all.map(frame => frame.scrollWidth - frame.clientWidth)")
    assert overhang == [0] * frames.count()
    expect(page.locator(".figure-names li").first).to_be_visible()


def test_what_is_not_drawn_yet_is_printed_as_its_table(signed_in):
    page = signed_in(Role.HR)
    page.route("**/plotly*.js", lambda _route: None)
    page.goto("/i/narae/waves/2026/results", wait_until="domcontentloaded")

    tables = page.locator(".figure:has([data-figure]) details")
    page.evaluate("dispatchEvent(new Event('beforeprint'))")
    assert tables.evaluate_all("all => all.every(table => table.open)")
    expect(page.locator(".figure:has([data-figure]) .figure-frame:visible")).to_have_count(0)
    page.evaluate("dispatchEvent(new Event('afterprint'))")
    assert tables.evaluate_all("all => all.length > 3 && all.every(table => !table.open)")
