"""What respondents, an HR lead, readers of reports and an operator meet in the made-up language.

Run by tests/test_a_third_language.py, in a copy of the house to which the language came as data.
"""

import io
import re
import subprocess
from html.parser import HTMLParser

import openpyxl
import pytest
from click.testing import CliRunner

from analysis.released.method import METHODS
from questionnaires.cli import questionnaire_commands
from questionnaires.content import document
from questionnaires.languages import LANGUAGES
from questionnaires.loader import published
from survey_app.drawing.drawing import Drawer
from survey_app.imports.faults import ImportFaults
from survey_app.imports.problems import SENTENCES
from survey_app.imports.refused import REFUSED
from survey_app.reporting.making.making import build_report
from survey_app.reporting.making.orders import Materials
from survey_app.reporting.making.report import ReportKind
from survey_app.reporting.workbooks.xlsx import write_xlsx
from survey_app.reporting.writers.pdf import write_pdf
from tests.made_up_language import CODE, left_over
from tests.open_waves import pool_keys, quick_keys, wave
from tests.results.conftest import browser_of, release, released

__all__ = ["browser_of", "pool_keys", "quick_keys", "release", "released", "wave"]

QUESTIONNAIRE = published("public-culture", "2026.1")
GIVEN = document(QUESTIONNAIRE) | {"texts": {}}
# Names, which nobody translated: of institutions, units and waves, of what a questionnaire was made from.
OTHER_TITLE = published("csps-core", "2024").texts["en"].title
MADE_FROM = f"{QUESTIONNAIRE.attribution} {OTHER_TITLE} csps core public culture"
WORLD = "Gaon gaon Ministry of Division Unit north south Diagnosis Pulse pulse English 한국어 example"
NAMES = frozenset(re.findall(r"\w+", f"{WORLD} {MADE_FROM}"))
# Said in Korean and in English to everybody, whatever the page speaks.
FOR_EVERYBODY = frozenset(("가상", "자료", "Fictional", "data"))
# What tables of units are headed with, as the offices write it: words of the English sentences, too.
ON_TABLES = (
    "계 과 기관코드 부서명 부서코드 상위부서 성명 소계 실국 이메일 "
    "인원 정원 조직명 직급 차상위기관코드 팀 합계 현원"
)
HEADINGS = frozenset(re.findall(r"\w+", ON_TABLES))
KEYS = frozenset(re.findall("[A-Za-z]+", repr(GIVEN))) | {"all", "unit", "ICC", "sha"}
UNREAD = ("script", "style", "code", "kbd")
EMPTY = ("br", "col", "hr", "img", "input", "link", "meta", "path", "rect", "line", "circle", "use")
READ_OUT = ("alt", "aria-label", "placeholder", "title")
MOST_PAGES = 90


class _Page(HTMLParser):
    """What a person reads of a page: its text, and what it says of fields and pictures.

    What is marked as said in another language, as a letter in all of them is, is left out.
    """

    def __init__(self, html: str) -> None:
        super().__init__()
        self.parts: list[str] = []
        self._open: list[tuple[str, bool]] = []
        self.feed(html)

    @property
    def _is_unread(self) -> bool:
        return any(is_unread for _tag, is_unread in self._open)

    def handle_starttag(self, tag, attrs):
        if tag not in EMPTY:
            is_other = dict(attrs).get("lang", CODE) != CODE
            self._open.append((tag, tag in UNREAD or is_other))
        if not self._is_unread:
            self.parts += [value for name, value in attrs if name in READ_OUT and value]

    def handle_endtag(self, tag):
        while tag in [one for one, _is_unread in self._open]:
            if self._open.pop()[0] == tag:
                break

    def handle_data(self, data):
        if not self._is_unread:
            self.parts.append(re.sub(r"https?://\S+", "", data))


def _left_over(html: str) -> set[str]:
    return left_over(" ".join(_Page(html).parts), NAMES | FOR_EVERYBODY | HEADINGS)


def test_the_language_is_one_of_those_that_there_are():
    assert CODE in LANGUAGES
    assert CODE in QUESTIONNAIRE.texts
    assert all(CODE in entry.texts for entry in METHODS)


@pytest.mark.parametrize("address", ["/take/{}", "/waves/{}"])
def test_a_respondent_reads_it(client, wave, address):
    page = client.get(address.format(wave.manifest.wave), query_string={"lang": CODE})

    assert page.status_code == 200
    assert _left_over(page.text) == set()


def test_an_hr_lead_reads_it_on_every_page(browser_of):
    browser = browser_of("hr@gaon.example", CODE)
    waiting, seen, wrong = ["/home", "/i/gaon/waves"], set(), {}
    while waiting and len(seen) < MOST_PAGES:
        address = waiting.pop(0)
        seen.add(address)
        page = browser.get(address, query_string={"lang": CODE}, follow_redirects=True)
        if page.mimetype != "text/html":
            continue
        if found := _left_over(page.text):
            wrong[address] = found
        links = re.findall(r'href="(/[^"#?]*)"', page.text)
        waiting += dict.fromkeys(
            link
            for link in links
            if not link.startswith(("/static", "/language/")) and link not in seen and link not in waiting
        )

    assert len(seen) > 40
    assert wrong == {}, "\n".join(map(str, wrong.items()))


def test_a_report_is_written_in_it(release, tmp_path):
    drawer = Drawer()
    made = build_report(Materials(release, QUESTIONNAIRE), ReportKind.INSTITUTION, None, CODE)
    path = tmp_path / "report.pdf"
    path.write_bytes(write_pdf(made, drawer))
    drawer.close()

    text = subprocess.run(["pdftotext", path, "-"], capture_output=True, text=True, check=True).stdout

    assert len(text) > 20_000
    assert left_over(text, NAMES | {"sha"}) == set()


def test_a_workbook_is_written_in_it(release):
    book = openpyxl.load_workbook(io.BytesIO(write_xlsx(release, QUESTIONNAIRE, CODE)))

    cells = [
        str(cell.value) for sheet in book for row in sheet.rows for cell in row if cell.value is not None
    ]

    assert len(cells) > 1000
    assert left_over(" ".join([*cells, *book.sheetnames]), NAMES | KEYS) == set()


def test_faults_are_told_in_it(tmp_path):
    faults = ImportFaults()
    for problem in SENTENCES:
        faults.add(problem, "x.csv")
    for refusal in REFUSED:
        faults.add_refusal("x.csv", refusal)
    checked = CliRunner().invoke(questionnaire_commands, ["check", str(tmp_path), "--language", CODE])

    told = " ".join(fault.message(CODE) + fault.remedy(CODE) for fault in faults.found)

    assert left_over(re.sub(r"`[^`]*`|\.\w+", "", told)) == set()
    assert checked.exit_code == 1
    assert left_over(re.sub(r"[\w.]+\.(?:yaml|md)", "", checked.output)) == set()
