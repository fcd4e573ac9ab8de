"""How letters leave the house: never in clear over a network, never too fast, never kept for long."""

import os
import socket
import ssl
import time
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

import config as settings
from survey_app.ground import mail
from survey_app.ground.mail import MailServerFails, Refused, ServerProblem, compose, sending
from tests.mail_server import MailServer, listening

HOST = "mail.gaon.example"


@pytest.fixture
def elsewhere(monkeypatch):
    """A name of another machine, which is this one."""
    ask = socket.getaddrinfo

    def answer(host, *others, **more):
        return ask("127.0.0.1" if host == HOST else host, *others, **more)

    monkeypatch.setattr(socket, "getaddrinfo", answer)
    return lambda address: address.replace("127.0.0.1", HOST)


@pytest.fixture
def certificate(tmp_path):
    """A key and a certificate of HOST, signed by itself, in one file."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, HOST)])
    now = datetime.now(UTC)
    signed = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(HOST)]), critical=False)
        .sign(key, hashes.SHA256())
    )
    file = tmp_path / "mail.pem"
    private = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    file.write_bytes(private + signed.public_bytes(serialization.Encoding.PEM))
    return file


def send_one(config, address):
    here = replace(config, mail_url=address)
    with sending(here) as send:
        send(compose(here, "hong@x.kr", "제목", "본문"))


def test_a_server_on_another_machine_without_encryption_gets_no_letter(config, elsewhere):
    server = MailServer()
    with listening(server) as address, pytest.raises(MailServerFails) as fails:
        send_one(config, elsewhere(address))

    assert fails.value.problem is ServerProblem.NO_TLS
    assert (server.tried, server.letters) == ([], [])


def test_encryption_is_begun_without_a_user_name_too(config, elsewhere, certificate, monkeypatch):
    monkeypatch.setitem(os.environ, "SSL_CERT_FILE", str(certificate))
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate)
    server = MailServer()

    with listening(server, context) as address:
        send_one(config, elsewhere(address))

    assert server.was_encrypted
    assert server.readers == ["hong@x.kr"]


def test_a_certificate_that_is_not_trusted_stops_everything(config, elsewhere, certificate):
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate)
    server = MailServer()

    with listening(server, context) as address, pytest.raises(MailServerFails) as fails:
        send_one(config, elsewhere(address))

    assert fails.value.problem is ServerProblem.CERTIFICATE
    assert server.letters == []


def test_letters_go_out_no_faster_than_the_setting_says(config, monkeypatch):
    waited, clock = [], [0.0]

    def sleep(seconds):
        waited.append(round(seconds, 3))
        clock[0] += seconds

    monkeypatch.setattr(mail.time, "monotonic", lambda: clock[0])
    monkeypatch.setattr(mail.time, "sleep", sleep)
    with listening(MailServer()) as address:
        slow = replace(config, mail_url=address, mail_per_minute=30)
        with sending(slow) as send:
            for number in range(3):
                send(compose(slow, f"p{number}@x.kr", "s", "t"))

    assert waited == [0, 2, 2]


@pytest.mark.parametrize(
    ("code", "words", "reason"),
    [
        (550, b"5.1.1 no such user", Refused.UNKNOWN),
        (550, b"No such user here", Refused.UNKNOWN),
        (553, b"5.1.3 bad address", Refused.UNKNOWN),
        (552, b"5.2.2 over quota", Refused.FULL),
        (552, b"Mailbox full", Refused.FULL),
        (552, b"5.3.4 message too big", Refused.REFUSED),
        (554, b"5.7.1 policy", Refused.REFUSED),
        (550, b"5.7.1 relaying denied", Refused.REFUSED),
    ],
)
def test_a_reply_is_read_by_its_status(code, words, reason):
    assert mail._of_reply(code, words).reason is reason


@pytest.mark.parametrize("code", [421, 450, 451, 452])
def test_a_reply_of_four_hundred_puts_off(code):
    assert isinstance(mail._of_reply(code, b"4.2.2 later"), mail.LetterDelayed)


def test_the_outbox_of_an_installation_without_mail_server_empties_itself(config):
    with sending(config) as send:
        for number in range(2):
            send(compose(config, "hong@x.kr", "s", "t", str(number)))
    outbox = sorted((config.data / "outbox").iterdir())
    long_ago = time.time() - mail.KEPT_IN_THE_OUTBOX.total_seconds() - 60
    os.utime(outbox[0], (long_ago, long_ago))

    assert mail.outbox_is_emptied(config) == 1
    assert sorted((config.data / "outbox").iterdir()) == outbox[1:]
    assert (config.data / "outbox").stat().st_mode & 0o077 == 0


@pytest.mark.parametrize(
    "url", ["mail.x.kr", "http://mail.x.kr", "smtp://", "smtp://mail.x.kr:port", "smtp://h:99999"]
)
def test_a_mail_server_that_is_no_address_is_refused_at_the_start(url, tmp_path):
    given = {"GYEOL_DATA": str(tmp_path), "GYEOL_MAIL_URL": url, **settings.fresh_secrets()}

    with pytest.raises(settings.SettingIsWrong, match="GYEOL_MAIL_URL"):
        settings.read(given)


def test_every_problem_of_a_server_has_its_words():
    assert set(mail.WORDS) == set(ServerProblem)
