"""Letters that leave the house: through SMTP where it is configured, else into a folder.

What may go wrong is told apart: a letter is refused for good (LetterRefused) or for now (LetterDelayed), or
the server itself can't be used (MailServerFails). None of them carries the address or the server's own
words, so that whatever notes them can name nobody.
"""

import ipaddress
import smtplib
import ssl
import time
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from email.message import EmailMessage
from email.utils import formatdate, parseaddr
from enum import StrEnum
from pathlib import Path
from urllib.parse import SplitResult, unquote, urlsplit

from flask_babel import lazy_gettext as _l

from config import Config
from survey_app.ground.keyring import Keyring, Purpose

Send = Callable[[EmailMessage], None]

TIMEOUT_SECONDS = 30
LETTERS_PER_CONNECTION = 100
LOST_IN_A_ROW = 3
KEPT_IN_THE_OUTBOX = timedelta(days=7)


class Refused(StrEnum):
    """Why a mail server will never take a letter."""

    UNKNOWN = "unknown"
    FULL = "full"
    REFUSED = "refused"


class ServerProblem(StrEnum):
    """Why no letter at all can be handed over."""

    AWAY = "mail_server_away"
    NO_TLS = "mail_server_without_tls"
    CERTIFICATE = "mail_server_certificate"
    SIGN_IN = "mail_server_sign_in"
    SENDER = "mail_server_refuses_sender"
    REFUSES_ALL = "mail_server_refuses_all"


WORDS = {
    ServerProblem.AWAY: _l("The mail server does not answer. What was not sent yet goes out when it does."),
    ServerProblem.NO_TLS: _l(
        "The mail server offers no encryption (STARTTLS), so no letter was given to it: each holds a link."
        " Ask your operator."
    ),
    ServerProblem.CERTIFICATE: _l("The mail server's certificate is not trusted here. Ask your operator."),
    ServerProblem.SIGN_IN: _l(
        "The mail server does not accept the installation's user and password. Ask your operator."
    ),
    ServerProblem.SENDER: _l(
        "The mail server does not accept the installation's address. Ask your operator."
    ),
    ServerProblem.REFUSES_ALL: _l(
        "The mail server refused many letters in a row, so sending was stopped."
        " Ask your operator, then send again."
    ),
}


class LetterRefused(Exception):
    """The server will never take this letter; `reason` says why."""

    def __init__(self, reason: Refused) -> None:
        super().__init__(reason.value)
        self.reason = reason


class LetterDelayed(Exception):
    """The server does not take this letter now, and may later."""


class MailServerFails(Exception):
    """No letter can be handed over; `problem` says why."""

    def __init__(self, problem: ServerProblem) -> None:
        super().__init__(problem.value)
        self.problem = problem


def compose(config: Config, to: str, subject: str, text: str, number: str = "") -> EmailMessage:
    """A plain letter. It carries no picture and no tracked link.

    With `number` (what the letter is, in the installation's own terms) it has the same Message-ID each time
    it is written, so that a mail server can tell a repeated letter from a new one.
    """
    letter = EmailMessage()
    letter["From"] = config.mail_from
    letter["To"] = to
    letter["Subject"] = subject
    letter["Date"] = formatdate(localtime=False)
    letter["Auto-Submitted"] = "auto-generated"
    if number:
        sign = Keyring(config.secret_key).mac(Purpose.LETTERS, number.encode())[:32]
        letter["Message-ID"] = f"<{sign}@{parseaddr(config.mail_from)[1].rpartition('@')[2] or 'localhost'}>"
    letter.set_content(text)
    return letter


@contextmanager
def sending(config: Config) -> Iterator[Send]:
    """Hands letters over, many through one connection, no faster than the installation's limit.

    The function raises LetterRefused, LetterDelayed and MailServerFails.
    """
    if config.mail_url is None:
        yield lambda letter: _into_folder(config, letter)
        return
    server = _MailServer(urlsplit(config.mail_url), 60 / config.mail_per_minute)
    try:
        yield server.send
    finally:
        server.leave()


def outbox_is_emptied(config: Config) -> int:
    """Letters that lay in the outbox for a week are gone afterwards: each holds a link. Returns how many."""
    too_old = time.time() - KEPT_IN_THE_OUTBOX.total_seconds()
    old = [letter for letter in _outbox(config) if letter.stat().st_mtime < too_old]
    for letter in old:
        letter.unlink(missing_ok=True)
    return len(old)


