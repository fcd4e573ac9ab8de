"""HPKE, binary HTTP and Oblivious HTTP, each against its RFC's own vectors, and what they refuse."""

import json
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ec import SECP256R1, derive_private_key
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey
from cryptography.hazmat.primitives.hpke import AEAD, KDF, KEM, Suite

from survey_app.protocol import binary_http, hpke, oblivious, relayed
from survey_app.protocol.binary_http import BinaryRequest, BinaryResponse
from survey_app.protocol.encoding import from_base64url
from survey_app.protocol.errors import MessageIsMalformed, RelayKeyIsUnknown
from survey_app.protocol.oblivious import KeyConfig
from tests.protocol.x25519 import X25519

HERE = Path(__file__).parent
P256 = hpke.P256()


def of_the_rfc(name):
    return json.loads((HERE / f"{name}_vectors.json").read_text())


def private_key(hexadecimal):
    return derive_private_key(int(hexadecimal, 16), SECP256R1())


def test_hpke_is_that_of_the_rfc():
    vector = of_the_rfc("rfc9180")["vector"]
    given = {name: bytes.fromhex(text) for name, text in vector.items() if isinstance(text, str)}
    message = {name: bytes.fromhex(text) for name, text in vector["encryption"].items()}
    encapsulated, sender = hpke.setup_sender(
        P256, given["pkRm"], given["info"], ephemeral=private_key(vector["skEm"])
    )
    receiver = hpke.setup_receiver(P256, encapsulated, private_key(vector["skRm"]), given["info"])

    assert encapsulated == given["enc"]
    assert sender == receiver
    assert (sender.key, sender.nonce, sender.exporter) == (
        given["key"],
        given["base_nonce"],
        given["exporter_secret"],
    )
    assert sender.seal(message["pt"], message["aad"]) == message["ct"]
    assert receiver.open(message["ct"], message["aad"]) == message["pt"]
    for export in vector["exports"]:
        context, value = (bytes.fromhex(export[name]) for name in ("exporter_context", "exported_value"))
        assert receiver.export(context, int(export["L"])) == value
    for seed, public in (("ikmE", "pkEm"), ("ikmR", "pkRm")):
        assert P256.public_of(hpke.derive_private_key(given[seed])) == given[public]
    assert given["exporter_secret"].hex() not in repr(sender)


def test_hpke_is_that_of_the_library_that_seals_ballots():
    suite = Suite(KEM.P256, KDF.HKDF_SHA256, AEAD.AES_128_GCM)
    key = P256.generate()
    theirs = suite.encrypt(b"a ballot", key.public_key(), info=b"terms")
    encapsulated, ours = hpke.setup_sender(P256, P256.public_of(key), b"terms")

    assert hpke.setup_receiver(P256, theirs[:65], key, b"terms").open(theirs[65:]) == b"a ballot"
    assert suite.decrypt(encapsulated + ours.seal(b"a reply"), key, info=b"terms") == b"a reply"


def test_a_candidate_that_is_no_scalar_is_passed_over(monkeypatch):
    expand = hpke._expand

    def unlucky(source, label, info, length, suite):
        is_first = (label, info) == (b"candidate", b"\0")
        return bytes(length) if is_first else expand(source, label, info, length, suite)

    lucky = hpke.derive_private_key(b"seed").private_numbers()
    monkeypatch.setattr(hpke, "_expand", unlucky)

    assert hpke.derive_private_key(b"seed").private_numbers() != lucky


def test_oblivious_http_is_that_of_the_rfc():
    vector = of_the_rfc("rfc9458")
    given = {name: bytes.fromhex(text) for name, text in vector.items() if name != "source"}
    config = oblivious.read_key_config(given["key_config"], X25519())
    own, theirs = (
        X25519PrivateKey.from_private_bytes(given[name]) for name in ("ephemeral_key", "gateway_key")
    )
    message, client = oblivious.encapsulate(config, given["request"], ephemeral=own)
    opened, gateway = oblivious.decapsulate(config, theirs, message)
    reply = gateway.seal(given["response"], nonce=given["response_nonce"])

    assert config.encode() == given["key_config"]
    assert config.algorithms == ((1, 1), (1, 3))
    assert message == given["encapsulated_request"]
    assert (opened, gateway) == (given["request"], client)
    assert (client.encapsulated, client.secret) == (given["encapsulated_key"], given["secret"])
    assert reply == given["encapsulated_response"]
    assert client.open(reply) == given["response"]
    assert binary_http.read_request(opened) == BinaryRequest("GET", "https", "example.com", "/")
    assert binary_http.read_response(given["response"]) == BinaryResponse(200)


