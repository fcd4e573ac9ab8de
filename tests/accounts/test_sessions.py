"""A session lasts as long as it is used, and ends where it is told to."""

import dataclasses
import re
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select

from survey_app import create_app
from survey_app.accounts import sessions
from survey_app.accounts.models import AccountSession
from survey_app.door.access import Role
from survey_app.door.cookies import SESSION_IDLE, SESSION_LASTS
from survey_app.ground import db
from tests.accounts.browsers import PASSWORD, cookie_of, is_signed_in, sign_in, with_cookie


def test_signing_out_ends_the_session(client, account):
    sign_in(client)
    client.post("/sign-out")

    assert client.get("/home").status_code == 302


@pytest.mark.parametrize(
    ("ago", "is_over"),
    [
        ({"last_used": SESSION_IDLE + timedelta(seconds=1)}, True),
        ({"last_used": SESSION_IDLE - timedelta(seconds=30)}, False),
        ({"began": SESSION_LASTS + timedelta(seconds=1)}, True),
        ({"began": SESSION_LASTS - timedelta(seconds=30)}, False),
    ],
)
def test_an_idle_or_old_session_is_over(client, account, stored, ago, is_over):
    sign_in(client)
    stored(**ago)

    assert (client.get("/account/password").status_code == 302) is is_over


def test_using_a_session_keeps_it_from_being_idle(client, account, stored, databases):
    sign_in(client)
    stored(last_used=timedelta(minutes=20))
    client.get("/account/password")

    with db.work(databases.people) as session:
        used = session.scalars(select(AccountSession.last_used)).one()
    assert datetime.now(UTC) - used < timedelta(minutes=1)


def test_a_page_is_read_although_somebody_writes_at_length(client, account, stored, databases):
    sign_in(client)
    stored(last_used=timedelta(minutes=20))
    with databases.people.connect() as writing:
        writing.exec_driver_sql("BEGIN IMMEDIATE")
        assert client.get("/account/password").status_code == 200
        writing.rollback()


def test_a_cookie_opens_nothing_after_signing_out(client, account, app):
    sign_in(client)
    kept = cookie_of(client)
    assert is_signed_in(with_cookie(app, kept))

    client.post("/sign-out")

    assert not is_signed_in(with_cookie(app, kept))


def test_signing_in_again_ends_the_session_that_the_browser_had(client, account, app):
    sign_in(client)
    kept = cookie_of(client)
    client.post("/sign-out")
    sign_in(client)

    assert not is_signed_in(with_cookie(app, kept))
    assert is_signed_in(client)


def test_one_sees_ones_sessions_and_ends_one_of_them(client, account, app, databases):
    other = app.test_client()
    firefox = {"User-Agent": "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"}
    other.post("/sign-in", data={"email": "an@example.kr", "password": PASSWORD}, headers=firefox)
    sign_in(client)

    page = client.get("/account/sessions").text
    assert "Firefox, Linux" in page
    assert page.count("/end") - page.count("/end-all") == 1
    ended = re.search(r'action="(/account/sessions/\d+/end)"', page)[1]
    assert client.post(ended).location == "/account/sessions"

    assert not is_signed_in(other)
    assert is_signed_in(client)
    assert client.post(ended).status_code == 404


def test_nobody_ends_anothers_session(client, account, signed_in_as, databases):
    sign_in(client)
    operator = signed_in_as(Role.OPERATOR)
    with db.work(databases.people) as session:
        first = session.scalars(select(AccountSession.id).order_by(AccountSession.id)).first()

    assert operator.post(f"/account/sessions/{first}/end").status_code == 404
    assert is_signed_in(client)


def test_signing_out_everywhere_ends_every_session(client, account, app):
    browsers = [client, app.test_client(), app.test_client()]
    for browser in browsers:
        sign_in(browser)

    assert client.post("/account/sessions/end-all").location == "/sign-in"
    assert not any(is_signed_in(browser) for browser in browsers)


def test_changing_the_password_ends_the_other_sessions_and_not_this_one(client, account, app):
    other = app.test_client()
    sign_in(other)
    sign_in(client)
    kept = cookie_of(client)

    client.post(
        "/account/password",
        data={"old": PASSWORD, "new": "teapot gravel violin", "again": "teapot gravel violin"},
    )

    assert is_signed_in(client)
    assert not is_signed_in(other)
    assert not is_signed_in(with_cookie(app, kept))


@pytest.mark.parametrize("change", [{"role": "operator"}, {"is_active": False}, {"session_epoch": 7}])
def test_another_role_a_closed_account_and_a_raised_epoch_end_sessions(client, account, change):
    sign_in(client)
    account(**change)

    assert not is_signed_in(client)


def test_the_oldest_session_ends_where_there_are_too_many(client, account, app):
    sign_in(client)
    for _number in range(sessions.MOST_AT_ONCE):
        sign_in(app.test_client())

    assert not is_signed_in(client)


@pytest.mark.parametrize(
    ("address", "name"), [("https://gyeol.example.kr", "__Host-gyeol"), ("http://localhost:8000", "gyeol")]
)
def test_over_https_the_cookie_is_bound_to_this_host(config, databases, account, address, name):
    secure = dataclasses.replace(config, base_url=address, keeps_cookies_secure=address.startswith("https"))
    app = create_app(secure, databases)
    app.config["WTF_CSRF_ENABLED"] = False
    given = (
        app.test_client()
        .post("/sign-in", data={"email": "an@example.kr", "password": PASSWORD}, base_url=address)
        .headers.getlist("Set-Cookie")
    )

    cookie = next(one for one in given if one.startswith(f"{name}="))
    assert ("Secure" in cookie) is (name != "gyeol")
    assert {"HttpOnly", "Path=/", "SameSite=Lax"} <= {part.strip() for part in cookie.split(";")}
    assert "Domain" not in cookie
