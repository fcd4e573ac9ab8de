"""The receiver's steps of HPKE from the shared point on (RFC 9180, 4.1 and 5.1): what opens without a
private key.

Base mode, DHKEM(P-256, HKDF-SHA256), HKDF-SHA256, AES-128-GCM, first message, aad empty. Trustees who
hold a key in parts arrive at the shared point together, and nobody has the key that a library asks for.
"""

from survey_app.protocol import hpke
from survey_app.protocol.errors import BallotCannotBeOpened, MessageIsMalformed
from survey_app.protocol.hpke import P256
from survey_app.protocol.p256 import POINT_BYTES


def shared_secret(shared_point: bytes, encapsulated: bytes, recipient: bytes) -> bytes:
    """Return the KEM's shared secret (ExtractAndExpand): 32 bytes. All three are uncompressed points."""
    return hpke.shared_secret(P256(), shared_point[1:33], encapsulated + recipient)


def open_with_shared_point(
    sealed: bytes, shared_point: bytes, recipient: bytes, info: bytes, aad: bytes = b""
) -> bytes:
    """Open encapsulated key (65 bytes) ‖ ciphertext and return the plaintext. Raises BallotCannotBeOpened."""
    encapsulated, ciphertext = sealed[:POINT_BYTES], sealed[POINT_BYTES:]
    secret = shared_secret(shared_point, encapsulated, recipient)
    try:
        return hpke.context_of(P256(), secret, info).open(ciphertext, aad)
    except MessageIsMalformed as fault:
        raise BallotCannotBeOpened("what is sealed does not open with this point") from fault
