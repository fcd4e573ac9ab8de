"""The ministry's console in a browser: who may, what stands there, and tables that hold no formula."""

import csv
import io
import re
import zipfile
from datetime import date

import pytest
from sqlalchemy import select

from survey_app.diagnosis.models import Wave
from survey_app.ground import db
from survey_app.improvement import services as improvement
from survey_app.improvement.models import Action, ActionState
from survey_app.improvement.services import ActionFields
from tests.links import assert_links_land

HERE = "/ministry/comparison/2026"
PAGES = (
    "",
    "/participation",
    "/areas/leadership",
    "/heat-map",
    "/movers",
    "/answering",
    "/side-by-side",
    "/side-by-side?one=gaon&other=narae",
    "/tables",
    "/method",
)


@pytest.mark.parametrize("page", PAGES)
@pytest.mark.parametrize("language", ["ko", "en"])
def test_every_page_opens_in_both_languages(browser_of, page, language):
    reply = browser_of("analyst@example.org", language).get(HERE + page)

    assert reply.status_code == 200
    assert "style=" not in re.sub(r"<script.*?</script>", "", reply.text, flags=re.S)


@pytest.mark.parametrize("page", ["", *PAGES[1:], "/tables.xlsx", "/tables.csv"])
def test_nobody_but_the_analyst_compares(browser_of, page):
    assert browser_of("hr@gaon.example").get(HERE + page).status_code == 403
    assert browser_of("operator@example.org").get(HERE + page).status_code == 403


@pytest.mark.parametrize("page", PAGES)
def test_every_link_into_a_page_lands_on_a_heading_that_is_there(analyst, page):
    assert_links_land(analyst, HERE + page)


def test_programmes_lead_to_their_comparison(analyst):
    assert f'href="{HERE}"' in analyst.get("/ministry/comparison").text


@pytest.mark.parametrize("programme", ["2025", "2027"])
@pytest.mark.parametrize("page", PAGES[:5])
def test_a_programme_with_too_few_institutions_says_so(analyst, programme, page):
    reply = analyst.get(f"/ministry/comparison/{programme}{page}")

    assert reply.status_code == 200
    assert "data-figure-json" not in reply.text


def test_what_is_unknown_is_not_found(analyst):
    for address in (
        "/ministry/comparison/1999",
        f"{HERE}/areas/none",
        f"{HERE}/side-by-side?one=gaon&other==maru",
        f"{HERE}/tables.pdf",
    ):
        assert analyst.get(address).status_code == 404


def test_a_rank_stands_with_its_interval_only(analyst):
    page = analyst.get(f"{HERE}/areas/leadership").text

    assert re.search(r'<td class="nowrap"[^>]*>\d–\d</td>', page)
    assert "A rank is given as an interval only" in page


def test_an_institution_still_at_work_shows_its_state_and_no_number(analyst):
    page = analyst.get(f"{HERE}/participation").text

    row = next(row for row in page.split("<tr>") if "=maru office" in row)
    assert "counted, results in the making" in row
    assert not re.search(r'is-number">\s*[\d±]', row)


def test_the_csv_holds_no_formula_and_reads_in_excel(analyst):
    content = analyst.get(f"{HERE}/tables.csv").data

    assert content.startswith("\ufeff".encode())
    rows = list(csv.reader(io.StringIO(content.decode("utf-8-sig"))))
    assert {row[1] for row in rows[1:]} == {"gaon", "narae", "dasom"}
    text_cells = [cell for row in rows for cell in row if not re.fullmatch(r"-?[\d.e-]*", cell)]
    assert not [cell for cell in text_cells if cell.startswith(("=", "+", "-", "@", "\t", "\r"))]


def test_the_workbook_holds_a_dangerous_code_as_text(analyst):
    reply = analyst.get(f"{HERE}/tables.xlsx")

    assert "attachment" in reply.headers["Content-Disposition"]
    with zipfile.ZipFile(io.BytesIO(reply.data)) as book:
        sheets = [book.read(name).decode() for name in book.namelist() if "worksheets/sheet" in name]
        assert not any("<f>" in sheet for sheet in sheets)
        assert "=maru" in book.read("xl/sharedStrings.xml").decode()


def test_the_benchmark_is_made_and_the_page_shows_its_day(analyst):
    assert "not yet" in analyst.get("/ministry/comparison/2027").text

    reply = analyst.post("/ministry/comparison/2025/benchmark")

    assert reply.status_code == 302
    page = analyst.get("/ministry/comparison/2025").text
    assert re.search(r"<dd>\w{3} \d+ \w{3} \d{4}</dd>", page)


@pytest.fixture
def promised(compared):
    """What gaon promised after its wave of 2026: and that the programme is public."""
    with compared.app_context(), db.work(db.databases().people) as people:
        wave = people.scalars(select(Wave).where(Wave.reference == "gaon.2026")).one()
        for title, due_on, unit in (
            ("a", "2026-06-01", ""),
            ("b", "2026-07-01", ""),
            ("d", "2099-07-01", ""),
            ("c", "2026-06-01", "all"),
        ):
            fields = ActionFields("culture", title, "office", date.fromisoformat(due_on), (), unit)
            action = improvement.agree_action(people, wave, fields)
            if title == "a":
                improvement.edit_action(people, action, fields, ActionState.DONE, "it was")
        wave.programme.results_are_public = True
    yield
    with compared.app_context(), db.work(db.databases().people) as people:
        wave = people.scalars(select(Wave).where(Wave.reference == "gaon.2026")).one()
        wave.programme.results_are_public = None
        for action in people.scalars(select(Action)):
            people.delete(action)


def test_everybody_sees_what_institutions_promised_and_did_where_the_programme_is_public(
    promised, analyst, browser_of
):
    told = r"gaon office.*3 actions.*2 .*1 Jul 2099.*1 overdue.*1 .*0"
    everybody = browser_of(None).get("/promises/programmes/2026?lang=en").text

    assert re.search(told, re.sub(r"<[^>]+>", " ", everybody), re.DOTALL)
    assert "none yet" in everybody
    assert re.search(told, re.sub(r"<[^>]+>", " ", analyst.get(f"{HERE}/answering?lang=en").text), re.DOTALL)
    assert browser_of(None).get("/promises/programmes/2025").status_code == 404
