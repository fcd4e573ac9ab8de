"""Pages of accounts: signing in, passwords, and what an operator does for others."""

import re

from survey_app.accounts import services
from survey_app.accounts.models import Account
from survey_app.door.access import Role
from survey_app.ground import db
from survey_app.institutions.models import InstitutionKind
from survey_app.institutions.services import add_institution
from tests.accounts.browsers import PASSWORD, sign_in


def test_the_front_page_and_health_are_open_to_everybody(client):
    assert client.get("/").status_code == 200
    assert client.get("/health").json == {"status": "ok"}


def test_signing_in_leads_home(client, account):
    assert sign_in(client).location == "/home"
    assert client.get("/account/password").status_code == 200


def test_signing_in_leads_back_to_where_one_wanted_to_go_and_nowhere_else(client, account):
    assert sign_in(client, "/sign-in?next=/programmes").location == "/programmes"
    client.post("/sign-out")
    assert sign_in(client, "/sign-in?next=//evil.kr").location == "/home"


def test_a_page_behind_a_sign_in_asks_for_it(client):
    assert client.get("/home").location.startswith("/sign-in?next=")


def test_who_was_signed_out_in_a_form_is_led_back_to_it(client):
    client.get("/language/en")
    sent = client.post("/account/password")

    assert sent.location == "/sign-in?next=/account/password"
    assert "nothing was saved yet" in client.get("/sign-in").text


def test_the_session_cookie_is_hidden_from_scripts_and_other_sites(client, account):
    given = sign_in(client).headers.getlist("Set-Cookie")
    cookie = next(one for one in given if one.startswith("gyeol="))

    assert "HttpOnly" in cookie
    assert "SameSite=Lax" in cookie


def test_a_starting_password_must_be_changed_before_anything_else(client, databases):
    with db.work(databases.people) as session:
        _account, starting = services.create_account(
            session, "system", email="an@example.kr", name="분석", role=Role.ANALYST
        )
    sign_in(client, password=starting)

    assert client.get("/programmes").location == "/account/password"
    changed = {"old": starting, "new": "four words that fit", "again": "four words that fit"}
    assert client.post("/account/password", data=changed).location == "/home"
    assert client.get("/programmes").status_code == 200


def test_two_different_new_passwords_are_refused(client, account):
    sign_in(client)
    data = {"old": PASSWORD, "new": "four words that fit", "again": "something else here"}

    assert client.post("/account/password", data=data).status_code == 422


def test_the_language_chosen_is_kept(client, account):
    sign_in(client)

    assert client.get("/language/en?next=/account/password").location == "/account/password"
    assert 'lang="en"' in client.get("/account/password").text
    assert client.get("/language/xx").status_code == 404


def test_an_operator_opens_an_account_and_sees_its_password_once(signed_in_as):
    operator = signed_in_as(Role.OPERATOR)
    data = {"name": "새", "email": "new@example.kr", "role": "analyst", "institution": "", "language": "ko"}

    page = operator.post("/accounts/new", data=data)

    assert page.status_code == 200
    assert re.search(r"[2-9A-Z]{4}-[2-9A-Z]{4}-[2-9A-Z]{4}", page.text)
    assert page.headers["Cache-Control"] == "no-store"
    assert operator.post("/accounts/new", data=data).status_code == 422
    assert operator.get("/audit").text.count("create_account") == 2


def test_the_last_operator_stays(signed_in_as, databases):
    operator = signed_in_as(Role.OPERATOR)

    operator.post("/accounts/1/close")

    with db.work(databases.people) as session:
        assert session.get(Account, 1).is_active


def test_an_operator_closes_reopens_and_resets(signed_in_as, databases):
    operator = signed_in_as(Role.OPERATOR)
    signed_in_as(Role.ANALYST)

    assert operator.post("/accounts/2/close").status_code == 302
    assert "계정 다시 사용" in operator.get("/accounts/2").text or "again" in operator.get("/accounts/2").text
    operator.post("/accounts/2/reopen")
    assert operator.post("/accounts/2/reset").status_code == 200
    assert operator.get("/accounts/99").status_code == 404
    assert operator.get("/accounts").status_code == 200


def test_what_ends_a_password_a_second_factor_or_an_account_says_so_before_it_is_done(
    signed_in_as, databases
):
    operator = signed_in_as(Role.OPERATOR)
    with db.work(databases.people) as session:
        session.get(Account, 1).second_factor = "A" * 32

    for page, steps in (
        ("/accounts/1", ("reset", "remove-second-factor", "close")),
        ("/account/sessions", ("end-all",)),
    ):
        text = operator.get(page).text
        asked = "".join(re.findall(r'<details class="asked-again">.*?</details>', text, re.DOTALL))
        for step in steps:
            address = f'action="{page}/{step}"'
            assert text.count(address) == asked.count(address) == 1, step


def test_a_demonstration_is_labelled_before_and_after_signing_in(client, account, databases):
    with db.work(databases.people) as session:
        add_institution(
            session,
            code="gaon",
            name_ko="가온부",
            name_en="Gaon",
            kind=InstitutionKind.CENTRAL,
            is_fictional=True,
        )

    assert "가상 자료" in client.get("/").text
    sign_in(client)
    assert "가상 자료" in client.get("/account/password").text
