"""The pages about institutions and units: preview, confirm, faults with their places, downloads."""

import io
from pathlib import Path

import openpyxl
import pytest

from survey_app.door.access import Role

GOOD = "코드,부서명,상위부서,인원\nA,가실,,5\nA1,가일과,A,19\n".encode()
BAD = "코드,부서명,상위부서,인원\nA,가실,Z,5\nA,나실,,-2\n".encode()


@pytest.fixture
def hr(signed_in_as):
    return signed_in_as(Role.HR)


def upload(browser, content, name="r.csv"):
    return browser.post("/i/gaon/units", data={"roster": (io.BytesIO(content), name)})


def test_a_sound_roster_is_previewed_and_saved_on_confirmation_only(hr):
    preview = upload(hr, GOOD).location

    assert "가일과" in hr.get(preview).text
    assert "가일과" not in hr.get("/i/gaon/units").text
    assert hr.post(preview).location == "/i/gaon/units"
    assert "가일과" in hr.get("/i/gaon/units").text


def test_a_faulty_roster_is_refused_with_place_and_remedy_and_changes_nothing(hr):
    page = upload(hr, BAD)

    assert page.status_code == 422
    assert "r.csv" in page.text
    for place in ("3", "Z", "-2"):
        assert place in page.text
    assert "가실" not in hr.get("/i/gaon/units").text


@pytest.mark.parametrize(
    ("content", "name"), [(b"%PDF", "a.pdf"), (b"", "a.csv"), (b"\xd0\xcf\x11\xe0", "a.xls")]
)
def test_a_file_of_another_kind_is_refused(hr, content, name):
    assert upload(hr, content, name).status_code == 422


def test_no_file_is_a_fault_of_the_form(hr):
    assert hr.post("/i/gaon/units", data={}).status_code == 422


def test_a_discarded_upload_is_gone(hr):
    preview = upload(hr, GOOD).location

    assert hr.post(preview + "/discard").status_code == 302
    assert hr.get(preview).location == "/i/gaon/units"


def test_the_units_of_others_do_not_exist_for_an_hr_lead(hr, signed_in_as):
    signed_in_as(Role.HR, "nara")

    assert hr.get("/i/nara/units").status_code == 404
    assert hr.post("/i/nara/units").status_code == 404


@pytest.mark.parametrize("kind", ["xlsx", "csv"])
def test_the_template_reads_in_as_it_is(hr, kind):
    template = hr.get(f"/i/gaon/units/template.{kind}")

    assert template.status_code == 200
    assert "/preview/" in upload(hr, template.data, f"t.{kind}").location


def test_present_units_are_taken_as_a_workbook_in_which_nothing_is_a_formula(hr):
    hr.post(upload(hr, GOOD).location)

    book = openpyxl.load_workbook(io.BytesIO(hr.get("/i/gaon/units/units.xlsx").data))

    assert [[cell.value for cell in row][:5:4] for row in book.active] == [
        ["부서코드", "인원"],
        ["A", 5],
        ["A1", 19],
    ]
    assert hr.get("/i/gaon/units/other.xlsx").status_code == 404


def test_an_operator_adds_and_edits_an_institution(signed_in_as):
    operator = signed_in_as(Role.OPERATOR)
    fields = {"name_ko": "나래처", "name_en": "Nara", "kind": "local", "contact": "혁신팀"}

    assert operator.get("/institutions").status_code == 200
    assert operator.post("/institutions/new", data={**fields, "code": "nara"}).status_code == 302
    assert operator.post("/institutions/new", data={**fields, "code": "nara"}).status_code == 422
    assert operator.post("/institutions/new", data={**fields, "code": "N A"}).status_code == 422
    fields["name_ko"] = "나래청"
    assert operator.post("/institutions/nara/edit", data=fields).status_code == 302
    assert "나래청" in operator.get("/institutions").text
    assert operator.get("/institutions/none/edit").status_code == 404


def workbook(rows, name="조직"):
    book = openpyxl.Workbook()
    book.active.title = name
    for row in rows:
        book.active.append(row)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def test_the_preview_says_how_the_file_was_read_and_what_was_left_out(hr):
    rows = [["가온부 현원"], ["실국", "과", "정원", "현원"], ["가실", "가일과", 9, 8], ["합계", "", 9, 8]]

    page = hr.get(upload(hr, workbook(rows), "조직.xlsx").location).text

    for said in ("‘조직’ 시트", "2행을 제목으로", "‘현원’ 열에서", "‘합계’", "실국 › 과", "가일과"):
        assert said in page


def test_what_was_shown_is_what_is_saved(hr):
    preview = upload(hr, GOOD).location
    hr.post(upload(hr, "코드,부서명,인원\nA,나실,5\n".encode()).location)

    assert hr.post(preview).location == "/i/gaon/units"
    assert "가일과" in hr.get("/i/gaon/units").text


def test_english_names_and_addresses_stay_where_the_file_has_no_column_for_them(hr):
    hr.post(upload(hr, "코드,부서명,영문명,인원,이메일\nA,가실,Office A,5,a@x.kr\n".encode()).location)
    page = hr.get(upload(hr, "코드,부서명,인원\nA,가실,6\n".encode()).location).text
    hr.post(upload(hr, "코드,부서명,인원\nA,가실,6\n".encode()).location)

    stored = hr.get("/i/gaon/units/units.csv").data.decode("utf-8-sig")
    assert "Office A" not in page
    assert "A,가실,Office A,,6,a@x.kr" in stored


def test_units_that_were_taken_out_come_back_as_they_were(hr):
    hr.post(upload(hr, workbook([["코드", "부서명", "인원"], ["A", "-가+실", 5]]), "a.xlsx").location)

    for kind in ("csv", "xlsx"):
        taken = hr.get(f"/i/gaon/units/units.{kind}").data
        page = hr.get(upload(hr, taken, f"units.{kind}").location).text
        assert "저장할 것이 없습니다" in page


@pytest.mark.parametrize("language", ["ko", "en"])
def test_a_fault_names_sheet_row_and_column_letters(hr, language):
    rows = [["현황"], ["부서코드", "부서명", "인원"], ["A", "가", 5], ["B", "나", "약 10"]]
    data = {"roster": (io.BytesIO(workbook(rows)), "조직.xlsx")}

    page = hr.post(f"/i/gaon/units?lang={language}", data=data).text

    assert "조직" in page
    assert "약 10" in page
    for place in {"ko": ("4행", "C열"), "en": ("row 4", "column C")}[language]:
        assert place in page


def test_a_file_that_is_made_to_do_harm_gives_a_sentence_with_its_place(hr):
    content = (Path(__file__).parents[1] / "spreadsheets" / "files" / "sparse.xlsx").read_bytes()

    page = upload(hr, content, "sparse.xlsx")

    assert page.status_code == 422
    assert "Sheet!XFD1048576" in page.text
