"""The ministry analyst: a programme compared area by area, and its tables taken away."""

import io
import zipfile

import openpyxl
import pytest
from playwright.sync_api import expect

from survey_app.door.access import Role

TITLES = {
    "ko": ("기관 비교", "한눈에"),
    "en": ("Compare institutions", "at a glance"),
}


@pytest.mark.parametrize("language", ["ko", "en"])
def test_an_analyst_compares_institutions_and_takes_the_tables_away(signed_in, language):
    page = signed_in(Role.ANALYST, language=language)
    page.goto("/home")
    page.locator("#site-navigation").get_by_role("link", name=TITLES[language][0]).click()
    page.locator("main table a[href$='/2026']").first.click()
    expect(page.locator("h1")).to_contain_text(TITLES[language][1])

    figures = page.locator(".js-plotly-plot")
    expect(figures.first).to_be_visible()
    page.locator("nav.choices a[href$='/areas/leadership']").click()
    expect(page.locator(".js-plotly-plot").first).to_be_visible()
    assert page.locator("main").inner_text().count("%") + page.locator("main svg").count() > 0

    where = page.url.split("/areas/")[0]
    page.goto(f"{where}/tables")
    book = openpyxl.load_workbook(io.BytesIO(page.request.get(f"{where}/tables.xlsx").body()), read_only=True)
    names = {cell.value for sheet in book for row in sheet.iter_rows() for cell in row}
    assert "나래처" in names or "Agency of Narae" in names
    assert page.request.get(f"{where}/tables.csv").body().startswith(b"\xef\xbb\xbf")


def test_an_analyst_sets_two_institutions_side_by_side(signed_in):
    page = signed_in(Role.ANALYST)
    page.goto("/ministry/comparison/2026/side-by-side?one=narae&other=dasom")

    expect(page.locator(".js-plotly-plot").first).to_be_visible()
    expect(page.locator("main")).to_contain_text("나래처")
    expect(page.locator("main")).to_contain_text("다솜청")


def test_an_analyst_opens_a_programme(signed_in):
    page = signed_in(Role.ANALYST)
    page.goto("/programmes")
    page.locator("main a.button-primary").first.click()
    page.locator("#key").fill("pilot-2027")
    page.locator("#name_ko").fill("2027년 시범 진단")
    page.locator("#name_en").fill("Pilot 2027")
    page.locator("input[name=questionnaire]").first.check()
    page.locator("main form button[type=submit]").click()

    expect(page.locator("main")).to_contain_text("2027년 시범 진단")


def test_an_analyst_publishes_a_version_that_a_programme_then_asks(signed_in, site, tmp_path):
    page = signed_in(Role.ANALYST)
    page.goto("/ministry/questionnaires")
    with page.expect_download() as download:
        page.locator("a[download]", has_text="public-culture 2026.1").click()
    mine = tmp_path / "mine.zip"
    with zipfile.ZipFile(download.value.path()) as old, zipfile.ZipFile(mine, "w") as new:
        for name in old.namelist():
            content = old.read(name).replace(b'version: "2026.1"', b'version: "2027.1"')
            new.writestr(name, content.replace("제때 답을 받는다".encode(), "하루 안에 답을 받는다".encode()))

    page.locator("input[name=archive]").set_input_files(mine)
    page.locator("main form button[type=submit]").click()
    expect(page.locator("main")).to_contain_text("60개는 2026.1 판과 문구가 같고, 1개는 문구를 고쳤으며")
    expect(page.locator("main del")).to_contain_text("제때 답을 받는다")
    page.locator("main form button.button-primary").click()
    expect(page.locator("[data-error-summary]")).to_contain_text("뜻이 전과 같은지")
    page.get_by_label("뜻이 같습니다").check()
    page.locator("main form button.button-primary").click()
    expect(page.locator("main")).to_contain_text("public-culture 2027.1 판을 등록했습니다")

    page.goto("/programmes/new")
    expect(page.locator("main form")).to_contain_text("public-culture 2027.1")
    audit = signed_in(Role.OPERATOR)
    audit.goto("/audit")
    expect(audit.locator("main table").last).to_contain_text("questionnaire:public-culture/2027.1")
