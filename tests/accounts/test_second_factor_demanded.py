"""As it is installed, everybody connects an authenticator at the first sign-in."""

import re

import pytest
from sqlalchemy import create_engine, delete, text

from survey_app import schema
from survey_app.accounts import services
from survey_app.accounts.models import SignInRules
from survey_app.door.access import Role
from survey_app.ground import db
from tests.accounts.browsers import shown_code


@pytest.fixture
def as_installed(databases):
    """No operator has set a rule yet."""
    with db.work(databases.people) as session:
        session.execute(delete(SignInRules))


@pytest.mark.parametrize("role", [Role.OPERATOR, Role.ANALYST])
def test_the_first_sign_in_leads_to_a_password_an_authenticator_and_recovery_codes(
    client, databases, as_installed, role
):
    with db.work(databases.people) as session:
        _made, starting = services.create_account(
            session, "system", email="new@example.kr", name="새", role=role
        )
    client.post("/sign-in", data={"email": "new@example.kr", "password": starting})
    assert client.get("/home").location == "/account/password"

    new = "teapot gravel violin"
    client.post("/account/password", data={"old": starting, "new": new, "again": new})
    assert client.get("/home").location == "/account/second-factor"

    seed = re.search(r"<code>([A-Z2-7]{32})</code>", client.get("/account/second-factor").text)[1]
    shown = client.post("/account/second-factor", data={"code": shown_code(seed), "password": new})
    assert len(re.findall(r"<code>[2-9A-Z-]{14}</code>", shown.text)) == 10
    assert shown.headers["Cache-Control"] == "no-store"
    assert client.get("/home").status_code == 200


def test_an_installation_in_use_keeps_its_rule_through_the_upgrade(tmp_path):
    engine = create_engine(f"sqlite:///{tmp_path}/people.sqlite")
    schema.upgrade(schema.PEOPLE, engine, "0010")
    with engine.begin() as connection:
        connection.execute(
            text(
                "INSERT INTO accounts (email, name, role, password_hash, second_factor_step, language, "
                "is_active, session_epoch, failed_sign_ins) "
                "VALUES ('a', 'a', 'operator', '', 0, 'ko', 1, 0, 0)"
            )
        )
    schema.upgrade(schema.PEOPLE, engine)
    with engine.begin() as connection:
        assert connection.execute(text("SELECT id, needs_second_factor FROM sign_in_rules")).all() == [(1, 0)]
    engine.dispose()


def test_a_fresh_installation_has_no_rule_and_therefore_asks(tmp_path):
    engine = create_engine(f"sqlite:///{tmp_path}/people.sqlite")
    schema.upgrade(schema.PEOPLE, engine)
    with db.Session(engine) as session:
        assert services.asks_everybody_for_a_code(session)
    engine.dispose()
