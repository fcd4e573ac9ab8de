"""Letters that leave the house: through SMTP where it is configured, else into a folder."""

import smtplib
import ssl
import uuid
from collections.abc import Callable
from email.message import EmailMessage
from email.utils import formatdate
from urllib.parse import unquote, urlsplit

from config import Config

Send = Callable[[EmailMessage], None]


def compose(config: Config, to: str, subject: str, text: str) -> EmailMessage:
    """A plain letter. It carries no picture and no tracked link."""
    letter = EmailMessage()
    letter["From"] = config.mail_from
    letter["To"] = to
    letter["Subject"] = subject
    letter["Date"] = formatdate(localtime=False)
    letter.set_content(text)
    return letter


def sender(config: Config) -> Send:
    """How letters are sent here: `smtp://user:password@host:port` (STARTTLS), `smtps://…`, or a folder."""
    if config.mail_url is None:
        return lambda letter: _into_folder(config, letter)
    return lambda letter: _through_smtp(config.mail_url or "", letter)


def _into_folder(config: Config, letter: EmailMessage) -> None:
    outbox = config.data / "outbox"
    outbox.mkdir(parents=True, exist_ok=True)
    (outbox / f"{uuid.uuid4()}.eml").write_bytes(bytes(letter))


def _through_smtp(url: str, letter: EmailMessage) -> None:
    parts = urlsplit(url)
    host, context = parts.hostname or "localhost", ssl.create_default_context()
    if parts.scheme == "smtps":
        server: smtplib.SMTP = smtplib.SMTP_SSL(host, parts.port or 465, context=context, timeout=30)
    else:
        server = smtplib.SMTP(host, parts.port or 25, timeout=30)
    with server:
        if parts.scheme == "smtp" and parts.username:
            server.starttls(context=context)
        if parts.username:
            server.login(unquote(parts.username), unquote(parts.password or ""))
        server.send_message(letter)
