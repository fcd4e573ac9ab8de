"""Machines of the trustees' own: the key that each makes for itself, and what they sign."""

import os
from collections.abc import Sequence
from pathlib import Path

import msgspec
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from analysis.released.release import Machine
from survey_app.manifest.documents import public_key
from survey_app.protocol.encoding import from_base64url, to_base64url
from survey_app.protocol.errors import MessageIsMalformed
from survey_app.protocol.opened import OpenedStatement, sign_opened, verify_opened

KEY_BYTES = 32


def machine_key(file: Path) -> Ed25519PrivateKey:
    """The machine's key: read from the file, or made and written there for its owner alone to read.

    Raises MessageIsMalformed when the file holds something else.
    """
    try:
        seed = from_base64url(file.read_text("ascii").strip(), length=KEY_BYTES)
        return Ed25519PrivateKey.from_private_bytes(seed)
    except FileNotFoundError:
        pass
    except UnicodeDecodeError as fault:
        raise MessageIsMalformed(f"{file} is no machine's key") from fault
    key = Ed25519PrivateKey.generate()
    file.parent.mkdir(parents=True, exist_ok=True)
    made = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(made, "w", encoding="ascii") as written:
        written.write(f"{to_base64url(key.private_bytes_raw())}\n")
    return key


def signed_by(statement: OpenedStatement, name: str, key: Ed25519PrivateKey) -> Machine:
    """The statement under this machine's name."""
    signature = sign_opened(statement, name, key)
    return Machine(name, to_base64url(public_key(key)), to_base64url(signature))


def verify_machine(statement: OpenedStatement, machine: Machine) -> None:
    """Raises SignatureIsInvalid or MessageIsMalformed unless this machine said exactly this."""
    key, signature = from_base64url(machine.key, length=32), from_base64url(machine.signature, length=64)
    verify_opened(statement, machine.name, signature, key)


def write_machines(machines: Sequence[Machine]) -> bytes:
    """As an opening keeps them."""
    return msgspec.json.encode(list(machines))


def read_machines(content: bytes | None) -> tuple[Machine, ...] | None:
    """The machines of an opening; None where it is not known how the ballots were opened."""
    return None if content is None else tuple(msgspec.json.decode(content, type=list[Machine]))
