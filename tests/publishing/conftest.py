"""What an analyst uploads here is compared with the first version, whichever were published after it."""

import pytest

from questionnaires.loader import available
from survey_app.publishing import services as publishing

LATER = {one for one in available() if one[0] == "public-culture"} - {("public-culture", "2026.1")}


@pytest.fixture(autouse=True)
def _only_the_first_version(monkeypatch):
    known = publishing.known_questionnaires

    def of_those_days(config):
        return tuple(one for one in known(config) if one not in LATER)

    monkeypatch.setattr(publishing, "known_questionnaires", of_those_days)


@pytest.fixture
def in_this_process(monkeypatch):
    """What is uploaded is read here, as the child reads it: what refuses it is the same, and quick."""
    monkeypatch.setattr(publishing, "isolated", lambda work, *given: work(*given))
