"""The pages about institutions and units: preview, confirm, faults with their places, downloads."""

import io

import openpyxl
import pytest

from survey_app.access import Role

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
