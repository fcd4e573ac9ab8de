"""Strangers who guess are slowed down, and keep nobody out of the browser they use."""

import re
import threading
from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy import select

from survey_app.accounts import known_devices, services, tries
from survey_app.accounts.models import SignInFailures, WrongTries
from survey_app.door.access import Role
from survey_app.ground import db
from survey_app.trail.audit import verify_audit_trail
from tests.accounts.browsers import PASSWORD, device_cookie, fail_too_often, sign_in

AT_ONCE = 12


def test_a_failed_try_is_counted_although_the_page_is_refused(client, account, databases):
    assert sign_in(client, password="wrong").status_code == 422

    with db.work(databases.people) as session:
        assert session.scalars(select(WrongTries.failures)).one() == 1


def test_behind_the_proxy_a_strangers_failures_keep_nobody_else_out(client, account):
    fail_too_often(client, headers={"X-Forwarded-For": "203.0.113.9"})

    form = {"email": "an@example.kr", "password": PASSWORD}
    claimed = {"X-Forwarded-For": "198.51.100.1, 203.0.113.9"}
    assert client.post("/sign-in", data=form, headers=claimed).status_code == 429
    assert client.post("/sign-in", data=form, headers={"X-Forwarded-For": "203.0.113.8"}).location == "/home"


def test_nobody_but_the_proxy_is_believed_about_an_address(client, account):
    stranger = {"REMOTE_ADDR": "203.0.113.9"}
    fail_too_often(client, environ_base=stranger)

    form = {"email": "an@example.kr", "password": PASSWORD}
    refused = client.post(
        "/sign-in", data=form, headers={"X-Forwarded-For": "203.0.113.8"}, environ_base=stranger
    )
    assert refused.status_code == 429


def test_a_locked_account_answers_as_an_address_that_nobody_has(client, account):
    client.get("/language/en")
    for _try in range(tries.TRIES_BEFORE_LOCK):
        sign_in(client, password="wrong")

    locked = sign_in(client)
    unknown = client.post("/sign-in", data={"email": "nobody@example.kr", "password": PASSWORD})

    assert (locked.status_code, unknown.status_code) == (422, 422)
    assert "wait a few minutes" in locked.text
    said = [re.sub(r'name="csrf_token" value="[^"]*"', "", page.text) for page in (locked, unknown)]
    assert said[0].replace("an@example.kr", "nobody@example.kr") == said[1]


def test_wrong_present_passwords_are_counted_and_then_not_heard(client, account):
    sign_in(client)
    client.get("/language/en")
    data = {"old": "wrong", "new": "teapot gravel violin", "again": "teapot gravel violin"}
    for _try in range(tries.TRIES_BEFORE_LOCK):
        assert "not your present password" in client.post("/account/password", data=data).text

    assert "Too many tries" in client.post("/account/password", data=data | {"old": PASSWORD}).text


def test_a_browser_is_known_at_the_sign_in_page_and_nowhere_else(client, account):
    sign_in(client)

    cookie = device_cookie(client)
    assert (cookie.path, cookie.http_only, cookie.same_site) == ("/sign-in", True, "Strict")
    assert "gyeol-device" not in client.get("/account/password").request.headers.get("Cookie", "")
    assert "gyeol-device" not in client.get("/take/nowhere.0").request.headers.get("Cookie", "")


def test_strangers_cannot_keep_the_owner_out_of_the_browser_they_use(client, account, app):
    sign_in(client)
    client.post("/sign-out")
    stranger = app.test_client()
    for _try in range(tries.TRIES_FROM_ONE_SOURCE + 10):
        sign_in(stranger, password="wrong")

    assert sign_in(stranger).status_code == 429
    assert sign_in(client).location == "/home"


def test_wrong_passwords_side_by_side_are_all_counted_and_none_fails_otherwise(
    app, client, account, databases
):
    together = threading.Barrier(AT_ONCE)

    def try_one(number):
        together.wait()
        email = "an@example.kr" if number % 2 else "nobody@example.kr"
        return app.test_client().post("/sign-in", data={"email": email, "password": "wrong"}).status_code

    with ThreadPoolExecutor(AT_ONCE) as pool:
        answers = list(pool.map(try_one, range(AT_ONCE)))

    assert set(answers) == {422}
    with db.work(databases.people) as session:
        assert session.scalars(select(SignInFailures.failures)).all() == [AT_ONCE]
        assert verify_audit_trail(session).is_whole


@pytest.mark.parametrize("forged", ["", "x", "WzEsMF0.aSbXKQ.forged", "[[1,0]]"])
def test_a_forged_device_is_a_stranger(client, account, app, forged):
    stranger = app.test_client()
    stranger.set_cookie("gyeol-device", forged, path="/sign-in")
    for _try in range(tries.TRIES_BEFORE_LOCK):
        sign_in(stranger, password="wrong")

    assert sign_in(stranger).status_code == 422


def test_a_browser_remembers_several_accounts_and_not_endlessly(client, account, databases):
    for number in range(known_devices.ACCOUNTS_IN_A_BROWSER + 2):
        email = f"{number}@example.kr"
        with db.work(databases.people) as session:
            services.create_account(
                session, "system", email=email, name="x", role=Role.ANALYST, password=PASSWORD
            )
        client.post("/sign-in", data={"email": email, "password": PASSWORD})
        client.post("/sign-out")

    assert len(device_cookie(client).value) < 300