def test_binary_http_is_that_of_the_rfc():
    given = {name: bytes.fromhex(text) for name, text in of_the_rfc("rfc9292").items() if name != "source"}
    request = binary_http.read_request(given["request"])
    response = binary_http.read_response(given["response"])

    assert (request.method, request.scheme, request.authority, request.path) == (
        "GET",
        "https",
        "",
        "/hello.txt",
    )
    assert request.headers == (
        ("user-agent", "curl/7.16.3 libcurl/7.16.3 OpenSSL/0.9.7l zlib/1.2.3"),
        ("host", "www.example.com"),
        ("accept-language", "en, mi"),
    )
    assert request.header("host") == "www.example.com"
    assert response == BinaryResponse(200, (), b"This content contains CRLF.\r\n", (("trailer", "text"),))
    assert binary_http.write_request(request) == given["request"]
    assert binary_http.write_response(response) == given["response"]
    # Empty parts at the end may be left out, and zeros follow.
    assert binary_http.read_request(given["request"][:-2]) == request
    assert binary_http.read_request(given["request"] + bytes(100)) == request
    for unknown in ("request_of_unknown_length", "response_of_unknown_length"):
        for read in (binary_http.read_request, binary_http.read_response):
            with pytest.raises(MessageIsMalformed):
                read(given[unknown])


def test_a_message_is_as_long_as_it_is_asked_to_be():
    request = BinaryRequest("POST", "https", "site", "/take/a/ballots", (("a", "b"),), b"x" * 20_000)

    assert len(binary_http.write_request(request, 30_000)) == 30_000
    assert binary_http.read_request(binary_http.write_request(request, 30_000)) == request
    with pytest.raises(ValueError, match="more than 20000"):
        binary_http.write_request(request, 20_000)
    with pytest.raises(ValueError, match="too large"):
        binary_http.write_response(BinaryResponse(1 << 62))


def test_a_manifest_names_a_relay_whole_and_at_a_secure_address_or_not_at_all(vectors):
    terms = vectors["relay"]["terms"]
    local = terms | {"url": "http://localhost:8100/"}

    assert relayed.read_relay(local).url == local["url"]
    for wrong in (
        None,
        [],
        {},
        terms | {"url": 1},
        terms | {"url": "http://relay.example.kr/"},
        {"url": terms["url"]},
    ):
        with pytest.raises(MessageIsMalformed):
            relayed.read_relay(wrong)


PREFIX = b"\x00\x04POST\x05https\x00\x01/"


@pytest.mark.parametrize(
    "message",
    [
        b"",
        b"\x00",
        b"\x05",
        b"\x01\x40\xc8",
        b"\x00\x03GET",
        b"\x00\x00\x05https\x00\x01/",
        b"\x00\x04POST\x05https\x00\x00",
        b"\x00\x04PO T\x05https\x00\x01/",
        b"\x00\x04POST\x05https\x00\x02/\n",
        b"\x00\xff\xff\xff\xff\xff\xff\xff\xff",
        PREFIX + b"\x05\x01A\x01v\x00",  # a capital, and a byte too much
        PREFIX + b"\x04\x01A\x01v",
        PREFIX + b"\x04\x01:\x01v",
        PREFIX + b"\x03\x00\x01v",
        PREFIX + b"\x05\x01a\x02v ",
        PREFIX + b"\x05\x01a\x02\r\n",
        PREFIX + b"\x03\x01a",
        PREFIX + b"\x50\x01" + b"\x01a\x01v" * 1024 + b"\x00",
        PREFIX + b"\x40\x84" + b"\x01a\x01v" * 33,
        PREFIX + b"\x00\x05four",
        b"\x00\x04POST\x05https\x00\x50\x01" + b"/" * 4097,
        PREFIX + b"\x00\x01x\x00\x00\x01",
    ],
)
def test_what_is_no_request_is_refused(message):
    with pytest.raises(MessageIsMalformed):
        binary_http.read_request(message)


