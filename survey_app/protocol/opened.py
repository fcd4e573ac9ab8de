"""What a machine that opened a wave's ballots says of them, and signs.

Two machines that opened them independently say the same, each under its own name and with a key of its own.
"""

from dataclasses import dataclass

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from survey_app.protocol.errors import SignatureIsInvalid
from survey_app.protocol.manifest_signing import canonical_json
from survey_app.protocol.signatures import Context, sign, verify

LONGEST_NAME = 80


@dataclass(frozen=True, slots=True)
class OpenedStatement:
    """What was opened and what came of it. `manifest`, `root` and `digest` are SHA-256 in hexadecimal.

    root : of the receipts' leaves, so of exactly which ballots. digest : of the counts and the comments.
    """

    wave: str
    manifest: str
    root: str
    digest: str
    counted: int
    spoiled: int
    sealed_by_server: int

    def content(self, name: str) -> bytes:
        """The bytes that the machine of `name` signs: canonical JSON."""
        return canonical_json(
            {
                "wave": self.wave,
                "manifest": self.manifest,
                "root": self.root,
                "digest": self.digest,
                "counted": self.counted,
                "spoiled": self.spoiled,
                "sealed_by_server": self.sealed_by_server,
                "opened_by": name,
            }
        )


def is_name(name: str) -> bool:
    """Whether that can stand for who opened: one line of at most 80 characters.

    >>> is_name("staff representative"), is_name(" "), is_name("two\\nlines")
    (True, False, False)
    """
    return name == name.strip() and 0 < len(name) <= LONGEST_NAME and name.isprintable()


def sign_opened(statement: OpenedStatement, name: str, key: Ed25519PrivateKey) -> bytes:
    """The 64 bytes with which a machine stands for what it opened."""
    return sign(Context.OPENED, statement.content(name), key)


def verify_opened(statement: OpenedStatement, name: str, signature: bytes, public_key: bytes) -> None:
    """Raises SignatureIsInvalid unless the machine of that key and name said exactly this."""
    if not is_name(name):
        raise SignatureIsInvalid("nobody's name stands under what was opened")
    verify(Context.OPENED, statement.content(name), signature, public_key)
