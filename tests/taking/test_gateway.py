"""What a relay brings: opened with the key that the terms name, and taken in if it is a ballot."""

import json
from dataclasses import replace
from datetime import date

import pytest

from benchmarks.open_wave import open_wave
from survey_app.ground import db
from survey_app.manifest.relaying import find_key, relay_terms
from survey_app.protocol.ballot import Ballot
from survey_app.protocol.binary_http import BinaryRequest, write_request
from survey_app.protocol.client import seal_ballot
from survey_app.protocol.errors import KeyIsNotInManifest, RelayIsSilent, RelayKeyIsUnknown, ServerRefused
from survey_app.protocol.oblivious import LARGEST_MESSAGE_BYTES, REQUEST_TYPE, RESPONSE_TYPE, encapsulate
from survey_app.protocol.relayed import read_reply, request_size
from survey_app.vault.models import SealedBallot
from tests.failures import RELAY, with_relay

JSON = (("content-type", "application/json"),)


@pytest.fixture
def config(config):
    return with_relay(config)


@pytest.fixture
def through(client):
    """Sends what a client of the protocol gives to its relay, and keeps what was sent."""
    sent = []

    def relay(method, path, message):
        sent.append((method, path, message))
        answer = client.open("/take/ohttp", method=method, data=message, content_type=REQUEST_TYPE)
        return answer.status_code, answer.data

    relay.sent = sent
    return relay


@pytest.fixture
def terms(respondent, wave):
    return respondent.fetch_terms(wave.reference)


@pytest.fixture
def deposits(respondent, terms, wave):
    """Two ballots of one credential."""
    credential = respondent.credential_for(terms, wave.codes[0].code)
    return [
        seal_ballot(terms, credential, Ballot(wave.questionnaire.content_hash, "u1", {"CULT01": answer}))
        for answer in (2, 4)
    ]


def asked(client, terms, request, size=None):
    """Status and content of the sealed reply to a request that is sealed as a relay brings it."""
    size = request_size(terms.padded_size) if size is None else size
    message, exchange = encapsulate(terms.relay.key_config, write_request(request, size))
    answer = client.post("/take/ohttp", data=message, content_type=REQUEST_TYPE)
    assert (answer.status_code, answer.mimetype) == (200, RESPONSE_TYPE)
    status, content = read_reply(exchange, answer.data)
    return status, json.loads(content)


def stored(databases):
    with db.look(databases.vault) as vault:
        return vault.query(SealedBallot).count()


def test_a_ballot_that_came_through_a_relay_has_the_receipt_of_any_other(
    respondent, through, terms, deposits, databases
):
    first, other = deposits
    receipt = respondent.deposit_through(through, terms, first, host="localhost")
    again = respondent.deposit_through(through, terms, first, host="localhost")

    assert receipt == again == respondent.deposit(terms, first)
    assert stored(databases) == 1
    with pytest.raises(ServerRefused) as refused:
        respondent.deposit_through(through, terms, other, host="localhost")
    assert (refused.value.status, refused.value.code) == (409, "spent")
    assert len({len(message) for _, _, message in through.sent}) == 1


def test_a_message_that_a_relay_repeats_is_counted_once_and_tells_the_relay_nothing(
    client, respondent, through, terms, deposits, databases
):
    respondent.deposit_through(through, terms, deposits[0], host="localhost")
    message = through.sent[0][2]
    replies = [
        client.post("/take/ohttp", data=message, content_type=REQUEST_TYPE).data for _repeated in range(3)
    ]

    assert stored(databases) == 1
    assert len(set(replies)) == 3
    assert len({len(reply) for reply in replies}) == 1


def test_the_reply_has_one_size_whether_a_ballot_was_taken_or_refused(
    client, respondent, through, terms, deposits
):
    answers = []

    def watched(*asked):
        answers.append(through(*asked))
        return answers[-1]

    respondent.deposit_through(watched, terms, deposits[0], host="localhost")
    with pytest.raises(ServerRefused):
        respondent.deposit_through(watched, terms, deposits[1], host="localhost")

    assert len({(status, len(content)) for status, content in answers}) == 1


def test_any_other_request_is_refused(client, terms, deposits, databases):
    content = json.dumps(deposits[0].to_message()).encode()
    cases = [
        ("GET", f"/take/{terms.wave}/ballots", 405),
        ("POST", f"/take/{terms.wave}/paper/answers", 404),
        ("POST", f"/invite/{terms.wave}/credential", 404),
        ("POST", "/take/ohttp", 404),
        ("GET", f"/waves/{terms.wave}/manifest.json", 404),
        ("POST", f"/take/{terms.wave}/ballots?x=1", 404),
        ("POST", "/take/../sign-in", 404),
        ("POST", "/take/a/b/ballots", 404),
        ("POST", f"https://elsewhere.example/take/{terms.wave}/ballots", 404),
        ("POST", "/sign-in", 404),
        ("GET", "/", 404),
    ]
    for method, path, status in cases:
        request = BinaryRequest(method, "https", "localhost", path, JSON, content)
        assert asked(client, terms, request)[0] == status, path
    assert stored(databases) == 0


