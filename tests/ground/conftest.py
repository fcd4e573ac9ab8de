"""A site whose workers are elsewhere, and work of the tests' own."""

import pytest

from survey_app import create_app
from survey_app.ground import jobs


@pytest.fixture
def waiting_app(config, databases):
    """The application of a site whose workers are elsewhere: what is ordered waits."""
    application = create_app(config, databases)
    application.testing = True
    with application.app_context():
        yield application


@pytest.fixture
def work(monkeypatch):
    """Registers a piece of work of the test's own; returns what it was given."""
    done = []

    def register(name="count", does=lambda progress, **given: None):
        def run(progress, **given):
            done.append(given)
            return does(progress, **given)

        monkeypatch.setitem(jobs._REGISTERED, name, run)
        return done

    return register
