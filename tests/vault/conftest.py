"""What tests of the vault need: waves that are quick to open, and respondents without a network."""

import pytest
from sqlalchemy import event

from survey_app.ground import jobs
from survey_app.rooms import load_rooms
from tests.open_waves import pool_keys, quick_keys, respondent, wave

__all__ = ["no_release", "pool_keys", "quick_keys", "respondent", "unhurried", "wave"]


@pytest.fixture
def unhurried(databases):
    """The databases do not wait for the disk, which changes nothing of what they write where."""

    def relax(connection, _record):
        connection.cursor().execute("PRAGMA synchronous=OFF")

    for engine in (databases.people, databases.vault):
        if engine.dialect.name == "sqlite":
            event.listen(engine, "connect", relax)


@pytest.fixture
def no_release(monkeypatch):
    """The release that comes next is another room's work and has tests of its own."""
    load_rooms()
    monkeypatch.setitem(jobs._REGISTERED, "make_release", lambda _progress, **_parameters: {})
