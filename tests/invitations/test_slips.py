"""Slips to print: each readable by eye and by camera, made from type, and no file that stays."""

import io
import re
import subprocess
from datetime import UTC, datetime, timedelta

import pikepdf
import pytest
import segno

from survey_app.door.access import Role
from survey_app.ground import db, jobs
from survey_app.ground.jobs import JobWasCancelled
from survey_app.invitations import slip_files, slips
from survey_app.invitations.inviting import Code
from survey_app.trail.models import AuditEntry

PAGE = "/i/gaon/waves/2026/invitations"
DOTS_AN_INCH = 200
FACTS = {
    "institution": "가온부",
    "title": "2026년 조직문화 진단과 일하는 방식에 관한 설문조사(본부와 소속 기관)",
    "closes_on": "2026-12-13",
    "contact": "culture@gaon.example",
    "fingerprint": "ABCD-EFGH-JKLM-NPQR",
    "address": "https://gyeol.example.kr/take/gaon.2026",
    "names": {"u1": "정책기획과", "u2": "혁신행정담당관실"},
}


def codes(number, unit="u1"):
    made = [f"7KQ2-M{at:03d}-ZX9C-VB4N" for at in range(number)]
    return [Code(unit, code, f"{FACTS['address']}#s={code}&m=ABCD-EFGH-JKLM-NPQR&p=pool-1") for code in made]


@pytest.fixture
def written(app, tmp_path):
    """Writes slips into a file."""

    def write(chosen, tell=jobs.no_progress):
        path = tmp_path / "slips.pdf"
        with app.test_request_context("/?lang=ko"):
            path.write_bytes(slips.slips_pdf(chosen, FACTS, tell))
        return path

    return write


def test_a_unit_s_text_is_laid_out_once_however_many_slips_it_has(written, monkeypatch):
    """Laying out is what costs time; `python -m benchmarks.slips` says how much."""
    laid_out = []
    write = slips.write_sheets
    monkeypatch.setattr(slips, "write_sheets", lambda page: laid_out.append(page) or write(page))

    written(codes(3) + codes(400, unit="u2"))

    assert len(laid_out) == 1
    assert laid_out[0].count(FACTS["fingerprint"]) == 2


def test_each_slip_says_its_code_and_unit_and_the_rest_in_words(written):
    path = written([*codes(9), *codes(2, "u2")])
    said = subprocess.run(["pdftotext", path, "-"], capture_output=True, text=True, check=True).stdout

    assert {code.code for code in codes(9)} <= set(said.split())
    assert said.count("정책기획과") == 9
    assert said.count("혁신행정담당관실") == 2
    assert said.count("culture@gaon.example") == 11


def test_a_camera_reads_each_slips_own_link(written):
    chosen = codes(9)
    path = written(chosen)
    for number, code in enumerate(chosen):
        assert _modules_on_paper(path, number) == [
            list(row) for row in segno.make(code.link, error="m").matrix
        ]


def _modules_on_paper(path, number):
    """The QR code of a slip as it stands on the printed sheet: whether each module is dark."""
    sheet, place = divmod(number, slips.ON_A_SHEET)
    page = ["-f", str(sheet + 1), "-l", str(sheet + 1), "-r", str(DOTS_AN_INCH), "-gray"]
    printed = subprocess.run(["pdftoppm", *page, path], capture_output=True, check=True).stdout
    _kind, size, _depth, dots = re.match(rb"(P5)\s+(\d+ \d+)\s+(\d+)\s(.*)", printed, re.S).groups()
    width = int(size.split()[0])
    side = len(segno.make(codes(1)[0].link, error="m").matrix)
    module = slips.QR_SIDE / (side + 2 * slips.QR_BORDER)
    left = place % slips.ACROSS * slips.SLIP_WIDTH + slips.QR_LEFT
    # The eight slips of a sheet stand at its top edge.
    top = place // slips.ACROSS * slips.SLIP_HEIGHT + slips.QR_TOP

    def is_dark(row, column):
        x = left + (column + slips.QR_BORDER + 0.5) * module
        y = top + (row + slips.QR_BORDER + 0.5) * module
        return int(dots[int(y / 25.4 * DOTS_AN_INCH) * width + int(x / 25.4 * DOTS_AN_INCH)] < 128)

    return [[is_dark(row, column) for column in range(side)] for row in range(side)]


