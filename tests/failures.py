"""What respondents send, address by address, and what nothing that is written down may hold."""

import json
import logging
import re
from dataclasses import replace

import pytest

from survey_app.door.access import Anyone, allowed_of
from survey_app.ground import logs
from survey_app.invitations.respondent_views import NUMBER_BYTES
from survey_app.invitations.secrets import hash_of
from survey_app.protocol.ballot import Ballot
from survey_app.protocol.client import ballots_path, begin_credential, seal_ballot
from survey_app.protocol.encoding import to_base64url
from survey_app.protocol.oblivious import REQUEST_TYPE
from survey_app.protocol.relayed import relayed_request

JSON, FORM = "application/json", "application/x-www-form-urlencoded"
RECIPIENT = "hong.gildong"
RELAY = "https://relay.example.kr/"


def traces(wave, written):
    """What of a text names a person, an address, a page or a moment."""
    forbidden = [RECIPIENT, wave.reference, "/take/", "/invite/", "/waves/", "127.0.0.1", "Mozilla"]
    for code in wave.codes:
        forbidden += [code.code, code.code.replace("-", ""), hash_of(code.code)]
    found = [word for word in forbidden if word in written]
    return found + re.findall(r"\d\d:\d\d(?::\d\d)?", written)


@pytest.fixture
def written(capfd, app):
    """Reads what was written to the process's output since it was asked last; a fresh day's log."""
    root = logging.getLogger()
    known = [handler for handler in root.handlers if isinstance(handler, logs.QuietHandler)]
    for handler in known:
        root.removeHandler(handler)
    fresh = logs.QuietHandler()
    root.addHandler(fresh)
    yield lambda: "".join(capfd.readouterr())
    root.removeHandler(fresh)
    for handler in known:
        root.addHandler(handler)


@pytest.fixture
def outside(app):
    """The application as the world sees it, where no failure reaches the caller."""
    app.testing = False
    app.config["PROPAGATE_EXCEPTIONS"] = False
    return app.test_client()


@pytest.fixture
def messages(wave, respondent):
    """One good request of each kind that a respondent sends: its content, and what that is, by endpoint."""
    terms = respondent.fetch_terms(wave.reference)
    credential = respondent.credential_for(terms, wave.codes[0].code)
    deposit = seal_ballot(terms, credential, Ballot(wave.questionnaire.content_hash, "u1", {"CULT01": 4}))
    given, code = credential.to_message(), wave.codes[1].code
    form = "&".join(f"{name}={value}" for name, value in given.items())
    blinded = begin_credential(terms, credential.pool).blinded
    asked = {"secret": code, "pool": credential.pool, "blinded": to_base64url(blinded)}
    return {
        "taking.relayed": (_relayed(terms, deposit), REQUEST_TYPE),
        "taking.deposit": (json.dumps(deposit.to_message()).encode(), JSON),
        "invitations.credential": (json.dumps(asked).encode(), JSON),
        "invitations.redeem": (f"code={code}&number={to_base64url(bytes(NUMBER_BYTES))}".encode(), FORM),
        "taking.paper": (form.encode(), FORM),
        "taking.paper_answers": (f"{form}&unit=u1&item.CULT01=4".encode(), FORM),
        "taking.check_receipt": (b"receipt=AAAA", FORM),
        "trustees.send_messages": (b'{"trustee": 1, "secret": "AAAA", "messages": []}', JSON),
        "vault.give_part": (b'{"trustee": 1}', JSON),
        "log.cosignature": ("origin\n1\nAAAA\n\n— union.example.kr AAAAAAAA\n".encode(), "text/plain"),
    }


def _relayed(terms, deposit):
    """The same deposit as a relay brings it."""
    content = json.dumps(deposit.to_message()).encode()
    return relayed_request(terms.relay, "localhost", ballots_path(terms), content, terms.padded_size)[0]


def with_relay(config):
    """An installation's settings as they are with a relay."""
    return replace(config, relay_url=RELAY)


def requests_of_everybody(app, wave, messages):
    """Every address that respondents use, as the map of addresses has it, with what they send there."""
    found = []
    for rule in app.url_map.iter_rules():
        if rule.endpoint == "static" or Anyone.RESPONDENT not in allowed_of(app, rule.endpoint):
            continue
        values = {"<wave>": wave.reference, "<path:place>": "entries/000.p/2", "<ceremony>": "0" * 32}
        address = rule.rule
        for name, value in values.items():
            address = address.replace(name, value)
        assert "<" not in address, "a new kind of address needs a value here"
        for method in sorted({"GET", "POST"} & rule.methods):
            body, kind = messages[rule.endpoint] if method == "POST" else (b"", None)
            found.append((method, address, body, kind))
    return found
