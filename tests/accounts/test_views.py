"""Signing in and out, passwords and codes, and the operator's pages about accounts."""

import dataclasses
import re
import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

import pyotp
import pytest
from sqlalchemy import select

from survey_app import create_app
from survey_app.accounts import known_devices, recovery_codes, second_factors, services, sessions, tries
from survey_app.accounts.models import Account, AccountSession, SignInFailures, WrongTries
from survey_app.accounts.signing_in import find_account
from survey_app.door.access import Role
from survey_app.door.cookies import SESSION_IDLE, SESSION_LASTS
from survey_app.ground import db
from survey_app.ground.keyring import keyring_of
from survey_app.institutions.models import InstitutionKind
from survey_app.institutions.services import add_institution
from survey_app.trail.audit import verify_audit_trail

PASSWORD = "Correct-Horse-9"
AT_ONCE = 12


@pytest.fixture
def account(client, databases):
    """An analyst's stored account, changed through the returned function."""

    def change(**fields):
        with db.work(databases.people) as session:
            found = find_account(session, "an@example.kr")
            if found is None:
                found, _ = services.create_account(
                    session,
                    "system",
                    email="an@example.kr",
                    name="분석",
                    role=Role.ANALYST,
                    password=PASSWORD,
                )
            for name, value in fields.items():
                setattr(found, name, value)
            return found

    change()
    return change


def sign_in(client, address="/sign-in", password=PASSWORD):
    return client.post(address, data={"email": "an@example.kr", "password": password})


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


def test_a_failed_try_is_counted_although_the_page_is_refused(client, account, databases):
    assert sign_in(client, password="wrong").status_code == 422

    with db.work(databases.people) as session:
        assert session.scalars(select(WrongTries.failures)).one() == 1


def fail_too_often(client, **sent):
    for number in range(tries.TRIES_FROM_ONE_SOURCE):
        client.post("/sign-in", data={"email": f"nobody{number}@example.kr", "password": "x"}, **sent)


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


def test_signing_out_ends_the_session(client, account):
    sign_in(client)
    client.post("/sign-out")

    assert client.get("/home").status_code == 302


@pytest.fixture
def stored(databases):
    """Changes what the server keeps of the only session."""

    def change(**ago):
        with db.work(databases.people) as session:
            found = session.scalars(select(AccountSession)).one()
            for name, age in ago.items():
                setattr(found, name, datetime.now(UTC) - age)

    return change


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


def cookie_of(client):
    """What a thief who read the browser's cookies has."""
    return client.get_cookie("gyeol").value


def with_cookie(app, value):
    thief = app.test_client()
    thief.set_cookie("gyeol", value)
    return thief


def is_signed_in(browser):
    return browser.get("/account/password").status_code == 200


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


@pytest.fixture
def seed(account, databases):
    """Connects an authenticator to the account; the seed that it shows codes of."""
    made = second_factors.make_seed()
    with db.work(databases.people) as session:
        found = find_account(session, "an@example.kr")
        found.second_factor = second_factors.seal(keyring_of(session), found.id, made)
    return made


@pytest.fixture
def next_step(account):
    """As if the time step had gone by: the code that the authenticator shows counts again."""
    return lambda: account(second_factor_step=0)


def offered_seed(client):
    return re.search(r"<code>([A-Z2-7]{32})</code>", client.get("/account/second-factor").text)[1]


def sign_in_with_code(client, seed):
    sign_in(client)
    return client.post("/sign-in/code", data={"code": pyotp.TOTP(seed).now()})


def test_a_second_factor_is_asked_once_connected(client, account, next_step):
    sign_in(client)
    seed = offered_seed(client)
    connected = {"code": pyotp.TOTP(seed).now(), "password": PASSWORD}
    assert client.post("/account/second-factor", data=connected).status_code == 200
    client.post("/sign-out")
    next_step()

    assert sign_in(client).location == "/sign-in/code"
    assert client.get("/home").location.startswith("/sign-in")
    assert client.post("/sign-in/code", data={"code": "000000x"}).status_code == 422
    assert client.post("/sign-in/code", data={"code": pyotp.TOTP(seed).now()}).location == "/home"
    assert client.get("/account/password").status_code == 200


@pytest.mark.parametrize("given", [{}, {"password": "wrong"}, {"password": ""}])
def test_nobody_connects_an_authenticator_with_a_session_alone(client, account, databases, given):
    sign_in(client)
    code = pyotp.TOTP(offered_seed(client)).now()

    assert client.post("/account/second-factor", data={"code": code, **given}).status_code == 422
    with db.work(databases.people) as session:
        assert find_account(session, "an@example.kr").second_factor is None


