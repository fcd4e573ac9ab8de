"""A mail server of the tests' own, which takes, puts off or refuses letters as it is told."""

import socket
import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session

TAKEN = "250 OK"


@dataclass
class MailServer:
    """What it got, and what it answers: by address at RCPT or after DATA; "drop" ends the connection."""

    at_recipient: dict[str, str] = field(default_factory=dict)
    after_data: dict[str, str] = field(default_factory=dict)
    to_everybody: str = TAKEN
    letters: list[EmailMessage] = field(default_factory=list)
    tried: list[str] = field(default_factory=list)
    connections: int = 0
    was_encrypted: bool = False

    @property
    def readers(self) -> list[str]:
        return sorted(str(letter["To"]) for letter in self.letters)

    async def handle_EHLO(  # noqa: N802 - the library's name
        self, server: SMTP, session: Session, _envelope: Envelope, hostname: str, responses: list[str]
    ) -> list[str]:
        session.host_name = hostname
        if session.ssl is None:
            self.connections += 1
        else:
            self.was_encrypted = True
        return responses

    async def handle_RCPT(  # noqa: N802
        self, server: SMTP, _session: Session, envelope: Envelope, address: str, _options: list[str]
    ) -> str:
        self.tried.append(address)
        reply = self.at_recipient.get(address, self.to_everybody)
        if reply == "drop":
            server.transport.abort()
        if reply.startswith("2"):
            envelope.rcpt_tos.append(address)
        return reply

    async def handle_DATA(self, server: SMTP, _session: Session, envelope: Envelope) -> str:  # noqa: N802
        reply = self.after_data.get(envelope.rcpt_tos[0], TAKEN)
        if reply == "drop":
            server.transport.abort()
        if reply.startswith("2"):
            self.letters.append(message_from_bytes(envelope.content, policy=default))
        return reply


@contextmanager
def listening(server: MailServer, tls: ssl.SSLContext | None = None) -> Iterator[str]:
    """The address of the server while it listens on this machine."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    controller = Controller(server, hostname="127.0.0.1", port=port, tls_context=tls)
    controller.start()
    try:
        yield f"smtp://127.0.0.1:{port}"
    finally:
        controller.stop()