def test_the_sheets_are_tagged_and_name_their_language(written):
    with pikepdf.open(written(codes(9))) as pdf:
        assert str(pdf.Root.Lang) == "ko"
        assert pdf.Root.MarkInfo.Marked
        assert len(pdf.Root.StructTreeRoot.K[0].K) == 9
        assert [len(pdf.Root.StructTreeRoot.ParentTree.Nums[at]) for at in (1, 3)] == [8, 1]


@pytest.fixture
def hr(wave, signed_in_as):
    return signed_in_as(Role.HR)


def files(config):
    return list((config.files / slip_files.FOLDER).glob("*/*"))


def test_slips_are_made_behind_the_scenes_and_taken_away_once(hr, config, databases, wave):
    assert hr.post(f"{PAGE}/slips", data={"unit": "u1"}).status_code == 302
    page = hr.get(PAGE).text
    [locked] = files(config)
    assert "20" in re.search(r"쪽지 (\d+)장", page)[1]
    assert "내려받는 즉시 서버에서 삭제" in page
    assert not [code.code for code in wave.codes if code.code.encode() in locked.read_bytes()]
    assert b"%PDF" not in locked.read_bytes()

    taken = hr.post(f"{PAGE}/slips.pdf")
    assert taken.mimetype == "application/pdf"
    with pikepdf.open(io.BytesIO(taken.data)) as pdf:
        assert len(pdf.pages) == 3
    assert files(config) == []
    with db.work(databases.people) as people:
        assert people.query(AuditEntry).filter_by(action="download_codes").count() == 1

    again = hr.post(f"{PAGE}/slips.pdf", follow_redirects=True)
    assert "이미 내려받았거나" in again.text


def test_slips_of_all_units_replace_those_of_one(hr, config):
    for unit in ("u1", ""):
        hr.post(f"{PAGE}/slips", data={"unit": unit})
    assert len(files(config)) == 1
    with pikepdf.open(io.BytesIO(hr.post(f"{PAGE}/slips.pdf").data)) as pdf:
        assert len(pdf.pages) == 5


def test_a_unit_without_slips_is_refused(hr, config):
    answer = hr.post(f"{PAGE}/slips", data={"unit": "none"}, follow_redirects=True)
    assert "먼저 코드를 만드십시오" in answer.text
    assert files(config) == []


def test_after_a_day_nothing_is_left(hr, config):
    hr.post(f"{PAGE}/slips", data={"unit": ""})
    now = datetime.now(UTC)

    assert slip_files.delete_old(config, now + timedelta(hours=23)) == 0
    assert slip_files.delete_old(config, now + timedelta(hours=25)) == 1
    assert "쪽지 내려받기" not in hr.get(PAGE).text


def test_a_making_that_is_stopped_leaves_no_file(written, config):
    def stop(done, _all):
        if done > 8:
            raise JobWasCancelled

    with pytest.raises(JobWasCancelled):
        written(codes(20), stop)
    assert files(config) == []


def test_an_hr_lead_of_another_institution_takes_nothing(hr, signed_in_as, config):
    hr.post(f"{PAGE}/slips", data={"unit": ""})
    other = signed_in_as(Role.HR, "naru")

    assert other.post(f"{PAGE}/slips.pdf").status_code == 404
    assert other.post(f"{PAGE}/slips").status_code == 404
    assert len(files(config)) == 1
    assert files(config)[0].stat().st_size > 1000
