"""An open wave, quick to make, and a respondent who speaks to it without a network."""

import pytest

from benchmarks.open_wave import open_wave
from survey_app.protocol.blind_rsa import make_pool_key
from survey_app.protocol.client import ProtocolClient

__all__ = ["pool_keys", "quick_keys", "respondent", "wave"]


@pytest.fixture(scope="session")
def pool_keys():
    return [make_pool_key() for _ in range(2)]


@pytest.fixture(autouse=True)
def quick_keys(monkeypatch, pool_keys):
    """Pools take turns with two keys: making one takes longer than most tests."""
    turns = iter(pool_keys * 500)
    monkeypatch.setattr("survey_app.invitations.pools.make_pool_key", lambda: next(turns))


@pytest.fixture
def wave(config, databases):
    return open_wave(config, databases, [20, 20])


@pytest.fixture
def respondent(client):
    """A client of the protocol that speaks to the application without a network."""

    def transport(method, path, body):
        response = client.open(path, method=method, data=body, content_type="application/json")
        return response.status_code, response.data

    return ProtocolClient(transport)