def test_an_authenticator_is_replaced_with_the_code_of_the_one_before(client, account, app, seed, next_step):
    other = app.test_client()
    sign_in_with_code(other, seed)
    next_step()
    sign_in_with_code(client, seed)
    next_step()
    new = offered_seed(client)
    data = {"code": pyotp.TOTP(new).now(), "password": PASSWORD}

    assert client.post("/account/second-factor", data=data).status_code == 422
    assert client.post("/account/second-factor", data=data | {"present_code": "123456"}).status_code == 422
    replaced = client.post("/account/second-factor", data=data | {"present_code": pyotp.TOTP(seed).now()})

    assert replaced.status_code == 200
    assert is_signed_in(client)
    assert not is_signed_in(other)


def test_an_authenticator_is_removed_with_password_and_code(client, account, seed, next_step, databases):
    sign_in_with_code(client, seed)
    next_step()
    code = {"present_code": pyotp.TOTP(seed).now()}
    assert client.post("/account/second-factor/remove").status_code == 422
    assert client.post("/account/second-factor/remove", data=code | {"password": "wrong"}).status_code == 422
    assert client.post("/account/second-factor/remove", data=code | {"password": PASSWORD}).status_code == 302

    with db.work(databases.people) as session:
        assert find_account(session, "an@example.kr").second_factor is None
    assert client.get("/account/recovery-codes").location == "/account/second-factor"


def test_where_a_code_is_demanded_nobody_removes_their_authenticator(
    client, account, seed, databases, next_step
):
    sign_in_with_code(client, seed)
    next_step()
    with db.work(databases.people) as session:
        services.set_rules(session, "system", needs_second_factor=True)
    data = {"present_code": pyotp.TOTP(seed).now(), "password": PASSWORD}

    client.post("/account/second-factor/remove", data=data)

    with db.work(databases.people) as session:
        assert find_account(session, "an@example.kr").second_factor is not None


def test_recovery_codes_are_shown_once_and_let_in_without_the_authenticator(client, account, seed, next_step):
    sign_in_with_code(client, seed)
    next_step()
    data = {"present_code": pyotp.TOTP(seed).now(), "password": PASSWORD}
    assert client.post("/account/recovery-codes", data=data | {"password": "wrong"}).status_code == 422
    codes = re.findall(
        r"<code>([2-9A-Z-]{14})</code>", client.post("/account/recovery-codes", data=data).text
    )
    assert len(codes) == recovery_codes.HOW_MANY
    client.get("/language/en")
    assert "10 recovery codes are unused" in client.get("/account/second-factor").text
    client.post("/sign-out")

    sign_in(client)
    assert client.post("/sign-in/code", data={"code": codes[0]}).location == "/home"
    assert "9 are left" in client.get("/home").text
    client.post("/sign-out")
    sign_in(client)
    assert client.post("/sign-in/code", data={"code": codes[0]}).status_code == 422


def test_whoever_lost_the_authenticator_connects_another_with_a_recovery_code(
    client, account, seed, databases
):
    with db.work(databases.people) as session:
        codes = recovery_codes.make(session, find_account(session, "an@example.kr"))
    sign_in(client)
    client.post("/sign-in/code", data={"code": codes[0]})
    new = offered_seed(client)

    data = {"code": pyotp.TOTP(new).now(), "password": PASSWORD, "present_code": codes[1]}
    assert client.post("/account/second-factor", data=data).status_code == 200


def test_wrong_present_passwords_are_counted_and_then_not_heard(client, account):
    sign_in(client)
    client.get("/language/en")
    data = {"old": "wrong", "new": "teapot gravel violin", "again": "teapot gravel violin"}
    for _try in range(tries.TRIES_BEFORE_LOCK):
        assert "not your present password" in client.post("/account/password", data=data).text

    assert "Too many tries" in client.post("/account/password", data=data | {"old": PASSWORD}).text


def test_an_operator_removes_an_authenticator_its_codes_and_its_sessions(
    client, account, seed, signed_in_as, databases, next_step
):
    sign_in_with_code(client, seed)
    operator = signed_in_as(Role.OPERATOR)
    with db.work(databases.people) as session:
        found = find_account(session, "an@example.kr")
        recovery_codes.make(session, found)

    assert operator.post(f"/accounts/{found.id}/remove-second-factor").status_code == 302

    assert not is_signed_in(client)
    assert sign_in(client).location == "/home"
    assert "remove_second_factor" in operator.get("/audit").text
    with db.work(databases.people) as session:
        assert recovery_codes.left(session, found.id) == 0


def device_cookie(client):
    return client.get_cookie("gyeol-device", path="/sign-in")


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


def test_a_code_cannot_be_entered_without_the_password(client):
    assert client.get("/sign-in/code").location == "/sign-in"


def test_the_operators_rule_sends_everybody_to_connect_an_authenticator(client, account, databases):
    sign_in(client)
    with db.work(databases.people) as session:
        services.set_rules(session, "system", needs_second_factor=True)

    assert client.get("/programmes").location == "/account/second-factor"


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
