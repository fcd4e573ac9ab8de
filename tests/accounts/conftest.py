"""An account, and what is kept of its sessions and of its authenticator."""

from datetime import UTC, datetime

import pytest
from sqlalchemy import select

from survey_app.accounts import second_factors, services
from survey_app.accounts.models import AccountSession
from survey_app.accounts.signing_in import find_account
from survey_app.door.access import Role
from survey_app.ground import db
from survey_app.ground.keyring import keyring_of
from tests.accounts.browsers import PASSWORD


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


@pytest.fixture
def stored(databases):
    """Changes what the server keeps of the only session."""

    def change(**ago):
        with db.work(databases.people) as session:
            found = session.scalars(select(AccountSession)).one()
            for name, age in ago.items():
                setattr(found, name, datetime.now(UTC) - age)

    return change


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
