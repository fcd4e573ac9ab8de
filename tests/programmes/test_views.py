"""An analyst opens a programme, watches who joins it, and settles what institutions are then not asked."""

from survey_app.door.access import Role

TITLES = {
    "title_ko": "2026년 진단",
    "title_en": "Diagnosis",
    "programme": "",
    "questionnaire": "public-culture/2026.1",
}


def test_an_analyst_opens_a_programme_and_follows_participation(signed_in_as):
    analyst = signed_in_as(Role.ANALYST)
    data = {
        "key": "p-1",
        "name_ko": "전국",
        "name_en": "National",
        "questionnaire": "public-culture/2026.1",
        "smallest_group": 10,
    }
    assert "전국" not in analyst.get("/programmes").text
    assert analyst.post("/programmes/new", data={**data, "smallest_group": 9}).status_code == 422
    assert analyst.post("/programmes/new", data=data).location == "/programmes/p-1"
    assert analyst.post("/programmes/new", data=data).status_code == 422

    signed_in_as(Role.HR).post("/i/gaon/waves/new", data={**TITLES, "programme": "p-1"})

    assert "가온부" in analyst.get("/programmes/p-1").text
    assert analyst.post("/programmes/p-1/edit", data={**data, "smallest_group": 20}).status_code == 422
    assert analyst.post("/programmes/p-1/edit", data={**data, "name_ko": "온 나라"}).status_code == 302
    assert analyst.get("/programmes/none").status_code == 404


def test_where_a_programme_settles_what_is_public_an_institution_is_not_asked(signed_in_as):
    programme = {
        "key": "p-2",
        "name_ko": "전국",
        "name_en": "National",
        "questionnaire": "public-culture/2026.1",
        "smallest_group": 10,
        "publicity": "inside",
    }
    analyst = signed_in_as(Role.ANALYST)
    assert analyst.post("/programmes/new", data=programme).status_code == 302
    assert "for the institution and the ministry" in analyst.get("/programmes/p-2?lang=en").text
    hr = signed_in_as(Role.HR)
    wave = hr.post("/i/gaon/waves/new", data={**TITLES, "programme": "p-2"}).location.split("/waves/")[1]
    address = f"/i/gaon/waves/{wave.split('/')[0]}/plan/policy"

    assert 'name="results_are_public"' not in hr.get(address).text
    hr.post(address, data={"smallest_group": 10, "results_are_public": "y"})

    assert "for the institution" in hr.get(f"{address.removesuffix('/plan/policy')}?lang=en").text


def test_what_is_reached_through_a_programme_stands_under_programmes(signed_in_as):
    analyst = signed_in_as(Role.ANALYST)

    for address in ("/programmes", "/programmes/new", "/ministry/questionnaires"):
        assert '<a href="/programmes" aria-current="page">' in analyst.get(address).text, address
