"""Signing in, being refused and the trail on PostgreSQL, as on SQLite."""

import dataclasses

import pytest
from sqlalchemy import select

from survey_app import create_app, schema
from survey_app.accounts import services
from survey_app.accounts.models import AccountSession, SignInRules, WrongTries
from survey_app.door.access import Role
from survey_app.ground import db
from survey_app.trail import refusals
from survey_app.trail.audit import verify_audit_trail
from survey_app.trail.models import RefusalCount

PASSWORD = "Correct-Horse-9"


@pytest.mark.postgres
def test_a_day_of_signing_in_leaves_what_it_leaves_on_sqlite(config, postgres_url):
    databases = db.connect(dataclasses.replace(config, database_url=postgres_url))
    schema.upgrade(schema.PEOPLE, databases.people)
    with db.work(databases.people) as session:
        session.add(SignInRules(id=1, needs_second_factor=False))
        services.create_account(
            session, "system", email="an@example.kr", name="a", role=Role.ANALYST, password=PASSWORD
        )
    app = create_app(config, databases, runs_jobs_at_once=True)
    app.config["WTF_CSRF_ENABLED"] = False
    browser = app.test_client()

    for password in ("wrong", "wrong", PASSWORD):
        browser.post("/sign-in", data={"email": "an@example.kr", "password": password})
    assert browser.get("/home").status_code == 200
    assert browser.get("/audit").status_code == 403
    with db.work(databases.people) as session:
        assert session.scalars(select(WrongTries)).all() == []
        assert len(session.scalars(select(AccountSession)).all()) == 1
        counted = {(one.what, one.times) for one in session.scalars(select(RefusalCount))}
        assert counted == {("refused_password", 2), ("refused_page", 1)}
        for one in session.scalars(select(RefusalCount)):
            one.hour = one.hour.replace(year=2025)
        session.flush()
        assert refusals.tally(session) == 2
        assert verify_audit_trail(session).is_whole

    browser.post("/sign-out")
    assert browser.get("/home").status_code == 302
    with db.work(databases.people) as session:
        assert session.scalars(select(AccountSession)).all() == []
    databases.dispose()