def test_what_is_no_deposit_is_refused_inside_the_sealed_reply(client, terms, deposits, databases):
    path = f"/take/{terms.wave}/ballots"
    content = json.dumps(deposits[0].to_message()).encode()
    good = BinaryRequest("POST", "https", "localhost", path, JSON, content)
    size = request_size(terms.padded_size)
    cases = [
        (BinaryRequest("POST", "https", "localhost", path, (), content), size, 415, "only_ballots"),
        (BinaryRequest("POST", "https", "localhost", path, JSON, b"{}"), size, 400, "malformed"),
        (
            BinaryRequest("POST", "https", "localhost", "/take/no.1/ballots", JSON, b""),
            size,
            404,
            "unknown",
        ),
        (good, size + 1, 400, "wrong_size"),
        (good, size - 1, 400, "wrong_size"),
    ]
    for request, padded, status, code in cases:
        found, message = asked(client, terms, request, padded)
        assert (found, message["error"]) == (status, code)
    message, exchange = encapsulate(terms.relay.key_config, b"\x09no request")
    answer = client.post("/take/ohttp", data=message, content_type=REQUEST_TYPE)

    assert read_reply(exchange, answer.data)[0] == 400
    assert stored(databases) == 0


def test_what_cannot_be_opened_is_refused_by_its_status(client, respondent, through, terms, deposits):
    respondent.deposit_through(through, terms, deposits[0], host="localhost")
    message = through.sent[0][2]
    of_another_key = bytes([message[0] ^ 8]) + message[1:]
    with_other_algorithms = message[:5] + b"\0\2" + message[7:]
    key_problem = "https://iana.org/assignments/http-problem-types#ohttp-key"

    def answer(content, kind=REQUEST_TYPE):
        return client.post("/take/ohttp", data=content, content_type=kind)

    for unknown in (of_another_key, with_other_algorithms):
        assert (answer(unknown).status_code, answer(unknown).json["type"]) == (400, key_problem)
    for malformed in (message[:60], message[:-1], message + b"\0", message[:-1] + b"\0\0"):
        assert (answer(malformed).status_code, answer(malformed).json["type"]) == (400, "about:blank")
    assert answer(bytes(LARGEST_MESSAGE_BYTES + 1)).status_code == 413
    assert answer(b"").status_code == 411
    assert answer(message, "application/json").status_code == 415
    assert client.get("/take/ohttp").status_code == 404
    assert client.put("/take/ohttp", data=message).status_code == 405


def test_a_wave_whose_terms_name_no_relay_takes_nothing_through_one(config, databases, client, terms):
    beside = open_wave(replace(config, relay_url=None), databases, [30], institution="maru")
    request = BinaryRequest("POST", "https", "localhost", f"/take/{beside.reference}/ballots", JSON, b"{}")

    status, message = asked(client, terms, request)

    assert (status, message["error"]) == (403, "key_not_in_manifest")


def test_the_survey_page_may_reach_the_relay_of_its_terms_and_no_other_page_may(client, wave):
    survey = client.get(f"/take/{wave.reference}")
    others = [client.get(path) for path in (f"/waves/{wave.reference}", f"/invite/{wave.reference}", "/")]

    assert "connect-src 'self' https://relay.example.kr;" in survey.headers["Content-Security-Policy"]
    assert survey.headers["Content-Security-Policy"].count("example") == 1
    assert all("example" not in page.headers["Content-Security-Policy"] for page in others)
    assert "relay.example.kr" in survey.text
    assert "data-relay-silent" in survey.text


def test_without_a_script_the_code_page_says_that_answers_do_not_go_through_the_relay(client, wave):
    asked = client.get(f"/invite/{wave.reference}?lang=en").text

    assert "your answers do not travel through the relay relay.example.kr" in asked


def test_keys_go_with_the_year_and_the_last_two_open(config):
    december, january = date(2026, 12, 28), date(2027, 1, 4)
    terms = relay_terms(config, december)
    number = 2026 % 256

    assert terms == relay_terms(config, date(2026, 1, 1))
    assert terms != relay_terms(config, january)
    assert terms.url == RELAY
    assert find_key(config, number, december)[0] == find_key(config, number, january)[0]
    for key_id, day in (
        (number, date(2028, 1, 1)),
        (number, date(2025, 12, 31)),
        (number + 1, december),
        (-1, december),
    ):
        with pytest.raises(RelayKeyIsUnknown):
            find_key(config, key_id, day)


def test_without_a_relay_in_the_terms_nothing_is_sent_through_one(respondent, terms, deposits, through):
    with pytest.raises(KeyIsNotInManifest):
        respondent.deposit_through(through, replace(terms, relay=None), deposits[0], host="localhost")

    assert through.sent == []


def test_what_a_relay_says_by_itself_is_no_answer_of_the_site(respondent, terms, deposits):
    for answer in ((200, b""), (200, b"{}"), (410, b'{"error": "closed"}'), (502, b"")):
        with pytest.raises(RelayIsSilent):
            respondent.deposit_through(lambda *_, said=answer: said, terms, deposits[0], host="localhost")