@pytest.mark.parametrize("message", [b"\x01", b"\x01\x40\x66\x00\x40\xc8", b"\x01\x42\x58", PREFIX])
def test_what_is_no_final_response_is_refused(message):
    with pytest.raises(MessageIsMalformed):
        binary_http.read_response(message)


def test_a_message_for_another_key_or_changed_on_the_way_is_refused():
    key, other = P256.generate(), P256.generate()
    config = KeyConfig(7, P256.public_of(key))
    message, exchange = oblivious.encapsulate(config, b"request")

    assert oblivious.decapsulate(config, key, message)[0] == b"request"
    for number in range(7):
        changed = bytearray(message)
        changed[number] ^= 2
        with pytest.raises(RelayKeyIsUnknown):
            oblivious.decapsulate(config, key, bytes(changed))
    for wrong in (
        message[:7],
        message[:70],
        message[:-1],
        message + b"\0",
        message[:7] + bytes(65) + message[72:],
        message[:-1] + bytes([message[-1] ^ 1]),
    ):
        with pytest.raises(MessageIsMalformed):
            oblivious.decapsulate(config, key, wrong)
    with pytest.raises(MessageIsMalformed):
        oblivious.decapsulate(config, other, message)
    reply = exchange.seal(b"reply")
    assert exchange.open(reply) == b"reply"
    for wrong in (b"", reply[:15], reply[:-1], oblivious.encapsulate(config, b"x")[1].seal(b"reply")):
        with pytest.raises(MessageIsMalformed):
            exchange.open(wrong)


def test_the_vectors_of_both_sides_are_opened_and_sealed(vectors):
    vector = vectors["relay"]
    route = relayed.read_relay(vector["terms"])
    key = hpke.derive_private_key(bytes.fromhex(vector["gateway_seed"]))
    opened, exchange = oblivious.decapsulate(
        route.key_config, key, from_base64url(vector["encapsulated_request"])
    )
    asked = binary_http.read_request(opened)
    reply = from_base64url(vector["encapsulated_response"])

    assert opened == from_base64url(vector["request"])
    assert (asked.authority, asked.path) == (vector["host"], vector["path"])
    assert asked.content.decode() == vector["deposit"]
    assert exchange.open(reply) == from_base64url(vector["response"])
    status, content = relayed.read_reply(exchange, reply)
    assert (status, json.loads(content)["receipt"]) == (201, vectors["receipts"]["receipt"])


def test_every_request_and_every_reply_has_one_size():
    route = relayed.RelayRoute("", KeyConfig(1, P256.public_of(P256.generate())))
    longest = json.dumps(
        {
            "token": "t" * 107,
            "signature": "s" * 512,
            "pool": "결" * 64,
            "ballot": "b" * (-(-(4096 + 81) * 4 // 3)),
        }
    ).encode()
    sizes = {
        len(relayed.relayed_request(route, host, path, content, 4096)[0])
        for host, path, content in (
            ("a.kr", "/take/a.b/ballots", b"{}"),
            ("h" * 255, f"/take/{'w' * 120}/ballots", longest),
        )
    }

    assert len(sizes) == 1
    assert {len(relayed.write_reply(200, b"x" * length)) for length in (0, 150, 1900)} == {2048}


def test_only_whole_key_configurations_for_our_algorithms_are_read():
    content = KeyConfig(1, P256.public_of(P256.generate())).encode()

    assert oblivious.read_key_config(content).encode() == content
    for wrong in (
        b"",
        content[:-1],
        content + b"\0",
        content[:68],
        content[:1] + b"\0\x20" + content[3:],
        content[:-2] + b"\0\3",
    ):
        with pytest.raises(MessageIsMalformed):
            oblivious.read_key_config(wrong)
