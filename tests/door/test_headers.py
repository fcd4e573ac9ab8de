"""Every answer carries its guards: pages, files, refusals; over TLS browsers are told to stay there."""

from dataclasses import replace

import pytest

from survey_app import create_app
from survey_app.door.assets import DIST
from survey_app.door.headers import GUARDS

ADDRESSES = (
    "/",
    "/sign-in",
    "/health",
    "/nowhere",
    "/take/nowhere",
    "/take/nowhere/receipts.json",
    "/waves/nowhere",
)


@pytest.fixture
def script():
    return f"/static/dist/{next(DIST.glob('survey-*.js')).name}"


def headers_of(client, address):
    with client.get(address) as answer:
        return answer.headers


def test_pages_files_and_refusals_are_guarded(client, script):
    for address in (*ADDRESSES, script, "/static/dist/nothing.js"):
        headers = headers_of(client, address)
        for name, value in GUARDS:
            if name != "Cache-Control":
                assert headers.getlist(name) == [value], (address, name)
        assert "Strict-Transport-Security" not in headers
        assert "Access-Control-Allow-Origin" not in headers


def test_only_files_whose_name_changes_with_their_content_are_kept(client, script):
    assert "immutable" in headers_of(client, script)["Cache-Control"]
    assert all(headers_of(client, address)["Cache-Control"] == "no-store" for address in ADDRESSES)


@pytest.mark.parametrize(
    ("covers_subdomains", "told"),
    [(False, "max-age=63072000"), (True, "max-age=63072000; includeSubDomains")],
)
def test_over_tls_browsers_are_told_to_stay_there(config, databases, script, covers_subdomains, told):
    over_tls = replace(config, base_url="https://gyeol.example.kr", covers_subdomains=covers_subdomains)
    client = create_app(over_tls, databases).test_client()

    for address in (*ADDRESSES, script):
        assert headers_of(client, address).getlist("Strict-Transport-Security") == [told], address
