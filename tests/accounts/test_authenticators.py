"""The second factor is connected, replaced, removed and recovered from by its owner, and by nobody else."""

import re

import pytest

from survey_app.accounts import recovery_codes, services
from survey_app.accounts.signing_in import find_account
from survey_app.door.access import Role
from survey_app.ground import db
from tests.accounts.browsers import (
    PASSWORD,
    is_signed_in,
    offered_seed,
    shown_code,
    sign_in,
    sign_in_with_code,
)


def test_a_second_factor_is_asked_once_connected(client, account, next_step):
    sign_in(client)
    seed = offered_seed(client)
    connected = {"code": shown_code(seed), "password": PASSWORD}
    assert client.post("/account/second-factor", data=connected).status_code == 200
    client.post("/sign-out")
    next_step()

    assert sign_in(client).location == "/sign-in/code"
    assert client.get("/home").location.startswith("/sign-in")
    assert client.post("/sign-in/code", data={"code": "000000x"}).status_code == 422
    assert client.post("/sign-in/code", data={"code": shown_code(seed)}).location == "/home"
    assert client.get("/account/password").status_code == 200


@pytest.mark.parametrize("given", [{}, {"password": "wrong"}, {"password": ""}])
def test_nobody_connects_an_authenticator_with_a_session_alone(client, account, databases, given):
    sign_in(client)
    code = shown_code(offered_seed(client))

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
    data = {"code": shown_code(new), "password": PASSWORD}

    assert client.post("/account/second-factor", data=data).status_code == 422
    assert client.post("/account/second-factor", data=data | {"present_code": "123456"}).status_code == 422
    replaced = client.post("/account/second-factor", data=data | {"present_code": shown_code(seed)})

    assert replaced.status_code == 200
    assert is_signed_in(client)
    assert not is_signed_in(other)


def test_an_authenticator_is_removed_with_password_and_code(client, account, seed, next_step, databases):
    sign_in_with_code(client, seed)
    next_step()
    code = {"present_code": shown_code(seed)}
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
    data = {"present_code": shown_code(seed), "password": PASSWORD}

    client.post("/account/second-factor/remove", data=data)

    with db.work(databases.people) as session:
        assert find_account(session, "an@example.kr").second_factor is not None


def test_recovery_codes_are_shown_once_and_let_in_without_the_authenticator(client, account, seed, next_step):
    sign_in_with_code(client, seed)
    next_step()
    data = {"present_code": shown_code(seed), "password": PASSWORD}
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

    data = {"code": shown_code(new), "password": PASSWORD, "present_code": codes[1]}
    assert client.post("/account/second-factor", data=data).status_code == 200


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


def test_a_code_cannot_be_entered_without_the_password(client):
    assert client.get("/sign-in/code").location == "/sign-in"


def test_the_operators_rule_sends_everybody_to_connect_an_authenticator(client, account, databases):
    sign_in(client)
    with db.work(databases.people) as session:
        services.set_rules(session, "system", needs_second_factor=True)

    assert client.get("/programmes").location == "/account/second-factor"
