"""`gyeol doctor` asks the relay for what only this site can answer."""

import threading
from contextlib import contextmanager
from dataclasses import replace

import pytest
from werkzeug.serving import make_server

from benchmarks.server import free_port
from survey_app import create_app
from survey_app.doctor.relay import examine_relay


@contextmanager
def served(application):
    """The address of an application while it is served."""
    serving = make_server("127.0.0.1", 0, application)
    thread = threading.Thread(target=serving.serve_forever, args=(0.01,))
    thread.start()
    yield f"http://127.0.0.1:{serving.server_port}"
    serving.shutdown()
    thread.join()
    serving.server_close()


@pytest.fixture
def gateway(config, databases):
    """The site's own gateway; a relay in front of it changes nothing in what is asked."""
    with served(create_app(config, databases)) as address:
        yield address


def nonsense(_environ, start_response):
    """Answers everything as if all were well."""
    start_response("200 OK", [("Content-Length", "9")])
    return [b"all well!"]


def test_a_relay_is_well_when_this_site_answers_through_it_and_no_other(config, gateway):
    right = replace(config, relay_url=f"{gateway}/take/ohttp")
    cases = [
        (right, True, "reaches this site"),
        (replace(right, secret_key=bytes(32)), False, "answers with 400"),
        (replace(config, relay_url=f"{gateway}/health"), False, "answers with 405"),
        (replace(config, relay_url="http://relay.example.kr/"), False, "must be the relay's address"),
        (replace(config, relay_url=f"http://127.0.0.1:{free_port()}/"), False, "does not answer"),
    ]
    for settings, is_well, state in cases:
        (found,) = examine_relay(settings)
        assert (found.is_well, state in found.state) == (is_well, True), found
        assert is_well or found.remedy

    with served(nonsense) as elsewhere:
        (found,) = examine_relay(replace(config, relay_url=elsewhere))

    assert (found.is_well, "leads to another site" in found.state) == (False, True)
    assert list(examine_relay(config)) == []