class _MailServer:
    """One connection after the other to the same server."""

    def __init__(self, address: SplitResult, pause_seconds: float) -> None:
        self.address, self.pause_seconds = address, pause_seconds
        self.connection: smtplib.SMTP | None = None
        self.sent_here = self.lost_in_a_row = 0
        self.next_at = 0.0

    def send(self, letter: EmailMessage) -> None:
        time.sleep(max(0.0, self.next_at - time.monotonic()))
        self.next_at = time.monotonic() + self.pause_seconds
        connection = self._connected()
        try:
            connection.send_message(letter)
        except smtplib.SMTPRecipientsRefused as refused:
            code, words = next(iter(refused.recipients.values()))
            raise _of_reply(code, words) from None
        except smtplib.SMTPDataError as refused:
            raise _of_reply(refused.smtp_code, refused.smtp_error) from None
        except smtplib.SMTPSenderRefused as refused:
            self.leave()
            lasts = 500 <= refused.smtp_code < 600
            raise MailServerFails(ServerProblem.SENDER if lasts else ServerProblem.AWAY) from None
        except smtplib.SMTPNotSupportedError:
            raise LetterRefused(Refused.REFUSED) from None
        except (smtplib.SMTPException, OSError):
            # The connection is lost in the middle of a letter; whether it was taken nobody knows.
            self.leave()
            self.lost_in_a_row += 1
            if self.lost_in_a_row >= LOST_IN_A_ROW:
                raise MailServerFails(ServerProblem.AWAY) from None
            raise LetterDelayed from None
        self.sent_here, self.lost_in_a_row = self.sent_here + 1, 0

    def leave(self) -> None:
        connection, self.connection, self.sent_here = self.connection, None, 0
        if connection is None:
            return
        try:
            connection.quit()
        except (smtplib.SMTPException, OSError):
            connection.close()

    def _connected(self) -> smtplib.SMTP:
        if self.connection is not None and (
            self.sent_here >= LETTERS_PER_CONNECTION or not _still_answers(self.connection)
        ):
            self.leave()
        if self.connection is None:
            self.connection = _connect(self.address)
        return self.connection


def _still_answers(connection: smtplib.SMTP) -> bool:
    try:
        return connection.noop()[0] == 250
    except (smtplib.SMTPException, OSError):
        return False


def _connect(address: SplitResult) -> smtplib.SMTP:
    try:
        return _signed_in(address)
    except ssl.SSLCertVerificationError:
        raise MailServerFails(ServerProblem.CERTIFICATE) from None
    except (smtplib.SMTPAuthenticationError, smtplib.SMTPNotSupportedError):
        raise MailServerFails(ServerProblem.SIGN_IN) from None
    except (smtplib.SMTPException, OSError):
        raise MailServerFails(ServerProblem.AWAY) from None


def _signed_in(address: SplitResult) -> smtplib.SMTP:
    host, context = address.hostname or "localhost", ssl.create_default_context()
    if address.scheme == "smtps":
        server: smtplib.SMTP = smtplib.SMTP_SSL(
            host, address.port or 465, context=context, timeout=TIMEOUT_SECONDS
        )
    else:
        server = smtplib.SMTP(host, address.port or 25, timeout=TIMEOUT_SECONDS)
    try:
        if address.scheme == "smtp" and not _is_this_machine(host):
            # A letter carries its reader's key to the survey: it never crosses a network in clear.
            server.ehlo_or_helo_if_needed()
            if not server.has_extn("starttls"):
                raise MailServerFails(ServerProblem.NO_TLS)
            server.starttls(context=context)
        if address.username:
            server.login(unquote(address.username), unquote(address.password or ""))
    except BaseException:
        server.close()
        raise
    return server


def _is_this_machine(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def _of_reply(code: int, words: bytes | str) -> Exception:
    """What a server's reply (RFC 5321, with the status of RFC 3463 in its text) means for the letter."""
    text = words.decode("latin-1") if isinstance(words, bytes) else words
    status = text.split(" ", 1)[0]
    if not 500 <= code < 600:
        return LetterDelayed()
    if status == "5.2.2" or (code == 552 and not status.startswith("5.")):
        return LetterRefused(Refused.FULL)
    if status.startswith("5.1.") or (code in (550, 551, 553) and not status.startswith("5.")):
        return LetterRefused(Refused.UNKNOWN)
    return LetterRefused(Refused.REFUSED)


def _into_folder(config: Config, letter: EmailMessage) -> None:
    outbox = config.data / "outbox"
    outbox.mkdir(parents=True, exist_ok=True, mode=0o700)
    number = str(letter["Message-ID"] or uuid.uuid4()).strip("<>").partition("@")[0]
    (outbox / f"{number}.eml").write_bytes(bytes(letter))


def _outbox(config: Config) -> list[Path]:
    return sorted((config.data / "outbox").glob("*.eml"))
